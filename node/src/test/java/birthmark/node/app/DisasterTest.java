package birthmark.node.app;

import static birthmark.node.app.FolderProgram.attempt;
import static birthmark.node.app.FolderProgram.done;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.KeyFile;
import birthmark.client.sdk.Passwords;
import birthmark.contract.Genesis;
import birthmark.contract.Role;
import birthmark.contracts.parties.Handle;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.cose.Algorithm;
import birthmark.cose.JdkSigningKey;
import birthmark.cose.SigningKey;
import birthmark.finality.Finality;
import birthmark.node.testing.CometBft;
import birthmark.node.testing.FrontDoor;
import birthmark.node.upkeep.Folders;
import birthmark.testing.SeededRandom;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two of four replicas are gone for good; the other two go on with a third organisation. */
@Tag("long")
class DisasterTest {
  private static final List<String> HANDLES = List.of("founder", "founder-2", "gamma");

  private final SeededRandom random = new SeededRandom(40);
  @TempDir private Path folder;

  /** What was acknowledged before. */
  private record Before(
      Genesis genesis, Bytes statement, String id, Bytes receipt, PartyId party, Path checkpoint) {}

  private Path old(int place) {
    return folder.resolve("old").resolve("node-" + place);
  }

  private Path home(String handle) {
    return folder.resolve(handle);
  }

  private Path card(String handle) {
    return folder.resolve(handle + ".card");
  }

  private static Genesis genesis(Path file) throws Exception {
    return Genesis.CODEC.decode(Bytes.ofOwned(Files.readAllBytes(file)));
  }

  private SigningKey someKey() {
    return JdkSigningKey.of(JdkSigningKey.generate(Algorithm.ED25519, random));
  }

  private Before played() throws Exception {
    try (Cluster cluster = Cluster.start(folder.resolve("old"), 4, CometBft.program(), List.of());
        WatchedNodes watched = new WatchedNodes()) {
      watched.awaitAgreement(cluster.nodes());
      Genesis genesis = genesis(old(1).resolve(Founding.GENESIS));
      try (FrontDoor door = FrontDoor.of(cluster.nodes().getFirst().url(), genesis)) {
        SigningKey key = someKey();
        Bytes statement =
            door.sign(
                key,
                new PartyTransaction.Register(key.publicKey(), new Handle("before"), "Somebody"));
        String id = door.submit(statement).textOf("statement");
        Bytes receipt = FinalReceipts.await(door, genesis, statement, id);
        Path checkpoint = folder.resolve("last.note");
        Files.write(checkpoint, door.get("/v1/checkpoint").body().toByteArray());
        PartyId party = new PartyId(key.publicKey().thumbprint().value());
        return new Before(genesis, statement, id, receipt, party, checkpoint);
      } finally {
        for (ClusterNode node : cluster.nodes()) {
          node.kill();
        }
      }
    }
  }

  /** What those do who are left, as docs/operate.md says; the genesis that they go on under. */
  private Genesis goOn(Before before) throws Exception {
    Path log = folder.resolve("ledger.log");
    done("export", "--data", old(1), "--to", log);
    for (int i = 0; i < HANDLES.size(); i++) {
      String handle = HANDLES.get(i);
      List<Object> words =
          new ArrayList<>(
              List.of("--ledger", before.genesis().name(), "--handle", handle, "--name", handle));
      words.addAll(List.of("--data", home(handle), "--out", card(handle)));
      if (i < 2) {
        words.addAll(List.of("--keys", old(i + 1)));
      }
      done("member", words.toArray());
    }
    Path file = folder.resolve("next.cbor");
    String cards = card("founder") + "," + card("founder-2") + "," + card("gamma");
    FolderProgram.Said unproven =
        attempt("genesis", "--members", cards, "--from", log, "--out", file);
    assertEquals(FolderCommand.DAMAGED, unproven.status(), unproven.text());
    assertTrue(unproven.text().contains("--checkpoint"), unproven.text());
    done(
        "genesis",
        "--members",
        cards,
        "--from",
        log,
        "--checkpoint",
        before.checkpoint(),
        "--out",
        file);
    Genesis next = genesis(file);
    for (String handle : HANDLES) {
      done("join", "--data", home(handle), "--genesis", file, "--network", next.network().hex());
      done("import", "--from", log, "--data", home(handle));
    }
    return next;
  }

  @Test
  void thoseWhoAreLeftGoOnUnderAnotherGenesisAndOldReceiptsHoldAndAreRenewed() throws Exception {
    Before before = played();
    Folders.delete(old(3));
    Folders.delete(old(4));
    Genesis next = goOn(before);
    List<ClusterNode> nodes = Operators.nodes(HANDLES.stream().map(this::home).toList());
    try (WatchedNodes watched = new WatchedNodes()) {
      for (ClusterNode each : nodes) {
        each.start();
      }
      watched.awaitAgreement(nodes);
      try (FrontDoor door = FrontDoor.of(nodes.getLast().url(), next)) {
        // The parties of before act with the keys of before, and those of them who are left decide.
        for (int i = 1; i <= 2; i++) {
          door.accept(founder(old(i)), new PartyTransaction.Grant(before.party(), Role.MAKER));
        }
        SigningKey key = someKey();
        door.accept(
            key, new PartyTransaction.Register(key.publicKey(), new Handle("after"), "Somebody"));
        assertTrue(
            door.get("/v1/parties/parties?limit=100").text().contains("\"before\""),
            "what was is still there");
        assertEquals(
            Finality.FINAL,
            FinalReceipts.finality(before.genesis(), before.statement(), before.receipt()),
            "an old receipt holds by the old genesis");
        FinalReceipts.await(door, next, before.statement(), before.id());
        assertTrue(next.networks().contains(before.genesis().network()), "linked by the genesis");
        assertEquals(400, door.submit(before.statement()).status(), "it is of the ledger before");
      }
      watched.awaitAgreement(nodes);
    } finally {
      nodes.forEach(ClusterNode::stop);
    }
    assertTrue(done("fsck", "--data", home("gamma")).contains("is whole"));
  }

  private static SigningKey founder(Path home) throws Exception {
    return KeyFile.open(home.resolve(Founding.FOUNDER_KEY))
        .signingKey(Passwords.of(Optional.of(home.resolve("founder.password")), Map.of()));
  }
}
