package birthmark.sim.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.KeyFile;
import birthmark.client.sdk.Passwords;
import birthmark.codec.Timestamp;
import birthmark.contract.Genesis;
import birthmark.contract.Rulebook;
import birthmark.contract.Transaction;
import birthmark.contracts.Contracts;
import birthmark.contracts.governance.GovernanceTransaction.ScheduleRules;
import birthmark.contracts.governance.GovernanceTransaction.SignalReadiness;
import birthmark.cose.SigningKey;
import birthmark.machine.Machine;
import birthmark.node.app.Cluster;
import birthmark.node.app.ClusterNode;
import birthmark.node.app.ClusterTable;
import birthmark.node.cometbft.CometProgram;
import birthmark.statement.Statement;
import birthmark.testing.notes.Notes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real nodes of two builds: replicas get the later one by and by while clients go on. */
@Tag("long")
class UpgradeTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int NODES = 4;
  private static final int LEFT_OLD = NODES - 1;

  /** Blocks from the vote to the new rules, of which the votes themselves take some. */
  private static final int AHEAD = 40;

  private static final Rulebook NOTES =
      Rulebook.of(
          LaterBuild.VERSION,
          Machine.TABLES,
          List.of(new Rulebook.Numbered(LaterBuild.NOTES, new Notes())));

  @TempDir private Path folder;

  @Test
  void replicasAreUpgradedOneByOneUnderLoadAndTheOneLeftOldStopsBeforeTheNewRulesAndSaysSo()
      throws Exception {
    Path later = LaterBuild.in(folder.resolve("later"));
    Path program = CometProgram.find(Optional.empty(), System.getenv(), _ -> {});
    try (Cluster cluster = Cluster.start(folder.resolve("all"), NODES, program, List.of());
        Scene scene = new Scene(cluster)) {
      scene.begin();
      for (int i = 0; i < LEFT_OLD; i++) {
        scene.upgrade(i, later);
        scene.accept(i, founder(cluster, i), 1, new SignalReadiness(LaterBuild.VERSION));
      }
      scene.refuse(0, founder(cluster, 0), 2, new Notes.Pin(new Notes.Title("early"), "too soon"));
      long from = scene.standing(0).height() + AHEAD;
      for (int i = 0; i < LEFT_OLD; i++) {
        scene.accept(i, founder(cluster, i), 3, new ScheduleRules(LaterBuild.VERSION, from));
      }

      scene.awaitStop(from);
      int before = scene.load.count();
      scene.await(() -> scene.load.count() > before + NODES, "the others do not go on");
      assertTrue(scene.standing(0).height() >= from, "by the new rules");
      scene.startAgain(LEFT_OLD);
      scene.awaitStop(from);

      scene.upgrade(LEFT_OLD, later);
      scene.accept(
          LEFT_OLD,
          founder(cluster, LEFT_OLD),
          1,
          new Notes.Pin(new Notes.Title("late"), "in time"));
      int voted = 2 * LEFT_OLD + 1;
      assertEquals(List.of(), new Settlement(scene.watch, scene.load).violations(voted));
    }
  }

  private static SigningKey founder(Cluster cluster, int place) throws Exception {
    Path of = cluster.nodes().get(place).folder();
    return KeyFile.open(of.resolve("founder.p12"))
        .signingKey(Passwords.of(Optional.of(of.resolve("founder.password")), Map.of()));
  }

  /** The nodes, of whichever build each is now, and those who look at them and use them. */
  private static final class Scene implements AutoCloseable {
    final List<ClusterNode> nodes;
    final Watch watch;
    final Load load;
    private final ClusterTable table;
    private final Genesis genesis;
    private final Doors doors = new Doors();

    Scene(Cluster cluster) throws Exception {
      nodes = new ArrayList<>(cluster.nodes());
      watch = new Watch(cluster.nodes());
      table = new ClusterTable(cluster.nodes());
      assertTrue(watch.answers(nodes.getFirst(), PATIENCE), nodes.getFirst().lastWords());
      genesis =
          Genesis.CODEC.decode(
              Bytes.ofOwned(Files.readAllBytes(nodes.getFirst().folder().resolve("genesis.cbor"))));
      load = new Load(genesis, nodes.stream().map(ClusterNode::url).toList());
    }

    void begin() throws Exception {
      for (ClusterNode node : nodes) {
        assertTrue(watch.answers(node, PATIENCE), node.lastWords());
      }
      watch.start();
      load.start();
      await(() -> load.count() > NODES, "nothing is acknowledged");
    }

    void await(BooleanSupplier what, String otherwise) throws InterruptedException {
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (!what.getAsBoolean()) {
        assertTrue(System.nanoTime() - end < 0, () -> otherwise + Settlement.lastWords(nodes));
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }

    /** Stops a node and starts it by the later build, in the same folder. */
    void upgrade(int place, Path later) throws Exception {
      nodes.get(place).stop();
      nodes.set(place, nodes.get(place).builtWith(later));
      startAgain(place);
      assertTrue(
          watch.agreed(PATIENCE).isPresent(), () -> "no agreement" + Settlement.lastWords(nodes));
      String rules = doors.read(nodes.get(place).url(), "/v1/rules").orElseThrow().text();
      assertTrue(rules.matches("(?s).*\"known\": *\\[\\s*2,\\s*1\\s*].*"), rules);
    }

    void startAgain(int place) throws Exception {
      nodes.get(place).stop();
      nodes.get(place).start();
      assertTrue(watch.answers(nodes.get(place), PATIENCE), nodes.get(place).lastWords());
    }

    ClusterTable.Standing standing(int place) throws InterruptedException {
      return table.standing(nodes.get(place)).orElseThrow();
    }

    private Doors.Said place(int at, SigningKey key, long sequence, Transaction transaction)
        throws InterruptedException {
      Bytes statement =
          new Statement.Draft(
                  genesis.network(),
                  sequence,
                  new Timestamp(System.currentTimeMillis()).plusSeconds(3_600),
                  transaction)
              .sign(transaction instanceof Notes.Tx ? NOTES : Contracts.rulebook(), key);
      Optional<Doors.Said> said = doors.place(nodes.get(at).url(), statement);
      while (said.isEmpty()) {
        said = doors.place(nodes.get(at).url(), statement);
      }
      return said.get();
    }

    void accept(int at, SigningKey key, long sequence, Transaction transaction)
        throws InterruptedException {
      Doors.Said said = place(at, key, sequence, transaction);
      assertTrue(said.index().isPresent(), said.text());
    }

    /** The rules are not in force yet, and to some of the nodes it is no statement at all. */
    void refuse(int at, SigningKey key, long sequence, Transaction transaction)
        throws InterruptedException {
      Doors.Said said = place(at, key, sequence, transaction);
      assertTrue(said.text().contains("the rules in force are version 1"), said.text());
    }

    /** Waits until the node that was left old stops before {@code from}, and asks it why. */
    void awaitStop(long from) throws InterruptedException {
      ClusterNode old = nodes.get(LEFT_OLD);
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (standing(LEFT_OLD).troubles().isEmpty()) {
        assertTrue(System.nanoTime() - end < 0, () -> "it goes on: " + old.lastWords());
        TimeUnit.MILLISECONDS.sleep(100);
      }
      ClusterTable.Standing stopped = standing(LEFT_OLD);
      assertEquals(from - 1, stopped.height());
      String sentence = stopped.troubles().getFirst();
      for (String said :
          List.of(
              "From block " + from,
              "rules version " + LaterBuild.VERSION,
              "install a release that knows version " + LaterBuild.VERSION,
              "nothing is lost")) {
        assertTrue(sentence.contains(said), sentence);
      }
      Doors.Said away = doors.place(old.url(), load.one()).orElseThrow();
      assertEquals(503, away.status(), away.text());
      assertTrue(away.text().contains("install a release"), away.text());
      assertEquals(
          200,
          doors.read(old.url(), "/v1/parties/parties?limit=1").orElseThrow().status(),
          "it reads");
    }

    @Override
    public void close() {
      try {
        load.close();
        watch.close();
        table.close();
        doors.close();
        for (ClusterNode node : nodes) {
          node.kill();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
