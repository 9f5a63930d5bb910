package birthmark.node.cometbft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.contracts.parties.Handle;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.cose.Algorithm;
import birthmark.cose.JdkSigningKey;
import birthmark.cose.SigningKey;
import birthmark.node.testing.CometBft;
import birthmark.node.testing.FrontDoor;
import birthmark.node.testing.NodeProcess;
import birthmark.testing.SeededRandom;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One node on a real engine, which is killed, and which it is started without. */
@Tag("real")
class OneReplicaTest {
  private final SeededRandom random = new SeededRandom(71);
  @TempDir private Path folder;

  private NodeProcess start() throws Exception {
    return NodeProcess.startWithOptions(
        folder.resolve("node"),
        List.of("--engine", "cometbft", "--cometbft", CometBft.program().toString()));
  }

  private Bytes registration(FrontDoor door, String handle) throws Exception {
    SigningKey key = JdkSigningKey.of(JdkSigningKey.generate(Algorithm.ED25519, random));
    return door.sign(
        key, new PartyTransaction.Register(key.publicKey(), new Handle(handle), "Somebody"));
  }

  @Test
  void whatWasAnsweredStandsThoughEngineAndNodeAreKilled() throws Exception {
    Bytes first;
    String committed;
    try (NodeProcess node = start();
        FrontDoor door = FrontDoor.of(node)) {
      first = registration(door, "first");
      FrontDoor.Told told = door.submit(first);
      assertEquals(201, told.status(), told.text());
      committed = told.textOf("statement");

      ProcessHandle engine = node.children().getFirst();
      assertTrue(engine.destroyForcibly());
      FrontDoor.Told second = door.submit(registration(door, "second"));
      assertEquals(201, second.status(), "the engine is started again: " + second.text());

      // Its engine may live on for a while: the next start sees to it.
      node.kill();
    }
    ProcessHandle last;
    try (NodeProcess node = start();
        FrontDoor door = FrontDoor.of(node)) {
      FrontDoor.Told again = door.submit(first);
      assertEquals(200, again.status(), again.text());
      assertEquals(committed, again.textOf("statement"));
      assertEquals(201, door.submit(registration(door, "third")).status());
      last = node.children().getFirst();
    }
    assertFalse(last.isAlive(), "a node that stops takes its engine with it");
  }
}
