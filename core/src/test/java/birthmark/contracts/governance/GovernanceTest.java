package birthmark.contracts.governance;

import birthmark.testing.Hearing;
import birthmark.testing.PartyWorld;
import birthmark.testing.ProductContractTest;
import java.util.ArrayList;
import java.util.List;

/** What every contract must stand, for governance. */
class GovernanceTest extends ProductContractTest<PartyWorld> {
  private PartyWorld played = new PartyWorld();

  GovernanceTest() {
    super(Governance.class, PartyWorld::new);
  }

  @Override
  protected Hearing hearing() {
    played = new PartyWorld();
    return played.hearing;
  }

  @Override
  protected NaiveModel model(Hearing hearing) {
    return new NaiveGovernance(played);
  }

  @Override
  protected List<Case<PartyWorld>> cases() {
    List<Case<PartyWorld>> cases = new ArrayList<>(GovernanceCases.all());
    cases.addAll(VoteCases.all());
    cases.addAll(EvictionCases.all());
    cases.addAll(AbsenceCases.all());
    return cases;
  }
}
