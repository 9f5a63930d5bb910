package birthmark.testing;

import birthmark.bytes.Bytes;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Random damage to an octet string: never the same string again. */
public final class Mutation {
  /** Heads of items that claim much: 2^63 octets, members, a chain of tags, an endless string. */
  private static final List<String> BOMBS =
      List.of(
          "5b7fffffffffffffff",
          "9b7fffffffffffffff",
          "bb7fffffffffffffff",
          "5f",
          "9f",
          "bf",
          "c1".repeat(64),
          "81".repeat(1_000));

  private Mutation() {}

  /** {@code original} with one damage. */
  public static Bytes of(Bytes original, Random random) {
    Bytes mutated = original;
    while (mutated.equals(original)) {
      mutated = Bytes.copyOf(once(original.toByteArray(), random));
    }
    return mutated;
  }

  /** {@code original} with up to three damages, of which one may be a bomb or a part of itself. */
  public static Bytes several(Bytes original, Random random) {
    Bytes mutated = original;
    for (int i = random.nextInt(3); i >= 0; i--) {
      mutated = random.nextInt(8) == 0 ? spliced(mutated, random) : of(mutated, random);
      if (mutated.length() == 0) {
        break;
      }
    }
    return mutated.equals(original) ? of(original, random) : mutated;
  }

  /** With something put in the place of something. */
  private static Bytes spliced(Bytes octets, Random random) {
    int from = random.nextInt(octets.length());
    int to = Math.min(octets.length(), from + random.nextInt(40));
    int at = random.nextInt(octets.length());
    Bytes part =
        random.nextBoolean()
            ? Bytes.fromHex(BOMBS.get(random.nextInt(BOMBS.size())))
            : octets.slice(from, to);
    int after = Math.min(octets.length(), at + random.nextInt(part.length() + 1));
    return octets.slice(0, at).concat(part).concat(octets.slice(after, octets.length()));
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
