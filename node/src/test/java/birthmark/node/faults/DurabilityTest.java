package birthmark.node.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.contract.Genesis;
import birthmark.contracts.Contracts;
import birthmark.machine.Machine;
import birthmark.node.store.RocksKeyValues;
import birthmark.node.store.Snapshot;
import birthmark.node.store.Store;
import birthmark.node.submit.FastSignatures;
import birthmark.node.upkeep.Fsck;
import birthmark.node.upkeep.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged outlasts processes that are killed and machines that lose their power. */
class DurabilityTest {
  private static final List<PowerCut.Survival> SURVIVALS = List.of(PowerCut.Survival.values());
  private static final Duration BACK_WITHIN = Duration.ofSeconds(5);

  @TempDir Path parent;
  private UnreliableMachine machine;
  private Load load;
  private Genesis genesis;
  private Random random;
  private int starts;
  private int lost;
  private Duration slowest = Duration.ZERO;

  private Path data() {
    return parent.resolve("data");
  }

  private Path log() {
    starts++;
    return parent.resolve("log-" + starts);
  }

  @BeforeEach
  void aNodeThatWasFounded() throws Exception {
    machine = new UnreliableMachine(parent, data());
    try (NodeProcess node = NodeProcess.start(data(), log(), Map.of())) {
      node.stop();
    }
    genesis =
        Genesis.CODEC.decode(Bytes.ofOwned(Files.readAllBytes(data().resolve("genesis.cbor"))));
    long seed = Long.getLong("birthmark.seed", 5);
    load = new Load(genesis, seed);
    random = new Random(seed);
  }

  /** Starts a node under load and kills it at some moment. */
  private void killed(Map<String, String> environment) throws Exception {
    try (NodeProcess node = NodeProcess.launch(data(), log(), List.of(), environment)) {
      node.awaitListening();
      // Of the node's own time: how long it waits for processors that others have says nothing.
      Duration back = node.processorTime();
      slowest = back.compareTo(slowest) > 0 ? back : slowest;
      List<Thread> senders = load.on(node);
      load.awaitMore(1 + random.nextInt(60));
      Thread.sleep(random.nextInt(50));
      node.kill();
      for (Thread sender : senders) {
        sender.join();
      }
    }
  }

  private void everythingAcknowledgedIsThere(String after) {
    try (Store store =
            new Store(
                RocksKeyValues.openToRead(data().resolve("ledger")),
                Contracts.rulebook(),
                genesis.network(),
                true);
        Snapshot now = store.snapshot()) {
      for (Bytes id : load.acknowledged()) {
        assertTrue(now.recorded(id).isPresent(), () -> id + " was acknowledged and lost " + after);
      }
    }
  }

  private void theRootsAreThoseOfAReplay() {
    Fsck.Report report =
        Fsck.run(
            new Machine(Contracts.rulebook(), FastSignatures.best(), genesis),
            FastSignatures.best(),
            data().resolve("ledger"),
            parent.resolve("replay"),
            Progress.NONE);
    assertEquals(List.of(), report.damage());
  }

  private void kills(int times) throws Exception {
    for (int i = 1; i <= times; i++) {
      killed(Map.of());
      everythingAcknowledgedIsThere("by kill " + i);
    }
    sumUp(times + " kills");
  }

  private void cuts(int times) throws Exception {
    for (int i = 1; i <= times; i++) {
      // While a sync takes its time there is something to lose.
      machine.syncMillis(1 + random.nextInt(30));
      killed(machine.environment());
      PowerCut.Survival survival = SURVIVALS.get(i % SURVIVALS.size());
      lost += machine.cutPower(random, survival);
      everythingAcknowledgedIsThere("by cut " + i + ", " + survival);
    }
    assertTrue(lost > 0, "under load there is always something that was not synced");
    sumUp(times + " cuts, " + lost + " changes taken back");
  }

  private void sumUp(String what) {
    theRootsAreThoseOfAReplay();
    assertTrue(load.acknowledged().size() > 20, "there must have been load");
    System.out.println(
        what
            + ", "
            + load.acknowledged().size()
            + " acknowledged statements, none lost; back after at most "
            + slowest.toMillis()
            + " ms of processor time");
    assertTrue(slowest.compareTo(BACK_WITHIN) < 0, () -> "it took " + slowest + " to be back");
  }

  @Test
  @Tag("real")
  void aDiskThatLiesAboutSyncsIsFoundOut() throws Exception {
    machine.lieAboutSyncs();
    killed(machine.environment());
    machine.cutPower(random, PowerCut.Survival.NONE);
    assertThrows(
        AssertionError.class,
        () -> everythingAcknowledgedIsThere("by a cut"),
        "without syncs nothing outlasts a loss of power: else these tests would prove nothing");
  }

  @Test
  @Tag("real")
  void killedAtAFewMomentsANodeLosesNothingItAcknowledged() throws Exception {
    kills(4);
  }

  @Test
  @Tag("real")
  void cutFromPowerAtAFewMomentsANodeLosesNothingItAcknowledged() throws Exception {
    cuts(6);
  }

  @Test
  @Tag("long")
  void killedAtFiftyMomentsANodeLosesNothingItAcknowledged() throws Exception {
    kills(50);
  }

  @Test
  @Tag("long")
  void cutFromPowerAtFiftyMomentsANodeLosesNothingItAcknowledged() throws Exception {
    cuts(50);
  }
}
