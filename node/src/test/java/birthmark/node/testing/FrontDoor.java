package birthmark.node.testing;

import birthmark.bytes.Bytes;
import birthmark.codec.MalformedException;
import birthmark.codec.Timestamp;
import birthmark.contract.Acting;
import birthmark.contract.Genesis;
import birthmark.contract.Rulebook;
import birthmark.contract.Transaction;
import birthmark.contracts.Contracts;
import birthmark.cose.KeyId;
import birthmark.cose.SigningKey;
import birthmark.json.Json;
import birthmark.json.JsonReader;
import birthmark.statement.Statement;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** A node's door over HTTP, and the numbers of those who sign for it. */
public final class FrontDoor implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final URI url;
  private final Bytes network;
  private final Rulebook rulebook;
  private final Supplier<Timestamp> clock;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<Bytes, Long> numbers = new TreeMap<>();

  /** The door at {@code url}; what is signed for it expires an hour after {@code clock}. */
  public FrontDoor(URI url, Bytes network, Rulebook rulebook, Supplier<Timestamp> clock) {
    this.url = url;
    this.network = network;
    this.rulebook = rulebook;
    this.clock = clock;
  }

  /** The door of {@code node}, which has this product's contracts and this machine's clock. */
  public static FrontDoor of(NodeProcess node) throws IOException, MalformedException {
    return of(node.url(), node.genesis());
  }

  /** The same, of the node of the ledger {@code genesis} at {@code url}. */
  public static FrontDoor of(URI url, Genesis genesis) {
    return new FrontDoor(
        url,
        genesis.network(),
        Contracts.rulebook(),
        () -> new Timestamp(System.currentTimeMillis()));
  }

  /** What the node answered. */
  public record Told(int status, String mediaType, Bytes body, HttpResponse<byte[]> response) {
    /** The body as text. */
    public String text() {
      return new String(body.unsafe(), StandardCharsets.UTF_8);
    }

    /** The body as JSON. */
    public Json.Obj json() {
      return (Json.Obj) JsonReader.read(text());
    }

    /** The text called {@code name} in the body. */
    public String textOf(String name) {
      return json().member(name).orElseThrow(() -> new AssertionError(text()))
              instanceof Json.Text t
          ? t.value()
          : "";
    }

    /** Contract and reason of a problem. */
    public String problem() {
      return mediaType.equals("application/problem+json")
          ? textOf("contract") + "/" + textOf("reason")
          : "no problem: " + status + " " + text();
    }

    /** The header field {@code name}, empty if it is not there. */
    public String field(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  /** Where {@code path} is. */
  public URI uri(String path) {
    return url.resolve(path);
  }

  /** The next number of {@code key}. */
  public long next(SigningKey key) {
    return numbers.merge(id(key).value(), 1L, Long::sum);
  }

  private static KeyId id(SigningKey key) {
    return key.publicKey().thumbprint();
  }

  /** The octets of a statement by {@code key} with its next number. */
  public Bytes sign(SigningKey key, Transaction transaction) {
    return sign(key, next(key), transaction);
  }

  /** The octets of a statement by {@code key} with the number {@code sequence}. */
  public Bytes sign(SigningKey key, long sequence, Transaction transaction) {
    return sign(key, sequence, transaction, Optional.empty());
  }

  private Bytes sign(
      SigningKey key, long sequence, Transaction transaction, Optional<Acting> acting) {
    return new Statement.Draft(
            network, sequence, clock.get().plusSeconds(3_600), transaction, acting)
        .sign(rulebook, key);
  }

  /** Sends a statement. */
  public Told submit(Bytes statement) throws IOException, InterruptedException {
    return post("/v1/statements", "application/cose", statement.toByteArray());
  }

  /** Signs and sends {@code transaction}. */
  public Told submit(SigningKey key, Transaction transaction)
      throws IOException, InterruptedException {
    return submit(sign(key, transaction));
  }

  /** The same, in whose name or approving what {@code acting} says. */
  public Told submit(SigningKey key, Transaction transaction, Acting acting)
      throws IOException, InterruptedException {
    return submit(sign(key, next(key), transaction, Optional.of(acting)));
  }

  /** The id of the statement with {@code transaction}, which must be accepted. */
  public String accept(SigningKey key, Transaction transaction)
      throws IOException, InterruptedException {
    Told told = submit(key, transaction);
    if (told.status() != 201) {
      throw new AssertionError(transaction + " was not accepted: " + told.text());
    }
    return told.textOf("statement");
  }

  /** Posts {@code body}. */
  public Told post(String path, String type, byte[] body) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  /** Gets {@code path}. */
  public Told get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path)));
  }

  /** Sends {@code request}. */
  public Told send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        client.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofByteArray());
    String type = response.headers().firstValue("content-type").orElse("");
    return new Told(
        response.statusCode(),
        type.replaceFirst(";.*", "").strip(),
        Bytes.copyOf(response.body()),
        response);
  }

  @Override
  public void close() {
    client.close();
  }
}
