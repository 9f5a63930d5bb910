package birthmark.contract;

import birthmark.state.Write;
import java.util.List;

/** What a contract decided. */
public sealed interface Outcome {
  /**
   * The transaction took effect.
   *
   * @param writes the records that change, each at most once
   * @param facts what became true
   */
  record Accepted(List<Write<?, ?>> writes, List<Fact> facts) implements Outcome {}

  /**
   * The transaction changes nothing of the contract's.
   *
   * @param reason which rule refused it
   * @param detail the values that met the rule, one sentence or empty
   */
  record Rejected(Reason reason, String detail) implements Outcome {}

  /** A refusal without further detail. */
  static Outcome rejected(Reason reason) {
    return new Rejected(reason, "");
  }

  /** A refusal that names the values that met the rule. */
  static Outcome rejected(Reason reason, String detail) {
    return new Rejected(reason, detail);
  }

  /** Collects what an accepted transaction changes. */
  static Acceptance accepted() {
    return new Acceptance();
  }
}
