package birthmark.x509;

import birthmark.codec.Timestamp;
import birthmark.cose.Signatures;
import java.util.List;
import java.util.Optional;

/**
 * Whether a device's chain of certificates holds under trusted roots at a moment (RFC 5280 §6, with
 * this ledger's profile). The one answer for gateways, contracts and auditors; of revocation it
 * knows nothing, that is on the ledger.
 */
public final class CertificatePath {
  /** The most authorities of a chain, the root among them. */
  public static final int AUTHORITIES_MAX = 4;

  private CertificatePath() {}

  /** What comes of it. */
  public sealed interface Verdict {}

  /**
   * It holds.
   *
   * @param device the device's certificate
   * @param anchor under which root
   * @param until the last moment at which all of it holds
   */
  public record Holds(X509Certificate device, Issuer anchor, Timestamp until) implements Verdict {}

  /**
   * It does not.
   *
   * @param fault why
   * @param index of which certificate of the chain, from 0, or their number for the root
   */
  public record Fails(PathFault fault, int index) implements Verdict {}

  /**
   * The verdict on {@code chain} at {@code at}: one of the anchors must lead to it. Where several
   * have the issuer's name, it holds if it does under one, and otherwise fails as under the last.
   *
   * @param chain the device's certificate, then each one's issuer; the root may be left out
   */
  public static Verdict check(
      List<X509Certificate> chain, List<Issuer> anchors, Timestamp at, Signatures signatures) {
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("a chain has at least the device's certificate");
    }
    List<X509Certificate> below = withoutRoot(chain);
    Verdict verdict = new Fails(PathFault.NO_ANCHOR, below.size() - 1);
    for (Issuer anchor : anchors) {
      if (anchor.subject().equals(below.getLast().issuer())) {
        verdict = under(anchor, below, at, signatures);
        if (verdict instanceof Holds) {
          return verdict;
        }
      }
    }
    return verdict;
  }

  private static List<X509Certificate> withoutRoot(List<X509Certificate> chain) {
    boolean root = chain.size() > 1 && chain.getLast().isSelfIssued();
    return root ? chain.subList(0, chain.size() - 1) : chain;
  }

  private static Verdict under(
      Issuer anchor, List<X509Certificate> chain, Timestamp at, Signatures signatures) {
    if (chain.size() > AUTHORITIES_MAX) {
      return new Fails(PathFault.PATH_TOO_LONG, 0);
    }
    Optional<PathFault> early = Issuer.faultAt(anchor.notBefore(), anchor.notAfter(), at);
    if (early.isPresent()) {
      return new Fails(early.get(), chain.size());
    }
    Issuer issuer = anchor;
    Timestamp until = anchor.notAfter();
    for (int i = chain.size() - 1; i >= 0; i--) {
      X509Certificate next = chain.get(i);
      Optional<PathFault> fault =
          i == 0 ? issuer.faultOfDevice(next) : issuer.faultOfIntermediate(next);
      if (fault.isEmpty() && !next.isSigned(signatures, issuer.key())) {
        fault = Optional.of(PathFault.SIGNATURE_INVALID);
      }
      fault = fault.or(() -> Issuer.faultAt(next.notBefore(), next.notAfter(), at));
      if (fault.isPresent()) {
        return new Fails(fault.get(), i);
      }
      until = until.isBefore(next.notAfter()) ? until : next.notAfter();
      issuer = issuer.issuing(next);
    }
    return new Holds(chain.getFirst(), anchor, until);
  }
}
