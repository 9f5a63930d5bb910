package birthmark.merkle;

import java.util.Arrays;

/** Bit strings at the front of octet strings; bit 0 is the highest of the first octet. */
final class Bits {
  private Bits() {}

  static boolean isSet(byte[] octets, int index) {
    return (octets[index >>> 3] >>> (7 - (index & 7)) & 1) == 1;
  }

  /** How many octets hold {@code bits} bits. */
  static int octets(int bits) {
    return (bits + 7) >>> 3;
  }

  /** The first {@code bits} bits of {@code octets}, the rest of the last octet zero. */
  static byte[] prefix(byte[] octets, int bits) {
    byte[] prefix = Arrays.copyOf(octets, octets(bits));
    clearTail(prefix, 0, bits);
    return prefix;
  }

  /** Clears the bits of the octet that bit {@code bits} from {@code from} lies in, from it on. */
  static void clearTail(byte[] octets, int from, int bits) {
    if ((bits & 7) != 0) {
      octets[from + (bits >>> 3)] &= (byte) (0xff00 >>> (bits & 7));
    }
  }

  /** How many bits {@code a} and {@code b} share from the left, at most {@code limit}. */
  static int common(byte[] a, byte[] b, int limit) {
    int end = octets(limit);
    int at = Arrays.mismatch(a, 0, end, b, 0, end);
    return at < 0 ? limit : Math.min(limit, at * 8 + sameBits(a[at], b[at]));
  }

  /** How many bits two octets share from the left, up to 8. */
  static int sameBits(byte a, byte b) {
    return Integer.numberOfLeadingZeros((a ^ b) & 0xff) - 24;
  }

  /**
   * Where {@code key} lies against the first {@code bits} bits of {@code prefix}: 0 if it begins
   * with them, negative if it comes before every key that does, positive if after. A key that ends
   * within those bits comes before.
   */
  static int compare(byte[] key, byte[] prefix, int bits) {
    int limit = Math.min(bits, key.length * 8);
    int common = common(key, prefix, limit);
    if (common < limit) {
      return isSet(key, common) ? 1 : -1;
    }
    return limit < bits ? -1 : 0;
  }
}
