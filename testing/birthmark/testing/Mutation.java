package birthmark.testing;

import birthmark.bytes.Bytes;
import java.util.Arrays;
import java.util.Random;

/** One random damage to an octet string: never the same string again. */
final class Mutation {
  private Mutation() {}

  static Bytes of(Bytes original, Random random) {
    Bytes mutated = original;
    while (mutated.equals(original)) {
      mutated = Bytes.copyOf(once(original.toByteArray(), random));
    }
    return mutated;
  }

  private static byte[] once(byte[] octets, Random random) {
    int at = random.nextInt(octets.length);
    return switch (random.nextInt(5)) {
      case 0 -> flipped(octets, at, 1 << random.nextInt(8));
      case 1 -> flipped(octets, at, 1 + random.nextInt(255));
      case 2 -> Arrays.copyOf(octets, at);
      case 3 -> Arrays.copyOf(octets, octets.length + 1 + random.nextInt(3));
      default -> {
        byte[] longer = new byte[octets.length + 1];
        System.arraycopy(octets, 0, longer, 0, at);
        longer[at] = (byte) random.nextInt(256);
        System.arraycopy(octets, at, longer, at + 1, octets.length - at);
        yield longer;
      }
    };
  }

  private static byte[] flipped(byte[] octets, int at, int bits) {
    octets[at] ^= (byte) bits;
    return octets;
  }
}
