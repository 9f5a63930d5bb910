package birthmark.client.sdk;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.cose.SigningKey;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;

/** Requests and answers, of whatever they speak: which node is asked, how long, and who asks. */
final class Exchange implements AutoCloseable {
  private static final int ANSWER_MAX = 16 << 20;

  private final List<URI> urls;
  private final Patience patience;
  private final SecureRandom random = new SecureRandom();
  private final HttpClient http;
  private final NodeClock clock = new NodeClock();
  private volatile int current;

  Exchange(List<URI> urls, Patience patience, Optional<SSLContext> tls) {
    this.urls = List.copyOf(urls);
    this.patience = patience;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(patience.connect());
    tls.ifPresent(builder::sslContext);
    this.http = builder.build();
  }

  /** The time as the node has it, which a device without a clock of its own needs. */
  Timestamp now() {
    return new Timestamp(clock.now().toEpochMilli());
  }

  /** The node that answered last. */
  URI url() {
    return urls.get(current);
  }

  /** A request that shows nobody. */
  static HttpRequest.Builder request(URI uri, String type) {
    return HttpRequest.newBuilder(uri).header("Accept", type).GET();
  }

  /** A request that shows whose it is, to be followed by its method where that is not GET. */
  HttpRequest.Builder signed(URI uri, String method, String type, SigningKey key) {
    HttpSignature signature = HttpSignature.of(key, method, uri, clock.now(), random);
    return request(uri, type)
        .header("Signature-Input", signature.input())
        .header("Signature", signature.signature());
  }

  /** One question to one node. */
  interface Attempt {
    Reply at(URI url) throws IOException, InterruptedException, ClientException;
  }

  /**
   * What the first node answers that does, the next one being asked where one is silent or busy.
   *
   * @throws ClientException if none answers within the patience
   */
  Reply persist(Attempt attempt) throws ClientException {
    long deadline = System.nanoTime() + patience.whole().toNanos();
    for (int failures = 1; ; failures++) {
      int asked = current;
      Optional<Reply> reply = Optional.empty();
      Optional<IOException> silence = Optional.empty();
      try {
        Reply got = attempt.at(urls.get(asked));
        if (!got.passing() || got.counted()) {
          return got;
        }
        reply = Optional.of(got);
      } catch (SSLHandshakeException e) {
        // A server that is not trusted is not trusted later either; another may be.
        if (failures >= urls.size()) {
          throw untrusted(asked, e);
        }
        silence = Optional.of(e);
      } catch (IOException e) {
        silence = Optional.of(e);
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
      turnToNext();
      Duration pause =
          reply
              .flatMap(Reply::retryAfter)
              .orElse(current > asked ? Duration.ZERO : patience.pause(failures));
      if (System.nanoTime() + pause.toNanos() >= deadline) {
        if (reply.isPresent()) {
          return reply.get();
        }
        throw silent(asked, silence.orElseThrow());
      }
      try {
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }
  }

  private ClientException untrusted(int asked, SSLHandshakeException cause) {
    return ClientException.unanswered(
            urls.get(asked) + " and this machine agree on no TLS (" + cause.getMessage() + ")",
            "If its certificate is its own or of an authority that Java does not know, get it from"
                + " whoever runs the node and name it with --ca FILE.")
        .because(cause);
  }

  private ClientException silent(int asked, IOException cause) {
    String why = cause.getMessage() == null ? "it cannot be reached" : cause.getMessage();
    String who =
        urls.size() == 1
            ? "the node " + urls.get(asked) + " does not answer"
            : "none of the nodes " + urls + " answers";
    return ClientException.unanswered(
            who + " (" + why + ")",
            "Is it running ('birthmark start'), and is the address right? --node URL names"
                + " another.")
        .because(cause);
  }

  /** What a user is told where the node now asked breaks off. */
  ClientException silent(IOException cause) {
    return silent(current, cause);
  }

  /** How long it goes on asking. */
  Patience patience() {
    return patience;
  }

  /** Waits before the next attempt. */
  void pause(int failures) throws ClientException {
    try {
      Thread.sleep(patience.pause(failures));
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  static ClientException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return ClientException.unanswered("the wait for an answer was interrupted", "Try again.")
        .because(cause);
  }

  /** The answer to {@code request}, bounded. */
  Reply send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      Bytes octets = bounded(body);
      clock.heard(response.headers().firstValue("Date"));
      return new Reply(
          response.statusCode(),
          response.headers().firstValue("Retry-After").flatMap(Exchange::seconds),
          response.headers().firstValue("Location").map(response.uri()::resolve),
          octets);
    }
  }

  private static Optional<Duration> seconds(String text) {
    return text.length() < 6 && text.chars().allMatch(c -> c >= '0' && c <= '9') && !text.isEmpty()
        ? Optional.of(Duration.ofSeconds(Long.parseLong(text)))
        : Optional.empty();
  }

  /** An answer whose body is read as it comes. */
  HttpResponse<InputStream> stream(HttpRequest request) throws IOException, InterruptedException {
    return http.send(request, HttpResponse.BodyHandlers.ofInputStream());
  }

  /** The node to turn to after {@link #url()} fell silent. */
  void turnToNext() {
    current = (current + 1) % urls.size();
  }

  /** What is in {@code body}, but no more than an answer may have. */
  static Bytes bounded(InputStream body) throws IOException {
    byte[] octets = body.readNBytes(ANSWER_MAX + 1);
    if (octets.length > ANSWER_MAX) {
      throw new IOException("the answer has more than " + ANSWER_MAX + " octets");
    }
    return Bytes.ofOwned(octets);
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
