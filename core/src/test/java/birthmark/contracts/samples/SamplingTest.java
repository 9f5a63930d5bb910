package birthmark.contracts.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.codec.Timestamp;
import birthmark.contract.Fact;
import birthmark.contract.Outcome;
import birthmark.testing.Hearing;
import birthmark.testing.ProductContractTest;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SamplingTest extends ProductContractTest<SamplingWorld> {
  private SamplingWorld played = new SamplingWorld();

  SamplingTest() {
    super(Sampling.class, SamplingWorld::new);
  }

  @Override
  protected List<Case<SamplingWorld>> cases() {
    return SamplingCases.all();
  }

  @Override
  protected Hearing hearing() {
    played = new SamplingWorld();
    played.requireApprovals(2, played.utility, played.auditor);
    return played.parties.hearing;
  }

  @Override
  protected NaiveModel model(Hearing hearing) {
    return new NaiveSampling(played);
  }

  @Test
  void whatIsPublishedStandsSideBySideWithAndWithoutTheExclusions() {
    SamplingWorld world = SamplingWorld.analysed("1", "2", "104", "20", "");
    world.exclude(3);
    world.publish();
    Statistic published = world.published().statistic();
    assertEquals(5, published.required());
    assertEquals(5, published.registered());
    assertEquals(5, published.collected());
    assertEquals(5, published.analysed());
    assertEquals(1, published.excluded());
    // 0, 1, 2, 20, 104 at 4.5, and 0, 1, 2, 20 at 3.6.
    assertEquals(held("62", true), published.complete());
    assertEquals(held("12.8", false), published.kept());
    // Without one of the least three the position is 3.6 as well, between 20 and 104 at most.
    assertEquals(
        Optional.of(new Statistic.LeaveOneOut(new Decimal("12.8"), new Decimal("70.4"), 1)),
        published.leaveOneOut());
    assertEquals(Optional.of(new Statistic.SmallestFlip(1, List.of(3L))), published.smallestFlip());
    assertEquals(
        List.of(new Statistic.RestoredOne(3, new Statistic.Held(new Decimal("62"), true))),
        published.restored());
  }

  private static Optional<Statistic.Held> held(String figure, boolean exceeds) {
    return Optional.of(new Statistic.Held(new Decimal(figure), exceeds));
  }

  @Test
  void whatWasPublishedIsTheSameAsWhatIsReadNow() {
    SamplingWorld world = SamplingWorld.analysed("1", "2", "104");
    world.publish();
    Plan plan = world.parties.hearing.state().find(Sampling.PLANS, world.planId()).orElseThrow();
    assertEquals(
        world.published().statistic(),
        Notices.statistic(world.parties.hearing.state(), world.planId(), plan));
  }

  @Test
  void aMissingSampleCountsAsMissingForEver() {
    SamplingWorld world = SamplingWorld.analysed("1", "2");
    world.register(3);
    world.publish();
    Statistic published = world.published().statistic();
    assertEquals(3, published.registered());
    assertEquals(2, published.collected());
    assertEquals(Optional.empty(), world.find(3).taken());
  }

  @Test
  void manyChangesInOneBlockAreReckonedOnce() {
    SamplingWorld world = SamplingWorld.analysed("16", "20", "104");
    world.publish();
    for (int i = 0; i < 5; i++) {
      world.given(world.laboratory, world.error(1, "17." + (i + 1)));
    }
    Outcome.Accepted outcome = world.pass(1);
    assertEquals(1, outcome.facts().size());
    assertEquals(2, world.published().revision());
    assertEquals(List.of(), world.pass(1).facts());
  }

  @Test
  void theLimitIsToldOnceHoweverOftenTheFiguresChange() {
    SamplingWorld world = SamplingWorld.analysed("16", "20", "104");
    long told = exceeded(world.publish().facts());
    for (String value : List.of("1", "105", "2", "106")) {
      world.given(world.laboratory, world.error(3, value));
      told += exceeded(world.pass(1).facts());
    }
    assertEquals(1, told);
    assertEquals(5, world.published().revision());
  }

  private static long exceeded(List<Fact> facts) {
    return facts.stream().filter(each -> each instanceof SamplingFact.LimitExceeded).count();
  }

  @Test
  void whatWasNotDetectedCountsAsTheRuleSays() {
    Finding none = SamplingWorld.finding("", new Timestamp(0), Unit.PPB, new Timestamp(1));
    Result result = new Result(none, new SamplingWorld().planId().utility(), new Timestamp(0));
    assertEquals(0, result.millionths(NonDetects.AS_ZERO));
    assertEquals(250_000, result.millionths(NonDetects.AS_HALF_THE_LIMIT));
    assertEquals(500_000, result.millionths(NonDetects.AS_THE_LIMIT));
  }

  @Test
  void aValueBelowTheDetectionLimitCannotBeSaid() {
    assertThrows(
        IllegalArgumentException.class,
        () -> SamplingWorld.finding("0.4", new Timestamp(0), Unit.PPB, new Timestamp(1)));
  }

  @Test
  void everybodyMayReadAllOfItAndWhatMattersIsAnAlarm() {
    SamplingWorld world = SamplingWorld.analysed("16", "20", "104");
    List<Fact> facts = world.publish().facts();
    assertTrue(facts.stream().allMatch(Fact::open));
    assertEquals(List.of(false, true), facts.stream().map(Fact::alarm).toList());
  }
}
