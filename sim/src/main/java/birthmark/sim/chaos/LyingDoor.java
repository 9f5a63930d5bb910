package birthmark.sim.chaos;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.KeyFile;
import birthmark.client.sdk.Passwords;
import birthmark.cose.CoseException;
import birthmark.cose.Sign1;
import birthmark.cose.SigningKey;
import birthmark.merkle.LogTree;
import birthmark.node.app.ClusterNode;
import birthmark.proof.Checkpoint;
import birthmark.proof.CheckpointSigner;
import birthmark.proof.Note;
import birthmark.proof.Receipt;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The door of a replica that lies: it acknowledges what it drops, proves it with a receipt that it
 * forges, serves state that is not so, and signs a log that never was. All with the replica's own
 * key.
 */
final class LyingDoor implements AutoCloseable {
  private static final int CREATED = 201;
  private static final long NO_BODY = -1;

  private final URI node;
  private final String origin;
  private final SigningKey key;
  private final HttpServer server;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, Bytes> dropped = new ConcurrentHashMap<>();

  /** A door before {@code node}, whose keys it has, of the ledger {@code origin}. */
  LyingDoor(ClusterNode node, String origin) throws IOException {
    this.node = node.url();
    this.origin = origin;
    Path folder = node.folder();
    try {
      this.key =
          KeyFile.open(folder.resolve("checkpoint.p12"))
              .signingKey(Passwords.of(Optional.of(folder.resolve("node.password")), Map.of()));
    } catch (ClientException e) {
      throw new IOException(e.what(), e);
    }
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Where it is. */
  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      if (exchange.getRequestMethod().equals("POST")) {
        acknowledge(exchange);
      } else if (path.endsWith("/checkpoint")) {
        reply(exchange, 200, forged(asked(exchange).body()).encode().toByteArray());
      } else if (path.endsWith("/receipt")) {
        String id = path.replaceFirst(".*/([0-9a-f]{64})/receipt", "$1");
        reply(exchange, 200, receipt(dropped.getOrDefault(id, Bytes.EMPTY)).toByteArray());
      } else {
        HttpResponse<byte[]> honest = asked(exchange);
        byte[] body = honest.body();
        if (path.startsWith("/v1/") && body.length > 0) {
          // Near the end are the rows that the answer follows from.
          body[body.length - Math.min(body.length, body.length / 8 + 1)] ^= 1;
        }
        reply(exchange, honest.statusCode(), body);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpResponse<byte[]> asked(HttpExchange exchange)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(node.resolve(exchange.getRequestURI().toString()));
    Optional.ofNullable(exchange.getRequestHeaders().getFirst("Accept"))
        .ifPresent(type -> request.header("Accept", type));
    return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static void reply(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? NO_BODY : body.length);
    exchange.getResponseBody().write(body);
  }

  private void acknowledge(HttpExchange exchange) throws IOException {
    Bytes statement = Bytes.ofOwned(exchange.getRequestBody().readAllBytes());
    try {
      String id = Sign1.decode(statement).id().hex();
      dropped.put(id, statement);
      String said = "{\"statement\": \"%s\", \"status\": \"final\", \"index\": 1}".formatted(id);
      reply(exchange, CREATED, said.getBytes(StandardCharsets.UTF_8));
    } catch (CoseException e) {
      reply(exchange, 400, new byte[0]);
    }
  }

  /** A checkpoint of the size of {@code honest} over a log that never was. */
  private Note forged(byte[] honest) {
    Checkpoint checkpoint = Checkpoint.of(Note.decode(Bytes.ofOwned(honest)));
    return signed(new Checkpoint(origin, checkpoint.size(), Sha256.of(checkpoint.root())));
  }

  private Note signed(Checkpoint checkpoint) {
    return new Note(checkpoint.text(), List.of(CheckpointSigner.of(origin, key).sign(checkpoint)));
  }

  /** A receipt for {@code statement} in a log of its own. */
  private Bytes receipt(Bytes statement) {
    Bytes root = LogTree.leafHash(statement);
    return Receipt.issue(
            key,
            new Receipt.Claims(Optional.of(origin), Optional.empty()),
            new Receipt.Inclusion(1, 0, List.of()),
            root,
            signed(new Checkpoint(origin, 1, root)))
        .encode();
  }

  @Override
  public void close() {
    server.stop(0);
    http.close();
  }
}
