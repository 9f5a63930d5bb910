package birthmark.node.webhook;

import birthmark.bytes.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Sends one request (POST, HTTP/1.1, a connection of its own) to the address that was looked at,
 * and follows nothing. A client library would look the name up a second time.
 */
final class Post implements AutoCloseable {
  private static final int ANSWER_OCTETS_MAX = 8_192;
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})[ \\r]");

  private final Destination.Names names;
  private final Optional<String> also;
  private final Duration patience;
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          work -> Thread.ofPlatform().daemon().name("webhooks-watch").unstarted(work));

  /**
   * A sender.
   *
   * @param also an address inside that may be told, as {@code host:port}
   * @param patience how long a request may take in all
   */
  Post(Destination.Names names, Optional<String> also, Duration patience) {
    this.names = names;
    this.also = also;
    this.patience = patience;
  }

  /**
   * What was answered.
   *
   * @param status the HTTP status
   * @param text the beginning of all of it
   */
  record Answered(int status, String text) {
    /** Whether it was taken. */
    boolean well() {
      return status / 100 == 2;
    }
  }

  /**
   * Sends {@code body} in JSON.
   *
   * @throws IOException if there was no answer in time, or nothing may be sent there
   */
  Answered send(Destination to, Map<String, String> headers, Bytes body) throws IOException {
    InetSocketAddress address = to.pinned(names, also);
    try (Socket plain = new Socket()) {
      Future<?> end =
          watch.schedule(() -> closed(plain), patience.toMillis(), TimeUnit.MILLISECONDS);
      try {
        plain.connect(address, Math.toIntExact(patience.toMillis()));
        try (Socket socket = to.encrypted() ? encrypted(plain, to) : plain) {
          socket.getOutputStream().write(request(to, headers, body));
          socket.getOutputStream().flush();
          return answered(socket.getInputStream());
        }
      } finally {
        end.cancel(false);
      }
    }
  }

  private static void closed(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException("a connection could not be closed", e);
    }
  }

  /** TLS over the connection there is; the certificate must be the host's. */
  private static Socket encrypted(Socket plain, Destination to) throws IOException {
    SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    SSLSocket socket = (SSLSocket) factory.createSocket(plain, to.host(), to.port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static byte[] request(Destination to, Map<String, String> headers, Bytes body) {
    StringBuilder head = new StringBuilder();
    head.append("POST ").append(to.target()).append(" HTTP/1.1\r\nHost: ");
    head.append(to.uri().getRawAuthority()).append("\r\n");
    head.append("Content-Type: application/json\r\nUser-Agent: birthmark\r\n");
    head.append("Content-Length: ").append(body.length()).append("\r\nConnection: close\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    byte[] first = head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    return Bytes.ofOwned(first).concat(body).toByteArray();
  }

  private static Answered answered(InputStream in) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    byte[] octets = new byte[1_024];
    while (read.size() < ANSWER_OCTETS_MAX) {
      int count = in.read(octets);
      if (count < 0) {
        break;
      }
      read.write(octets, 0, count);
    }
    String text = read.toString(StandardCharsets.ISO_8859_1);
    Matcher status = STATUS.matcher(text);
    if (!status.lookingAt()) {
      throw new IOException("the answer is no HTTP");
    }
    return new Answered(Integer.parseInt(status.group(1)), text);
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }
}
