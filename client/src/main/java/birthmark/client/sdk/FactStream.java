package birthmark.client.sdk;

import birthmark.cose.SigningKey;
import birthmark.json.Json;
import birthmark.json.JsonException;
import birthmark.json.JsonReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Facts as they come (server-sent events, WHATWG HTML section 9.2): each once, in order, also over
 * broken connections and other nodes, because a connection goes on behind the last fact seen.
 */
public final class FactStream {
  private static final String TYPE = "text/event-stream";

  /**
   * The longest line: a fact is no larger than the statement that it follows from, in hexadecimal.
   */
  private static final int LINE_MAX = 1 << 20;

  private final Node node;
  private final String path;
  private final Optional<SigningKey> key;
  private Optional<String> last;

  /** Takes facts. */
  public interface Listener {
    /** Takes one; says whether it wants the next. */
    boolean fact(Json.Obj fact) throws ClientException;

    /** Takes note that the node said something, a fact or that there is none. */
    default void heard() {}
  }

  /**
   * The facts at {@code path}.
   *
   * @param path {@code /v1/facts} or {@code /v1/alarms} with the filters
   * @param key who reads
   * @param after the position behind which to start; {@code now} for what comes next
   */
  public FactStream(Node node, String path, Optional<SigningKey> key, Optional<String> after) {
    this.node = node;
    this.path = path;
    this.key = key;
    this.last = after;
  }

  /**
   * Gives facts to {@code listener} until it wants no more.
   *
   * @throws ClientException if a node refuses, or none answers for as long as its patience
   */
  public void follow(Listener listener) throws ClientException {
    long deadline = deadline();
    for (int failures = 1; ; failures++) {
      Optional<String> before = last;
      try {
        HttpResponse<InputStream> response = node.exchange().stream(request());
        if (response.statusCode() != 200) {
          ClientException refusal = node.refusal(response);
          if (refusal.kind() != ClientException.Kind.UNANSWERED) {
            throw refusal;
          }
        } else if (read(response.body(), listener)) {
          return;
        }
      } catch (IOException e) {
        // Broken off: it goes on behind the last fact.
        if (System.nanoTime() > deadline) {
          throw node.exchange().silent(e);
        }
      } catch (InterruptedException e) {
        throw Exchange.interrupted(e);
      }
      if (!before.equals(last)) {
        deadline = deadline();
        failures = 1;
      }
      node.exchange().turnToNext();
      node.exchange().pause(failures);
    }
  }

  private long deadline() {
    return System.nanoTime() + node.exchange().patience().whole().toNanos();
  }

  private HttpRequest request() {
    String query =
        last.map(id -> (path.contains("?") ? "&" : "?") + "after=" + Node.encoded(id)).orElse("");
    URI uri = node.url().resolve(path + query);
    return (key.isPresent()
            ? node.exchange().signed(uri, "GET", TYPE, key.get())
            : Exchange.request(uri, TYPE))
        .build();
  }

  /** Reads events; whether the listener wants no more. */
  private boolean read(InputStream body, Listener listener) throws IOException, ClientException {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      String id = "";
      StringBuilder data = new StringBuilder();
      for (Optional<String> next = line(lines); next.isPresent(); next = line(lines)) {
        String line = next.get();
        listener.heard();
        if (line.isEmpty()) {
          if (!data.isEmpty() && !give(data.toString(), id, listener)) {
            return true;
          }
          data.setLength(0);
        } else if (line.startsWith("id:")) {
          id = line.substring(3).strip();
        } else if (line.startsWith("data:")) {
          data.append(line.substring(5).strip());
        }
      }
      return false;
    }
  }

  private static Optional<String> line(BufferedReader lines) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = lines.read(); c >= 0; c = lines.read()) {
      if (c == '\n') {
        return Optional.of(line.toString());
      }
      if (c != '\r') {
        line.append((char) c);
      }
      if (line.length() > LINE_MAX) {
        throw new IOException("an event has a line of more than " + LINE_MAX + " characters");
      }
    }
    return Optional.empty();
  }

  private boolean give(String data, String id, Listener listener)
      throws ClientException, IOException {
    try {
      if (!(JsonReader.read(data) instanceof Json.Obj fact)) {
        throw new IOException("an event holds no fact");
      }
      boolean more = listener.fact(fact);
      last = Optional.of(id);
      return more;
    } catch (JsonException e) {
      throw new IOException("an event holds no JSON", e);
    }
  }
}
