package birthmark.client.sdk;

import birthmark.bytes.Bytes;
import birthmark.contract.Genesis;
import birthmark.contract.Keys;
import birthmark.contract.Reason;
import birthmark.cose.KeyId;
import birthmark.json.Json;
import birthmark.json.JsonWriter;
import birthmark.machine.Decision;
import birthmark.machine.Overlay;
import birthmark.machine.Seal;
import birthmark.machine.Window;
import birthmark.statement.RefusedException;
import birthmark.statement.Statement;
import birthmark.testing.NotesLedger;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;

/**
 * An HTTP server that decides statements about notes with the real machine, and fails on demand
 * before or after it has decided. It knows who may read as little as the real one needs tests of
 * that; see docs/rest.md for what both say.
 */
public final class NotesServer implements AutoCloseable {
  /** How an answer to a statement goes wrong. */
  public enum Fault {
    /** The connection ends before the statement was read. */
    CUT_BEFORE,
    /** The statement is decided, and the connection ends before the answer. */
    CUT_AFTER,
    /** The node has too much to do. */
    BUSY
  }

  private final NotesLedger ledger;
  private final HttpServer server;
  private final Queue<Fault> faults = new ArrayDeque<>();
  private final List<Bytes> received = new ArrayList<>();

  /** A node of {@code ledger}; several may share one. */
  public NotesServer(NotesLedger ledger) throws IOException {
    this.ledger = ledger;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/statements", this::statements);
    server.createContext("/v1/keys/", this::keys);
    server.createContext("/v1/checkpoint", this::checkpoint);
    server.createContext("/v1/genesis", this::genesis);
    server.start();
  }

  /** Where it listens. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** The next answers to statements go wrong, one after the other. */
  public synchronized void fail(Fault... next) {
    faults.addAll(List.of(next));
  }

  /** Every statement that arrived, in order. */
  public synchronized List<Bytes> received() {
    return List.copyOf(received);
  }

  private synchronized void statements(HttpExchange exchange) throws IOException {
    Fault fault = faults.poll();
    if (fault == Fault.CUT_BEFORE) {
      exchange.close();
      return;
    }
    Bytes statement = Bytes.ofOwned(exchange.getRequestBody().readAllBytes());
    received.add(statement);
    if (fault == Fault.BUSY) {
      exchange.getResponseHeaders().add("Retry-After", "0");
      reply(exchange, 503, problem("http", "busy", "Come back.").build());
      return;
    }
    Outcome outcome = decide(statement);
    if (fault == Fault.CUT_AFTER) {
      exchange.close();
      return;
    }
    reply(exchange, outcome.status(), outcome.json());
  }

  private record Outcome(int status, Json.Obj json) {}

  private Outcome decide(Bytes encoded) {
    Statement statement;
    try {
      statement = Statement.decode(ledger.machine().rulebook(), encoded);
    } catch (RefusedException e) {
      return new Outcome(400, problem("ledger", e.reason(), e.detail()).build());
    }
    Optional<Json.Obj> before = logged(statement);
    if (before.isPresent()) {
      return new Outcome(200, answer(before.get(), true));
    }
    Decision decision = ledger.block(statement).decisions().getFirst();
    return switch (decision) {
      case Decision.Accepted accepted ->
          new Outcome(
              201,
              answer(
                  committed(statement, accepted.index(), ledger.ledger().tip().height()), false));
      case Decision.Refused refused ->
          new Outcome(
              422,
              problem("notes", refused.reason(), refused.detail())
                  .put("statement", statement.id().hex())
                  .put("counted", ledger.ledger().tip().height())
                  .build());
      case Decision.Ignored ignored ->
          new Outcome(
              409,
              problem("ledger", ignored.reason(), ignored.detail())
                  .put("highest", highest(statement.key()))
                  .build());
    };
  }

  /** What the log says of a statement: every node of the ledger answers a repetition alike. */
  private Optional<Json.Obj> logged(Statement statement) {
    List<Bytes> entries = ledger.ledger().entries();
    int index = entries.indexOf(statement.envelope().encode());
    long height = entries.subList(0, Math.max(0, index)).stream().filter(Seal::is).count();
    return index < 0 ? Optional.empty() : Optional.of(committed(statement, index, height));
  }

  private static Json.Obj committed(Statement statement, long index, long height) {
    return Json.object()
        .put("statement", statement.id().hex())
        .put("index", index)
        .put("height", height)
        .build();
  }

  private static Json.Obj answer(Json.Obj json, boolean repeated) {
    List<Json.Member> members = new ArrayList<>(json.members());
    members.add(new Json.Member("repeated", new Json.Bool(repeated)));
    return new Json.Obj(members);
  }

  private static Json.ObjectBuilder problem(String contract, Reason reason, String detail) {
    String name = reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return problem(contract, name, reason.sentence() + " " + detail);
  }

  private static Json.ObjectBuilder problem(String contract, String reason, String detail) {
    return Json.object()
        .put("title", reason)
        .put("contract", contract)
        .put("reason", reason)
        .put("detail", detail);
  }

  private long highest(KeyId key) {
    return new Overlay(ledger.machine().rulebook(), ledger.ledger())
        .find(Window.TABLE, key)
        .orElse(Window.NEW)
        .highest();
  }

  private synchronized void keys(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    KeyId key = KeyId.fromHex(path.substring(path.lastIndexOf('/') + 1));
    boolean known =
        new Overlay(ledger.machine().rulebook(), ledger.ledger()).find(Keys.TABLE, key).isPresent();
    if (!known) {
      reply(exchange, 404, problem("http", "not-found", "").build());
      return;
    }
    Json.ObjectBuilder json = Json.object().put("key", key.toString());
    // Only the owner is told; who shows nothing at all is not.
    if (exchange.getRequestHeaders().containsKey("Signature")) {
      json.put("highest", highest(key));
    }
    reply(exchange, 200, json.build());
  }

  private synchronized void checkpoint(HttpExchange exchange) throws IOException {
    String network = ledger.machine().network().hex();
    reply(exchange, 200, Json.object().put("network", network).build());
  }

  private synchronized void genesis(HttpExchange exchange) throws IOException {
    reply(exchange, 200, Genesis.CODEC.encode(ledger.machine().genesis()).toByteArray());
  }

  private static void reply(HttpExchange exchange, int status, Json.Obj json) throws IOException {
    reply(exchange, status, JsonWriter.compact(json).getBytes(StandardCharsets.UTF_8));
  }

  private static void reply(HttpExchange exchange, int status, byte[] body) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
