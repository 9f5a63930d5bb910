package birthmark.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bundle.Bundle;
import birthmark.bytes.Bytes;
import birthmark.codec.Names;
import birthmark.contract.Role;
import birthmark.contracts.Contracts;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.things.ThingFact;
import birthmark.contracts.things.ThingId;
import birthmark.json.Json;
import birthmark.json.JsonReader;
import birthmark.node.edge.RunningEdge.Got;
import birthmark.node.index.Index;
import birthmark.node.parcels.MemoryNode;
import birthmark.node.store.BlockFacts;
import birthmark.node.submit.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each fault of HTTP itself, reached over HTTP: what the answer says was wrong and where, and that
 * it is explained what to do.
 */
@Tag("real")
class HttpFaultsTest {
  private static final Duration SHORT = Duration.ofSeconds(1);

  /** Usual but for slow requests, and that no reader may have a stream. */
  private static final Limits LIMITS =
      new Limits(
          SHORT,
          SHORT,
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          SHORT,
          300,
          100,
          100,
          SHORT,
          Duration.ofSeconds(60),
          8,
          0);

  private static final Bytes SOME = Bytes.ofOwned(new byte[32]);
  private static final String STATEMENTS = "/v1/statements?key=" + SOME.hex();

  @TempDir private Path folder;

  /** A node as it should be. */
  private RunningEdge sound;

  /** One whose parts fail, and whose index has a history longer than a bundle. */
  private RunningEdge failing;

  private Index index;
  private Answer answer = new Answer.Busy("all places are taken", 3_000);
  private boolean rolesAreLost;

  @BeforeEach
  void start() throws Exception {
    sound = new RunningEdge(folder, LIMITS, 1_000);
    assertEquals(201, sound.submit(sound.node().parcel("alice", 1, "red", 1, "bob")).status());
    MemoryNode node = sound.node();
    index =
        Index.open(folder.resolve("long.sqlite"), node.machine().network(), Contracts.rulebook());
    index.rebuild(to -> to.accept(List.of(history(Bundle.EVENTS_MAX + 2))));
    index.committed(0);
    failing =
        new RunningEdge(
            Files.createDirectory(folder.resolve("failing")),
            LIMITS,
            1_000,
            parts ->
                RunningEdge.with(
                    parts,
                    Contracts.rulebook(),
                    octets -> CompletableFuture.completedFuture(answer),
                    Optional.of(index),
                    (state, subject) -> roles()));
  }

  @AfterEach
  void stop() {
    failing.close();
    index.close();
    sound.close();
  }

  private List<Role> roles() {
    if (rolesAreLost) {
      throw new IllegalStateException("planted");
    }
    return List.of(Role.AUDITOR);
  }

  /** Statements about one thing; the first stands where the genesis does, which states no facts. */
  private static BlockFacts history(int statements) {
    PartyId maker = new PartyId(SOME);
    ThingFact fact = new ThingFact.Decommissioned(new ThingId(SOME), maker, maker, "old");
    List<BlockFacts.Stated> stated = new ArrayList<>();
    for (int i = 0; i < statements; i++) {
      stated.add(BlockFacts.Stated.by(SOME, i, fact));
    }
    return new BlockFacts(0, MemoryNode.START, stated);
  }

  /** What was answered, whoever it was read by. */
  private record Told(int status, String mediaType, String retryAfter, String body) {
    static Told of(Got got) {
      return new Told(got.status(), got.mediaType(), got.field("Retry-After"), got.text());
    }

    /** What a whole answer on the wire says. */
    static Told read(String answer) {
      assertTrue(answer.startsWith("HTTP/1.1 "), answer);
      int end = answer.indexOf("\r\n\r\n");
      String mediaType = "";
      String retryAfter = "";
      for (String line : answer.substring(0, end).split("\r\n", -1)) {
        int colon = line.indexOf(": ");
        String name = colon < 0 ? "" : line.substring(0, colon);
        String value = line.substring(colon + 1).strip();
        mediaType = name.equalsIgnoreCase("Content-Type") ? value : mediaType;
        retryAfter = name.equalsIgnoreCase("Retry-After") ? value : retryAfter;
      }
      int status = Integer.parseInt(answer.substring(9, 12));
      return new Told(status, MediaTypes.bare(mediaType), retryAfter, answer.substring(end + 4));
    }
  }

  /** A request that meets a fault. */
  private interface Faulty {
    Told send() throws IOException, InterruptedException;
  }

  /**
   * A way to meet a fault.
   *
   * @param where what its detail must say of this request
   */
  private record Case(String where, Faulty faulty) {}

  private static Case got(String where, RunningEdge edge, HttpRequest.Builder request) {
    return new Case(where, () -> Told.of(edge.send(request)));
  }

