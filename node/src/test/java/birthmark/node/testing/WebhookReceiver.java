package birthmark.node.testing;

import birthmark.json.Json;
import birthmark.json.JsonReader;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Somebody who signed up at nodes on this machine: {@code /told} below its address is told. */
public final class WebhookReceiver implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 120;

  private final BlockingQueue<Telling> told = new LinkedBlockingQueue<>();
  private final AtomicInteger refusals = new AtomicInteger();
  private final HttpServer server;

  /**
   * Something that was told.
   *
   * @param path where
   * @param id its id
   * @param timestamp when it was sent
   * @param signature the node's
   * @param body what
   */
  public record Telling(String path, String id, String timestamp, String signature, String body) {
    /** The fact that it tells. */
    public Json.Obj fact() {
      return (Json.Obj) ((Json.Obj) JsonReader.read(body)).member("fact").orElseThrow();
    }
  }

  private WebhookReceiver(HttpServer server) {
    this.server = server;
  }

  /** Starts one on a free port. */
  public static WebhookReceiver start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    WebhookReceiver receiver = new WebhookReceiver(server);
    server.createContext("/told", receiver::receive);
    server.createContext("/deaf", exchange -> answer(exchange, 200, "hello"));
    server.start();
    return receiver;
  }

  /** Its address, as an operator names it who lets it be told: {@code host:port}. */
  public String named() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** Has it refuse the next {@code count} tellings. */
  public void refuse(int count) {
    refusals.set(count);
  }

  private void receive(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Optional<Json> challenge = ((Json.Obj) JsonReader.read(body)).member("challenge");
    if (challenge.isPresent()) {
      answer(exchange, 200, ((Json.Text) challenge.get()).value());
      return;
    }
    told.add(
        new Telling(
            exchange.getRequestURI().getPath(),
            exchange.getRequestHeaders().getFirst("webhook-id"),
            exchange.getRequestHeaders().getFirst("webhook-timestamp"),
            exchange.getRequestHeaders().getFirst("webhook-signature"),
            body));
    boolean refused = refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    answer(exchange, refused ? 503 : 204, "");
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] octets = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, octets.length == 0 ? -1 : octets.length);
    exchange.getResponseBody().write(octets);
    exchange.close();
  }

  /** Signs it up at the node behind {@code door}, to be told at {@code path}. */
  public FrontDoor.Told signUp(FrontDoor door, String path)
      throws IOException, InterruptedException {
    return signUpAs(door, "http://" + named() + path);
  }

  /** Signs {@code url} up at the node behind {@code door}. */
  public static FrontDoor.Told signUpAs(FrontDoor door, String url)
      throws IOException, InterruptedException {
    String body = "{\"url\": \"" + url + "\"}";
    return door.post("/webhooks", "application/json", body.getBytes(StandardCharsets.UTF_8));
  }

  /** What it is told next. */
  public Telling next() throws InterruptedException {
    Telling next = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing was told in " + PATIENCE_SECONDS + " s");
    }
    return next;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
