package birthmark.node.cometbft;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A socket at which a node's own engine asks it: a file that nobody but the node's user opens. */
final class EngineSocket {
  private EngineSocket() {}

  /**
   * Listens at {@code file}; what is there is replaced.
   *
   * @throws IOException if there can be no socket, such as where the path is too long
   */
  static ServerSocketChannel listen(Path file) throws IOException {
    Files.deleteIfExists(file);
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.bind(UnixDomainSocketAddress.of(file));
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    return channel;
  }
}
