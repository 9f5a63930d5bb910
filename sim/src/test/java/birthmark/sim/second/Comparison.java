package birthmark.sim.second;

import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.json.Json;
import birthmark.json.JsonWriter;
import java.util.List;
import java.util.Optional;

/** Answers of the second verifier beside those of the first. */
final class Comparison {
  /** What is refused, whatever the reason. */
  static final String REFUSED = "refused";

  /** What is accepted, whatever is said of it. */
  static final String ACCEPTED = "accepted";

  private Comparison() {}

  /** A text, or null. */
  static Json maybe(Optional<String> text) {
    return text.<Json>map(Json.Text::new).orElse(new Json.Null());
  }

  /** Fails where the second answers otherwise than expected. */
  static void require(List<Json.Obj> answers, List<String> expected, List<Json> questions) {
    for (int i = 0; i < answers.size(); i++) {
      int at = i;
      assertEquals(
          expected.get(i),
          told(answers.get(i), expected.get(i)),
          () -> "question " + at + ": " + JsonWriter.compact(questions.get(at)));
    }
  }

  private static String told(Json.Obj answer, String expected) {
    if (answer.member(REFUSED).orElse(new Json.Null()) instanceof Json.Text reason) {
      return expected.equals(REFUSED) ? REFUSED : reason.value();
    }
    return expected.equals(ACCEPTED) ? ACCEPTED : JsonWriter.compact(answer);
  }
}
