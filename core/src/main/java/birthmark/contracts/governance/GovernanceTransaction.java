package birthmark.contracts.governance;

import birthmark.codec.About;
import birthmark.codec.Tag;
import birthmark.contract.Transaction;

/** What may be asked of the ledger itself. */
public sealed interface GovernanceTransaction extends Transaction {
  /**
   * From a height on the next rules version decides.
   *
   * @param version the version, one above that in force
   * @param height the first block that it decides
   */
  @Tag(1)
  @About("Let the next rules version decide from a height on.")
  record ScheduleRules(
      @About("The version, one above that in force.") long version,
      @About("The first block that it decides.") long height)
      implements GovernanceTransaction {}

  /**
   * The scheduled version does not come.
   *
   * @param version the version
   */
  @Tag(2)
  @About("Take back a scheduled rules version, before its height.")
  record WithdrawRules(@About("The version.") long version) implements GovernanceTransaction {}
}
