package birthmark.merkle;

/** Why a proof of the state shows nothing. */
public enum StateProofRefusal {
  /** A key or prefix that no key can be or begin with. */
  KEY_LENGTH("a key in the proof has a length that no key has"),
  /** Bits behind those that count. */
  KEY_BITS("a subtree that is cut off has bits behind those that its place tells"),
  /** A hash of another length. */
  HASH_LENGTH("a hash in the proof does not have 32 octets"),
  /** Not ascending. */
  OUT_OF_ORDER("the parts of the proof are not in strictly ascending order of their keys"),
  /** One key begins another. */
  KEY_BEGINS_ANOTHER("a key in the proof begins with another"),
  /** A number of keys that cannot be. */
  COUNT("a subtree that is cut off has an impossible number of keys"),
  /** Something was altered, hidden or invented, or it is the proof of another state. */
  ROOT_DIFFERS(
      "the rows and the proof do not lead to the state's root: something in them is"
          + " altered, hidden or invented, or they are of another state");

  private final String sentence;

  StateProofRefusal(String sentence) {
    this.sentence = sentence;
  }

  /** What was found, without a full stop. */
  public String sentence() {
    return sentence;
  }
}
