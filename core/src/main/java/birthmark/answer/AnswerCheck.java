package birthmark.answer;

import birthmark.machine.Seal;
import birthmark.proof.ReceiptCheck;

/** What checking the proof of an answer came to. */
public sealed interface AnswerCheck {
  /**
   * The answer is true of the ledger after a block.
   *
   * @param question what was asked
   * @param answer the answer, as this program gets it from the proven rows
   * @param seal the end of the block
   * @param receipt where the seal is in the log, and the checkpoint
   */
  record Proven(Question question, Answer answer, Seal seal, ReceiptCheck.Proven receipt)
      implements AnswerCheck {}

  /**
   * Nothing is proven.
   *
   * @param reason why
   * @param detail what was found, for people; may be empty
   */
  record Refused(AnswerRefusal reason, String detail) implements AnswerCheck {
    /** Why, for people. */
    public String sentence() {
      return detail.isEmpty() ? reason.sentence() : reason.sentence() + " (" + detail + ")";
    }
  }
}
