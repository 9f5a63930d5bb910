package birthmark.client.sdk;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.cose.SigningKey;
import birthmark.json.Json;
import birthmark.json.JsonWriter;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import javax.net.ssl.SSLContext;

/**
 * One ledger's nodes over HTTP: the first that answers is asked, and the next where it stops.
 *
 * <p>Whatever is asked may be asked again: a statement is the same octets each time, and counts
 * once. Answers are bounded in size and time.
 */
public final class Node implements AutoCloseable {
  private static final String STATEMENT = "application/cose";
  private static final String JSON = "application/json";

  private final Exchange exchange;

  /**
   * The nodes at {@code urls}, each {@code http} or {@code https} with host and port.
   *
   * @throws ClientException if there is none, or one is no such URL
   */
  public static Node at(List<URI> urls, Patience patience) throws ClientException {
    return at(urls, patience, Optional.empty());
  }

  /**
   * The same, over TLS with {@code tls}: with that of {@link KeyFile#tls} every request shows whose
   * key it is, and reads need no signature.
   */
  public static Node at(List<URI> urls, Patience patience, Optional<SSLContext> tls)
      throws ClientException {
    if (urls.isEmpty()) {
      throw ClientException.usage("no node is named", "Name one with --node URL.");
    }
    for (URI url : urls) {
      boolean sound =
          ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
              && url.getHost() != null
              && url.getRawQuery() == null
              && (url.getRawPath().isEmpty() || url.getRawPath().equals("/"));
      if (!sound) {
        throw ClientException.usage(
            "'" + url + "' is no address of a node",
            "Write it as http://127.0.0.1:8080, or with https.");
      }
    }
    return new Node(new Exchange(urls, patience, tls));
  }

  private Node(Exchange exchange) {
    this.exchange = exchange;
  }

  /** The time as the node has it, which a device without a clock of its own needs. */
  public Timestamp now() {
    return exchange.now();
  }

  /** The node that answered last. */
  public URI url() {
    return exchange.url();
  }

  /** How it is asked. */
  Exchange exchange() {
    return exchange;
  }

