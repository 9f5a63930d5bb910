package birthmark.answer;

/** Why an answer is not proven, in the order checked. */
public enum AnswerRefusal {
  /** More octets than a proof has. */
  TOO_LARGE("the proof is longer than any proof of an answer is"),
  /** Not the encoding of a proof. */
  MALFORMED("this is not the proof of an answer, or it was altered or cut"),
  /** No such read. */
  UNKNOWN_READ("the proof answers a question that this program does not know"),
  /** Not a question. */
  QUESTION("the question names no key of this read"),
  /** The seal is not in the log of the ledger that is trusted. */
  RECEIPT("the receipt does not prove the block that the answer is as of"),
  /** A receipt for something else than a seal. */
  NOT_A_SEAL("the receipt is for another entry of the log than the end of a block"),
  /** Decided by rules that this program does not have. */
  OTHER_RULES("the block was decided by another version of the rules than this program knows"),
  /** The rows are not those of the state. */
  STATE("the rows are not a part of the ledger's state after that block"),
  /** The answer needs more than the rows. */
  NOT_SHOWN("the rows do not show all that the answer follows from: something is left out"),
  /** A rule that this program has cannot be applied to the rows. */
  NOT_ANSWERED("this program cannot answer the question from the rows");

  private final String sentence;

  AnswerRefusal(String sentence) {
    this.sentence = sentence;
  }

  /** What was found, without a full stop. */
  public String sentence() {
    return sentence;
  }
}
