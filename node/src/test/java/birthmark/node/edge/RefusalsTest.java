package birthmark.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.codec.Names;
import birthmark.contract.Reason;
import birthmark.contract.Rulebook;
import birthmark.contracts.Contracts;
import birthmark.json.Json;
import birthmark.json.JsonReader;
import birthmark.node.submit.Answer;
import birthmark.statement.EnvelopeRefusal;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every refusal of every contract on its way out of the door: its status, its type, its sentence,
 * and where that is explained. That each is reached by a transaction is what each contract's own
 * test sees to; that each of the envelope's is reached from outside, {@code EnvelopeRefusalsTest}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusalsTest {
  private static final Bytes STATEMENT = Bytes.ofOwned(new byte[32]);

  private final HttpClient client = HttpClient.newHttpClient();
  private Refused next = new Refused(Rulebook.LEDGER, EnvelopeRefusal.MALFORMED);
  private RunningEdge edge;

  /** A refusal, and whose it is. */
  record Refused(int contract, Reason reason) {
    @Override
    public String toString() {
      return contract + " " + Names.kebab(reason.name());
    }
  }

  @BeforeAll
  void start(@TempDir Path folder) throws EdgeException {
    edge =
        new RunningEdge(
            folder,
            Limits.USUAL,
            1_000,
            parts ->
                RunningEdge.with(
                    parts,
                    Contracts.rulebook(),
                    octets -> CompletableFuture.completedFuture(answer()),
                    parts.index(),
                    parts.roles()));
  }

  @AfterAll
  void stop() {
    edge.close();
    client.close();
  }

  private Answer answer() {
    return new Answer.Refused(
        Optional.of(STATEMENT),
        next.contract(),
        next.reason(),
        "the values",
        Optional.of(7L),
        Optional.empty());
  }

  static Stream<Refused> refusals() {
    List<Refused> all = new ArrayList<>();
    for (EnvelopeRefusal reason : EnvelopeRefusal.values()) {
      all.add(new Refused(Rulebook.LEDGER, reason));
    }
    for (Rulebook.Rules rules : Contracts.rulebook().contracts()) {
      for (Reason reason : rules.surface().refusals()) {
        all.add(new Refused(rules.number(), reason));
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void aRefusalIsToldWithStatusTypeSentenceAndExplanation(Refused refused) throws Exception {
    next = refused;
    HttpResponse<String> got =
        client.send(
            HttpRequest.newBuilder(edge.uri("/v1/statements"))
                .header("Content-Type", "application/cose")
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[] {1}))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    String contract =
        refused.contract() == Rulebook.LEDGER
            ? "ledger"
            : Contracts.rulebook().numbered(refused.contract()).orElseThrow().surface().path();
    String type = "/v1/problems/" + contract + "/" + Names.kebab(refused.reason().name());
    Json.Obj problem = (Json.Obj) JsonReader.read(got.body());
    assertEquals("application/problem+json", got.headers().firstValue("Content-Type").orElse(""));
    assertEquals(new Json.Text(type), problem.member("type").orElseThrow());
    assertEquals(new Json.Int(got.statusCode()), problem.member("status").orElseThrow());
    assertEquals(
        new Json.Text(refused.reason().sentence() + " (the values)"),
        problem.member("detail").orElseThrow());
    assertEquals(new Json.Int(7), problem.member("counted").orElseThrow());
    assertTrue(refused.contract() == Rulebook.LEDGER || got.statusCode() == 422, got.body());
    HttpResponse<String> meaning =
        client.send(
            HttpRequest.newBuilder(edge.uri(type)).build(), HttpResponse.BodyHandlers.ofString());
    assertEquals(200, meaning.statusCode());
    assertTrue(meaning.body().contains(type), meaning.body());
  }
}