  /**
   * Submits a statement and goes on, with the same octets, until it is answered.
   *
   * @throws ClientException if no node answers within the patience; the statement may still count
   */
  public Answer submit(Bytes statement) throws ClientException {
    Exchange.Attempt attempt =
        url ->
            exchange.send(
                HttpRequest.newBuilder(url.resolve("/v1/statements"))
                    .timeout(exchange.patience().each())
                    .header("Content-Type", STATEMENT)
                    .header("Accept", JSON)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(statement.unsafe()))
                    .build());
    Reply reply = exchange.persist(attempt);
    Json.Obj json = reply.json(url());
    if (reply.status() == 200 || reply.status() == 201) {
      return new Answer.Committed(
          text(json, "statement"),
          number(json, "index"),
          number(json, "height"),
          json.member("repeated").orElse(new Json.Null()).equals(new Json.Bool(true)),
          json);
    }
    Problem problem = Problem.of(reply.status(), json);
    if (problem.contract().equals("http") || problem.contract().isEmpty()) {
      throw problem.exception();
    }
    return new Answer.Refused(problem);
  }

  /** What {@code message} is answered at {@code path}, once the node has answered. */
  Reply post(String path, Bytes message) throws ClientException {
    return exchange.persist(
        url ->
            exchange.send(
                HttpRequest.newBuilder(url.resolve(path))
                    .timeout(exchange.patience().each())
                    .header("Content-Type", STATEMENT)
                    .header("Accept", STATEMENT)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(message.unsafe()))
                    .build()));
  }

  /**
   * What the node answers at {@code path} to what {@code reader} asks, which changes nothing.
   *
   * @throws ClientException also where it is no answer but a problem
   */
  public Json.Obj ask(String path, Json asked, Reader reader) throws ClientException {
    return accepted(asked(path, asked, JSON, reader)).json(url());
  }

  /**
   * The same where the answer is octets in the form {@code type}.
   *
   * @throws ClientException also where it is no answer but a problem
   */
  Bytes octetsOf(String path, Json asked, String type, Reader reader) throws ClientException {
    return accepted(asked(path, asked, type, reader)).body();
  }

  private Reply asked(String path, Json asked, String type, Reader reader) throws ClientException {
    SigningKey key = reader.key();
    byte[] body = JsonWriter.compact(asked).getBytes(StandardCharsets.UTF_8);
    return exchange.persist(
        url -> {
          URI uri = url.resolve(path);
          return exchange.send(
              exchange
                  .signed(uri, "POST", type, key)
                  .timeout(exchange.patience().each())
                  .header("Content-Type", JSON)
                  .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                  .build());
        });
  }

  /** What is at {@code path} in time, where nothing may be yet. */
  Reply awaited(String path) throws ClientException {
    return exchange.persist(
        url -> {
          Reply reply = exchange.send(Exchange.request(url.resolve(path), STATEMENT).build());
          return reply.status() == 404
              ? new Reply(503, Optional.of(Duration.ofSeconds(1)), reply.location(), reply.body())
              : reply;
        });
  }

  /** Who reads: asked only where a node wants to know. */
  public interface Reader {
    /** The key that signs the request. */
    SigningKey key() throws ClientException;
  }

  /**
   * What is found at {@code path}, which starts with {@code /v1/}; empty where there is nothing.
   */
  public Optional<Json.Obj> find(String path, Optional<Reader> reader) throws ClientException {
    Reply reply = get(path, JSON, reader);
    if (reply.status() == 404) {
      return Optional.empty();
    }
    return Optional.of(accepted(reply).json(url()));
  }

  /**
   * What is at {@code path}.
   *
   * @throws ClientException also where there is nothing
   */
  public Json.Obj read(String path, Optional<Reader> reader) throws ClientException {
    return accepted(get(path, JSON, reader)).json(url());
  }

  /**
   * What is at {@code path} for whoever reads: signed from the start, because there everyone is
   * answered and strangers are told less.
   */
  public Json.Obj readAs(String path, Optional<Reader> reader) throws ClientException {
    return accepted(getAs(path, JSON, reader)).json(url());
  }

  /** The octets at {@code path} in the form {@code type}. */
  public Bytes octets(String path, String type, Optional<Reader> reader) throws ClientException {
    return accepted(get(path, type, reader)).body();
  }

  /**
   * The octets at {@code path} in the form {@code type}, signed from the start: strangers are told
   * that there is nothing.
   */
  public Bytes octetsAs(String path, String type, Optional<Reader> reader) throws ClientException {
    return accepted(getAs(path, type, reader)).body();
  }

  /**
   * The highest number counted for {@code key}, which only its owner is told; empty if the node
   * does not tell.
   *
   * @param path the key's own
   */
  OptionalLong highest(String path, SigningKey key) throws ClientException {
    Json.Obj json = accepted(getAs(path, JSON, Optional.of(() -> key))).json(url());
    return json.member("highest").orElse(new Json.Null()) instanceof Json.Int highest
        ? OptionalLong.of(highest.value())
        : OptionalLong.empty();
  }

  private Reply accepted(Reply reply) throws ClientException {
    if (reply.status() / 100 == 2) {
      return reply;
    }
    throw Problem.of(reply.status(), reply.json(url())).exception();
  }

  private Reply get(String path, String type, Optional<Reader> reader) throws ClientException {
    Reply open = getAs(path, type, Optional.empty());
    return open.status() == 401 && reader.isPresent() ? getAs(path, type, reader) : open;
  }

  private Reply getAs(String path, String type, Optional<Reader> reader) throws ClientException {
    if (reader.isEmpty()) {
      return exchange.persist(
          url -> exchange.send(Exchange.request(url.resolve(path), type).build()));
    }
    SigningKey key = reader.get().key();
    // Signed anew for each attempt: a node takes a signature once, and for its own name.
    return exchange.persist(
        url -> exchange.send(exchange.signed(url.resolve(path), "GET", type, key).build()));
  }

  static String text(Json.Obj json, String name) {
    return json.member(name).orElse(new Json.Null()) instanceof Json.Text text ? text.value() : "";
  }

  static long number(Json.Obj json, String name) {
    return json.member(name).orElse(new Json.Null()) instanceof Json.Int number
        ? number.value()
        : -1;
  }

  /** A problem's JSON in a body that a stream was refused with. */
  ClientException refusal(HttpResponse<InputStream> response) throws ClientException {
    try (InputStream body = response.body()) {
      Bytes octets = Exchange.bounded(body);
      Reply reply = new Reply(response.statusCode(), Optional.empty(), Optional.empty(), octets);
      return Problem.of(response.statusCode(), reply.json(url())).exception();
    } catch (IOException e) {
      return ClientException.unanswered(
              "the node " + url() + " broke off its answer", "Try again in a moment.")
          .because(e);
    }
  }

  /** The path whose steps are these. */
  public static String path(List<String> steps) {
    StringBuilder path = new StringBuilder("/v1");
    for (String step : steps) {
      path.append('/').append(encoded(step));
    }
    return path.toString();
  }

  /** Text with all that is not unreserved percent-encoded (RFC 3986 §2.3). */
  public static String encoded(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      boolean unreserved =
          (octet >= 'a' && octet <= 'z')
              || (octet >= 'A' && octet <= 'Z')
              || (octet >= '0' && octet <= '9')
              || "-._~".indexOf(octet) >= 0;
      if (unreserved) {
        encoded.append((char) octet);
      } else {
        encoded.append(String.format(Locale.ROOT, "%%%02X", octet & 0xff));
      }
    }
    return encoded.toString();
  }

  @Override
  public void close() {
    exchange.close();
  }
}
