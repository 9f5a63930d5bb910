package birthmark.sim.bench;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.codec.Timestamp;
import birthmark.contract.Role;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.samples.Decimal;
import birthmark.contracts.samples.Finding;
import birthmark.contracts.samples.Influence;
import birthmark.contracts.samples.NonDetects;
import birthmark.contracts.samples.Percentile;
import birthmark.contracts.samples.PercentileMethod;
import birthmark.contracts.samples.PlanId;
import birthmark.contracts.samples.Ranked;
import birthmark.contracts.samples.Rule;
import birthmark.contracts.samples.RuleId;
import birthmark.contracts.samples.SampleId;
import birthmark.contracts.samples.SamplingTransaction;
import birthmark.contracts.samples.ShortName;
import birthmark.contracts.samples.Unit;
import birthmark.machine.Trees;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;

/** Results of samples: how fast they are captured, and a percentile of a million of them. */
final class SampleMeasures {
  private static final ShortName LEAD = new ShortName("lead");
  private static final int A_PLAN = 900;
  private static final int A_THIRD = 3;
  private static final int PERCENTILES = 5;
  private static final double NANOS_A_MILLISECOND = 1e6;
  private static final Bytes DIGEST = Sha256.of(Bytes.EMPTY);

  private SampleMeasures() {}

  static Measure measure() {
    return new Measure(List.of("samples.capture", "samples.percentile"), false, SampleMeasures::of);
  }

  private static List<Figure> of(Path folder, Settings settings) throws Exception {
    return List.of(capture(folder, settings), percentile());
  }

  /**
   * Results beside statements that each make a record, in turns on one ledger. Before each round
   * the samples are registered and taken, by laboratories that are their own samplers.
   */
  private static Figure capture(Path folder, Settings settings) throws Exception {
    int count = Math.max(1, settings.rounds().statements() / A_THIRD);
    int rounds = settings.rounds().warmUp() + settings.rounds().measured();
    try (BlockPath path = new BlockPath(folder, Trees.PROVABLE)) {
      Makers makers = path.makers(settings.keys());
      Makers towns = path.parties("towns", Math.ceilDiv(rounds * count, A_PLAN));
      path.grant(
          towns,
          2L + settings.keys(),
          Role.OPERATOR,
          Role.LABORATORY,
          Role.REGULATOR,
          Role.CERTIFIER);
      Timestamp now = new Timestamp(Instant.now().toEpochMilli());
      prepare(path, towns, now);
      Rates results = new Rates();
      Rates commits = new Rates();
      for (int round = 0; round < rounds; round++) {
        if (round == settings.rounds().warmUp()) {
          results.forget();
          commits.forget();
        }
        int from = round * count;
        path.commit(
            towns.all(
                from,
                count,
                i ->
                    new SamplingTransaction.RegisterSample(
                        LEAD, number(towns, i), DIGEST, towns.party(i))));
        Timestamp taken = new Timestamp(Instant.now().toEpochMilli()).justBefore();
        path.commit(
            towns.all(from, count, i -> new SamplingTransaction.Collect(sample(towns, i), taken)));
        results.round(
            towns.all(
                from,
                count,
                i -> new SamplingTransaction.ReportResult(sample(towns, i), finding(taken, i))),
            path::commit);
        commits.round(makers.models(count), path::commit);
      }
      return Figure.share(
          "samples.capture", results.rate(), "results/s", commits.rate(), Goal.atLeast(0.60, 0.80));
    }
  }

  private static long number(Makers towns, int i) {
    return 1L + i / towns.count();
  }

  private static SampleId sample(Makers towns, int i) {
    return new SampleId(new PlanId(towns.party(i), LEAD), number(towns, i));
  }

  private static Finding finding(Timestamp analysed, int i) {
    return new Finding(
        Optional.of(new Decimal(Integer.toString(1 + i % 40))),
        Unit.PPB,
        new Decimal("0.5"),
        new Decimal("1"),
        analysed,
        "ICP-MS 7",
        new Finding.Calibration(DIGEST, analysed.plusSeconds(1_000)));
  }

  /** Each town has a rule, an accreditation and a plan of its own. */
  private static void prepare(BlockPath path, Makers towns, Timestamp now) {
    Rule.Terms terms =
        new Rule.Terms(
            "40 CFR 141.80(c)(3)",
            LEAD,
            Unit.PPB,
            new Percentile(new Decimal("0.9"), PercentileMethod.NEAREST_RANK),
            NonDetects.AS_ZERO,
            new Decimal("15"),
            100,
            List.of(),
            2,
            List.of());
    Timestamp end = now.plusSeconds(80_000);
    List<Function<PartyId, SamplingTransaction>> steps =
        List.of(
            town -> new SamplingTransaction.PublishRule(LEAD, terms),
            town -> new SamplingTransaction.Accredit(town, LEAD, "1", new Timestamp(0), end),
            town ->
                new SamplingTransaction.MakePlan(
                    LEAD, new RuleId(town, LEAD), town, 1_000, end, end));
    for (Function<PartyId, SamplingTransaction> step : steps) {
      path.commit(towns.all(0, towns.count(), i -> step.apply(towns.party(i))));
    }
  }

  /**
   * A percentile of a million results with what leaving out each does, from results in any order.
   */
  private static Figure percentile() {
    long[] values =
        new SplittableRandom(7).longs(Percentile.VALUES_MAX, 0, 1_000_000_000_000L).toArray();
    Percentile ninetieth = new Percentile(new Decimal("0.9"), PercentileMethod.INTERPOLATED);
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < PERCENTILES; i++) {
      long start = ProofMeasures.processorNanos();
      long[] ascending = values.clone();
      Arrays.sort(ascending);
      Influence influence = new Influence(ninetieth, new Decimal("900000"), Ranked.of(ascending));
      long told =
          (long) influence.flippingAlone()
              + influence.smallestFlip()
              + influence.leaveOneOut().size();
      millis.add((ProofMeasures.processorNanos() - start) / NANOS_A_MILLISECOND);
      if (told < 1) {
        throw new IllegalStateException("nothing follows from a million results");
      }
    }
    millis.sort(null);
    return Figure.of(
        "samples.percentile",
        millis.get(PERCENTILES / 2),
        "ms a million",
        Optional.empty(),
        Goal.atMost(500, 250));
  }
}
