package birthmark.contracts.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.bytes.Bytes;
import birthmark.contract.Fact;
import birthmark.contract.Outcome;
import birthmark.testing.ContractTest;
import birthmark.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The samples of Flint on a ledger: what would have been told, and when. */
class FlintTest {
  private static final Rule.Ground FILTER = new Rule.Ground("house had a filter");
  private static final Rule.Ground BUSINESS = new Rule.Ground("business not residence");

  private static SamplingWorld town() throws IOException {
    SamplingWorld world = new SamplingWorld();
    Rule.Terms terms =
        new Rule.Terms(
            "40 CFR 141.80(c)",
            SamplingWorld.LEAD,
            Unit.PPB,
            new Percentile(new Decimal("0.9"), PercentileMethod.NEAREST_RANK),
            NonDetects.AS_ZERO,
            new Decimal("15"),
            100,
            List.of(FILTER, BUSINESS),
            2,
            List.of(new Rule.Addressee("those who drink the water", 5_184_000)));
    world.given(world.regulator, new SamplingTransaction.PublishRule(SamplingWorld.RULE, terms));
    world.given(world.certifier, world.accreditation());
    world.given(world.utility, world.plan(100));
    for (String line : Files.readAllLines(SharedData.file("01-flint/flint_mdeq.csv"))) {
      String[] cells = line.split(",", -1);
      if (!cells[0].equals("sample")) {
        world.analyse(Long.parseLong(cells[0]), cells[1].equals("0") ? "" : cells[1]);
      }
    }
    return world;
  }

  private static void exclude(SamplingWorld world, long number, Rule.Ground ground) {
    SamplingTransaction.Exclude exclusion =
        new SamplingTransaction.Exclude(SamplingWorld.PLAN, number, ground, "as the city said");
    Bytes proposal = world.parties.proposed(world.utility, world.utility, exclusion);
    ContractTest.mustAccept(
        world.parties.approve(world.auditor, world.utility, proposal, exclusion));
  }

  @Test
  void whoeverWaitsForThePeriodToEndHearsThatTheLimitIsExceeded() throws IOException {
    SamplingWorld world = town();
    List<Fact> told = world.publish().facts();
    assertEquals(
        new SamplingFact.LimitExceeded(
            world.planId(), new Decimal("18"), new Decimal("15"), Unit.PPB),
        told.get(1));
    assertEquals(new SamplingFact.TooFewResults(world.planId(), 100, 100, 71), told.get(2));
    assertEquals(3, told.size());
  }

  @Test
  void theExclusionsShowThatTheyDecideEvenWhereTheyAreApproved() throws IOException {
    SamplingWorld world = town();
    world.requireApprovals(2, world.utility, world.auditor);
    exclude(world, 2, FILTER);
    exclude(world, 27, BUSINESS);
    List<Fact> told = world.publish().facts();
    assertEquals(
        new SamplingFact.ExclusionsDecide(
            world.planId(), new Decimal("18"), Optional.of(new Decimal("11"))),
        told.getLast());
    Statistic published = world.published().statistic();
    assertEquals(List.of(100L, 71L, 71L, 2L), counts(published));
    assertEquals(
        List.of("2 13 false", "27 13 false"),
        published.restored().stream()
            .map(each -> each.number() + " " + each.held().figure() + " " + each.held().exceeds())
            .toList());
    assertEquals(8, published.leaveOneOut().orElseThrow().flipping());
    assertEquals(Optional.of(new Statistic.SmallestFlip(1, List.of(2L))), published.smallestFlip());
  }

  private static List<Long> counts(Statistic statistic) {
    return List.of(
        statistic.required(), statistic.collected(), statistic.analysed(), statistic.excluded());
  }

  @Test
  void utilityAndRegulatorAloneLeaveNothingOut() throws IOException {
    SamplingWorld world = town();
    world.requireApprovals(2, world.utility, world.regulator);
    SamplingTransaction.Exclude exclusion =
        new SamplingTransaction.Exclude(SamplingWorld.PLAN, 2, FILTER, "as the city said");
    Bytes proposal = world.parties.proposed(world.utility, world.utility, exclusion);
    assertEquals(
        SamplingRefusal.NOT_INDEPENDENT,
        ((Outcome.Rejected)
                world.parties.approve(world.regulator, world.utility, proposal, exclusion))
            .reason());
  }
}
