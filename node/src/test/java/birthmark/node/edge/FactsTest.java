package birthmark.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.json.Json;
import birthmark.json.JsonReader;
import birthmark.node.edge.RunningEdge.Got;
import birthmark.node.parcels.MemoryNode;
import birthmark.node.parcels.Parcels;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FactsTest {
  @TempDir private Path folder;
  private RunningEdge edge;
  private MemoryNode node;

  @BeforeEach
  void start() throws Exception {
    edge =
        new RunningEdge(
            folder,
            new Limits(
                Limits.USUAL.head(),
                Limits.USUAL.body(),
                Limits.USUAL.write(),
                Limits.USUAL.idle(),
                Limits.USUAL.linger(),
                100,
                100,
                100,
                Duration.ofMillis(300),
                Duration.ofSeconds(20),
                16,
                4),
            1_000);
    node = edge.node();
    edge.submit(node.parcel("alice", 1, "red", 1, "bob"));
    edge.submit(node.parcel("bob", 1, "red", 2, "carol"));
    edge.submit(node.sign("alice", 2, new Parcels.Lose(new Parcels.Box("red"), 1)));
    edge.submit(node.sign("carol", 1, new Parcels.DropKey(node.kid("carol-2"))));
    edge.indexed();
  }

  @AfterEach
  void stop() {
    edge.close();
  }

  private static List<String> names(Got page) {
    List<String> names = new ArrayList<>();
    for (Json fact : ((Json.Arr) page.at("facts")).elements()) {
      names.add(name((Json.Obj) fact));
    }
    return names;
  }

  private static String name(Json.Obj fact) {
    return ((Json.Text) fact.member("position").orElseThrow()).value()
        + " "
        + ((Json.Text) fact.member("fact").orElseThrow()).value();
  }

  @Test
  void factsAreSeenByWhomTheyConcernAndThoseWhoWatch() throws IOException, InterruptedException {
    assertEquals(List.of("1.1 box-used"), names(edge.get("/v1/facts")));
    assertEquals(
        List.of("1.0 sent", "1.1 box-used", "3.0 lost"), names(edge.getAs("alice", "/v1/facts")));
    assertEquals(
        List.of("1.0 sent", "1.1 box-used", "2.0 sent"), names(edge.getAs("bob", "/v1/facts")));
    List<String> all =
        List.of("1.0 sent", "1.1 box-used", "2.0 sent", "3.0 lost", "4.0 key-dropped");
    for (String name : new String[] {"audit", "watch", "node"}) {
      assertEquals(all, names(edge.getAs(name, "/v1/facts")), name);
    }
  }

  @Test
  void filtersNarrowWhatOneMaySeeAndNeverWidenIt() throws IOException, InterruptedException {
    assertEquals(
        List.of("1.0 sent", "2.0 sent"),
        names(edge.getAs("audit", "/v1/facts?contract=parcels&type=sent")));
    assertEquals(
        List.of("1.0 sent", "1.1 box-used", "2.0 sent", "3.0 lost", "4.0 key-dropped"),
        names(edge.getAs("audit", "/v1/facts?contract=parcels")));
    assertEquals(
        List.of("2.0 sent"),
        names(edge.getAs("audit", "/v1/facts?subject=" + node.party("carol"))));
    assertEquals(
        List.of("2.0 sent"), names(edge.getAs("bob", "/v1/facts?subject=" + node.party("carol"))));
    assertEquals(List.of(), names(edge.getAs("alice", "/v1/facts?subject=" + node.party("carol"))));
    assertEquals(List.of(), names(edge.get("/v1/facts?subject=" + node.party("carol"))));
    assertEquals(List.of("3.0 lost"), names(edge.getAs("alice", "/v1/alarms")));
    assertEquals(List.of(), names(edge.getAs("bob", "/v1/alarms")));
  }

  @Test
  void aFilterThatNamesNothingIsRefused() throws IOException, InterruptedException {
    assertEquals(400, edge.get("/v1/facts?contract=none").status());
    assertEquals(400, edge.get("/v1/facts?contract=parcels&type=none").status());
    assertEquals(400, edge.get("/v1/facts?type=sent").status());
    assertEquals(400, edge.get("/v1/facts?subject=alice").status());
    assertEquals(400, edge.get("/v1/facts?after=12").status());
    assertEquals(400, edge.get("/v1/facts?after=1.99999999").status());
  }

  @Test
  void pagesOfFactsFollowEachOther() throws IOException, InterruptedException {
    List<String> seen = new ArrayList<>();
    String next = "0.0";
    boolean more = true;
    while (more) {
      Got page = edge.getAs("audit", "/v1/facts?limit=2&after=" + next);
      seen.addAll(names(page));
      next = page.textAt("next");
      more = page.at("more").equals(new Json.Bool(true));
    }
    assertEquals(
        List.of("1.0 sent", "1.1 box-used", "2.0 sent", "3.0 lost", "4.0 key-dropped"), seen);
    assertEquals(List.of(), names(edge.getAs("audit", "/v1/facts?after=" + next)));
    edge.submit(node.parcel("alice", 3, "red", 9, "bob"));
    edge.indexed();
    assertEquals(List.of("5.0 sent"), names(edge.getAs("audit", "/v1/facts?after=" + next)));
  }

  @Test
  void aPageSaysHowFarTheIndexHasCome() throws IOException, InterruptedException {
    Got page = edge.getAs("alice", "/v1/facts");
    assertEquals(4, page.wholeAt("indexed.height"));
    assertEquals(0, page.wholeAt("indexed.lag"));
    assertEquals("parcels", page.textAt("facts.0.contract"));
    assertEquals("red", page.textAt("facts.0.value.place.box"));
    assertEquals("2026-01-01T00:00:01Z", page.textAt("facts.0.time"));
    assertEquals(2, page.wholeAt("facts.0.index"));
  }

  /** A stream of events as a browser reads it. */
  private static final class Events implements AutoCloseable {
    private final InputStream body;
    private final BufferedReader lines;
    private final List<String> comments = new ArrayList<>();

    Events(InputStream body) {
      this.body = body;
      this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    /** The next event: its id and the fact's name; empty at the end. */
    Optional<String> next() throws IOException {
      String id = "";
      String line = lines.readLine();
      while (line != null) {
        if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith(": ")) {
          comments.add(line);
        } else if (line.startsWith("data: ")) {
          Json.Obj fact = (Json.Obj) JsonReader.read(line.substring(6));
          assertEquals(id, ((Json.Text) fact.member("position").orElseThrow()).value());
          return Optional.of(name(fact));
        }
        line = lines.readLine();
      }
      return Optional.empty();
    }

    String comment() throws IOException {
      int known = comments.size();
      String line = lines.readLine();
      while (line != null && comments.size() == known) {
        if (line.startsWith(": ")) {
          comments.add(line);
        } else {
          line = lines.readLine();
        }
      }
      return comments.getLast();
    }

    @Override
    public void close() throws IOException {
      body.close();
    }
  }

  private Events open(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        edge.client()
            .send(
                request.header("Accept", "text/event-stream").build(),
                HttpResponse.BodyHandlers.ofInputStream());
    assertEquals(200, response.statusCode());
    assertEquals("text/event-stream", response.headers().firstValue("content-type").orElseThrow());
    return new Events(response.body());
  }

  @Test
  void aStreamGivesWhatWasAndWhatComes() throws IOException, InterruptedException {
    try (Events events = open(edge.signed("alice", "/v1/facts"))) {
      assertEquals(Optional.of("1.0 sent"), events.next());
      assertEquals(Optional.of("1.1 box-used"), events.next());
      assertEquals(Optional.of("3.0 lost"), events.next());
      edge.submit(node.parcel("bob", 2, "blue", 1, "alice"));
      assertEquals(Optional.of("5.0 sent"), events.next());
      assertEquals(Optional.of("5.1 box-used"), events.next());
    }
  }

  @Test
  void aStreamResumesBehindTheLastEvent() throws IOException, InterruptedException {
    HttpRequest.Builder request = edge.signed("alice", "/v1/facts").header("Last-Event-ID", "1.1");
    try (Events events = open(request)) {
      assertEquals(Optional.of("3.0 lost"), events.next());
    }
    try (Events events = open(edge.signed("alice", "/v1/facts?after=1.0"))) {
      assertEquals(Optional.of("1.1 box-used"), events.next());
    }
    try (Events events = open(edge.signed("alice", "/v1/facts?after=now"))) {
      edge.submit(node.parcel("bob", 2, "red", 7, "alice"));
      assertEquals(Optional.of("5.0 sent"), events.next());
    }
  }

  @Test
  void aQuietStreamGivesSignsOfLife() throws IOException, InterruptedException {
    try (Events events = open(edge.signed("alice", "/v1/alarms?after=now"))) {
      assertEquals(": as of 4 2026-01-01T00:00:04Z", events.comment());
      node.heartbeat(10);
      edge.indexed();
      assertTrue(events.comment().startsWith(": as of "));
      assertEquals(": as of 5 2026-01-01T00:00:14Z", events.comment());
    }
  }

  @Test
  void aStreamEndsWhenItsKeyIsRevoked() throws IOException, InterruptedException {
    try (Events events = open(edge.signed("alice-2", "/v1/facts?after=4.0"))) {
      edge.submit(node.parcel("alice", 3, "red", 8, "bob"));
      assertEquals(Optional.of("5.0 sent"), events.next());
      edge.submit(node.sign("alice", 4, new Parcels.DropKey(node.kid("alice-2"))));
      edge.submit(node.parcel("alice", 5, "red", 9, "bob"));
      assertEquals(Optional.empty(), events.next());
      assertTrue(events.comments.getLast().contains("does not count any more"));
    }
  }

  @Test
  void aReaderHoldsOnlySoManyStreams() throws IOException, InterruptedException {
    try (Events first = open(edge.signed("alice", "/v1/facts"));
        Events second = open(edge.signed("alice-2", "/v1/facts"));
        Events third = open(edge.signed("alice", "/v1/facts"));
        Events fourth = open(edge.signed("alice", "/v1/facts"))) {
      Got fifth =
          edge.send(edge.signed("alice", "/v1/facts").header("Accept", "text/event-stream"));
      assertEquals(429, fifth.status());
      assertEquals("http/too-many", fifth.problem());
      assertFalse(fifth.field("Retry-After").isEmpty());
      assertEquals(200, edge.getAs("alice", "/v1/facts").status());
      try (Events other = open(edge.signed("bob", "/v1/facts"))) {
        assertEquals(Optional.of("1.0 sent"), other.next());
      }
      assertEquals(Optional.of("1.0 sent"), first.next());
      assertEquals(Optional.of("1.0 sent"), second.next());
      assertEquals(Optional.of("1.0 sent"), third.next());
      assertEquals(Optional.of("1.0 sent"), fourth.next());
    }
  }

  @Test
  void aPlaceIsFreedWhenAReaderLeaves() throws IOException, InterruptedException {
    for (int i = 0; i < 6; i++) {
      int status = 429;
      for (int attempt = 0; attempt < 50 && status == 429; attempt++) {
        HttpResponse<InputStream> response =
            edge.client()
                .send(
                    edge.signed("alice", "/v1/facts").header("Accept", "text/event-stream").build(),
                    HttpResponse.BodyHandlers.ofInputStream());
        status = response.statusCode();
        response.body().close();
        Thread.sleep(50);
      }
      assertEquals(200, status);
    }
  }
}
