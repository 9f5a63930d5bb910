package birthmark.client.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.answer.AnswerProof;
import birthmark.answer.Question;
import birthmark.bytes.Bytes;
import birthmark.contract.Genesis;
import birthmark.contract.Keys;
import birthmark.contract.Rulebook;
import birthmark.contracts.Contracts;
import birthmark.cose.Algorithm;
import birthmark.cose.JdkSignatures;
import birthmark.cose.JdkSigningKey;
import birthmark.cose.SigningKey;
import birthmark.finality.Finality;
import birthmark.finality.ReplicaSetChange;
import birthmark.finality.ReplicaSetChanges;
import birthmark.machine.Machine;
import birthmark.merkle.KeyRange;
import birthmark.testing.ChangingLog;
import birthmark.testing.MemoryLedger;
import birthmark.testing.SeededRandom;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway that holds the genesis alone, of a ledger whose replicas changed since. */
class ProvingNodeTest {
  private static final String NAME = "changing.example";

  private final Rulebook rulebook = Contracts.rulebook();
  private final SeededRandom random = new SeededRandom(71);
  private final List<SigningKey> keys =
      IntStream.range(0, 8)
          .mapToObj(
              _ -> (SigningKey) JdkSigningKey.of(JdkSigningKey.generate(Algorithm.ED25519, random)))
          .toList();
  private final List<SigningKey> first = keys.subList(0, 4);
  private final List<SigningKey> second = keys.subList(4, 8);
  private final Genesis genesis = ChangingLog.genesis(NAME, first, first);
  private final MemoryLedger ledger =
      new MemoryLedger(new Machine(rulebook, new JdkSignatures(), genesis));
  private HttpServer server;
  private volatile Bytes proof = Bytes.EMPTY;
  private volatile Bytes later = Bytes.EMPTY;
  private Bytes changes = Bytes.EMPTY;

  @BeforeEach
  void aNodeThatProvesByItsReplicasOfNow() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          boolean sets = exchange.getRequestURI().getPath().equals("/replica-sets");
          String query = exchange.getRequestURI().getQuery();
          Bytes shown = query != null && query.startsWith("height=") ? later : proof;
          byte[] body = (sets ? changes : shown).toByteArray();
          try (exchange) {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String kid() {
    return first.getFirst().publicKey().thumbprint().toString();
  }

  private Question question() {
    return ProvingNode.of(Question.LEDGER, Question.KEYS.path(), kid());
  }

  /** Has the replicas change by what {@code by} sign, and the node prove by three of the new. */
  private void change(List<SigningKey> by) {
    ChangingLog log = new ChangingLog(NAME, first);
    ledger.entries().forEach(log::with);
    ReplicaSetChange change = log.change(second, by);
    log.grown(1);
    proof = proof(log, second.subList(0, 3));
    changes = new ReplicaSetChanges(genesis.network(), List.of(change)).encode();
  }

  /** What the first of {@code by} proves under a checkpoint that all of them signed. */
  private Bytes proof(ChangingLog log, List<SigningKey> by) {
    Bytes key = rulebook.prefix(Keys.TABLE).concat(Bytes.fromHex(kid()));
    int seal = ledger.entries().size() - 1;
    return new AnswerProof(
            question(),
            log.entry(seal),
            log.receipt(seal, by.getFirst(), by),
            ledger.tip().tree().prove(ledger.pages(), List.of(KeyRange.of(key)), ledger::value))
        .encode();
  }

  /** What the first {@code count} replicas of the genesis signed for. */
  private Bytes signedBy(int count) {
    ChangingLog log = new ChangingLog(NAME, first);
    ledger.entries().forEach(log::with);
    return proof(log, first.subList(0, count));
  }

  private ProvingNode node(Finality least) throws ClientException {
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    return new ProvingNode(
        url,
        Node.at(List.of(url), Patience.USUAL),
        genesis,
        rulebook,
        first.getFirst(),
        least,
        Duration.ofMillis(100));
  }

  @Test
  void replicasThatCameLaterAreFollowedFromTheGenesis() throws Exception {
    change(first);
    try (ProvingNode node = node(Finality.FINAL)) {
      assertTrue(ProvingNode.found(node.ask(question())).isPresent());
      changes = Bytes.EMPTY;
      assertTrue(ProvingNode.found(node.ask(question())).isPresent(), "followed once for all");
    }
  }

  @Test
  void whatTooFewReplicasSignedForIsNoReasonToBelieveOthers() throws Exception {
    change(first.subList(0, 2));
    try (ProvingNode node = node(Finality.COMMITTED)) {
      ClientException refused = assertThrows(ClientException.class, () -> node.ask(question()));
      assertEquals(ClientException.Kind.REFUSED, refused.kind());
      assertTrue(refused.what().contains("two thirds"), refused.what());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whatLessThanTwoThirdsOfTheReplicasSignedForIsNotBelieved(int count) throws Exception {
    proof = signedBy(count);
    later = proof;
    try (ProvingNode strict = node(Finality.FINAL);
        ProvingNode trusting = node(Finality.COMMITTED)) {
      assertTrue(ProvingNode.found(trusting.ask(question())).isPresent());
      ClientException refused = assertThrows(ClientException.class, () -> strict.ask(question()));
      assertEquals(ClientException.Kind.REFUSED, refused.kind());
      assertTrue(refused.what().contains("too few replicas"), refused.what());
    }
  }

  @Test
  void aBlockIsBelievedOnceEnoughReplicasHaveSignedForIt() throws Exception {
    proof = signedBy(1);
    later = signedBy(3);
    try (ProvingNode node = node(Finality.FINAL)) {
      assertTrue(ProvingNode.found(node.ask(question())).isPresent());
    }
  }
}
