package birthmark.contracts.governance;

import birthmark.codec.About;
import birthmark.codec.Tag;
import birthmark.contract.Fact;
import birthmark.contract.Subject;
import birthmark.contracts.parties.PartyId;
import java.util.List;

/** What became true of the ledger itself; everybody may read it. */
public sealed interface GovernanceFact extends Fact {
  /** Who asked for it. */
  PartyId by();

  @Override
  default List<Subject> concerns() {
    return List.of(by().subject());
  }

  @Override
  default boolean open() {
    return true;
  }

  /**
   * A rules version was scheduled: whoever runs a node needs a program that knows it by then.
   *
   * @param version the version
   * @param height the first block that it decides
   * @param by who asked for it
   */
  @Tag(1)
  @About("A rules version was scheduled; every node needs a program that knows it by then.")
  record RulesScheduled(long version, long height, PartyId by) implements GovernanceFact {
    @Override
    public boolean alarm() {
      return true;
    }
  }

  /**
   * A scheduled rules version was taken back.
   *
   * @param version the version
   * @param height the block from which it would have decided
   * @param by who asked for it
   */
  @Tag(2)
  @About("A scheduled rules version was taken back.")
  record RulesWithdrawn(long version, long height, PartyId by) implements GovernanceFact {}
}