  /** A request that no client of HTTP would write. */
  private Case raw(String where, String request) {
    return new Case(
        where,
        () -> {
          try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), sound.edge().port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            byte[] all = socket.getInputStream().readAllBytes();
            return Told.read(new String(all, StandardCharsets.UTF_8));
          }
        });
  }

  private HttpRequest.Builder posted(RunningEdge edge, String mediaType) {
    return edge.request("/v1/statements")
        .header("Content-Type", mediaType)
        .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[] {1}));
  }

  private Map<HttpFault, Case> cases() {
    Map<HttpFault, Case> cases = new EnumMap<>(HttpFault.class);
    String usual = "\"@method\" \"@authority\" \"@path\" \"@query\"";
    cases.put(HttpFault.MALFORMED, got("'colour'", sound, sound.request("/v1/rules?colour=red")));
    cases.put(HttpFault.UNSIGNED, got("may be read by", sound, sound.request(STATEMENTS)));
    cases.put(
        HttpFault.SIGNATURE_REFUSED,
        got(
            "has expired",
            sound,
            sound.signed("audit", STATEMENTS, usual, sound.parameters("audit") + ";expires=1")));
    cases.put(
        HttpFault.FORBIDDEN,
        got(
            "would show rows of",
            sound,
            sound.request("/v1/parcels/lateness/red/1").header("Accept", MediaTypes.PROOF)));
    cases.put(
        HttpFault.NOT_FOUND,
        got("As of block 1 ", sound, sound.signed("audit", "/v1/parcels/parcels/red/9")));
    cases.put(HttpFault.NO_SUCH_ROUTE, got("/openapi.json", sound, sound.request("/v1/nothing")));
    cases.put(
        HttpFault.METHOD_NOT_ALLOWED,
        got("Allow lists", sound, sound.request("/v1/rules").DELETE()));
    cases.put(
        HttpFault.NOT_ACCEPTABLE,
        got("application/json", sound, sound.request("/v1/rules").header("Accept", "image/png")));
    cases.put(HttpFault.TIMEOUT, raw("in time", "GET /v1/ru"));
    cases.put(
        HttpFault.HISTORY_TOO_LONG,
        got(
            "longer than a bundle",
            failing,
            failing.signed("audit", "/v1/histories/thing/" + SOME.hex())));
    cases.put(
        HttpFault.TOO_LARGE,
        raw(
            "larger than",
            String.join(
                "\r\n",
                "POST /v1/statements HTTP/1.1",
                "Host: x",
                "Content-Type: application/cose",
                "Content-Length: 1073741824",
                "",
                "")));
    cases.put(
        HttpFault.URI_TOO_LONG,
        raw("request line", "GET /" + "a".repeat(9_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"));
    cases.put(
        HttpFault.UNSUPPORTED_MEDIA_TYPE,
        got("application/cose", sound, posted(sound, "text/plain")));
    cases.put(
        HttpFault.HEAD_TOO_LARGE,
        raw(
            "octets together",
            "GET /v1/rules HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(16_384) + "\r\n\r\n"));
    cases.put(
        HttpFault.TOO_MANY,
        got(
            "streams open",
            sound,
            sound.signed("audit", "/v1/facts").header("Accept", "text/event-stream")));
    cases.put(
        HttpFault.FAULT,
        new Case(
            "Tell its operator incident ",
            () -> {
              rolesAreLost = true;
              return Told.of(failing.getAs("audit", STATEMENTS));
            }));
    cases.put(
        HttpFault.BUSY, got("all places are taken", failing, posted(failing, MediaTypes.COSE)));
    cases.put(
        HttpFault.UNAVAILABLE,
        new Case(
            "the disk is full",
            () -> {
              answer = new Answer.Unavailable("the disk is full");
              return Told.of(failing.send(posted(failing, MediaTypes.COSE)));
            }));
    cases.put(HttpFault.VERSION, raw("HTTP/1.1", "GET /v1/rules HTTP/1.0\r\n\r\n"));
    return cases;
  }

  private static String text(Json.Obj problem, String name) {
    return problem.member(name).orElseThrow() instanceof Json.Text text ? text.value() : "";
  }

  @Test
  void eachFaultIsReachedFromOutsideAndSaysWhatWasWrongWhereAndWhatToDo() throws Exception {
    Map<HttpFault, Case> cases = cases();
    Set<HttpFault> missing = EnumSet.allOf(HttpFault.class);
    missing.removeAll(cases.keySet());
    assertEquals(Set.of(), missing, "give each fault a request that meets it");
    for (Map.Entry<HttpFault, Case> each : cases.entrySet()) {
      HttpFault fault = each.getKey();
      Told told = each.getValue().faulty().send();
      assertEquals(fault.status(), told.status(), fault + ": " + told.body());
      assertEquals(MediaTypes.PROBLEM, told.mediaType(), fault + ": " + told.body());
      Json.Obj problem = (Json.Obj) JsonReader.read(told.body());
      String reason = Names.kebab(fault.name());
      assertEquals("/v1/problems/http/" + reason, text(problem, "type"));
      assertEquals(new Json.Int(fault.status()), problem.member("status").orElseThrow());
      assertEquals("http", text(problem, "contract"));
      assertEquals(reason, text(problem, "reason"));
      String detail = text(problem, "detail");
      assertTrue(detail.contains(each.getValue().where()), fault + ": " + detail);
      assertFalse(told.body().contains("planted"), "what failed inside is for the node's log");
      boolean passes = fault == HttpFault.BUSY || fault == HttpFault.TOO_MANY;
      assertEquals(passes, told.retryAfter().matches("[1-9][0-9]*"), fault + told.retryAfter());
      Got meaning = sound.get(text(problem, "type"));
      assertEquals(200, meaning.status(), meaning::text);
      assertTrue(meaning.text().contains(fault.sentence()), meaning::text);
    }
  }
}
