package birthmark.merkle;

import birthmark.bytes.Bytes;
import java.util.Arrays;

/** Bit strings at the front of octet strings; bit 0 is the highest of the first octet. */
final class Bits {
  private Bits() {}

  static boolean isSet(Bytes octets, int index) {
    return (octets.octet(index >>> 3) >>> (7 - (index & 7)) & 1) == 1;
  }

  /** How many octets hold {@code bits} bits. */
  static int octets(int bits) {
    return (bits + 7) >>> 3;
  }

  /** The first {@code bits} bits of {@code octets}, the rest of the last octet zero. */
  static Bytes prefix(Bytes octets, int bits) {
    byte[] prefix = Arrays.copyOf(octets.unsafe(), octets(bits));
    clearTail(prefix, 0, bits);
    return Bytes.ofOwned(prefix);
  }

  /** Clears the bits of the octet that bit {@code bits} lies in, from that bit on. */
  static void clearTail(byte[] octets, int from, int bits) {
    if ((bits & 7) != 0) {
      octets[from + (bits >>> 3)] &= (byte) (0xff00 >>> (bits & 7));
    }
  }

  /** How many bits {@code a} and {@code b} share from the left, at most {@code limit}. */
  static int common(Bytes a, Bytes b, int limit) {
    byte[] left = a.unsafe();
    byte[] right = b.unsafe();
    int end = octets(limit);
    int at = Arrays.mismatch(left, 0, end, right, 0, end);
    if (at < 0) {
      return limit;
    }
    int same = Integer.numberOfLeadingZeros((left[at] ^ right[at]) & 0xff) - 24;
    return Math.min(limit, at * 8 + same);
  }

  /**
   * Where {@code key} lies against the first {@code bits} bits of {@code prefix}: 0 if it begins
   * with them, negative if it comes before every key that does, positive if after. A key that ends
   * within those bits comes before.
   */
  static int compare(Bytes key, Bytes prefix, int bits) {
    int limit = Math.min(bits, key.length() * 8);
    int common = common(key, prefix, limit);
    if (common < limit) {
      return isSet(key, common) ? 1 : -1;
    }
    return limit < bits ? -1 : 0;
  }
}
