package birthmark.codec;

import birthmark.bytes.Bytes;
import java.util.Arrays;

/**
 * Octets of an ordered key: comparing them as unsigned octets compares the components in order, and
 * no key of a table is the beginning of another.
 */
final class KeyWriter {
  private byte[] octets = new byte[64];
  private int length;

  void octet(int value) {
    room(1);
    octets[length++] = (byte) value;
  }

  void whole(long value) {
    room(8);
    for (int shift = 56; shift >= 0; shift -= 8) {
      octets[length++] = (byte) (value >>> shift);
    }
  }

  void fixed(Bytes value) {
    byte[] source = value.unsafe();
    room(source.length);
    System.arraycopy(source, 0, octets, length, source.length);
    length += source.length;
  }

  /** Writes octets with no zero among them, ended by a zero. */
  void terminated(byte[] source) {
    room(source.length + 1);
    System.arraycopy(source, 0, octets, length, source.length);
    length += source.length;
    octets[length++] = 0;
  }

  /** Writes any octets: a zero as 00 FF, the end as 00 00. */
  void escaped(Bytes value) {
    byte[] source = value.unsafe();
    room(source.length * 2 + 2);
    for (byte octet : source) {
      octets[length++] = octet;
      if (octet == 0) {
        octets[length++] = (byte) 0xff;
      }
    }
    octets[length++] = 0;
    octets[length++] = 0;
  }

  Bytes toBytes() {
    return Bytes.copyOf(octets, 0, length);
  }

  private void room(int more) {
    if (length + more > octets.length) {
      octets = Arrays.copyOf(octets, Math.max(octets.length * 2, length + more));
    }
  }
}
