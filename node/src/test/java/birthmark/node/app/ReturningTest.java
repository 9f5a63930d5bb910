package birthmark.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.contract.Genesis;
import birthmark.contracts.parties.Handle;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.cose.Algorithm;
import birthmark.cose.JdkSigningKey;
import birthmark.cose.SigningKey;
import birthmark.node.cometbft.EngineFolder;
import birthmark.node.cometbft.EngineStatus;
import birthmark.node.testing.CometBft;
import birthmark.node.testing.FrontDoor;
import birthmark.node.upkeep.ControlSocket;
import birthmark.node.upkeep.Folders;
import birthmark.testing.SeededRandom;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Four real nodes whose engines keep few blocks: who lacks older ones comes in by a snapshot. */
@Tag("long")
class ReturningTest {
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(5);
  private static final int KEPT_BLOCKS = 100;
  private static final Pattern VOTES_AGAIN =
      Pattern.compile("votes again above the engine's height (\\d+)");
  private static final String TAKEN_IN = "what came since comes as blocks";

  private final SeededRandom random = new SeededRandom(73);
  private final List<Bytes> answered = new ArrayList<>();
  @TempDir private Path folder;

  @Test
  void aReplicaComesBackUnaidedThatLostItsDiskOrItsEnginesBlocksOrWasAwayForLong()
      throws Exception {
    List<String> flags = List.of("--keep-blocks", String.valueOf(KEPT_BLOCKS));
    try (Cluster cluster = Cluster.start(folder, 4, CometBft.program(), flags);
        WatchedNodes watched = new WatchedNodes()) {
      List<ClusterNode> nodes = cluster.nodes();
      watched.awaitAgreement(nodes);
      try (FrontDoor one = door(nodes.getFirst())) {
        register(one);
        ClusterNode wiped = nodes.get(3);
        wiped.kill();
        Folders.delete(wiped.folder().resolve("ledger"));
        Folders.delete(wiped.folder().resolve(Founding.ENGINE).resolve("data"));
        register(one);
        awaitEarliest(one, 2);
        assertReturns(wiped, one, watched, nodes);
        awaitVotes(wiped);

        ClusterNode noBlocks = nodes.get(2);
        noBlocks.kill();
        for (Path each : EngineFolder.blocks(noBlocks.folder().resolve(Founding.ENGINE))) {
          Folders.delete(each);
        }
        assertReturns(noBlocks, one, watched, nodes);

        ClusterNode away = nodes.get(1);
        away.kill();
        awaitEarliest(one, earliest(one) + 2 * KEPT_BLOCKS);
        assertReturns(away, one, watched, nodes);
      }
    }
  }

  private void assertReturns(
      ClusterNode back, FrontDoor other, WatchedNodes watched, List<ClusterNode> nodes)
      throws Exception {
    register(other);
    back.start();
    watched.awaitAgreement(nodes);
    assertTrue(said(back).contains(TAKEN_IN), back.lastWords());
    register(other);
    watched.awaitAgreement(nodes);
    try (FrontDoor door = door(back)) {
      for (Bytes statement : answered) {
        assertEquals(200, door.submit(statement).status(), "each is answered as before");
      }
    }
  }

  /** What it had voted on was lost with its disk: three of four go on without it till then. */
  private void awaitVotes(ClusterNode node) throws Exception {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      Matcher again = VOTES_AGAIN.matcher(said(node));
      Optional<EngineStatus> now = EngineFolder.status(node.folder().resolve(Founding.ENGINE));
      if (again.find() && now.isPresent() && now.get().height() > Long.parseLong(again.group(1))) {
        return;
      }
      assertTrue(System.nanoTime() - end < 0, () -> node.lastWords());
      TimeUnit.MILLISECONDS.sleep(500);
    }
  }

  private String said(ClusterNode node) throws Exception {
    return Files.readString(folder.resolve(node.folder().getFileName() + ".log"));
  }

  private static long earliest(FrontDoor door) throws Exception {
    return ControlSocket.number(
        door.send(HttpRequest.newBuilder(door.uri("/engine"))).json(), "earliest");
  }

  /** Statements bring blocks: an idle ledger has one every few seconds. */
  private void awaitEarliest(FrontDoor door, long height) throws Exception {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (earliest(door) < height) {
      assertTrue(System.nanoTime() - end < 0, "the engine prunes nothing");
      register(door);
    }
  }

  private FrontDoor door(ClusterNode node) throws Exception {
    Path file = node.folder().resolve(Founding.GENESIS);
    Genesis genesis = Genesis.CODEC.decode(Bytes.ofOwned(Files.readAllBytes(file)));
    return FrontDoor.of(node.url(), genesis);
  }

  private void register(FrontDoor door) throws Exception {
    SigningKey key = JdkSigningKey.of(JdkSigningKey.generate(Algorithm.ED25519, random));
    Handle handle = new Handle("party-" + answered.size());
    Bytes statement =
        door.sign(key, new PartyTransaction.Register(key.publicKey(), handle, "Somebody"));
    assertEquals(201, door.submit(statement).status());
    answered.add(statement);
  }
}
