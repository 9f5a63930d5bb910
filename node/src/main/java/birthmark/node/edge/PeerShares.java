package birthmark.node.edge;

import birthmark.node.submit.Counts;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;

/**
 * How many connections, or streams, each peer has open, so that none takes all places.
 *
 * <p>A peer is an IPv4 address, or the first 64 bits of an IPv6 address: a site has all addresses
 * below those (RFC 6177). The table has a row for each peer with something open, so it is never
 * larger than the number of connections that the server takes.
 */
final class PeerShares {
  private static final int SITE_OCTETS = 8;

  private final int most;
  private final Counts<Peer> open = new Counts<>();

  /** Lets each peer have {@code most} open. */
  PeerShares(int most) {
    this.most = most;
  }

  /** Who has something open: the octets of an address that tell peers apart. */
  private record Peer(long site, boolean v6) {
    static Peer of(InetAddress address) {
      boolean v6 = address instanceof Inet6Address;
      byte[] octets = address.getAddress();
      long site = 0;
      for (byte octet : Arrays.copyOf(octets, v6 ? SITE_OCTETS : octets.length)) {
        site = site << Byte.SIZE | Byte.toUnsignedLong(octet);
      }
      return new Peer(site, v6);
    }
  }

  /** Counts one more of {@code address}, if it may have one more. */
  boolean take(InetAddress address) {
    return open.enter(Peer.of(address), most);
  }

  /** Counts one less of {@code address}. */
  void giveBack(InetAddress address) {
    open.leave(Peer.of(address));
  }

  /** How many peers have something open. */
  int peers() {
    return open.keys();
  }
}
