package birthmark.node.cometbft;

import birthmark.bytes.Bytes;
import birthmark.json.Json;
import birthmark.json.JsonException;
import birthmark.json.JsonReader;
import birthmark.json.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What CometBFT's light client takes for another node's RPC: JSON-RPC on a unix socket, answered
 * with what a node's door told. What it was told is remembered, to be compared with the ledger.
 */
final class HeaderServer implements AutoCloseable, SnapshotIntake.Headers {
  private static final System.Logger LOG = System.getLogger(HeaderServer.class.getName());
  private static final int HEAD_OCTETS_MAX = 8_192;
  private static final int BODY_OCTETS_MAX = 65_536;
  private static final int KEPT = 256;
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d{1,6})\r\n");
  private static final Json NOTHING = new Json.Null();

  private final LongFunction<Optional<Json.Obj>> source;
  private final ServerSocketChannel server;
  private final Map<Long, Json.Obj> told = new LinkedHashMap<>();
  private final Map<Long, String> validators = new LinkedHashMap<>();

  private HeaderServer(LongFunction<Optional<Json.Obj>> source, ServerSocketChannel server) {
    this.source = source;
    this.server = server;
  }

  /**
   * Listens at {@code file}; what is there is replaced.
   *
   * @param source gives {@code {commit, validators, parameters}} of a height
   */
  static HeaderServer open(Path file, LongFunction<Optional<Json.Obj>> source) throws IOException {
    ServerSocketChannel channel = EngineSocket.listen(file);
    HeaderServer made = new HeaderServer(source, channel);
    Thread _ = Thread.ofPlatform().daemon().name("birthmark-headers").start(made::accept);
    return made;
  }

  private void accept() {
    while (server.isOpen()) {
      try (SocketChannel peer = server.accept()) {
        serve(peer);
      } catch (ClosedChannelException e) {
        LOG.log(System.Logger.Level.TRACE, "the socket was closed", e);
      } catch (IOException | JsonException e) {
        LOG.log(System.Logger.Level.DEBUG, "the engine could not be told a header", e);
      }
    }
  }

  private void serve(SocketChannel peer) throws IOException {
    InputStream in = Channels.newInputStream(peer);
    Matcher length = LENGTH.matcher(head(in));
    int octets = length.find() ? Integer.parseInt(length.group(1)) : 0;
    if (octets > BODY_OCTETS_MAX) {
      throw new IOException("a request of " + octets + " octets is too long");
    }
    Json request = JsonReader.read(Bytes.ofOwned(in.readNBytes(octets)));
    byte[] body = JsonWriter.compact(answer(request)).getBytes(StandardCharsets.UTF_8);
    String head =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    for (byte[] part : new byte[][] {head.getBytes(StandardCharsets.US_ASCII), body}) {
      ByteBuffer out = ByteBuffer.wrap(part);
      while (out.hasRemaining()) {
        peer.write(out);
      }
    }
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (head.size() < HEAD_OCTETS_MAX) {
      int octet = in.read();
      if (octet < 0) {
        throw new EOFException("no request");
      }
      head.write(octet);
      if (octet == '\n' && head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
        return head.toString(StandardCharsets.US_ASCII);
      }
    }
    throw new IOException("the head of a request is too long");
  }

  private Json answer(Json request) {
    Json id = request instanceof Json.Obj asked ? asked.member("id").orElse(NOTHING) : NOTHING;
    Json.ObjectBuilder answer = Json.object().put("jsonrpc", "2.0").put("id", id);
    return result(request)
        .map(result -> answer.put("result", result))
        .orElseGet(
            () ->
                answer.put(
                    "error",
                    Json.object()
                        .put("code", new Json.Int(-32_603))
                        .put("message", "the other node has it not")
                        .put("data", "")
                        .build()))
        .build();
  }

  private Optional<Json> result(Json request) {
    if (!(request instanceof Json.Obj asked)
        || !(asked.member("method").orElse(NOTHING) instanceof Json.Text(String method))
        || !(asked.member("params").orElse(NOTHING) instanceof Json.Obj parameters)
        || !(parameters.member("height").orElse(NOTHING) instanceof Json.Text(String height))
        || !height.matches("\\d{1,18}")) {
      return Optional.empty();
    }
    Optional<Json.Obj> all = headers(Long.parseLong(height));
    return switch (method) {
      case "commit" -> all.flatMap(each -> each.member("commit"));
      case "validators" -> all.flatMap(each -> each.member("validators"));
      case "consensus_params" -> all.flatMap(each -> each.member("parameters"));
      default -> Optional.empty();
    };
  }

  /** One answer for each height, so that what was compared is what the engine saw. */
  private synchronized Optional<Json.Obj> headers(long height) {
    Json.Obj known = told.get(height);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<Json.Obj> found = source.apply(height);
    if (found.isPresent() && told.size() < KEPT) {
      told.put(height, found.get());
      text(found.get(), "commit", "signed_header", "header", "validators_hash")
          .ifPresent(hash -> validators.put(height, hash.toLowerCase(Locale.ROOT)));
      return found;
    }
    return Optional.empty();
  }

  @Override
  public synchronized boolean have(long height, Bytes validatorsHash) {
    return validatorsHash.hex().equals(validators.get(height));
  }

  /** The text at the end of {@code path} through objects, if there is one. */
  static Optional<String> text(Json from, String... path) {
    Json at = from;
    for (String name : path) {
      at = at instanceof Json.Obj object ? object.member(name).orElse(NOTHING) : NOTHING;
    }
    return at instanceof Json.Text(String value) ? Optional.of(value) : Optional.empty();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "a socket could not be closed", e);
    }
  }
}
