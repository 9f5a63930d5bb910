package birthmark.node.cometbft;

import birthmark.bytes.Bytes;
import birthmark.json.Json;
import birthmark.json.JsonException;
import birthmark.json.JsonReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The doors of other nodes, asked what their engines have: {@code /engine} and {@code
 * /engine/headers/HEIGHT}. What they say is believed no further than the ledger bears it out.
 */
final class OtherNodes implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final long ANSWER_OCTETS_MAX = 4L << 20;
  private static final int OK = 200;
  private static final Json NOTHING = new Json.Null();
  private static final System.Logger LOG = System.getLogger(OtherNodes.class.getName());

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final List<URI> doors;

  /** Those at {@code doors}. */
  OtherNodes(List<URI> doors) {
    this.doors = List.copyOf(doors);
  }

  /**
   * What the engine of a node has.
   *
   * @param earliest the first block that it still has
   * @param snapshots the heights at which its node offers snapshots, the newest last
   */
  record Range(long earliest, List<Long> snapshots) {}

  /** Their addresses. */
  List<URI> doors() {
    return doors;
  }

  /** What the engine behind {@code door} has, if it says so. */
  Optional<Range> range(URI door) {
    return ask(door, "/engine").flatMap(OtherNodes::range);
  }

  private static Optional<Range> range(Json.Obj told) {
    return told.member("earliest").orElse(NOTHING) instanceof Json.Int(long earliest)
            && told.member("snapshots").orElse(NOTHING) instanceof Json.Arr(List<Json> heights)
        ? Optional.of(new Range(earliest, heights.stream().map(OtherNodes::number).toList()))
        : Optional.empty();
  }

  private static long number(Json json) {
    return json instanceof Json.Int(long value) ? value : 0;
  }

  /** The engine's header at {@code height} with who signed it, as the node at {@code door} says. */
  Optional<Json.Obj> headers(URI door, long height) {
    return ask(door, "/engine/headers/" + height);
  }

  private Optional<Json.Obj> ask(URI door, String path) {
    HttpRequest request = HttpRequest.newBuilder(door.resolve(path)).timeout(PATIENCE).build();
    try {
      HttpResponse<byte[]> answer =
          http.send(
              request,
              HttpResponse.BodyHandlers.limiting(
                  HttpResponse.BodyHandlers.ofByteArray(), ANSWER_OCTETS_MAX));
      return answer.statusCode() == OK
              && JsonReader.read(Bytes.ofOwned(answer.body())) instanceof Json.Obj told
          ? Optional.of(told)
          : Optional.empty();
    } catch (IOException | JsonException e) {
      LOG.log(System.Logger.Level.DEBUG, "another node does not say what its engine has", e);
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
