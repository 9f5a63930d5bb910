package birthmark.contracts.authorities;

import birthmark.bytes.Bytes;
import birthmark.codec.Length;
import birthmark.codec.Timestamp;
import birthmark.contract.Now;
import birthmark.contracts.things.ThingId;
import birthmark.cose.KeyId;
import java.util.List;
import java.util.Optional;

/**
 * Where a thing's certificate stands as of a moment.
 *
 * @param thing the thing
 * @param certificate SHA-256 of the certificate
 * @param kind whether it counts
 * @param issuer the name of who issued it
 * @param root the name of the root above
 * @param authority who issued it
 * @param key the certificate's key
 * @param until the last moment at which it and all above it hold
 * @param why the standing in words
 */
public record CertificateStanding(
    ThingId thing,
    @Length(min = 32, max = 32) Bytes certificate,
    Kind kind,
    @Length(min = 1, max = 4_096) String issuer,
    @Length(min = 1, max = 4_096) String root,
    AuthorityId authority,
    KeyId key,
    Timestamp until,
    @Length(min = 1, max = 400) String why) {
  /** Where a certificate can stand. */
  public enum Kind {
    /** It counts. */
    VALID,
    /** It, or an authority above it, holds from later on. */
    NOT_YET_VALID,
    /** It, or an authority above it, has expired. */
    EXPIRED,
    /** It was withdrawn. */
    WITHDRAWN,
    /** An authority above it was revoked. */
    AUTHORITY_REVOKED
  }

  static CertificateStanding of(
      Now now, Binding.Id id, Binding binding, List<CertificateAuthority> path) {
    Timestamp from = binding.notBefore();
    Timestamp until = binding.notAfter();
    Optional<CertificateAuthority.Ended> revoked = Optional.empty();
    for (CertificateAuthority each : path) {
      from = from.isAfter(each.issuer().notBefore()) ? from : each.issuer().notBefore();
      until = until.isBefore(each.issuer().notAfter()) ? until : each.issuer().notAfter();
      revoked = revoked.or(each::ended);
    }
    Kind kind;
    String why;
    if (binding.ended().isPresent()) {
      kind = Kind.WITHDRAWN;
      why = "It was withdrawn at " + ended(binding.ended().get());
    } else if (revoked.isPresent()) {
      kind = Kind.AUTHORITY_REVOKED;
      why = "An authority above it was revoked at " + ended(revoked.get());
    } else if (now.time().isBefore(from)) {
      kind = Kind.NOT_YET_VALID;
      why = "It holds from " + from + ".";
    } else if (now.time().isAfter(until)) {
      kind = Kind.EXPIRED;
      why = "It expired at " + until + ".";
    } else {
      kind = Kind.VALID;
      why = "It is valid until " + until + ".";
    }
    return new CertificateStanding(
        id.thing(),
        id.certificate(),
        kind,
        path.getFirst().issuer().subject().words(),
        path.getLast().issuer().subject().words(),
        binding.authority(),
        binding.key(),
        until,
        why);
  }

  private static String ended(CertificateAuthority.Ended end) {
    return end.time() + ": " + end.reason();
  }
}
