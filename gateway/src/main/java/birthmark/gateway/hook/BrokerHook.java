package birthmark.gateway.hook;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Notices;
import birthmark.gateway.admission.Admissions;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The hook of a site's own broker: HTTP on this machine, forms in, {@code 200} for yes and {@code
 * 403} with the reason for no. Only who knows the secret that lies beside the gateway's data is
 * answered.
 */
public final class BrokerHook implements AutoCloseable {
  /** The name of the file with the secret. */
  public static final String SECRET = "hook.secret";

  private static final String PATH = "/mqtt/";
  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int TOO_LARGE = 413;
  private static final int SERVER_BUSY = 503;
  private static final int FORM_MAX = 200_000;
  private static final int FIELDS_MAX = 16;
  private static final int SECRET_OCTETS = 32;
  private static final int ASKING_MAX = 64;

  /** A broker may have one thread, which waits. */
  private static final Duration DECISION_MAX = Duration.ofMillis(800);

  private final HttpServer server;
  private final SiteBroker broker;
  private final byte[] secret;
  private final ExecutorService working = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore room = new Semaphore(ASKING_MAX);
  private final Notices notices;

  /**
   * A hook at {@code address} for the broker that its owner calls {@code name}, with its secret in
   * {@code folder}.
   *
   * @throws ClientException if nothing can listen there, or the address is not this machine's alone
   */
  public BrokerHook(
      InetSocketAddress address, String name, Path folder, Admissions admissions, Notices notices)
      throws ClientException {
    if (address.getAddress() == null || !address.getAddress().isLoopbackAddress()) {
      throw ClientException.usage(
          "a hook listens on this machine alone, not on " + address,
          "Run the gateway beside the broker, and name 127.0.0.1 and a port.");
    }
    // Else each short answer waits for the acknowledgement of the one before.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    this.notices = notices;
    this.secret = secret(folder.resolve(SECRET)).getBytes(StandardCharsets.US_ASCII);
    this.broker = new SiteBroker(admissions, name, InstantSource.system());
    try {
      this.server = HttpServer.create(address, 0);
    } catch (IOException e) {
      throw ClientException.local("the hook cannot listen on " + address, "Is the port free?")
          .because(e);
    }
    server.createContext(PATH, this::handle);
    server.setExecutor(working);
    server.start();
  }

  private static String secret(Path file) throws ClientException {
    try {
      if (!Files.exists(file)) {
        byte[] octets = new byte[SECRET_OCTETS];
        new SecureRandom().nextBytes(octets);
        Files.createDirectories(file.toAbsolutePath().getParent());
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
          Files.createFile(
              file,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(file, Bytes.ofOwned(octets).hex() + "\n");
      }
      String secret = Files.readString(file).strip();
      if (!secret.matches("[0-9a-f]{64}")) {
        throw ClientException.local(
            file + " holds no secret", "Remove it; the gateway makes another.");
      }
      return secret;
    } catch (IOException e) {
      throw ClientException.local(
              "the hook's secret " + file + " cannot be made or read",
              "Check that the folder can be written.")
          .because(e);
    }
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  private record Reply(int status, String text) {}

  private static final Reply YES = new Reply(OK, "yes\n");

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Reply reply = reply(exchange);
      byte[] text = reply.text().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
      exchange.sendResponseHeaders(reply.status(), text.length);
      exchange.getResponseBody().write(text);
    }
  }

  private Reply reply(HttpExchange exchange) throws IOException {
    byte[] body;
    try (InputStream in = exchange.getRequestBody()) {
      body = in.readNBytes(FORM_MAX + 1);
    }
    String shown = exchange.getRequestHeaders().getFirst("Authorization");
    if (shown == null
        || !shown.startsWith("Bearer ")
        || !MessageDigest.isEqual(
            shown.substring("Bearer ".length()).getBytes(StandardCharsets.UTF_8), secret)) {
      return new Reply(UNAUTHORIZED, "show the secret of " + SECRET + " as a bearer token\n");
    }
    if (body.length > FORM_MAX) {
      return new Reply(TOO_LARGE, "a form has at most " + FORM_MAX + " octets\n");
    }
    try {
      String step = exchange.getRequestURI().getPath().substring(PATH.length());
      return answer(step, form(new String(body, StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException e) {
      return new Reply(BAD_REQUEST, e.getMessage() + "\n");
    }
  }

  private static Map<String, String> form(String text) {
    Map<String, String> fields = new HashMap<>();
    for (String each : text.split("&", FIELDS_MAX + 1)) {
      int equals = each.indexOf('=');
      if (equals > 0) {
        fields.put(
            each.substring(0, equals),
            URLDecoder.decode(each.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    if (fields.size() > FIELDS_MAX) {
      throw new IllegalArgumentException("a form has at most " + FIELDS_MAX + " fields");
    }
    return fields;
  }

  private Reply answer(String step, Map<String, String> form) {
    String client = form.getOrDefault("clientid", "");
    return switch (step) {
      case "begin" -> new Reply(OK, broker.begin());
      case "connect" ->
          connect(
              client,
              new SiteBroker.Credentials(
                  form.getOrDefault("password", ""),
                  Bytes.fromHex(form.getOrDefault("certificate", ""))));
      case "acl" -> {
        SiteBroker.Access access =
            SiteBroker.Access.of(form.getOrDefault("acc", ""))
                .orElseThrow(
                    () ->
                        new IllegalArgumentException("acc is 1 (read), 2 (write), 4 (subscribe)"));
        yield broker.allows(client, access, form.getOrDefault("topic", ""))
            ? YES
            : new Reply(FORBIDDEN, "a thing uses its own topics, while admitted\n");
      }
      case "left" -> {
        broker.left(client);
        yield YES;
      }
      case "changes" -> {
        String after = form.getOrDefault("after", "");
        if (!after.matches("[0-9]{1,18}")) {
          throw new IllegalArgumentException("after is the number that was told last");
        }
        yield broker
            .changes(form.getOrDefault("epoch", ""), Long.parseLong(after))
            .map(text -> new Reply(OK, text))
            .orElse(new Reply(CONFLICT, "the gateway began anew; begin again\n"));
      }
      default -> new Reply(NOT_FOUND, "there are begin, connect, acl, left and changes\n");
    };
  }

  private Reply connect(String client, SiteBroker.Credentials credentials) {
    if (!room.tryAcquire()) {
      return new Reply(SERVER_BUSY, "too many things connect at once; try again\n");
    }
    CompletableFuture<Optional<String>> asked =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return broker.connect(client, credentials);
              } finally {
                room.release();
              }
            },
            working);
    try {
      Optional<String> refusal = asked.get(DECISION_MAX.toMillis(), TimeUnit.MILLISECONDS);
      if (refusal.isEmpty()) {
        return YES;
      }
      notices.say("Refused " + client + " at the site's broker: " + refusal.get());
      return new Reply(FORBIDDEN, refusal.get() + "\n");
    } catch (TimeoutException e) {
      // What it finds is known when the thing tries again.
      CompletableFuture<Void> _ = asked.thenAccept(refusal -> undo(client, refusal));
      return new Reply(SERVER_BUSY, "the ledger is being asked; try again\n");
    } catch (ExecutionException e) {
      throw new IllegalStateException("a decision failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Reply(SERVER_BUSY, "the gateway stops\n");
    }
  }

  private void undo(String client, Optional<String> refusal) {
    if (refusal.isEmpty()) {
      broker.left(client);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    working.shutdownNow();
  }
}
