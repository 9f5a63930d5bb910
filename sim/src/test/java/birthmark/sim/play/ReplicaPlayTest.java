package birthmark.sim.play;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.cose.Signatures;
import birthmark.node.submit.FastSignatures;
import birthmark.sim.check.ViolationException;
import birthmark.sim.world.Tally;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several replicas over one order. */
@Tag("real")
class ReplicaPlayTest {
  private static final Signatures VERIFIER = FastSignatures.best();
  private static final int SEEDS = 20;
  private static final int SAMPLINGS = 12;

  @Test
  void replicasAgreeAtEveryHeightAndLoseNothingThatAnybodyWasToldOf() {
    Tally all = new Tally();
    for (long seed = 1; seed <= SEEDS; seed++) {
      ReplicaPlay.Played first = ReplicaPlay.play(seed, VERIFIER, ReplicaPlay.Wire.TRUE);
      ReplicaPlay.Played again = ReplicaPlay.play(seed, VERIFIER, ReplicaPlay.Wire.TRUE);
      assertEquals(first.trace(), again.trace(), "seed " + seed + " has two histories");
      all.add(first.tally());
    }
    for (String what :
        List.of(
            "Accepted",
            "Refused",
            "Ignored",
            "sent again",
            "behind",
            "hostile block",
            "killed",
            "lost power",
            "a write went wrong",
            "ended in a block",
            "too few to agree",
            "answered")) {
      assertTrue(all.of(what) > 0, what + " never happened: " + all.counts());
    }
  }

  @Test
  void fourReplicasTellTheSameOfSamplesAndEachNoticeOnce() {
    Tally all = new Tally();
    for (long seed = 1; seed <= SAMPLINGS; seed++) {
      all.add(ReplicaPlay.ofSamples(seed, VERIFIER).tally());
    }
    for (String what :
        List.of(
            "FiguresPublished",
            "LimitExceeded",
            "TooFewResults",
            "ExclusionsDecide",
            "NoticeOverdue",
            "StreamBeyondLimit",
            "killed",
            "lost power")) {
      assertTrue(all.of(what) > 0, what + " never happened: " + all.counts());
    }
  }

  /** Plays seeds until a promise is broken; what it says. */
  private static String found(ReplicaPlay.Wire planted) {
    for (long seed = 1; seed <= SEEDS; seed++) {
      try {
        ReplicaPlay.Played _ = ReplicaPlay.play(seed, VERIFIER, planted);
      } catch (ViolationException e) {
        return e.sentence();
      }
    }
    return "nothing";
  }

  @Test
  void aReplicaThatMissesAStatementOfABlockIsFound() {
    String found =
        found(
            (replica, octets) ->
                replica == 3 && octets.size() > 3 ? octets.subList(1, octets.size()) : octets);
    assertTrue(found.startsWith("replica "), found);
  }

  @Test
  void aReplicaThatDecidesABlockInAnotherOrderIsFound() {
    String found = found((replica, octets) -> replica == 2 ? octets.reversed() : octets);
    assertTrue(found.startsWith("replica "), found);
  }
}
