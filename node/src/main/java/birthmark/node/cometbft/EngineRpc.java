package birthmark.node.cometbft;

import birthmark.json.Json;
import birthmark.json.JsonException;
import birthmark.json.JsonReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a running engine how it stands and what it holds, over its own HTTP on a unix socket. */
final class EngineRpc {
  private static final System.Logger LOG = System.getLogger(EngineRpc.class.getName());

  /** A block of 4 MiB in base64, with its signatures. */
  private static final int ANSWER_OCTETS_MAX = 8 << 20;

  private static final String HEAD_END = "\r\n\r\n";
  private static final Pattern HEIGHT =
      Pattern.compile("\"latest_block_height\":\\s*\"(\\d{1,18})\"");
  private static final Pattern PEERS = Pattern.compile("\"n_peers\":\\s*\"(\\d{1,6})\"");

  private EngineRpc() {}

  static Optional<EngineStatus> status(Path socket) {
    try {
      Matcher height = HEIGHT.matcher(get(socket, "/status"));
      Matcher peers = PEERS.matcher(get(socket, "/net_info"));
      return height.find() && peers.find()
          ? Optional.of(
              new EngineStatus(Long.parseLong(height.group(1)), Integer.parseInt(peers.group(1))))
          : Optional.empty();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "the engine does not say how it stands", e);
      return Optional.empty();
    }
  }

  /** What it answers at {@code path}, if it answers. */
  static Optional<Json.Obj> result(Path socket, String path) {
    try {
      String answer = get(socket, path);
      int body = answer.indexOf(HEAD_END);
      return body >= 0
              && JsonReader.read(answer.substring(body + HEAD_END.length()))
                  instanceof Json.Obj told
              && told.member("result").orElse(new Json.Null()) instanceof Json.Obj result
          ? Optional.of(result)
          : Optional.empty();
    } catch (IOException | JsonException e) {
      LOG.log(System.Logger.Level.DEBUG, "the engine does not say what it has", e);
      return Optional.empty();
    }
  }

  private static String get(Path socket, String path) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      String request = "GET " + path + " HTTP/1.0\r\nHost: engine\r\n\r\n";
      ByteBuffer out = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
      while (out.hasRemaining()) {
        channel.write(out);
      }
      byte[] answer = Channels.newInputStream(channel).readNBytes(ANSWER_OCTETS_MAX);
      return new String(answer, StandardCharsets.UTF_8);
    }
  }
}
