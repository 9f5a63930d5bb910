package birthmark.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.cose.Algorithm;
import birthmark.node.edge.RunningEdge.Got;
import birthmark.node.parcels.MemoryNode;
import birthmark.node.parcels.Parcels;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentificationTest {
  private static final String USUAL = "\"@method\" \"@authority\" \"@path\" \"@query\"";

  @TempDir private Path folder;
  private RunningEdge edge;
  private MemoryNode node;
  private String path = "";

  @BeforeEach
  void start() throws Exception {
    edge = new RunningEdge(folder);
    node = edge.node();
    edge.submit(node.parcel("alice", 1, "red", 1, "bob"));
    path = "/v1/parcels/parcels/red/1";
  }

  @AfterEach
  void stop() {
    edge.close();
  }

  private void refused(HttpRequest.Builder request, String detail)
      throws IOException, InterruptedException {
    Got got = edge.send(request);
    assertEquals(401, got.status(), got::text);
    assertEquals("http/signature-refused", got.problem());
    assertTrue(got.textAt("detail").contains(detail), got::text);
    assertTrue(got.field("Accept-Signature").startsWith("birthmark=(\"@method\""));
    assertTrue(got.field("WWW-Authenticate").startsWith("Signature realm=\""));
  }

  @Test
  void eachKindOfKeyShowsWhoAsks() throws IOException, InterruptedException {
    edge.submit(node.parcel("alice", 2, "red", 2, "carol"));
    assertEquals(200, edge.getAs("alice", path).status());
    assertEquals(200, edge.getAs("bob", path).status());
    assertEquals(200, edge.getAs("carol", "/v1/parcels/parcels/red/2").status());
  }

  @Test
  void aSignatureMayNameItsKeysAlgorithm() throws IOException, InterruptedException {
    for (String name : new String[] {"alice", "bob"}) {
      Algorithm algorithm = node.key(name).publicKey().signingAlgorithm().orElseThrow();
      String alg = ";alg=\"" + RunningEdge.algorithmName(algorithm) + "\"";
      assertEquals(
          200, edge.send(edge.signed(name, path, USUAL, edge.parameters(name) + alg)).status());
    }
    refused(
        edge.signed("alice", path, USUAL, edge.parameters("alice") + ";alg=\"ml-dsa-65\""),
        "another algorithm");
    refused(
        edge.signed("alice", path, USUAL, edge.parameters("alice") + ";alg=\"rsa-v1_5-sha256\""),
        "alg is one of");
  }

  @Test
  void theTargetMayBeCoveredWholeAndMoreWithIt() throws IOException, InterruptedException {
    assertEquals(
        200,
        edge.send(
                edge.signed("alice", path, "\"@target-uri\" \"@method\"", edge.parameters("alice")))
            .status());
    assertEquals(
        200,
        edge.send(
                edge.signed("alice", path, USUAL + " \"accept\"", edge.parameters("alice"))
                    .header("Accept", "application/json"))
            .status());
  }

  @Test
  void aSignatureThatLeavesTheTargetOpenIsRefused() throws IOException, InterruptedException {
    refused(edge.signed("alice", path, "\"@method\"", edge.parameters("alice")), "must cover");
    refused(
        edge.signed("alice", path, "\"@authority\" \"@path\" \"@query\"", edge.parameters("alice")),
        "must cover");
    refused(
        edge.signed("alice", path, "\"@method\" \"@path\" \"@query\"", edge.parameters("alice")),
        "must cover");
  }

  @Test
  void aSignatureForAnotherTargetIsRefused() throws IOException, InterruptedException {
    HttpRequest other = edge.signed("alice", "/v1/parcels/parcels/red/2").build();
    refused(
        edge.request(path)
            .header("Signature-Input", other.headers().firstValue("Signature-Input").orElseThrow())
            .header("Signature", other.headers().firstValue("Signature").orElseThrow()),
        "does not verify");
  }

  @Test
  void aSignatureCountsOnce() throws IOException, InterruptedException {
    HttpRequest.Builder request = edge.signed("alice", path);
    assertEquals(200, edge.send(request).status());
    refused(request, "nonce already");
  }

  @Test
  void aSignatureCountsForAMinute() throws IOException, InterruptedException {
    HttpRequest.Builder request = edge.signed("alice", path);
    edge.clock(RunningEdge.NOW.plusSeconds(61));
    refused(request, "may differ by 60 seconds");
    edge.clock(RunningEdge.NOW.minusSeconds(61));
    refused(request, "may differ by 60 seconds");
    edge.clock(RunningEdge.NOW.plusSeconds(60));
    assertEquals(200, edge.send(request).status());
  }

  @Test
  void anExpiredSignatureIsRefused() throws IOException, InterruptedException {
    long now = RunningEdge.NOW.getEpochSecond();
    refused(
        edge.signed("alice", path, USUAL, edge.parameters("alice") + ";expires=" + (now - 1)),
        "expired");
    assertEquals(
        200,
        edge.send(
                edge.signed(
                    "alice", path, USUAL, edge.parameters("alice") + ";expires=" + (now + 5)))
            .status());
  }

  @Test
  void whatASignatureLacksIsNamed() throws IOException, InterruptedException {
    String kid = ";keyid=\"" + node.kid("alice") + "\"";
    String created = ";created=" + RunningEdge.NOW.getEpochSecond();
    refused(edge.signed("alice", path, USUAL, kid + ";nonce=\"x\""), "lacks created");
    refused(edge.signed("alice", path, USUAL, created + kid), "needs a nonce");
    refused(edge.signed("alice", path, USUAL, created + ";nonce=\"x\""), "keyid must be");
    refused(
        edge.request(path).header("Signature", "birthmark=:AAAA:"),
        "Signature and Signature-Input come together");
    refused(
        edge.request(path).header("Signature-Input", "a=(").header("Signature", "a=:AAAA:"),
        "ends too early");
  }

  @Test
  void aKeyThatNobodyRegisteredShowsNobody() throws IOException, InterruptedException {
    refused(
        edge.signed(
            "alice",
            path,
            USUAL,
            edge.parameters("alice").replace(node.kid("alice").toString(), "0".repeat(64))),
        "is registered");
  }

  @Test
  void anothersKeyIdDoesNotHelp() throws IOException, InterruptedException {
    refused(
        edge.signed(
            "carol",
            path,
            USUAL,
            edge.parameters("carol")
                .replace(node.kid("carol").toString(), node.kid("alice").toString())),
        "does not verify");
  }

  @Test
  void aRevokedKeyShowsNobodyFromItsRevocationOn() throws IOException, InterruptedException {
    assertEquals(200, edge.getAs("alice-2", path).status());
    assertEquals(
        201, edge.submit(node.sign("alice", 2, new Parcels.DropKey(node.kid("alice-2")))).status());
    refused(edge.signed("alice-2", path), "revoked");
    assertEquals(200, edge.getAs("alice", path).status());
  }

  @Test
  void aWrongSignatureIsRefusedAlsoWhereNoneIsNeeded() throws IOException, InterruptedException {
    HttpRequest.Builder request = edge.signed("alice", "/v1/keys/" + node.kid("alice"));
    assertEquals(200, edge.send(request).status());
    refused(request, "nonce already");
  }
}
