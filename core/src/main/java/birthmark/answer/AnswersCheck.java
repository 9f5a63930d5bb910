package birthmark.answer;

import java.util.List;

/** What checking the proof of several answers came to. */
public sealed interface AnswersCheck {
  /**
   * Every answer is true of the ledger after the same block.
   *
   * @param answers an answer to each question, in order
   */
  record Proven(List<AnswerCheck.Proven> answers) implements AnswersCheck {
    /** Keeps a copy. */
    public Proven {
      answers = List.copyOf(answers);
    }
  }

  /** Nothing is proven, not even one of them. */
  record Refused(AnswerCheck.Refused why) implements AnswersCheck {}
}
