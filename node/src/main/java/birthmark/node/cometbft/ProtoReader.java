package birthmark.node.cometbft;

import birthmark.bytes.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads one message in the wire format of Protocol Buffers, field by field, from octets in memory.
 *
 * <p>{@link #next} gives the number of the next field; then either its value is read in the form
 * that the field has, or it is passed over by the next {@link #next}.
 */
final class ProtoReader {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH = 2;
  private static final int FIXED32 = 5;
  private static final int VARINT_BITS = 7;
  private static final int VARINT_BITS_MAX = 63;

  private final byte[] octets;
  private final int end;
  private int at;
  private int wireType;
  private boolean unread;

  ProtoReader(byte[] octets, int from, int to) {
    this.octets = octets;
    this.at = from;
    this.end = to;
  }

  /** What is no message. */
  static final class MalformedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedException(String what) {
      super(what);
    }
  }

  /** The number of the next field, 0 at the end. */
  int next() {
    if (unread) {
      skip();
    }
    if (at == end) {
      return 0;
    }
    long tag = varint();
    wireType = (int) (tag & 7);
    long field = tag >>> 3;
    if (field < 1 || field > Integer.MAX_VALUE >> 2) {
      throw new MalformedException("there is no field " + field);
    }
    unread = true;
    return (int) field;
  }

  /** The value of a field that is a number. */
  long number() {
    take(VARINT);
    return varint();
  }

  /** The value of a field that is octets. */
  Bytes bytes() {
    int length = length();
    at += length;
    return Bytes.ofOwned(Arrays.copyOfRange(octets, at - length, at));
  }

  /** The value of a field that is text. */
  String text() {
    int length = length();
    at += length;
    return new String(octets, at - length, length, StandardCharsets.UTF_8);
  }

  /** The value of a field that is a message. */
  ProtoReader message() {
    int length = length();
    at += length;
    return new ProtoReader(octets, at - length, at);
  }

  private int length() {
    take(LENGTH);
    return lengthAhead();
  }

  private int lengthAhead() {
    long length = varint();
    if (length < 0 || length > end - at) {
      throw new MalformedException("a field of " + length + " octets does not fit");
    }
    return (int) length;
  }

  private void take(int wanted) {
    if (!unread || wireType != wanted) {
      throw new MalformedException("a field has wire type " + wireType + ", not " + wanted);
    }
    unread = false;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift <= VARINT_BITS_MAX; shift += VARINT_BITS) {
      if (at == end) {
        throw new MalformedException("a number is cut short");
      }
      byte octet = octets[at++];
      value |= (octet & 0x7fL) << shift;
      if (octet >= 0) {
        return value;
      }
    }
    throw new MalformedException("a number has more than ten octets");
  }

  private void skip() {
    unread = false;
    switch (wireType) {
      case VARINT -> varint();
      case FIXED64 -> at += advance(Long.BYTES);
      case LENGTH -> {
        int length = lengthAhead();
        at += length;
      }
      case FIXED32 -> at += advance(Integer.BYTES);
      default -> throw new MalformedException("there is no wire type " + wireType);
    }
  }

  private int advance(int octetCount) {
    if (octetCount > end - at) {
      throw new MalformedException("a field is cut short");
    }
    return octetCount;
  }
}
