package birthmark.node.edge;

import birthmark.bytes.Bytes;
import birthmark.contract.Rulebook;
import birthmark.cose.Algorithm;
import birthmark.cose.JdkSignatures;
import birthmark.json.Json;
import birthmark.json.JsonReader;
import birthmark.node.index.Index;
import birthmark.node.parcels.MemoryNode;
import birthmark.node.query.Roles;
import birthmark.node.submit.Submission;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** An edge on a free port over a node in memory, and a client to talk to it. */
final class RunningEdge implements AutoCloseable {
  private static final String USUAL = "\"@method\" \"@authority\" \"@path\" \"@query\"";

  /** What the node's clock says at first. */
  static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");

  private final MemoryNode node;
  private final Index index;
  private final EdgeParts parts;
  private final Edge edge;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<String> troubles = new ArrayList<>();
  private Instant clock = NOW;
  private int nonces;

  RunningEdge(Path folder) throws EdgeException {
    this(folder, Limits.USUAL, 1_000);
  }

  /** An edge over a ledger on which alice and bob sent two parcels each. */
  static RunningEdge withParcels(Path folder)
      throws EdgeException, IOException, InterruptedException {
    RunningEdge edge = new RunningEdge(folder);
    MemoryNode node = edge.node();
    edge.submit(node.parcel("alice", 1, "red", 1, "bob"));
    edge.submit(node.parcel("alice", 2, "red", 2, "carol"));
    edge.submit(node.parcel("bob", 1, "red", 3, "carol"));
    edge.submit(node.parcel("bob", 2, "blue box/ä", 1, "alice"));
    return edge;
  }

  RunningEdge(Path folder, Limits limits, long quota) throws EdgeException {
    this(folder, limits, quota, usual -> usual);
  }

  /** An edge of which some parts are others. */
  RunningEdge(Path folder, Limits limits, long quota, UnaryOperator<EdgeParts> change)
      throws EdgeException {
    node = new MemoryNode(quota);
    index =
        Index.open(
            folder.resolve("index.sqlite"), node.machine().network(), node.machine().rulebook());
    node.onCommit(index::committed);
    index.follow(node, node.replay());
    EdgeParts usual =
        new EdgeParts(
            node.machine().rulebook(),
            node.machine().genesis(),
            node::snapshot,
            node,
            Optional.of(index),
            new JdkSignatures(),
            node::roles,
            node.key("node"),
            () -> List.copyOf(troubles),
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            () -> clock,
            List.of());
    parts = change.apply(usual);
    edge = Edge.start(new EdgeSettings("127.0.0.1", 0, Optional.empty(), false, limits), parts);
  }

  /** {@code parts} with other contracts, another way in, another index and other roles. */
  static EdgeParts with(
      EdgeParts parts,
      Rulebook rulebook,
      Submission submission,
      Optional<Index> index,
      Roles roles) {
    return new EdgeParts(
        rulebook,
        parts.genesis(),
        parts.snapshots(),
        submission,
        index,
        parts.signatures(),
        roles,
        parts.receiptKey(),
        parts.health(),
        parts.metrics(),
        parts.clock(),
        List.of());
  }

  MemoryNode node() {
    return node;
  }

  EdgeParts parts() {
    return parts;
  }

  Edge edge() {
    return edge;
  }

  HttpClient client() {
    return client;
  }

  void trouble(String sentence) {
    troubles.add(sentence);
  }

  /** Sets the node's clock. */
  void clock(Instant now) {
    clock = now;
  }

