package birthmark.x509;

import birthmark.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a certificate's extensions say (RFC 5280 §4.2). Those that are not read must not be
 * critical.
 *
 * @param authority whether it may issue certificates, as basicConstraints says
 * @param authorityCritical whether that must be understood
 * @param pathLength how many authorities may be below it, if that is limited
 * @param usage the bits of keyUsage, the first the lowest, if it is there
 * @param usageCritical whether that must be understood
 * @param purposes the object identifiers of extKeyUsage, if it is there
 * @param subjectKey the subject's key identifier, if there is one
 * @param issuerKey the issuer's key identifier, if there is one
 */
public record Extensions(
    boolean authority,
    boolean authorityCritical,
    Optional<Long> pathLength,
    Optional<Integer> usage,
    boolean usageCritical,
    Optional<List<Bytes>> purposes,
    Optional<Bytes> subjectKey,
    Optional<Bytes> issuerKey) {
  static final Extensions NONE =
      new Extensions(
          false,
          false,
          Optional.empty(),
          Optional.empty(),
          false,
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  private static final String CONSTRAINTS = "551d13";
  private static final String USAGE = "551d0f";
  private static final String PURPOSES = "551d25";
  private static final String SUBJECT_KEY = "551d0e";
  private static final String ISSUER_KEY = "551d23";
  private static final List<String> READ =
      List.of(CONSTRAINTS, USAGE, PURPOSES, SUBJECT_KEY, ISSUER_KEY);

  /** Alternative names and policies, which say nothing about whether a chain holds. */
  private static final List<String> HARMLESS = List.of("551d11", "551d20");

  private static final int MAX = 32;
  private static final int KEY_ID_MAX = 64;
  private static final int ISSUER_KEY_ID = 0x80;

  /** One extension. */
  private record Extension(Bytes type, boolean critical, Bytes value) {}

  /** The extensions in {@code all}, the content of the extensions' own element. */
  static Extensions read(Der all) {
    Der list = all.enter(Der.SEQUENCE);
    all.end();
    List<Bytes> seen = new ArrayList<>();
    Extensions read = NONE;
    do {
      Der in = list.enter(Der.SEQUENCE);
      Extension next =
          new Extension(in.content(Der.OID), in.optionalTrue(), in.content(Der.OCTET_STRING));
      in.end();
      if (seen.contains(next.type()) || seen.size() == MAX) {
        throw X509Exception.malformed("has an extension twice, or more than " + MAX);
      }
      seen.add(next.type());
      read = read.with(next);
    } while (list.more());
    return read;
  }

  private Extensions with(Extension next) {
    if (!READ.contains(next.type().hex())) {
      if (next.critical() && !HARMLESS.contains(next.type().hex())) {
        throw new X509Exception(
            X509Exception.Reason.UNKNOWN_CRITICAL_EXTENSION,
            "has an extension that must be understood and is not known here: OID "
                + next.type().hex());
      }
      return this;
    }
    Der value = new Der(next.value());
    Extensions with =
        switch (next.type().hex()) {
          case CONSTRAINTS -> constraints(value.enter(Der.SEQUENCE), next.critical());
          case USAGE -> usage(value.content(Der.BIT_STRING), next.critical());
          case PURPOSES -> purposes(value.enter(Der.SEQUENCE));
          case SUBJECT_KEY -> keys(Optional.of(keyId(value.content(Der.OCTET_STRING))), issuerKey);
          default -> keys(subjectKey, issuerKey(value.enter(Der.SEQUENCE)));
        };
    value.end();
    return with;
  }

  private Extensions constraints(Der in, boolean critical) {
    boolean issues = in.optionalTrue();
    Optional<Long> below = Optional.empty();
    if (in.at(Der.INTEGER)) {
      below = Optional.of((long) in.integer(1).octet(0));
    }
    in.end();
    if (below.isPresent() && !issues) {
      throw X509Exception.malformed("limits the authorities below it and is none");
    }
    return new Extensions(
        issues, critical, below, usage, usageCritical, purposes, subjectKey, issuerKey);
  }

  private Extensions usage(Bytes bits, boolean critical) {
    if (bits.length() < 2 || bits.length() > 3 || bits.octet(0) > 7) {
      throw X509Exception.malformed("has a key usage that is not one to nine bits");
    }
    int last = bits.octet(bits.length() - 1);
    if ((last & ((1 << bits.octet(0)) - 1)) != 0) {
      throw X509Exception.malformed("has a key usage with stray bits");
    }
    int found = 0;
    for (int bit = 0; bit < 8 * (bits.length() - 1); bit++) {
      if ((bits.octet(1 + bit / 8) & (0x80 >> (bit % 8))) != 0) {
        found |= 1 << bit;
      }
    }
    return new Extensions(
        authority,
        authorityCritical,
        pathLength,
        Optional.of(found),
        critical,
        purposes,
        subjectKey,
        issuerKey);
  }

  private Extensions purposes(Der in) {
    List<Bytes> found = new ArrayList<>();
    do {
      found.add(in.content(Der.OID));
    } while (in.more());
    return new Extensions(
        authority,
        authorityCritical,
        pathLength,
        usage,
        usageCritical,
        Optional.of(List.copyOf(found)),
        subjectKey,
        issuerKey);
  }

  private Extensions keys(Optional<Bytes> subject, Optional<Bytes> issuer) {
    return new Extensions(
        authority, authorityCritical, pathLength, usage, usageCritical, purposes, subject, issuer);
  }

  /** The key identifier of an authorityKeyIdentifier; the issuer's name and number are not read. */
  private static Optional<Bytes> issuerKey(Der in) {
    return in.at(ISSUER_KEY_ID) ? Optional.of(keyId(in.content(ISSUER_KEY_ID))) : Optional.empty();
  }

  private static Bytes keyId(Bytes octets) {
    if (octets.length() < 1 || octets.length() > KEY_ID_MAX) {
      throw X509Exception.malformed("has a key identifier of 0, or more than 64, octets");
    }
    return octets;
  }
}
