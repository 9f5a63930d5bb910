package birthmark.sim.chaos;

import birthmark.bytes.Bytes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The doors of nodes, at which anybody places statements. */
final class Doors implements AutoCloseable {
  private static final Pattern INDEX = Pattern.compile("\"index\": *(\\d+)");
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int ANSWERED = 201;
  private static final int ANSWERED_BEFORE = 200;
  private static final int REFUSED = 422;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(1))
          .build();

  /** What a node said of a statement. */
  record Said(int status, String text) {
    /** Its place in the log, where it was accepted, now or before. */
    Optional<Long> index() {
      Matcher index = INDEX.matcher(text);
      return (status == ANSWERED || status == ANSWERED_BEFORE) && index.find()
          ? Optional.of(Long.valueOf(index.group(1)))
          : Optional.empty();
    }

    /** Whether it can never count. */
    boolean refused() {
      return status == REFUSED;
    }
  }

  /** What {@code node} says of {@code statement}, if it answers. */
  Optional<Said> place(URI node, Bytes statement) throws InterruptedException {
    return said(
        HttpRequest.newBuilder(node.resolve("/v1/statements"))
            .header("Content-Type", "application/cose")
            .POST(HttpRequest.BodyPublishers.ofByteArray(statement.toByteArray())));
  }

  /** What {@code node} answers under {@code path}, if it does. */
  Optional<Said> read(URI node, String path) throws InterruptedException {
    return said(HttpRequest.newBuilder(node.resolve(path)));
  }

  /**
   * The octets that {@code node} answers under {@code path} as {@code type}.
   *
   * @throws IOException if it does not
   */
  Bytes octets(URI node, String path, String type) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(node.resolve(path)).timeout(PATIENCE).header("Accept", type).build();
    return Bytes.ofOwned(http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
  }

  private Optional<Said> said(HttpRequest.Builder request) throws InterruptedException {
    try {
      HttpResponse<String> answer =
          http.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
      return Optional.of(new Said(answer.statusCode(), answer.body()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
