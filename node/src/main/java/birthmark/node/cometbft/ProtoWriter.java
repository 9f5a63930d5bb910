package birthmark.node.cometbft;

import birthmark.bytes.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Writes one message in the wire format of Protocol Buffers; what is zero or empty is left out. */
final class ProtoWriter {
  private static final int VARINT = 0;
  private static final int LENGTH = 2;
  private static final int VARINT_BITS = 7;

  private byte[] octets = new byte[64];
  private int size;

  /** A field that is a number. */
  ProtoWriter number(int field, long value) {
    if (value != 0) {
      tag(field, VARINT);
      varint(value);
    }
    return this;
  }

  /** A repeated field of numbers, packed as version 3 of the language has it. */
  ProtoWriter numbers(int field, List<Long> values) {
    ProtoWriter packed = new ProtoWriter();
    values.forEach(packed::varint);
    return message(field, packed);
  }

  /** A field that is text. */
  ProtoWriter text(int field, String value) {
    return value.isEmpty() ? this : each(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /** A field that is octets. */
  ProtoWriter bytes(int field, Bytes value) {
    return value.length() == 0 ? this : each(field, value);
  }

  /** One of the values of a repeated field that is octets, written also where it is empty. */
  ProtoWriter each(int field, Bytes value) {
    return each(field, value.unsafe());
  }

  private ProtoWriter each(int field, byte[] value) {
    tag(field, LENGTH);
    varint(value.length);
    append(value, value.length);
    return this;
  }

  /** A field that is a message, written also where that has nothing in it. */
  ProtoWriter message(int field, ProtoWriter value) {
    tag(field, LENGTH);
    varint(value.size);
    append(value.octets, value.size);
    return this;
  }

  /** How many octets it has. */
  int size() {
    return size;
  }

  /** This message. */
  Bytes toBytes() {
    return Bytes.copyOf(octets, 0, size);
  }

  /** This message behind its length, as ABCI's socket has it. */
  byte[] delimited() {
    ProtoWriter whole = new ProtoWriter();
    whole.varint(size);
    whole.append(octets, size);
    return Arrays.copyOf(whole.octets, whole.size);
  }

  private void tag(int field, int wireType) {
    varint(((long) field << 3) | wireType);
  }

  private void varint(long value) {
    long left = value;
    while ((left & ~0x7fL) != 0) {
      append((byte) (left | 0x80));
      left >>>= VARINT_BITS;
    }
    append((byte) left);
  }

  private void append(byte octet) {
    room(1);
    octets[size++] = octet;
  }

  private void append(byte[] more, int length) {
    room(length);
    System.arraycopy(more, 0, octets, size, length);
    size += length;
  }

  private void room(int length) {
    if (size + length > octets.length) {
      octets = Arrays.copyOf(octets, Math.max(2 * octets.length, size + length));
    }
  }
}
