package birthmark.cose;

/** Why a public key must not be registered. */
public enum KeyFault {
  /** It is of a kind that statements do not have. */
  NOT_ADMISSIBLE("the key is of a kind that is not admitted"),
  /** A coordinate is not below the field's prime, or a sign is set where there is none. */
  NOT_CANONICAL("the key is not in the one encoding of its point"),
  /** No point of the curve has these coordinates. */
  NOT_ON_CURVE("the key is not a point of its curve"),
  /** The point's order divides the cofactor: signatures under it prove nothing. */
  SMALL_ORDER("the key is a point of small order"),
  /** The point has a torsion part: verifiers could disagree on its signatures. */
  NOT_PRIME_ORDER("the key is a point outside the group of prime order");

  private final String sentence;

  KeyFault(String sentence) {
    this.sentence = sentence;
  }

  /** What is wrong, in words, without a full stop. */
  public String sentence() {
    return sentence;
  }
}
