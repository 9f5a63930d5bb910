package birthmark.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import birthmark.json.Json;
import birthmark.node.edge.RunningEdge.Got;
import birthmark.node.parcels.MemoryNode;
import birthmark.node.parcels.Parcels;
import birthmark.proof.NoteKey;
import birthmark.proof.ReceiptCheck;
import birthmark.proof.ReceiptVerifier;
import birthmark.proof.TrustAnchor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubmittingTest {
  @TempDir private Path folder;
  private RunningEdge edge;
  private MemoryNode node;

  @BeforeEach
  void start() throws EdgeException {
    edge = new RunningEdge(folder, Limits.USUAL, 5);
    node = edge.node();
  }

  @AfterEach
  void stop() {
    edge.close();
  }

  @Test
  void aStatementIsAnsweredWithWhatBecameOfIt() throws IOException, InterruptedException {
    Got got = edge.submit(node.parcel("alice", 1, "red", 7, "bob"));
    assertEquals(201, got.status(), got::text);
    assertEquals("application/json", got.mediaType());
    assertEquals("committed", got.textAt("status"));
    assertEquals(1, got.wholeAt("height"));
    assertEquals("parcels", got.textAt("facts.0.contract"));
    assertEquals("sent", got.textAt("facts.0.fact"));
    assertEquals("red", got.textAt("facts.0.value.place.box"));
    String id = got.textAt("statement");
    assertEquals("/v1/statements/" + id, got.field("Location"));
    assertEquals("/v1/statements/" + id + "/receipt", got.textAt("links.receipt"));
  }

  @Test
  void aRepeatedStatementGetsItsFirstAnswer() throws IOException, InterruptedException {
    Bytes statement = node.parcel("alice", 1, "red", 7, "bob");
    Got first = edge.submit(statement);
    Got second = edge.submit(statement);
    assertEquals(200, second.status());
    assertEquals(new Json.Bool(true), second.at("repeated"));
    assertEquals(first.at("index"), second.at("index"));
    assertEquals(first.at("height"), second.at("height"));
  }

  @Test
  void whoAcceptsAReceiptIsAnsweredWithIt() throws IOException, InterruptedException {
    Bytes statement = node.parcel("alice", 1, "red", 7, "bob");
    Got first = edge.submit(statement, "application/cose");
    assertEquals(201, first.status(), first::text);
    assertEquals("application/cose", first.mediaType());
    assertEquals(first.octets(), edge.get(first.field("Location") + "/receipt").octets());
    Got second = edge.submit(statement, "application/cose");
    assertEquals(200, second.status());
    assertEquals(first.octets(), second.octets());
    Got refused = edge.submit(node.parcel("alice", 2, "red", 7, "bob"), "application/cose");
    assertEquals("application/problem+json", refused.mediaType());
  }

  @Test
  void aRefusalNamesTheRuleAndTheBlockThatCountedIt() throws IOException, InterruptedException {
    edge.submit(node.parcel("alice", 1, "red", 7, "bob"));
    Got got = edge.submit(node.parcel("alice", 2, "red", 7, "bob"));
    assertEquals(422, got.status());
    assertEquals("application/problem+json", got.mediaType());
    assertEquals("/v1/problems/parcels/place-taken", got.textAt("type"));
    assertEquals("Place taken", got.textAt("title"));
    assertEquals(422, got.wholeAt("status"));
    assertEquals("The place has a parcel. Choose another number. (red 7)", got.textAt("detail"));
    assertEquals(2, got.wholeAt("counted"));
    Got meaning = edge.get(got.textAt("type"));
    assertEquals(200, meaning.status());
    assertEquals("The place has a parcel. Choose another number.", meaning.textAt("sentence"));
  }

  @Test
  void aUsedNumberIsAConflictThatNamesTheHighest() throws IOException, InterruptedException {
    edge.submit(node.parcel("alice", 1, "red", 7, "bob"));
    edge.submit(node.parcel("alice", 9, "red", 8, "bob"));
    Got got = edge.submit(node.parcel("alice", 1, "red", 9, "bob"));
    assertEquals(409, got.status());
    assertEquals("ledger/sequence-counted", got.problem());
    assertEquals(9, got.wholeAt("highest"));
  }

  @Test
  void whoIsOverItsQuotaIsToldWhenToComeBack() throws IOException, InterruptedException {
    for (int i = 1; i <= 5; i++) {
      edge.submit(node.parcel("alice", i, "red", i, "bob"));
    }
    Got got = edge.submit(node.parcel("alice", 6, "red", 6, "bob"));
    assertEquals(429, got.status());
    assertEquals("ledger/over-quota", got.problem());
    assertTrue(Integer.parseInt(got.field("Retry-After")) > 0);
  }

  @Test
  void whatIsNoStatementIsRefusedAsMalformed() throws IOException, InterruptedException {
    Got got = edge.submit(Bytes.fromHex("d28443a10126a0f640"));
    assertEquals(400, got.status());
    assertEquals("ledger/malformed", got.problem());
    assertEquals(0, node.snapshot().tip().height());
  }

  @Test
  void anAlteredSignatureIsForbidden() throws IOException, InterruptedException {
    byte[] octets = node.parcel("alice", 1, "red", 7, "bob").toByteArray();
    octets[octets.length - 1] ^= 1;
    Got got = edge.submit(Bytes.copyOf(octets));
    assertEquals(403, got.status());
    assertEquals("ledger/signature-invalid", got.problem());
  }

  @Test
  void anExpiredStatementIsRefusedAndCounted() throws IOException, InterruptedException {
    Bytes late =
        node.sign("alice", 1, MemoryNode.START, new Parcels.Lose(new Parcels.Box("red"), 1));
    Got got = edge.submit(late);
    assertEquals(422, got.status());
    assertEquals("ledger/expired", got.problem());
    assertEquals(1, got.wholeAt("counted"));
  }

  @Test
  void aSequenceOfStatementsIsAnsweredInOrder() throws IOException, InterruptedException {
    Bytes sequence =
        node.parcel("alice", 1, "red", 1, "bob")
            .concat(node.parcel("alice", 2, "red", 1, "bob"))
            .concat(node.parcel("bob", 1, "red", 2, "alice"));
    Got got = edge.post("/v1/statements", "application/cbor-seq", sequence.toByteArray());
    assertEquals(200, got.status(), got::text);
    assertEquals("committed", got.textAt("answers.0.committed.status"));
    assertEquals("place-taken", got.textAt("answers.1.refused.reason"));
    assertEquals(3, got.wholeAt("answers.2.committed.height"));
  }

  @Test
  void nothingOfASequenceIsTakenWhereItCannotBeTakenApart()
      throws IOException, InterruptedException {
    byte[] sequence =
        node.parcel("alice", 1, "red", 1, "bob").concat(Bytes.fromHex("8401")).toByteArray();
    Got got = edge.post("/v1/statements", "application/cbor-seq", sequence);
    assertEquals(400, got.status());
    assertTrue(got.textAt("detail").startsWith("Item 1 of the sequence"), got::text);
    assertEquals(0, node.snapshot().tip().height());
  }

  @Test
  void anotherMediaTypeIsNotTaken() throws IOException, InterruptedException {
    Got got = edge.post("/v1/statements", "text/plain", new byte[] {1});
    assertEquals(415, got.status());
    assertEquals("http/unsupported-media-type", got.problem());
  }

  @Test
  void aBodyBeyondTheLimitIsNotTaken() throws IOException, InterruptedException {
    Got got = edge.post("/v1/statements", "application/cose", new byte[60_001]);
    assertEquals(413, got.status());
    assertEquals("http/too-large", got.problem());
  }

  @Test
  void whatBecameOfAStatementIsToldToItsSignerAndThoseWhoWatch()
      throws IOException, InterruptedException {
    String id = edge.submit(node.parcel("alice", 1, "red", 7, "bob")).textAt("statement");
    String path = "/v1/statements/" + id;
    for (String name : new String[] {"alice", "alice-2", "audit", "watch", "node"}) {
      Got got = edge.getAs(name, path);
      assertEquals(200, got.status(), name);
      assertEquals("committed", got.textAt("status"));
      assertEquals(node.kid("alice").toString(), got.textAt("key"));
      assertEquals(1, got.wholeAt("sequence"));
    }
    assertEquals(404, edge.getAs("bob", path).status());
    assertEquals(401, edge.get(path).status());
  }

  @Test
  void whyAStatementWasRefusedIsToldLater() throws IOException, InterruptedException {
    Got refused = edge.submit(node.sign("alice", 1, new Parcels.Lose(new Parcels.Box("x"), 1)));
    Got got = edge.getAs("alice", "/v1/statements/" + refused.textAt("statement"));
    assertEquals("refused", got.textAt("status"));
    assertEquals("no-such-parcel", got.textAt("problem.reason"));
    assertEquals(1, got.wholeAt("problem.counted"));
    assertFalse(got.has("index"));
  }

  @Test
  void aLoggedStatementIsGivenOutAsItCame() throws IOException, InterruptedException {
    Bytes statement = node.parcel("alice", 1, "red", 7, "bob");
    String id = edge.submit(statement).textAt("statement");
    Got got = edge.getAs("alice", "/v1/statements/" + id + "/entry");
    assertEquals("application/cose", got.mediaType());
    assertEquals(statement, got.octets());
    assertEquals(404, edge.getAs("bob", "/v1/statements/" + id + "/entry").status());
  }

  @Test
  void whoeverKnowsAnIdGetsAReceiptThatVerifiesOffline() throws IOException, InterruptedException {
    Bytes statement = node.parcel("alice", 1, "red", 7, "bob");
    String id = edge.submit(statement).textAt("statement");
    edge.submit(node.parcel("alice", 2, "red", 8, "bob"));
    Got got = edge.get("/v1/statements/" + id + "/receipt");
    assertEquals(200, got.status());
    CoseKey key = node.key("node").publicKey();
    TrustAnchor anchor =
        new TrustAnchor(
            "parcels.example",
            new NoteKey("parcels.example", NoteKey.Kind.ED25519, ((CoseKey.Okp) key).x()),
            key);
    ReceiptCheck check =
        new ReceiptVerifier(anchor, new JdkSignatures()).verify(statement, got.octets());
    ReceiptCheck.Proven proven = assertInstanceOf(ReceiptCheck.Proven.class, check);
    assertEquals(2, proven.index());
    assertEquals(Optional.of("parcels.example"), proven.claims().issuer());
  }

  @Test
  void aStatementThatDidNotTakeEffectHasNoReceipt() throws IOException, InterruptedException {
    Got refused = edge.submit(node.sign("alice", 1, new Parcels.Lose(new Parcels.Box("x"), 1)));
    assertEquals(
        404, edge.get("/v1/statements/" + refused.textAt("statement") + "/receipt").status());
    assertEquals(404, edge.get("/v1/statements/" + "0".repeat(64) + "/receipt").status());
    assertEquals(400, edge.get("/v1/statements/xyz/receipt").status());
  }

  @Test
  void preparedOctetsAreSignedWithoutKnowingCbor() throws IOException, InterruptedException {
    for (String name : new String[] {"alice", "bob", "carol"}) {
      Got prepared =
          edge.post(
              "/v1/parcels/send/prepare?key="
                  + node.kid(name)
                  + "&sequence=1&expiry=2026-01-02T00:00:00Z",
              "application/json",
              ("{\"box\":\""
                      + name
                      + "\",\"number\":1,\"receiver\":\""
                      + node.party("bob")
                      + "\",\"content\":\"a thing\"}")
                  .getBytes(StandardCharsets.UTF_8));
      assertEquals(200, prepared.status(), prepared::text);
      Bytes toBeSigned = Bytes.fromHex(prepared.textAt("toBeSigned.hex"));
      Bytes signature = node.key(name).sign(toBeSigned);
      assertEquals(prepared.wholeAt("signatureLength"), signature.length());
      Bytes statement = Bytes.fromHex(prepared.textAt("prefix.hex")).concat(signature);
      Got got = edge.submit(statement);
      assertEquals(201, got.status(), got::text);
      assertEquals(prepared.textAt("statement"), got.textAt("statement"));
    }
  }

  @Test
  void whatCannotBePreparedNamesTheMember() throws IOException, InterruptedException {
    String path =
        "/v1/parcels/send/prepare?key="
            + node.kid("alice")
            + "&sequence=1&expiry=2026-01-02T00:00:00Z";
    Got missing =
        edge.post(path, "application/json", "{\"box\":\"a\"}".getBytes(StandardCharsets.UTF_8));
    assertEquals(400, missing.status());
    assertEquals("ledger/body-malformed", missing.problem());
    assertTrue(missing.textAt("detail").contains("number: is missing"), missing::text);
    Got broken = edge.post(path, "application/json", new byte[] {'{'});
    assertEquals("http/malformed", broken.problem());
    Got unknown =
        edge.post(
            path.replace(node.kid("alice").toString(), "0".repeat(64)),
            "application/json",
            "{\"box\":\"a\",\"number\":1}".getBytes(StandardCharsets.UTF_8));
    assertEquals(400, unknown.status());
    Got stranger =
        edge.post(
            path.replace(node.kid("alice").toString(), "0".repeat(64)).replace("send", "lose"),
            "application/json",
            "{\"box\":\"a\",\"number\":1}".getBytes(StandardCharsets.UTF_8));
    assertEquals("ledger/unknown-key", stranger.problem());
    Got early =
        edge.post(
            "/v1/parcels/lose/prepare?sequence=0",
            "application/json",
            "{}".getBytes(StandardCharsets.UTF_8));
    assertEquals(400, early.status());
    assertTrue(early.textAt("detail").contains("'key' is missing"), early::text);
    assertEquals(Timestamp.parse("2026-01-01T00:00:00Z"), node.snapshot().tip().time());
  }
}
