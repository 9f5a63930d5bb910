package birthmark.machine;

import birthmark.contract.Fact;
import birthmark.contract.Reason;
import birthmark.contract.Rulebook;
import java.util.List;

/** What became of one statement of a block. */
public sealed interface Decision {
  /**
   * It took effect and is in the log.
   *
   * @param index its log index
   * @param facts what became true
   */
  record Accepted(long index, List<Fact> facts) implements Decision {}

  /**
   * It was counted, so that it can never be tried again, and refused; the block's seal says so.
   *
   * @param contract the contract whose rule refused it, 0 for the envelope's
   * @param reason the rule
   * @param detail the values that met the rule, or empty
   */
  record Refused(int contract, Reason reason, String detail) implements Decision {}

  /**
   * It left no trace: nobody is shown to have signed it for this ledger, its number cannot count
   * now, or a stranger asked to be let in and was not.
   *
   * @param contract the contract whose rule that is, 0 for the envelope's
   * @param reason the rule
   * @param detail the values that met the rule, or empty
   */
  record Ignored(int contract, Reason reason, String detail) implements Decision {
    /** By a rule of the envelope. */
    public Ignored(Reason reason, String detail) {
      this(Rulebook.LEDGER, reason, detail);
    }
  }
}
