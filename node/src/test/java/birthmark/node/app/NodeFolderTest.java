package birthmark.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.KeyFile;
import birthmark.client.sdk.Passwords;
import birthmark.codec.Timestamp;
import birthmark.contract.Genesis;
import birthmark.contract.Role;
import birthmark.node.edge.EdgeException;
import birthmark.node.edge.EdgeSettings;
import birthmark.node.edge.Limits;
import birthmark.node.store.StoreException;
import birthmark.node.testing.HandClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeFolderTest {
  private final HandClock clock = new HandClock(Timestamp.parse("2026-01-01T00:00:00Z"));
  @TempDir Path parent;

  private Path place() {
    return parent.resolve("data");
  }

  private NodeFolder folder() {
    return new NodeFolder(place(), Map.of());
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(place())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aNodeThatMayNotListenMakesNothing() {
    EdgeSettings open = new EdgeSettings("0.0.0.0", 0, Optional.empty(), false, Limits.USUAL);
    assertThrows(EdgeException.class, () -> new Node(folder(), true, open, List.of()));
    assertFalse(Files.exists(place()));
  }

  @Test
  void aFirstStartMakesKeysAndAGenesisAndTheNextFindsThem() throws Exception {
    Genesis genesis;
    try (NodeFolder.Opened opened = folder().open(clock)) {
      assertTrue(opened.founded());
      genesis = opened.genesis();
      assertEquals(new Timestamp(clock.millis()), genesis.time());
      assertEquals(List.of(opened.checkpoint().publicKey()), genesis.checkpointKeys());
    }
    assertEquals(
        new TreeSet<>(
            List.of(
                "checkpoint.p12",
                "checkpoint.state",
                "founder.p12",
                "founder.password",
                "founder.state",
                "genesis.cbor",
                "ledger",
                "node.lock",
                "node.password",
                "statements.p12",
                "statements.state")),
        new TreeSet<>(names()));
    for (String secret : List.of("checkpoint.p12", "founder.p12", "node.password")) {
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(place().resolve(secret))));
    }
    try (NodeFolder.Opened again = folder().open(clock)) {
      assertFalse(again.founded());
      assertEquals(genesis, again.genesis());
    }
  }

  @Test
  void theFoundersKeyIsItsOwnAndTheNodesKeyMayLittle() throws Exception {
    try (NodeFolder.Opened opened = folder().open(clock)) {
      KeyFile founder = KeyFile.open(folder().founderKey());
      Passwords password = Passwords.of(Optional.of(place().resolve("founder.password")), Map.of());
      List<Genesis.Founder> founders = opened.genesis().founders();
      assertEquals(founders.get(0).keys(), List.of(founder.signingKey(password).publicKey()));
      assertEquals(List.of(Role.REPLICA), founders.get(0).roles());
      assertEquals(founders.get(1).keys(), List.of(opened.statements().publicKey()));
      assertFalse(founders.get(1).roles().contains(Role.REPLICA));
      Passwords nodes = Passwords.of(Optional.of(place().resolve("node.password")), Map.of());
      assertThrows(ClientException.class, () -> founder.signingKey(nodes));
    }
  }

  @Test
  void twoNodesCannotHaveOneFolder() throws Exception {
    try (NodeFolder.Opened opened = folder().open(clock)) {
      assertTrue(opened.founded());
      StoreException refusal = assertThrows(StoreException.class, () -> folder().open(clock));
      assertEquals(StoreException.Kind.IN_USE, refusal.kind());
      assertTrue(refusal.sentence().contains("Another node runs on"), refusal.sentence());
    }
    folder().open(clock).close();
  }

  @Test
  void aFirstStartCutShortWhileKeysAreMadeBeginsAgain() throws Exception {
    Path staging = place().resolve("first-start");
    Files.createDirectories(staging.resolve("checkpoint.state"));
    Files.writeString(staging.resolve("checkpoint.p12"), "torn");
    Files.writeString(staging.resolve("node.password"), "");
    try (NodeFolder.Opened opened = folder().open(clock)) {
      assertTrue(opened.founded());
    }
    assertFalse(names().contains("first-start"));
  }

  @Test
  void aFirstStartCutShortWhileFilesAreMovedGoesOn() throws Exception {
    Genesis genesis;
    try (NodeFolder.Opened opened = folder().open(clock)) {
      genesis = opened.genesis();
    }
    Path staging = place().resolve("first-start");
    Files.createDirectories(staging);
    for (String late : List.of("genesis.cbor", "founder.p12", "statements.state")) {
      Files.move(place().resolve(late), staging.resolve(late));
    }
    try (NodeFolder.Opened opened = folder().open(clock)) {
      assertEquals(genesis, opened.genesis());
      assertTrue(opened.founded());
    }
    assertFalse(names().contains("first-start"));
  }

  @Test
  void nothingOfSomebodyElsesIsTouched() throws Exception {
    Files.createDirectories(place());
    Files.writeString(place().resolve("founder.p12"), "mine");
    ClientException refusal = assertThrows(ClientException.class, () -> folder().open(clock));
    assertTrue(refusal.what().contains("founder.p12"), refusal.what());
    assertEquals("mine", Files.readString(place().resolve("founder.p12")));
    assertFalse(names().contains("genesis.cbor"));
  }

  @Test
  void aLedgerWithoutItsGenesisIsNotFoundedAnew() throws Exception {
    folder().open(clock).close();
    Files.createFile(folder().ledger().resolve("CURRENT"));
    Files.delete(place().resolve("genesis.cbor"));
    ClientException refusal = assertThrows(ClientException.class, () -> folder().open(clock));
    assertTrue(refusal.remedy().contains("Restore genesis.cbor"), refusal.remedy());
    assertTrue(names().contains("checkpoint.p12"));
  }

  @Test
  void aNodeWhoseLedgerIsGoneDoesNotBeginASecondHistory() throws Exception {
    folder().open(clock).close();
    Files.delete(folder().ledger());
    ClientException refusal = assertThrows(ClientException.class, () -> folder().open(clock));
    assertTrue(refusal.what().contains("the ledger is gone"), refusal.what());
    assertTrue(refusal.remedy().contains("birthmark restore --from"), refusal.remedy());
    assertFalse(names().contains("ledger"));
  }

  @Test
  void theNodesPasswordMayComeFromTheEnvironment() throws Exception {
    NodeFolder folder =
        new NodeFolder(place(), Map.of(Passwords.VARIABLE, "not on any command line"));
    Genesis genesis;
    try (NodeFolder.Opened opened = folder.open(clock)) {
      genesis = opened.genesis();
    }
    assertFalse(names().contains("node.password"));
    assertTrue(names().contains("founder.password"));
    try (NodeFolder.Opened again = folder.open(clock)) {
      assertEquals(genesis, again.genesis());
      assertNotEquals(again.checkpoint().publicKey(), again.statements().publicKey());
    }
  }
}
