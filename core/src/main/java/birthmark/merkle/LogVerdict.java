package birthmark.merkle;

/** What checking a proof of the log tree came to. */
public enum LogVerdict {
  HOLDS("the proof holds"),
  INDEX_OUTSIDE("the entry's index is not within the size that the proof is for"),
  SIZE_ZERO("there is nothing to prove about a log of size 0"),
  SIZES_OUT_OF_ORDER("the first size is larger than the second"),
  NOT_A_SUBTREE("the range from start to end is not a subtree of a log of that size"),
  HASH_LENGTH("a hash in the proof does not have 32 octets"),
  PATH_TOO_SHORT("the proof has fewer hashes than its sizes ask for"),
  PATH_TOO_LONG("the proof has more hashes than its sizes ask for"),
  FIRST_ROOT_DIFFERS("the proof does not lead to the root of the smaller log"),
  ROOT_DIFFERS("the proof does not lead to the log's root");

  private final String sentence;

  LogVerdict(String sentence) {
    this.sentence = sentence;
  }

  /** Whether the proof holds. */
  public boolean holds() {
    return this == HOLDS;
  }

  /** What was found, for people. */
  public String sentence() {
    return sentence;
  }
}
