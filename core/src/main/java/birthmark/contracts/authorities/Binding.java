package birthmark.contracts.authorities;

import birthmark.bytes.Bytes;
import birthmark.codec.Length;
import birthmark.codec.Timestamp;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.things.ThingId;
import birthmark.cose.KeyId;
import java.util.Optional;

/**
 * A device's certificate, bound to a thing that showed that it holds the certificate's key.
 *
 * @param authority who issued it
 * @param key the certificate's key
 * @param notBefore from when on it holds
 * @param notAfter the last moment at which it holds
 * @param by who bound it
 * @param since the height of that
 * @param ended its withdrawal, if it was withdrawn
 */
public record Binding(
    AuthorityId authority,
    KeyId key,
    Timestamp notBefore,
    Timestamp notAfter,
    PartyId by,
    long since,
    Optional<CertificateAuthority.Ended> ended) {
  /**
   * A binding's name.
   *
   * @param thing the thing
   * @param certificate SHA-256 of the certificate
   */
  public record Id(ThingId thing, @Length(min = 32, max = 32) Bytes certificate) {}

  Binding ending(CertificateAuthority.Ended end) {
    return new Binding(authority, key, notBefore, notAfter, by, since, Optional.of(end));
  }
}
