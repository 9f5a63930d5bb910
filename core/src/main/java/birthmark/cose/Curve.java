package birthmark.cose;

/** An elliptic curve by its COSE number (RFC 9053 §7.1). */
public enum Curve {
  /** NIST P-256. */
  P_256(1, 32),
  /** NIST P-384; only in foreign statements. */
  P_384(2, 48),
  /** NIST P-521; only in foreign statements. */
  P_521(3, 66),
  /** Curve25519 for key agreement (RFC 7748). */
  X25519(4, 32),
  /** Edwards25519 for signatures (RFC 8032). */
  ED25519(6, 32),
  /** Edwards448 for signatures (RFC 8032); only in foreign statements. */
  ED448(7, 57);

  private final int number;
  private final int coordinateLength;

  Curve(int number, int coordinateLength) {
    this.number = number;
    this.coordinateLength = coordinateLength;
  }

  /** The number in the IANA registry of COSE elliptic curves. */
  public int number() {
    return number;
  }

  /** The octets in a coordinate or an encoded point. */
  public int coordinateLength() {
    return coordinateLength;
  }
}
