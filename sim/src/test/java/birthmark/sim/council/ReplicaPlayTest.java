package birthmark.sim.council;

import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Replica;
import birthmark.contract.Replicas;
import birthmark.node.cometbft.Bundle;
import birthmark.node.engine.Execution;
import birthmark.node.engine.Staged;
import birthmark.node.engine.StagedApplication;
import birthmark.node.engine.Standing;
import birthmark.sim.world.Result;
import birthmark.sim.world.Tally;
import birthmark.statement.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several replicas and what has them agree. */
@Tag("real")
class ReplicaPlayTest {
  private static final int SEEDS = 12;
  private static final int FAULT_SEEDS = 40;
  private static final int SAMPLINGS = 2;
  private static final int MANY_SAMPLINGS = 12;

  private static Result held(Result result) {
    assertEquals(Optional.empty(), result.violation(), "seed " + result.seed());
    return result;
  }

  private static void assertHappened(Tally tally, List<String> wanted) {
    assertEquals(
        List.of(),
        wanted.stream().filter(what -> tally.of(what) == 0).toList(),
        () -> "never happened: " + tally.counts());
  }

  @Test
  void replicasAgreeAtEveryHeightAndLoseNothingThatAnybodyWasToldOf() {
    Tally all = new Tally();
    for (long seed = 1; seed <= SEEDS; seed++) {
      Result first = held(ReplicaPlay.run(seed, ReplicaParts.PRODUCTION));
      all.add(first.tally());
      if (seed <= 2) {
        Result again = ReplicaPlay.run(seed, ReplicaParts.PRODUCTION);
        assertEquals(Optional.empty(), Result.difference(first, again), "seed " + seed);
      }
    }
    assertHappened(
        all,
        List.of(
            "Accepted",
            "Refused",
            "Ignored",
            "a vote for another log",
            "a vote with noise",
            "a write went wrong",
            "agreed",
            "answered",
            "behind",
            "ended in a block",
            "final",
            "found to have signed twice",
            "hostile bundle",
            "killed",
            "lost its disk",
            "lost power",
            "passed on",
            "proposal withheld",
            "reported",
            "sent again",
            "set changed",
            "too few signed",
            "too few to agree",
            "voted down",
            "ReplicaAdded",
            "ReplicaRemoved",
            "ReplicaWeighed"));
  }

  @Test
  void fourReplicasTellTheSameOfSamplesThroughFaults() {
    assertHappened(samplings(1, SAMPLINGS), List.of("FiguresPublished", "killed", "lost power"));
  }

  @Test
  @Tag("long")
  void allThatIsToldOfSamplesIsToldOnceByFourReplicas() {
    assertHappened(
        samplings(1, MANY_SAMPLINGS),
        List.of(
            "FiguresPublished",
            "LimitExceeded",
            "TooFewResults",
            "ExclusionsDecide",
            "StreamBeyondLimit"));
  }

  private static Tally samplings(long from, long to) {
    Tally all = new Tally();
    for (long seed = from; seed <= to; seed++) {
      all.add(held(ReplicaPlay.ofSamples(seed, ReplicaParts.PRODUCTION)).tally());
    }
    return all;
  }

  /** Plays seeds until a promise is broken that {@code expected} is in. */
  private static void assertFound(String expected, ReplicaParts planted) {
    List<String> found = new ArrayList<>();
    for (long seed = 1; seed <= FAULT_SEEDS; seed++) {
      ReplicaPlay.run(seed, planted).violation().ifPresent(found::add);
      if (found.stream().anyMatch(each -> each.contains(expected))) {
        return;
      }
    }
    assertEquals(List.of(expected), found);
  }

  @Test
  void aReplicaThatMissesATransactionOfABlockIsFound() {
    assertFound(
        "replica 3",
        new ReplicaParts() {
          @Override
          public List<Bytes> delivered(int replica, List<Bytes> txs) {
            return replica == 3 && !txs.isEmpty() ? txs.subList(0, txs.size() - 1) : txs;
          }
        });
  }

  @Test
  void aReplicaThatDecidesABlockInAnotherOrderIsFound() {
    assertFound(
        "replica 2",
        new ReplicaParts() {
          @Override
          public List<Bytes> delivered(int replica, List<Bytes> txs) {
            return replica == 2 ? txs.stream().map(ReplicaPlayTest::reversed).toList() : txs;
          }
        });
  }

  private static Bytes reversed(Bytes tx) {
    return Bundle.decode(tx).orElseThrow() instanceof Bundle.Statements(List<Bytes> those)
        ? new Bundle.Statements(those.reversed()).encode()
        : tx;
  }

  @Test
  void aReplicaThatAcceptsADoubledStatementInABundleIsFound() {
    assertFound(
        "votes for a block with a doubled statement",
        new ReplicaParts() {
          @Override
          public boolean vote(int replica, List<Bytes> txs, boolean accept) {
            return accept || (replica == 1 && txs.stream().anyMatch(ReplicaPlayTest::isDoubled));
          }
        });
  }

  private static boolean isDoubled(Bytes tx) {
    return Bundle.decode(tx).orElse(new Bundle.Statements(List.of()))
            instanceof Bundle.Statements(List<Bytes> those)
        && new HashSet<>(those).size() < those.size();
  }

  @Test
  void aReplicaThatCountsTheCosignatureOfARemovedOneIsFound() {
    assertFound(
        "replica 1 votes down",
        new ReplicaParts() {
          @Override
          public StagedApplication application(int replica, StagedApplication application) {
            return replica == 1 ? new NeverForgetting(application) : application;
          }
        });
  }

  /** A ledger to which whoever was a replica once is one for ever. */
  private static final class NeverForgetting implements StagedApplication {
    private final StagedApplication ledger;
    private final List<Replica> ever = new ArrayList<>();

    NeverForgetting(StagedApplication ledger) {
      this.ledger = ledger;
    }

    private Replicas with(Replicas now) {
      now.members().stream()
          .filter(each -> ever.stream().noneMatch(one -> one.id().equals(each.id())))
          .forEach(ever::add);
      return Replicas.of(ever);
    }

    @Override
    public Standing standing() {
      return ledger.standing();
    }

    @Override
    public Replicas replicas() {
      return with(ledger.replicas());
    }

    @Override
    public Replicas voters() {
      return with(ledger.voters());
    }

    @Override
    public Replicas successors() {
      return ledger.successors();
    }

    @Override
    public Optional<Bytes> root(long size) {
      return ledger.root(size);
    }

    @Override
    public Staged stage(Timestamp time, List<Statement> statements, boolean heartbeat) {
      return ledger.stage(time, statements, heartbeat);
    }

    @Override
    public Execution store(Staged staged, long engineHeight) {
      return ledger.store(staged, engineHeight);
    }
  }
}
