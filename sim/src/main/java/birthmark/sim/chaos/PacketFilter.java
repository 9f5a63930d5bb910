package birthmark.sim.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The kernel's packet filter (nftables) of the network namespace that chaos runs in: it drops what
 * goes over some wires, all of it or a share.
 */
final class PacketFilter {
  private PacketFilter() {}

  /** Whether there is one here that may be used. */
  static boolean works() throws InterruptedException {
    try {
      apply("add table inet chaos\n");
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Drops {@code percent} of all packets over {@code wires} from now on. */
  static void drop(List<Wire> wires, int percent) throws IOException, InterruptedException {
    String ports =
        wires.stream().map(wire -> String.valueOf(wire.port())).collect(Collectors.joining(", "));
    String share = percent == 100 ? "" : " numgen random mod 100 < " + percent;
    apply(
        """
        add table inet chaos
        flush table inet chaos
        add chain inet chaos in { type filter hook input priority 0; }
        add rule inet chaos in tcp dport { %s }%s drop
        add rule inet chaos in tcp sport { %s }%s drop
        """
            .formatted(ports, share, ports, share));
  }

  /** Drops nothing any more. */
  static void clear() throws IOException, InterruptedException {
    apply("add table inet chaos\nflush table inet chaos\n");
  }

  private static void apply(String rules) throws IOException, InterruptedException {
    Process nft = new ProcessBuilder("nft", "-f", "-").redirectErrorStream(true).start();
    nft.getOutputStream().write(rules.getBytes(StandardCharsets.US_ASCII));
    nft.getOutputStream().close();
    String said = new String(nft.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (nft.waitFor() != 0) {
      throw new IOException("nft said: " + said);
    }
  }
}
