package birthmark.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.KeyFile;
import birthmark.client.sdk.OfflineVerifier;
import birthmark.client.sdk.Passwords;
import birthmark.codec.Timestamp;
import birthmark.contract.Genesis;
import birthmark.contract.Role;
import birthmark.contract.Transaction;
import birthmark.contracts.governance.GovernanceTransaction.WeighReplica;
import birthmark.contracts.parties.Handle;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.cose.Algorithm;
import birthmark.cose.JdkSigningKey;
import birthmark.cose.SigningKey;
import birthmark.finality.ReplicaSet;
import birthmark.json.Json;
import birthmark.node.testing.ClientProgram;
import birthmark.node.testing.CometBft;
import birthmark.node.testing.Fridge;
import birthmark.node.testing.FrontDoor;
import birthmark.node.testing.FrontDoor.Told;
import birthmark.node.testing.Inhabited;
import birthmark.node.testing.WebhookReceiver;
import birthmark.testing.SeededRandom;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Four real nodes with four real engines, of which one is killed, then all. */
@Tag("real")
class ClusterTest {
  private static final int NODES = 4;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(100);

  private final SeededRandom random = new SeededRandom(72);
  private final List<Bytes> answered = new ArrayList<>();
  @TempDir private Path folder;

  @Test
  void fourNodesAgreeWhoeverIsKilledAndCountEachStatementOnce() throws Exception {
    try (WebhookReceiver receiver = WebhookReceiver.start();
        Cluster cluster =
            Cluster.start(
                folder,
                NODES,
                CometBft.program(),
                List.of("--webhooks", "--webhooks-inside", receiver.named()));
        WatchedNodes watched = new WatchedNodes()) {
      List<ClusterNode> nodes = cluster.nodes();
      watched.awaitAgreement(nodes);
      try (FrontDoor one = door(nodes.get(0));
          FrontDoor two = door(nodes.get(1));
          FrontDoor four = door(nodes.get(3))) {
        // To one node, to two at once, and to another one after it was answered.
        register(one, one);
        Bytes both = registration(one, "both");
        CompletableFuture<Told> first = CompletableFuture.supplyAsync(() -> submit(one, both));
        assertOnce(first, submit(two, both));
        assertEquals(200, submit(four, both).status());
        answered.add(both);
        assertFinal(four, both);

        alarm(one, four, nodes, receiver);

        nodes.get(2).kill();
        register(one, two);
        register(two, four);
        weigh(one, nodes);
        nodes.get(2).start();
        watched.awaitAgreement(nodes);
        try (FrontDoor three = door(nodes.get(2))) {
          assertFollowed(three);
        }
        ClientProgram client = new ClientProgram(folder);
        String url = nodes.get(2).url().toString();
        String told = client.done("", "ledger", "replicas", "--node", url, "--json");
        assertTrue(told.contains("\"changes\": 1"), told);
        assertTrue(Files.exists(client.home().resolve("changes.cbor")), "what proves it is kept");

        for (ClusterNode each : nodes) {
          each.kill();
        }
        for (ClusterNode each : nodes) {
          each.start();
        }
        watched.awaitAgreement(nodes);
        register(four, one);
        for (Bytes statement : answered) {
          assertEquals(200, submit(two, statement).status(), "each is answered as before");
        }
        ClusterTable.Standing end = watched.awaitAgreement(nodes);
        // The genesis, a seal for each block and the first, and each statement once.
        assertEquals(1 + end.height() + 1 + answered.size(), end.size());
        assertEvicted(one, nodes.get(3));
      }
    }
  }

  private FrontDoor door(ClusterNode node) throws Exception {
    Path file = node.folder().resolve(Founding.GENESIS);
    Genesis genesis = Genesis.CODEC.decode(Bytes.ofOwned(Files.readAllBytes(file)));
    return FrontDoor.of(node.url(), genesis);
  }

  private Bytes registration(FrontDoor door, String handle) {
    SigningKey key = JdkSigningKey.of(JdkSigningKey.generate(Algorithm.ED25519, random));
    return door.sign(
        key, new PartyTransaction.Register(key.publicKey(), new Handle(handle), "Somebody"));
  }

  private void register(FrontDoor signer, FrontDoor at) {
    Bytes statement = registration(signer, "party-" + answered.size());
    assertEquals(201, submit(at, statement).status());
    answered.add(statement);
  }

  /** Those that are there decide together that the first of them weighs twice. */
  private void weigh(FrontDoor door, List<ClusterNode> nodes) throws Exception {
    WeighReplica heavier =
        new WeighReplica(ReplicaSet.of(genesis()).members().getFirst().key().thumbprint(), 2);
    agree(door, nodes, heavier);
    assertFollowed(door);
  }

