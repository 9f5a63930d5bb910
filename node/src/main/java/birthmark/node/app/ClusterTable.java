package birthmark.node.app;

import birthmark.json.Json;
import birthmark.json.JsonException;
import birthmark.json.JsonReader;
import birthmark.node.cometbft.EngineFolder;
import birthmark.node.cometbft.EngineStatus;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How the nodes of a cluster stand, a line each: asked of them as anybody could, but for how many
 * things are admitted, which a node tells only to whoever runs it, at its socket.
 */
public final class ClusterTable implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int ROOT_DIGITS = 12;
  private static final int COUNT_MILLIS = 300;
  private static final String HEAD =
      String.format(
          Locale.ROOT,
          "%-7s %-22s %8s %9s %8s %6s %9s %9s  %s",
          "node",
          "",
          "block",
          "entries",
          "engine",
          "peers",
          "stmt/s",
          "admitted",
          "root");

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final List<ClusterNode> nodes;
  private final Map<URI, Seen> before = new HashMap<>();
  private final Map<URI, CompletableFuture<Optional<String>>> asking = new HashMap<>();
  private final Map<URI, String> counted = new HashMap<>();

  /** A table of {@code nodes}. */
  public ClusterTable(List<ClusterNode> nodes) {
    this.nodes = List.copyOf(nodes);
  }

  /**
   * Where a node stands.
   *
   * @param height of the ledger
   * @param size entries of the log
   * @param root of the log, in hexadecimal digits
   * @param troubles what it says is wrong
   */
  public record Standing(long height, long size, String root, List<String> troubles) {}

  private record Seen(long nanos, Standing standing) {}

  /** Where {@code node} stands, if it answers. */
  public Optional<Standing> standing(ClusterNode node) throws InterruptedException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(node.url().resolve("/healthz")).timeout(PATIENCE).build();
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      Json.Obj told = (Json.Obj) JsonReader.read(answer.body());
      Json.Obj asOf = (Json.Obj) told.member("asOf").orElseThrow();
      List<String> troubles = new ArrayList<>();
      ((Json.Arr) told.member("troubles").orElseThrow())
          .elements()
          .forEach(each -> troubles.add(text(each)));
      return Optional.of(
          new Standing(
              number(asOf, "height"),
              number(asOf, "size"),
              text(asOf.member("root").orElseThrow()),
              troubles));
    } catch (IOException | JsonException e) {
      return Optional.empty();
    }
  }

  private static long number(Json.Obj object, String name) {
    return ((Json.Int) object.member(name).orElseThrow()).value();
  }

  private static String text(Json json) {
    return ((Json.Text) json).value();
  }

  /** The table as of now, with how fast each node went since it was asked last. */
  public List<String> lines() throws InterruptedException {
    List<String> lines = new ArrayList<>(List.of(HEAD));
    List<String> troubles = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      ClusterNode node = nodes.get(i);
      Optional<Standing> standing = standing(node);
      String name = "node-" + (i + 1);
      if (standing.isEmpty()) {
        lines.add(String.format(Locale.ROOT, "%-7s %-22s does not answer", name, node.url()));
      } else {
        lines.add(line(name, node, standing.get()));
        standing.get().troubles().forEach(trouble -> troubles.add(name + ": " + trouble));
      }
    }
    lines.addAll(troubles);
    return lines;
  }

  private String line(String name, ClusterNode node, Standing now) throws InterruptedException {
    Optional<EngineStatus> engine = EngineFolder.status(node.folder().resolve(Founding.ENGINE));
    long nanos = System.nanoTime();
    Seen last = before.getOrDefault(node.url(), new Seen(nanos, now));
    before.put(node.url(), new Seen(nanos, now));
    // An entry is a statement, what it registers, or a block's seal.
    long statements =
        now.size() - last.standing().size() - (now.height() - last.standing().height());
    double seconds = Math.max(1e-9, (nanos - last.nanos()) / 1e9);
    return String.format(
        Locale.ROOT,
        "%-7s %-22s %8d %9d %8s %6s %9.0f %9s  %s",
        name,
        node.url(),
        now.height(),
        now.size(),
        engine.map(each -> String.valueOf(each.height())).orElse("-"),
        engine.map(each -> String.valueOf(each.peers())).orElse("-"),
        statements / seconds,
        admitted(node),
        now.root().substring(0, ROOT_DIGITS));
  }

  /**
   * What {@code node} said last of how many things are admitted. It is asked aside: its socket does
   * one thing after another, and a backup may be under way.
   */
  private String admitted(ClusterNode node) throws InterruptedException {
    CompletableFuture<Optional<String>> asked =
        asking.computeIfAbsent(
            node.url(),
            _ -> CompletableFuture.supplyAsync(node::admitted, Thread::startVirtualThread));
    try {
      counted.put(node.url(), asked.get(COUNT_MILLIS, TimeUnit.MILLISECONDS).orElse("-"));
      asking.remove(node.url());
    } catch (TimeoutException e) {
      // What it said before stays until it answers.
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
    return counted.getOrDefault(node.url(), "-");
  }

  @Override
  public void close() {
    http.close();
  }
}
