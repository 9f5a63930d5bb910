package birthmark.contracts.samples;

import static birthmark.testing.ContractSamples.pick;
import static birthmark.testing.PartyWorld.id;

import birthmark.codec.Timestamp;
import birthmark.cose.CoseKey;
import birthmark.testing.ContractTest;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** What is tried with samples, at random; what is right of it {@link NaiveSampling} says. */
final class SamplingMoves {
  /** The least number of results of the rule that is published. */
  static final int MINIMUM = 3;

  private static final int NUMBERS = 8;

  private final SamplingWorld world;
  private final NaiveWatches watches;

  SamplingMoves(SamplingWorld world, NaiveWatches watches) {
    this.world = world;
    this.watches = watches;
  }

  /**
   * What whoever tries something looks at.
   *
   * @param approvals of what is proposed
   * @param planned whether there is a plan
   * @param atTheLaboratory the samples that it has
   */
  record Seen(List<ContractTest.Move> approvals, boolean planned, Set<Long> atTheLaboratory) {}

  private Timestamp soon(Random random) {
    return random.nextInt(5) == 0
        ? new Timestamp(world.now().millis() + random.nextInt(200_000) - 100_000)
        : world.now();
  }

  private CoseKey mostly(CoseKey key, Random random) {
    return random.nextInt(10) == 0 ? world.rival : key;
  }

  /** What is tried next, mostly a step that is due, and often one that is not. */
  ContractTest.Move next(Random random, Seen seen) {
    if (!seen.approvals().isEmpty() && random.nextInt(12) == 0) {
      return pick(seen.approvals(), random);
    }
    long number = 1L + random.nextInt(NUMBERS);
    SampleId sample = world.sample(number);
    int choice = random.nextInt(50);
    if (choice >= 40) {
      return choice < 42
          ? move(world.utility, StreamCases.readmission(number), random)
          : watches.move(random);
    }
    if (choice < 2 || (choice < 6 && !seen.planned())) {
      return switch (random.nextInt(4)) {
        case 0 -> move(world.regulator, SamplingWorld.rule(MINIMUM), random);
        case 1 -> move(world.certifier, world.accreditation(), random);
        case 2 ->
            !seen.planned() || random.nextInt(4) > 0
                ? move(world.utility, world.plan(5), random)
                : move(
                    world.certifier,
                    new SamplingTransaction.WithdrawAccreditation(
                        id(world.laboratory), SamplingWorld.LEAD, SamplingWorld.CERTIFICATE),
                    random);
        default -> move(world.utility, world.plan(2 + random.nextInt(4)), random);
      };
    }
    if (choice < 12) {
      return move(world.utility, world.registration(number), random);
    }
    if (choice < 18) {
      return move(world.resident, new SamplingTransaction.Collect(sample, soon(random)), random);
    }
    if (choice < 23) {
      return move(
          seen.atTheLaboratory().contains(number) ? world.laboratory : world.resident,
          new SamplingTransaction.HandOver(
              sample, id(random.nextInt(8) == 0 ? world.resident : world.laboratory)),
          random);
    }
    if (choice < 28) {
      return move(
          random.nextInt(8) == 0 ? world.resident : world.laboratory,
          new SamplingTransaction.Receive(sample),
          random);
    }
    String value = random.nextInt(5) == 0 ? "" : "" + (1 + random.nextInt(30));
    Finding finding =
        random.nextInt(20) == 0
            ? world.undetected("15.5")
            : SamplingWorld.finding(
                value,
                soon(random),
                random.nextInt(15) == 0 ? Unit.PPM : Unit.PPB,
                world.now().plusSeconds(random.nextInt(40)));
    if (choice < 34) {
      return move(world.laboratory, new SamplingTransaction.ReportResult(sample, finding), random);
    }
    if (choice < 36) {
      return move(
          world.laboratory, new SamplingTransaction.DeclareError(sample, "x", finding), random);
    }
    return choice < 39
        ? move(world.utility, SamplingWorld.exclusion(number), random)
        : move(world.utility, SamplingWorld.confirmation(1 + random.nextInt(3)), random);
  }

  private ContractTest.Move move(CoseKey key, SamplingTransaction tx, Random random) {
    return new ContractTest.Move(mostly(key, random), tx);
  }
}
