package birthmark.node.webhook;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;

/**
 * Which addresses are everybody's: global unicast by the registries of IANA (RFC 6890), and
 * nobody's own network, this machine, or a way of writing one of these.
 */
final class PublicAddress {
  private record Block(List<Integer> octets, int bits) {
    static Block of(int bits, Integer... octets) {
      return new Block(List.of(octets), bits);
    }

    boolean holds(byte[] address) {
      int left = bits;
      for (int i = 0; left > 0; i++) {
        int mask = left >= 8 ? 0xff : (0xff << (8 - left)) & 0xff;
        int wanted = i < octets.size() ? octets.get(i) : 0;
        if ((address[i] & mask) != (wanted & mask)) {
          return false;
        }
        left -= 8;
      }
      return true;
    }
  }

  private static final List<Block> NOT_PUBLIC_4 =
      List.of(
          Block.of(8, 0),
          Block.of(8, 10),
          Block.of(10, 100, 64),
          Block.of(8, 127),
          Block.of(16, 169, 254),
          Block.of(12, 172, 16),
          Block.of(24, 192, 0, 0),
          Block.of(24, 192, 0, 2),
          Block.of(24, 192, 88, 99),
          Block.of(16, 192, 168),
          Block.of(15, 198, 18),
          Block.of(24, 198, 51, 100),
          Block.of(24, 203, 0, 113),
          Block.of(4, 224),
          Block.of(4, 240));

  /** All that is global unicast at all; what is mapped, translated, local or multicast is not. */
  private static final Block GLOBAL_6 = Block.of(3, 0x20);

  private static final List<Block> NOT_PUBLIC_6 =
      List.of(
          Block.of(23, 0x20, 0x01),
          Block.of(32, 0x20, 0x01, 0x0d, 0xb8),
          Block.of(16, 0x20, 0x02),
          Block.of(20, 0x3f, 0xff));

  private PublicAddress() {}

  /** Whether {@code address} is one. */
  static boolean is(InetAddress address) {
    byte[] octets = address.getAddress();
    return switch (address) {
      case Inet4Address _ -> NOT_PUBLIC_4.stream().noneMatch(each -> each.holds(octets));
      case Inet6Address _ ->
          GLOBAL_6.holds(octets) && NOT_PUBLIC_6.stream().noneMatch(each -> each.holds(octets));
      default -> false;
    };
  }
}