  /** Waits until the index has every block. */
  void indexed() throws InterruptedException {
    index.awaitAbove(node.snapshot().tip().height() - 1, Duration.ofSeconds(10));
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + edge.port() + path);
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(20));
  }

  /** An answer. */
  record Got(int status, String mediaType, Bytes octets, HttpResponse<byte[]> response) {
    String text() {
      return new String(octets.unsafe(), StandardCharsets.UTF_8);
    }

    Json.Obj json() {
      return (Json.Obj) JsonReader.read(text());
    }

    /** The member at {@code path}, steps separated by dots; a number picks an element. */
    Json at(String path) {
      Json at = json();
      for (String step : path.split("\\.", -1)) {
        at =
            at instanceof Json.Arr array
                ? array.elements().get(Integer.parseInt(step))
                : ((Json.Obj) at)
                    .member(step)
                    .orElseThrow(() -> new AssertionError("no " + path + " in " + text()));
      }
      return at;
    }

    String textAt(String path) {
      return ((Json.Text) at(path)).value();
    }

    long wholeAt(String path) {
      return ((Json.Int) at(path)).value();
    }

    boolean has(String name) {
      return json().member(name).isPresent();
    }

    String field(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    /** Contract and reason of a problem. */
    String problem() {
      return mediaType.equals(MediaTypes.PROBLEM)
          ? textAt("contract") + "/" + textAt("reason")
          : "no problem: " + text();
    }
  }

  Got send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    return new Got(
        response.statusCode(),
        MediaTypes.bare(response.headers().firstValue("content-type").orElse("")),
        Bytes.copyOf(response.body()),
        response);
  }

  Got get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  Got getAs(String name, String path) throws IOException, InterruptedException {
    return send(signed(name, path));
  }

  Got post(String path, String mediaType, byte[] body) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", mediaType)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  Got submit(Bytes statement) throws IOException, InterruptedException {
    return post("/v1/statements", MediaTypes.COSE, statement.toByteArray());
  }

  /** Submits a statement and wants its answer as {@code mediaType}. */
  Got submit(Bytes statement, String mediaType) throws IOException, InterruptedException {
    return send(
        request("/v1/statements")
            .header("Content-Type", MediaTypes.COSE)
            .header("Accept", mediaType)
            .POST(HttpRequest.BodyPublishers.ofByteArray(statement.toByteArray())));
  }

  /** A GET that {@code name} signs with what is usual. */
  HttpRequest.Builder signed(String name, String path) {
    return signed(name, path, USUAL, parameters(name));
  }

  /** The usual parameters of a signature by {@code name}. */
  String parameters(String name) {
    return ";created="
        + clock.getEpochSecond()
        + ";nonce=\"n"
        + nonces++
        + "\";keyid=\""
        + node.kid(name)
        + "\"";
  }

  /** What is asked in {@code json} at {@code path}, signed by {@code name}. */
  Got ask(String name, String path, String json) throws IOException, InterruptedException {
    return send(
        signed("POST", name, path, USUAL, parameters(name))
            .header("Content-Type", MediaTypes.JSON)
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  /** A GET that {@code name} signs over {@code components} with {@code parameters}. */
  HttpRequest.Builder signed(String name, String path, String components, String parameters) {
    return signed("GET", name, path, components, parameters);
  }

  private HttpRequest.Builder signed(
      String method, String name, String path, String components, String parameters) {
    String input = "(" + components + ")" + parameters;
    StringBuilder base = new StringBuilder();
    for (String component : components.isEmpty() ? new String[0] : components.split(" ", -1)) {
      base.append(component)
          .append(": ")
          .append(component.equals("\"@method\"") ? method : value(component, path))
          .append('\n');
    }
    base.append("\"@signature-params\": ").append(input);
    Bytes signature =
        node.key(name).sign(Bytes.copyOf(base.toString().getBytes(StandardCharsets.US_ASCII)));
    return request(path)
        .header("Signature-Input", "birthmark=" + input)
        .header(
            "Signature",
            "birthmark=:" + Base64.getEncoder().encodeToString(signature.toByteArray()) + ":");
  }

  private String value(String component, String path) {
    int question = path.indexOf('?');
    return switch (component) {
      case "\"@authority\"" -> "127.0.0.1:" + edge.port();
      case "\"@path\"" -> question < 0 ? path : path.substring(0, question);
      case "\"@query\"" -> question < 0 ? "?" : path.substring(question);
      case "\"@target-uri\"" -> uri(path).toString();
      case "\"accept\"" -> "application/json";
      default -> throw new AssertionError(component);
    };
  }

  static String algorithmName(Algorithm algorithm) {
    return switch (algorithm) {
      case ED25519 -> "ed25519";
      case ES256 -> "ecdsa-p256-sha256";
      default -> algorithm.name().toLowerCase(Locale.ROOT).replace('_', '-');
    };
  }

  @Override
  public void close() {
    edge.close();
    index.close();
    client.close();
  }
}
