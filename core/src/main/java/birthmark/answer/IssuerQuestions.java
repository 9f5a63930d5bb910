package birthmark.answer;

import java.util.List;

/**
 * What is asked to see that a party signed what somebody registered: when that was registered, and
 * whose the key is. Both are for everyone.
 */
public final class IssuerQuestions {
  private IssuerQuestions() {}

  /**
   * The two, in the order in which their proofs come with a signed statement.
   *
   * @param registration the signed statement's id, in hexadecimal
   * @param key the kid that it names, in hexadecimal
   */
  public static List<Question> of(String registration, String key) {
    return List.of(
        new Question(
            "registrations",
            "registrations/{registration}/{key}",
            List.of(registration, key),
            List.of(),
            0),
        new Question(Question.LEDGER, Question.KEYS.path(), List.of(key), List.of(), 0));
  }
}