  /** Has three of the four decide something together. */
  private void agree(FrontDoor door, List<ClusterNode> nodes, Transaction transaction)
      throws Exception {
    for (int voter : List.of(0, 1, 3)) {
      Path of = nodes.get(voter).folder();
      SigningKey founder =
          KeyFile.open(of.resolve(Founding.FOUNDER_KEY))
              .signingKey(Passwords.of(Optional.of(of.resolve("founder.password")), Map.of()));
      accept(door, founder, transaction);
    }
  }

  private void accept(FrontDoor door, SigningKey key, Transaction transaction) {
    Bytes statement = door.sign(key, transaction);
    Told told = submit(door, statement);
    assertEquals(201, told.status(), told.text());
    answered.add(statement);
  }

  /** Whoever signed up at two nodes is told one alarm by both, under one id. */
  private void alarm(
      FrontDoor one, FrontDoor other, List<ClusterNode> nodes, WebhookReceiver receiver)
      throws Exception {
    assertEquals(201, receiver.signUp(one, "/told/one").status());
    assertEquals(201, receiver.signUp(other, "/told/other").status());
    SigningKey town = JdkSigningKey.of(JdkSigningKey.generate(Algorithm.ED25519, random));
    accept(one, town, Fridge.registration(town));
    agree(one, nodes, new PartyTransaction.Grant(Inhabited.party(town), Role.OPERATOR));
    accept(one, town, Fridge.watch(town));
    Timestamp past = new Timestamp(System.currentTimeMillis() - 600_000);
    accept(one, town, Fridge.report(town, past, "9", "9", "9"));
    WebhookReceiver.Telling first = receiver.next();
    WebhookReceiver.Telling second = receiver.next();
    assertEquals(first.id(), second.id());
    assertEquals(first.fact(), second.fact());
    assertEquals(Set.of("/told/one", "/told/other"), Set.of(first.path(), second.path()));
  }

  /** Whoever has the genesis alone follows the change, by what any node gives. */
  private void assertFollowed(FrontDoor door) throws Exception {
    OfflineVerifier reader = new OfflineVerifier(genesis());
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (reader.changes() == 0 && System.nanoTime() - end < 0) {
      reader.follow(door.send(HttpRequest.newBuilder(door.uri("/replica-sets"))).body());
      TimeUnit.MILLISECONDS.sleep(100);
    }
    assertEquals(
        5, reader.sets().current().members().stream().mapToLong(ReplicaSet.Member::weight).sum());
  }

  /** A second engine votes with a node's key: the others see to it that the replica goes. */
  private void assertEvicted(FrontDoor door, ClusterNode node) throws Exception {
    node.kill();
    ClusterNode twin = node.twin(folder.resolve("twin"));
    node.start();
    twin.start();
    try {
      long end = System.nanoTime() + PATIENCE_NANOS;
      List<Json> shown = List.of();
      while (shown.isEmpty() && System.nanoTime() - end < 0) {
        TimeUnit.MILLISECONDS.sleep(200);
        shown = records(door, "/v1/facts?contract=governance&type=double-signing-shown", "facts");
      }
      assertEquals(1, shown.size(), "shown once, by whichever node's turn it was");
      Json last = records(door, "/v1/governance/sets", "records").getLast();
      assertEquals(NODES - 1, members(last));
    } finally {
      twin.kill();
    }
  }

  private static List<Json> records(FrontDoor door, String path, String name) throws Exception {
    return ((Json.Arr) door.get(path).json().member(name).orElseThrow()).elements();
  }

  private static int members(Json set) {
    return ((Json.Arr) ((Json.Obj) set).member("value").orElseThrow()).elements().size();
  }

  private Genesis genesis() throws Exception {
    return Genesis.CODEC.decode(
        Bytes.ofOwned(Files.readAllBytes(folder.resolve("node-1").resolve(Founding.GENESIS))));
  }

  private static Told submit(FrontDoor door, Bytes statement) {
    try {
      return door.submit(statement);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void assertOnce(CompletableFuture<Told> first, Told second) throws Exception {
    Told one = first.get(60, TimeUnit.SECONDS);
    assertEquals(one.textOf("statement"), second.textOf("statement"));
    assertEquals(
        one.text().replaceAll("(?s).*\"index\": *(\\d+).*", "$1"),
        second.text().replaceAll("(?s).*\"index\": *(\\d+).*", "$1"));
  }

  /** A receipt from any node is final for whoever has no more than the genesis. */
  private void assertFinal(FrontDoor door, Bytes statement) throws Exception {
    FinalReceipts.await(door, genesis(), statement, submit(door, statement).textOf("statement"));
    assertEquals("final", submit(door, statement).textOf("status"), "the node says so too");
  }
}
