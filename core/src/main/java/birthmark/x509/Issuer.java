package birthmark.x509;

import birthmark.bytes.Bytes;
import birthmark.codec.Length;
import birthmark.codec.Timestamp;
import birthmark.cose.CoseKey;
import java.util.List;
import java.util.Optional;

/**
 * An authority as those that it issues are checked against: a trust anchor (RFC 5280 §6.1.1), or an
 * intermediate with all that those above it ask of what is below.
 *
 * @param subject its name
 * @param keyId its key's identifier, if it has one
 * @param key its key
 * @param notBefore from when on it holds
 * @param notAfter the last moment at which it holds
 * @param below how many authorities may be below it, if that is limited
 * @param vendor the Matter vendor that it is limited to, if to one
 * @param product the Matter product that it is limited to, if to one
 */
public record Issuer(
    DistinguishedName subject,
    @Length(min = 1, max = 64) Optional<Bytes> keyId,
    CoseKey key,
    Timestamp notBefore,
    Timestamp notAfter,
    Optional<Long> below,
    @Length(min = 4, max = 4) Optional<String> vendor,
    @Length(min = 4, max = 4) Optional<String> product) {
  private static final int DIGITAL_SIGNATURE = 1;
  private static final int CERTIFICATES = 1 << 5;
  private static final int REVOCATION_LISTS = 1 << 6;
  private static final Bytes CLIENT = Bytes.fromHex("2b06010505070302");
  private static final Bytes ANY = Bytes.fromHex("551d2500");

  /** The authority of {@code certificate} alone, whatever is above it. */
  public static Issuer of(X509Certificate certificate) {
    return new Issuer(
        certificate.subject(),
        certificate.subjectKey(),
        certificate.key(),
        certificate.notBefore(),
        certificate.notAfter(),
        certificate.extensions().pathLength(),
        certificate.subject().vendor(),
        certificate.subject().product());
  }

  /** The authority of {@code certificate}, which this one issued. */
  public Issuer issuing(X509Certificate certificate) {
    Issuer alone = of(certificate);
    Optional<Long> left = below.map(most -> Math.max(0, most - 1));
    return new Issuer(
        alone.subject,
        alone.keyId,
        alone.key,
        alone.notBefore,
        alone.notAfter,
        alone.below.isPresent() && (left.isEmpty() || alone.below.get() < left.get())
            ? alone.below
            : left,
        alone.vendor.or(() -> vendor),
        alone.product.or(() -> product));
  }

  /** What keeps {@code certificate} from being a root. */
  public static Optional<PathFault> faultOfRoot(X509Certificate certificate) {
    Optional<PathFault> fault = faultOfAuthority(certificate);
    if (fault.isPresent()) {
      return fault;
    }
    Extensions says = certificate.extensions();
    boolean holds =
        certificate.isSelfIssued()
            && !certificate.subject().isEmpty()
            && says.issuerKey().map(key -> says.subjectKey().equals(Optional.of(key))).orElse(true)
            && says.authorityCritical()
            && says.usageCritical()
            && uses(says, CERTIFICATES)
            && uses(says, REVOCATION_LISTS)
            && says.subjectKey().isPresent();
    return holds ? Optional.empty() : Optional.of(PathFault.NOT_A_ROOT);
  }

  /** What keeps {@code certificate} from issuing others, whoever issued it. */
  static Optional<PathFault> faultOfAuthority(X509Certificate certificate) {
    if (!certificate.isAuthority()) {
      return Optional.of(PathFault.NOT_AN_AUTHORITY);
    }
    return certificate.extensions().usage().isEmpty()
            || uses(certificate.extensions(), CERTIFICATES)
        ? Optional.empty()
        : Optional.of(PathFault.NOT_FOR_CERTIFICATES);
  }

  /** What keeps {@code certificate} from being an authority below this one; not the signature. */
  public Optional<PathFault> faultOfIntermediate(X509Certificate certificate) {
    if (!named(certificate)) {
      return Optional.of(PathFault.ISSUED_BY_ANOTHER);
    }
    Optional<PathFault> fault = faultOfAuthority(certificate);
    if (fault.isPresent()) {
      return fault;
    }
    if (below.map(most -> most == 0).orElse(false)) {
      return Optional.of(PathFault.PATH_TOO_LONG);
    }
    return scoped(certificate) ? Optional.empty() : Optional.of(PathFault.VENDOR_DIFFERS);
  }

  /** What keeps {@code certificate} from being a device's under this one; not the signature. */
  public Optional<PathFault> faultOfDevice(X509Certificate certificate) {
    if (!named(certificate)) {
      return Optional.of(PathFault.ISSUED_BY_ANOTHER);
    }
    Extensions says = certificate.extensions();
    if (says.authority()) {
      return Optional.of(PathFault.IS_AN_AUTHORITY);
    }
    if (says.usage().isPresent() && !uses(says, DIGITAL_SIGNATURE)) {
      return Optional.of(PathFault.NOT_FOR_SIGNATURES);
    }
    List<Bytes> purposes = says.purposes().orElse(List.of(ANY));
    if (!purposes.contains(CLIENT) && !purposes.contains(ANY)) {
      return Optional.of(PathFault.NOT_FOR_CLIENTS);
    }
    return scoped(certificate) ? Optional.empty() : Optional.of(PathFault.VENDOR_DIFFERS);
  }

  /** Whether {@code certificate} names this as its issuer. */
  private boolean named(X509Certificate certificate) {
    Optional<Bytes> issuerKey = certificate.extensions().issuerKey();
    return certificate.issuer().equals(subject)
        && certificate.algorithm() == key.signingAlgorithm().orElseThrow()
        && (issuerKey.isEmpty() || keyId.isEmpty() || issuerKey.equals(keyId));
  }

  private boolean scoped(X509Certificate certificate) {
    return within(vendor, certificate.subject().vendor())
        && within(product, certificate.subject().product());
  }

  private static boolean within(Optional<String> scope, Optional<String> named) {
    return scope.isEmpty() || scope.equals(named);
  }

  private static boolean uses(Extensions says, int bit) {
    return (says.usage().orElse(0) & bit) != 0;
  }

  /** Whether {@code at} lies in what it holds for: the first of both faults, if any. */
  public static Optional<PathFault> faultAt(Timestamp notBefore, Timestamp notAfter, Timestamp at) {
    if (at.isBefore(notBefore)) {
      return Optional.of(PathFault.NOT_YET_VALID);
    }
    return at.isAfter(notAfter) ? Optional.of(PathFault.EXPIRED) : Optional.empty();
  }
}
