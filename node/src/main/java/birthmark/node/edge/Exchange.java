package birthmark.node.edge;

import birthmark.bytes.Bytes;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** One request and its answer, as the web server has them. */
final class Exchange {
  static final String NO_CODINGS = "Content codings are not taken. Send the body as it is.";

  private static final int BUFFER = 8_192;

  private final ServerRequest in;
  private final ServerResponse out;
  private final Deadlines deadlines;

  Exchange(ServerRequest in, ServerResponse out, Deadlines deadlines) {
    this.in = in;
    this.out = out;
    this.deadlines = deadlines;
  }

  String method() {
    return in.prologue().method().text();
  }

  String rawPath() {
    return in.prologue().uriPath().rawPath();
  }

  /** The request as handlers see it. */
  Request request() {
    List<Field> fields = new ArrayList<>();
    for (Header header : in.headers()) {
      for (String value : header.allValues()) {
        fields.add(new Field(header.name(), value));
      }
    }
    return new Request(
        method(),
        in.isSecure() ? "https" : "http",
        rawPath(),
        in.prologue().query().rawValue(),
        fields,
        Map.of(),
        this::read,
        peer(),
        certificate());
  }

  private Optional<X509Certificate> certificate() {
    return in.remotePeer()
        .tlsCertificates()
        .filter(chain -> chain.length > 0)
        .map(chain -> chain[0])
        .map(X509Certificate.class::cast);
  }

  private InetAddress peer() {
    return Doorway.address(in.remotePeer());
  }

  private Bytes read(int max) {
    if (in.headers().contains(HeaderNames.CONTENT_ENCODING)) {
      throw new ProblemException(HttpFault.UNSUPPORTED_MEDIA_TYPE, NO_CODINGS);
    }
    OptionalLong declared = in.headers().contentLength();
    if (declared.isPresent() && declared.getAsLong() > max) {
      throw tooLarge(max);
    }
    if (!in.content().hasEntity()) {
      return Bytes.EMPTY;
    }
    deadlines.reading();
    try (InputStream body = in.content().inputStream()) {
      byte[] octets = body.readNBytes(max + 1);
      if (octets.length > max) {
        throw tooLarge(max);
      }
      return Bytes.ofOwned(octets);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RequestException e) {
      throw e.status().code() == HttpFault.TOO_LARGE.status() ? tooLarge(max) : cutShort();
    } catch (IllegalArgumentException | DataReader.InsufficientDataAvailableException e) {
      throw cutShort();
    } finally {
      deadlines.working();
    }
  }

  private static ProblemException cutShort() {
    return new ProblemException(
        HttpFault.MALFORMED, "The body is cut short, or its chunks are not as HTTP/1.1 has them.");
  }

  private static ProblemException tooLarge(int max) {
    return new ProblemException(
        HttpFault.TOO_LARGE,
        "The body has more than the " + max + " octets that this route takes. Send less at once.");
  }

  /** Sends {@code reply}. */
  void send(Reply reply) throws InterruptedException {
    out.status(Status.create(reply.status()));
    out.header(HeaderValues.create(HeaderNames.CACHE_CONTROL, "no-store"));
    out.header(HeaderValues.create("X-Content-Type-Options", "nosniff"));
    switch (reply) {
      case Reply.Whole whole -> send(whole);
      case Reply.Stream stream -> send(stream);
    }
  }

  private void send(Reply.Whole reply) {
    // What is left of a body would have to be read, however slowly it comes: close instead.
    boolean unread = !in.content().consumed();
    if (unread) {
      deadlines.leavesUnread();
    }
    if (!reply.keepAlive() || unread) {
      out.header(HeaderValues.CONNECTION_CLOSE);
    }
    for (Field field : reply.fields()) {
      out.header(HeaderValues.create(field.name(), field.value()));
    }
    out.header(HeaderValues.create(HeaderNames.CONTENT_TYPE, reply.mediaType()));
    deadlines.writing();
    out.send(reply.octets().unsafe());
  }

  private void send(Reply.Stream reply) throws InterruptedException {
    out.header(HeaderValues.create(HeaderNames.CONTENT_TYPE, reply.mediaType()));
    out.header(HeaderValues.CONNECTION_CLOSE);
    try (OutputStream body = new Watched(out.outputStream(), deadlines)) {
      reply.producer().produce(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A body whose every write must be taken in time. */
  private static final class Watched extends OutputStream {
    private final OutputStream to;
    private final Deadlines deadlines;

    Watched(OutputStream to, Deadlines deadlines) {
      this.to = to;
      this.deadlines = deadlines;
    }

    @Override
    public void write(int octet) throws IOException {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
      // In parts, so that a slow reader is told from one that does not read.
      for (int at = offset; at < offset + length; at += BUFFER) {
        deadlines.writing();
        to.write(octets, at, Math.min(BUFFER, offset + length - at));
        deadlines.working();
      }
    }

    @Override
    public void flush() throws IOException {
      deadlines.writing();
      to.flush();
      deadlines.working();
    }

    @Override
    public void close() throws IOException {
      deadlines.writing();
      to.close();
      deadlines.working();
    }
  }
}
