package birthmark.bytes;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * An immutable octet string, ordered as unsigned octets from the left.
 *
 * <p>The one value type for digests, keys, signatures and encoded items: unlike {@code byte[]} it
 * can be a record component and a map key.
 */
public final class Bytes implements Comparable<Bytes> {
  /** The octet string of length zero. */
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private static final HexFormat HEX = HexFormat.of();

  private final byte[] octets;

  private Bytes(byte[] octets) {
    this.octets = octets;
  }

  /** A copy of {@code octets}. */
  public static Bytes copyOf(byte[] octets) {
    return octets.length == 0 ? EMPTY : new Bytes(octets.clone());
  }

  /** A copy of the octets from {@code from} (inclusive) to {@code to} (exclusive). */
  public static Bytes copyOf(byte[] octets, int from, int to) {
    return from == to ? EMPTY : new Bytes(Arrays.copyOfRange(octets, from, to));
  }

  /**
   * Takes {@code octets} without a copy; the caller gives the array up and never writes to it
   * again.
   */
  public static Bytes ofOwned(byte[] octets) {
    return octets.length == 0 ? EMPTY : new Bytes(octets);
  }

  /**
   * The octets that {@code hex} names.
   *
   * @throws IllegalArgumentException if {@code hex} is not pairs of hexadecimal digits
   */
  public static Bytes fromHex(String hex) {
    return ofOwned(HEX.parseHex(hex));
  }

  /** The number of octets. */
  public int length() {
    return octets.length;
  }

  /** The octet at {@code index}, 0 to 255. */
  public int octet(int index) {
    return octets[index] & 0xff;
  }

  /** A copy of the octets. */
  public byte[] toByteArray() {
    return octets.clone();
  }

  /** The octets themselves, not a copy; whoever calls this only reads them. */
  public byte[] unsafe() {
    return octets;
  }

  /** The octets from {@code from} (inclusive) to {@code to} (exclusive). */
  public Bytes slice(int from, int to) {
    return copyOf(octets, from, to);
  }

  /** This followed by {@code next}. */
  public Bytes concat(Bytes next) {
    byte[] joined = Arrays.copyOf(octets, octets.length + next.octets.length);
    System.arraycopy(next.octets, 0, joined, octets.length, next.octets.length);
    return ofOwned(joined);
  }

  /** The octets from the last to the first. */
  public Bytes reversed() {
    byte[] reversed = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      reversed[i] = octets[octets.length - 1 - i];
    }
    return ofOwned(reversed);
  }

  /** Whether the first octets of this are those of {@code prefix}. */
  public boolean startsWith(Bytes prefix) {
    return length() >= prefix.length()
        && Arrays.equals(octets, 0, prefix.length(), prefix.octets, 0, prefix.length());
  }

  /** The octets in lower-case hexadecimal. */
  public String hex() {
    return HEX.formatHex(octets);
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(octets, other.octets);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(octets, that.octets);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(octets);
  }

  @Override
  public String toString() {
    return hex();
  }
}
