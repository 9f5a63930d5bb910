package birthmark.cose;

import java.util.Optional;

/** A signature algorithm by its COSE number (RFC 9053, RFC 9864, draft-ietf-cose-dilithium). */
public enum Algorithm {
  /** EdDSA on edwards25519 alone, fully specified (RFC 9864). */
  ED25519(-19, 64, true),
  /** ECDSA with SHA-256; in statements always on P-256 (RFC 9053 §2.1). */
  ES256(-7, 64, true),
  /** ML-DSA-65, pure, with an empty context (FIPS 204, draft-ietf-cose-dilithium). */
  ML_DSA_65(-49, 3309, true),
  /** EdDSA on whatever curve the key has (RFC 9053 §2.2); only in foreign statements. */
  EDDSA(-8, 64, false),
  /** ECDSA with SHA-384 (RFC 9053 §2.1); only in foreign statements. */
  ES384(-35, 96, false),
  /** ECDSA with SHA-512 (RFC 9053 §2.1); only in foreign statements. */
  ES512(-36, 132, false);

  private final int number;
  private final int signatureLength;
  private final boolean admissible;

  Algorithm(int number, int signatureLength, boolean admissible) {
    this.number = number;
    this.signatureLength = signatureLength;
    this.admissible = admissible;
  }

  /** The number in the IANA registry of COSE algorithms. */
  public int number() {
    return number;
  }

  /**
   * The octets in a signature, with the curve of the same size where the algorithm leaves the curve
   * open.
   */
  public int signatureLength() {
    return signatureLength;
  }

  /** Whether our own statements may be signed with it. */
  public boolean admissible() {
    return admissible;
  }

  /** The algorithm with that COSE number, if it is one of these. */
  public static Optional<Algorithm> ofNumber(long number) {
    for (Algorithm algorithm : values()) {
      if (algorithm.number == number) {
        return Optional.of(algorithm);
      }
    }
    return Optional.empty();
  }
}
