package birthmark.contracts.governance;

import birthmark.bytes.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Fields of a Protocol Buffers message in ascending order, as CometBFT writes what it signs: what
 * is zero is left out, a message or text never is.
 */
final class ProtoFields {
  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  ProtoFields number(int field, long value) {
    if (value != 0) {
      varint(head(field, VARINT));
      varint(value);
    }
    return this;
  }

  /** An {@code sfixed64}. */
  ProtoFields fixed(int field, long value) {
    if (value != 0) {
      varint(head(field, FIXED_64));
      for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
        out.write((int) (value >>> shift));
      }
    }
    return this;
  }

  ProtoFields bytes(int field, Bytes value) {
    varint(head(field, LENGTH_DELIMITED));
    varint(value.length());
    out.writeBytes(value.unsafe());
    return this;
  }

  ProtoFields text(int field, String value) {
    return bytes(field, Bytes.ofOwned(value.getBytes(StandardCharsets.UTF_8)));
  }

  private static long head(int field, int wire) {
    return ((long) field << 3) | wire;
  }

  private void varint(long value) {
    long left = value;
    while (left >>> 7 != 0) {
      out.write((int) ((left & 0x7f) | 0x80));
      left >>>= 7;
    }
    out.write((int) left);
  }

  Bytes toBytes() {
    return Bytes.ofOwned(out.toByteArray());
  }

  /** The message behind its length. */
  Bytes delimited() {
    ProtoFields whole = new ProtoFields();
    whole.varint(out.size());
    whole.out.writeBytes(out.toByteArray());
    return whole.toBytes();
  }
}
