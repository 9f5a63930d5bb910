package birthmark.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.codec.Timestamp;
import birthmark.json.Json;
import birthmark.node.edge.RunningEdge.Got;
import birthmark.node.parcels.MemoryNode;
import birthmark.node.parcels.Parcels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadingTest {
  @TempDir private Path folder;
  private RunningEdge edge;
  private MemoryNode node;

  @BeforeEach
  void start() throws Exception {
    edge = RunningEdge.withParcels(folder);
    node = edge.node();
  }

  @AfterEach
  void stop() {
    edge.close();
  }

  @Test
  void everyAnswerSaysAsOfWhen() throws IOException, InterruptedException {
    Got got = edge.get("/v1/parcels/boxes/red");
    assertEquals(200, got.status(), got::text);
    assertEquals(4, got.wholeAt("asOf.height"));
    assertEquals("2026-01-01T00:00:04Z", got.textAt("asOf.time"));
    assertEquals(node.snapshot().tip().log().root().hex(), got.textAt("asOf.root"));
    assertEquals(node.snapshot().tip().log().size(), got.wholeAt("asOf.size"));
    assertEquals(node.snapshot().tip().tree().root().hex(), got.textAt("asOf.stateRoot"));
    assertEquals("committed", got.textAt("asOf.status"));
    assertEquals("red", got.textAt("key"));
  }

  @Test
  void whoeverNamesAHeightIsAnsweredAsOfItOrTold() throws IOException, InterruptedException {
    Got last = edge.get("/v1/parcels/boxes/red?height=4");
    assertEquals(edge.get("/v1/parcels/boxes/red").text(), last.text());
    assertEquals(200, edge.getAs("audit", "/v1/parcels/parcels/red?height=4").status());
    assertEquals(401, edge.get("/v1/parcels/parcels/red?height=4").status());
    Got gone = edge.get("/v1/parcels/boxes/red?height=3");
    assertEquals(404, gone.status());
    assertTrue(gone.text().contains("not kept any more"), gone::text);
    assertEquals(400, edge.get("/v1/parcels/boxes/red?height=5").status());
    assertEquals(400, edge.get("/v1/parcels/boxes/red?height=x").status());
    String key = "/v1/keys/" + node.kid("alice");
    assertEquals(edge.get(key).text(), edge.get(key + "?height=4").text());
    assertEquals(404, edge.get(key + "?height=3").status());
  }

  /** Whoever asks for whatever: the status of the answer. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # path                              | nobody | alice | bob | carol | audit | watch | node
          /v1/parcels/parcels/red/1           | 401    | 200   | 200 | 404   | 200   | 404   | 404
          /v1/parcels/parcels/red/2           | 401    | 200   | 404 | 200   | 200   | 404   | 404
          /v1/parcels/parcels/red/9           | 401    | 404   | 404 | 404   | 404   | 404   | 404
          /v1/parcels/inspected/red/1         | 401    | 404   | 404 | 404   | 404   | 200   | 404
          /v1/parcels/boxes/red               | 200    | 200   | 200 | 200   | 200   | 200   | 200
          /v1/parcels/boxes/none              | 404    | 404   | 404 | 404   | 404   | 404   | 404
          /v1/parcels/lateness/red/1          | 200    | 200   | 200 | 200   | 200   | 200   | 200
          /v1/parcels/lateness/red/9          | 404    | 404   | 404 | 404   | 404   | 404   | 404
          /v1/parcels/parcels/red             | 401    | 200   | 200 | 200   | 200   | 200   | 200
          /v1/parcels/parcels/red/x           | 401    | 400   | 400 | 400   | 400   | 400   | 400
          /v1/facts                           | 200    | 200   | 200 | 200   | 200   | 200   | 200
          /v1/alarms                          | 200    | 200   | 200 | 200   | 200   | 200   | 200
          """)
  void nobodySeesWhatTheSurfaceDoesNotOpen(
      String path, int nobody, int alice, int bob, int carol, int audit, int watch, int replica)
      throws IOException, InterruptedException {
    assertEquals(nobody, edge.get(path).status(), "nobody");
    assertEquals(alice, edge.getAs("alice", path).status(), "alice");
    assertEquals(bob, edge.getAs("bob", path).status(), "bob");
    assertEquals(carol, edge.getAs("carol", path).status(), "carol");
    assertEquals(audit, edge.getAs("audit", path).status(), "audit");
    assertEquals(watch, edge.getAs("watch", path).status(), "watch");
    assertEquals(replica, edge.getAs("node", path).status(), "node");
  }

  @Test
  void whatIsNotThereAndWhatMayNotBeSeenLookAlike() throws IOException, InterruptedException {
    Got hidden = edge.getAs("bob", "/v1/parcels/parcels/red/2");
    Got absent = edge.getAs("bob", "/v1/parcels/parcels/red/9");
    assertEquals(absent.text(), hidden.text());
  }

  @Test
  void aListingCountsWhatItWithholds() throws IOException, InterruptedException {
    Got alice = edge.getAs("alice", "/v1/parcels/parcels/red");
    assertEquals(2, ((Json.Arr) alice.at("records")).elements().size());
    assertEquals(1, alice.wholeAt("withheld"));
    assertEquals("red", alice.textAt("records.0.key.box"));
    assertEquals("a thing", alice.textAt("records.0.value.content"));
    Got watch = edge.getAs("watch", "/v1/parcels/parcels/red");
    assertEquals(0, ((Json.Arr) watch.at("records")).elements().size());
    assertEquals(3, watch.wholeAt("withheld"));
  }

  @Test
  void pagesFollowEachOtherWithoutGapOrOverlap() throws IOException, InterruptedException {
    for (int i = 0; i < 7; i++) {
      edge.submit(node.parcel("alice", 10 + i, "a/b c", i, "bob"));
    }
    List<String> seen = new ArrayList<>();
    String path = "/v1/parcels/parcels/a%2Fb%20c?limit=3";
    Optional<String> next = Optional.of("");
    int pages = 0;
    while (next.isPresent()) {
      String after = next.get().isEmpty() ? "" : "&after=" + Percent.encode(next.get());
      Got page = edge.getAs("alice", path + after);
      assertEquals(200, page.status(), page::text);
      ((Json.Arr) page.at("records"))
          .elements()
          .forEach(record -> seen.add(((Json.Obj) record).member("key").orElseThrow().toString()));
      next = page.has("next") ? Optional.of(page.textAt("next")) : Optional.empty();
      pages++;
    }
    assertEquals(3, pages);
    assertEquals(7, seen.size());
    assertEquals(7, seen.stream().distinct().count());
  }

  @Test
  void aCursorOfAnotherListingIsRefused() throws IOException, InterruptedException {
    Got got = edge.getAs("alice", "/v1/parcels/parcels/red?after=blue/1");
    assertEquals(400, got.status());
    assertTrue(got.textAt("detail").contains("next of an answer"), got::text);
  }

  @Test
  void pathsHoldAnyText() throws IOException, InterruptedException {
    Got got = edge.getAs("alice", "/v1/parcels/parcels/blue%20box%2F%C3%A4/1");
    assertEquals(200, got.status(), got::text);
    assertEquals("blue box/ä", got.textAt("key.box"));
  }

  @Test
  void deadlinesAreComparedOnReadAsTimeGoesOn() throws IOException, InterruptedException {
    edge.submit(
        node.sign(
            "alice",
            9,
            new Parcels.Send(
                new Parcels.Box("due"),
                1,
                node.party("bob"),
                "a thing",
                Optional.of(Timestamp.parse("2026-01-01T01:00:00Z")))));
    Got before = edge.get("/v1/parcels/lateness/due/1");
    assertEquals(new Json.Bool(false), before.at("value.late"));
    node.heartbeat(3_600);
    Got after = edge.get("/v1/parcels/lateness/due/1");
    assertEquals(new Json.Bool(true), after.at("value.late"));
    Got all = edge.get("/v1/parcels/late/due");
    assertEquals(new Json.Bool(true), all.at("records.0.value.late"));
  }

  @Test
  void aKeyIsPublicAndItsHighestNumberIsNot() throws IOException, InterruptedException {
    String path = "/v1/keys/" + node.kid("alice");
    Got nobody = edge.get(path);
    assertEquals(200, nobody.status());
    assertEquals(node.party("alice").hex(), nobody.textAt("value.subject.id"));
    assertEquals("signing", nobody.textAt("value.purpose"));
    assertFalse(nobody.has("highest"));
    assertFalse(edge.getAs("bob", path).has("highest"));
    assertEquals(2, edge.getAs("alice", path).wholeAt("highest"));
    assertEquals(2, edge.getAs("alice-2", path).wholeAt("highest"));
    assertEquals(2, edge.getAs("audit", path).wholeAt("highest"));
    assertEquals(0, edge.getAs("alice", "/v1/keys/" + node.kid("alice-2")).wholeAt("highest"));
    assertEquals(404, edge.get("/v1/keys/" + "0".repeat(64)).status());
    assertEquals(400, edge.get("/v1/keys/alice").status());
  }

  @Test
  void theCheckpointIsANoteOrJson() throws IOException, InterruptedException {
    Got note = edge.get("/v1/checkpoint");
    assertEquals("text/plain", note.mediaType());
    assertTrue(note.text().startsWith("parcels.example\n"), note::text);
    Got json = edge.send(edge.request("/v1/checkpoint").header("Accept", "application/json"));
    assertEquals(note.text(), json.textAt("note"));
    assertEquals(4, json.wholeAt("height"));
    assertEquals(node.machine().network().hex(), json.textAt("network"));
    assertEquals(node.snapshot().tip().log().root().hex(), json.textAt("root"));
  }

  @Test
  void theGenesisIsGivenAsLogged() throws IOException, InterruptedException {
    Got cbor = edge.send(edge.request("/v1/genesis").header("Accept", "application/cbor"));
    assertEquals(node.log().getFirst(), cbor.octets());
    assertEquals("parcels.example", edge.get("/v1/genesis").textAt("name"));
  }

  @Test
  void theRulesAreData() throws IOException, InterruptedException {
    Got got = edge.get("/v1/rules");
    assertEquals("parcels", got.textAt("contracts.0.path"));
    assertEquals("send", got.textAt("contracts.0.transactions.0.name"));
    assertEquals("Sends a parcel.", got.textAt("contracts.0.transactions.0.about"));
    assertEquals("box", got.textAt("contracts.0.transactions.0.fields.0.name"));
    assertEquals(40, got.wholeAt("contracts.0.transactions.0.fields.0.shape.value.max"));
    assertEquals("parcels/{box}/{number}", got.textAt("contracts.0.reads.0.path"));
    assertEquals(
        "the parties concerned, the role auditor", got.textAt("contracts.0.reads.0.readers"));
    assertTrue(got.text().contains("\"/v1/problems/parcels/place-taken\""));
  }

  @Test
  void aFailingNodeSaysWhy() throws IOException, InterruptedException {
    edge.indexed();
    assertEquals(200, edge.get("/healthz").status());
    assertEquals("ok", edge.get("/healthz").textAt("status"));
    edge.trouble("The disk is full.");
    Got got = edge.get("/healthz");
    assertEquals(503, got.status());
    assertEquals("The disk is full.", got.textAt("troubles.0"));
  }

  @Test
  void figuresCountStatementsByOutcome() throws IOException, InterruptedException {
    edge.submit(node.parcel("alice", 50, "red", 1, "bob"));
    Got got = edge.get("/metrics");
    assertEquals("text/plain", got.mediaType());
    assertTrue(
        got.text()
            .contains("birthmark_statements_total{outcome=\"committed\",reason=\"none\"} 4.0"),
        got::text);
    assertTrue(
        got.text().contains("outcome=\"refused\",reason=\"parcels/place-taken\"} 1.0"), got::text);
    assertTrue(got.text().contains("birthmark_height 5.0"), got::text);
    assertTrue(got.text().contains("birthmark_index_lag "), got::text);
    assertTrue(got.text().contains("route=\"/v1/statements\",status=\"201\""), got::text);
  }

  @Test
  void anUnknownParameterIsRefusedByName() throws IOException, InterruptedException {
    Got got = edge.get("/v1/parcels/boxes?limt=3");
    assertEquals(400, got.status());
    assertTrue(got.textAt("detail").contains("'limt'"), got::text);
    assertEquals(400, edge.get("/v1/parcels/boxes?limit=0").status());
    assertEquals(400, edge.get("/v1/parcels/boxes?limit=1001").status());
    assertEquals(400, edge.get("/v1/parcels/boxes?limit=1&limit=2").status());
    assertEquals(400, edge.get("/v1/parcels/boxes?limit=9999999999999999999999").status());
  }

  @Test
  void whatIsNoRouteIsAProblemToo() throws IOException, InterruptedException {
    Got nowhere = edge.get("/v1/nowhere");
    assertEquals(404, nowhere.status());
    assertEquals("http/no-such-route", nowhere.problem());
    Got deleted = edge.send(edge.request("/v1/rules").DELETE());
    assertEquals(405, deleted.status());
    assertEquals("http/method-not-allowed", deleted.problem());
    assertEquals("GET", deleted.field("Allow"));
    Got image = edge.send(edge.request("/v1/rules").header("Accept", "image/png"));
    assertEquals(406, image.status());
    assertEquals("http/not-acceptable", image.problem());
    assertEquals(404, edge.get("/v1/problems/parcels/none").status());
  }

  @Test
  void thePageOfPointersIsHtml() throws IOException, InterruptedException {
    Got got = edge.send(edge.request("/").header("Accept", "text/html,*/*;q=0.8"));
    assertEquals("text/html", got.mediaType());
    assertTrue(got.text().contains("/openapi.json"));
  }
}
