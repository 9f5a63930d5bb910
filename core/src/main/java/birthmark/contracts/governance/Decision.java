package birthmark.contracts.governance;

import birthmark.contract.ApprovalClass;
import java.util.Optional;

/** What replicas decide together, each with a threshold of its own. */
public enum Decision {
  /** Replicas, thresholds and the rules. */
  RULES(67),
  /** What parties may do. */
  ROLES(51);

  private final long least;

  Decision(long least) {
    this.least = least;
  }

  /** The least share of the weight that a threshold of it may name, in percent. */
  public long leastPercent() {
    return least;
  }

  /** Which of them a transaction of {@code kind} needs. */
  static Decision of(Optional<ApprovalClass> kind) {
    return kind.filter(each -> each == ApprovalClass.ROLES).isPresent() ? ROLES : RULES;
  }
}
