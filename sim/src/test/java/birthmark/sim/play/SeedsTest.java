package birthmark.sim.play;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import birthmark.contract.Rulebook;
import birthmark.sim.check.Witness;
import birthmark.sim.world.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SeedsTest {
  private static final List<String> FAULTS =
      List.of(
          "batches lost with the power",
          "client crashes",
          "clients restored from a backup",
          "crashes in a write",
          "keys copied",
          "messages doubled",
          "messages garbled",
          "messages lost",
          "node kills",
          "node starts that failed",
          "power losses",
          "rows damaged",
          "times that the clock was set",
          "times that the disk took nothing",
          "writes that failed");

  private static Seeds played(long count, int threads) throws InterruptedException {
    Seeds seeds = new Seeds(Parts.PRODUCTION, 1, count);
    seeds.run(threads);
    return seeds;
  }

  @Test
  void whatMustHoldHolds() throws InterruptedException {
    Seeds seeds = played(1, 1);
    assertEquals(List.of(), seeds.failures());
    assertEquals(1, seeds.done());
    assertNotEquals(0, seeds.tally().of("acknowledgements"));
  }

  @Test
  void anotherSeedIsAnotherHistory() {
    assertNotEquals(
        Simulation.run(1, Parts.PRODUCTION).hash(), Simulation.run(2, Parts.PRODUCTION).hash());
  }

  @Test
  @Tag("real")
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void threeHundredSeedsHoldAndReachEveryTransactionAndEveryFault() throws InterruptedException {
    Seeds seeds = played(300, Runtime.getRuntime().availableProcessors());
    assertEquals(List.of(), seeds.failures());
    assertEquals(List.of(), missing(seeds.tally()), "never happened");
  }

  /**
   * What takes several replicas that agree or do not, of which a play has seldom more than one:
   * SecondVerifierTest plays a council of four.
   */
  private static final List<String> OF_A_COUNCIL =
      List.of(
          Witness.ACCEPTED + "governance/withdraw-rules",
          Witness.ACCEPTED + "governance/remove-replica",
          Witness.ACCEPTED + "governance/leave-replicas",
          Witness.ACCEPTED + "governance/oppose",
          Witness.ACCEPTED + "governance/attend",
          Witness.ACCEPTED + "governance/withdraw-offer",
          Witness.ACCEPTED + "governance/report-double-vote",
          Witness.ACCEPTED + "governance/report-double-checkpoint");

  /** What a sample comes to last, and seldom in a minute: SecondVerifierTest plays both. */
  private static final List<String> LATE =
      List.of(Witness.ACCEPTED + "samples/confirm-notice", Witness.ACCEPTED + "samples/readmit");

  /** What a simulation should come by and did not. */
  private static List<String> missing(Tally tally) {
    List<String> wanted = new ArrayList<>(FAULTS);
    for (Rulebook.Rules rules : Parts.CONTRACTS.contracts()) {
      rules
          .transactions()
          .all()
          .forEach(
              each -> wanted.add(Witness.ACCEPTED + rules.surface().path() + "/" + each.name()));
    }
    wanted.removeAll(OF_A_COUNCIL);
    wanted.removeAll(LATE);
    for (String fact :
        List.of(
            "Expired",
            "EmergencyEnded",
            "DeadlinePassed",
            "ProposalLapsed",
            "FiguresPublished",
            "TooFewResults")) {
      wanted.add(Witness.HAPPENED + fact);
    }
    return wanted.stream().filter(what -> tally.of(what) == 0).toList();
  }
}
