package birthmark.node.edge;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where and how a node listens.
 *
 * @param host the address or name to listen on
 * @param port 0 for any that is free
 * @param tls the node's certificate; needed for any address but loopback
 * @param metricsForAll whether callers on other machines may see figures
 * @param limits how much one may send and hold
 */
public record EdgeSettings(
    String host, int port, Optional<Certificate> tls, boolean metricsForAll, Limits limits) {
  /**
   * The node's certificate and its private key.
   *
   * @param file a PKCS#12 file
   * @param password its password
   */
  public record Certificate(Path file, String password) {
    /** Without the password. */
    @Override
    public String toString() {
      return "Certificate[file=" + file + "]";
    }
  }

  /** A listener on this machine alone, on any free port. */
  public static EdgeSettings loopback(int port) {
    return new EdgeSettings("127.0.0.1", port, Optional.empty(), false, Limits.USUAL);
  }
}
