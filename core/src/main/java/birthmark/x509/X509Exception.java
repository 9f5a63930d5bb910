package birthmark.x509;

/** Octets that are no certificate of the profile that is read here. */
public final class X509Exception extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** What kind of fault. */
  public enum Reason {
    /** Not DER, or not the form of RFC 5280 §4.1. */
    MALFORMED,
    /** Signed by an algorithm that is not one of this ledger's. */
    UNSUPPORTED_ALGORITHM,
    /** A public key that is not of a kind of this ledger's. */
    UNSUPPORTED_KEY,
    /** An extension that must be understood and is not. */
    UNKNOWN_CRITICAL_EXTENSION
  }

  private final Reason reason;

  X509Exception(Reason reason, String detail) {
    super("the certificate " + detail);
    this.reason = reason;
  }

  /** What kind of fault. */
  public Reason reason() {
    return reason;
  }

  static X509Exception malformed(String detail) {
    return new X509Exception(Reason.MALFORMED, detail);
  }
}
