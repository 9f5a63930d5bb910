package birthmark.cbor;

import birthmark.bytes.Bytes;
import birthmark.bytes.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A writer of deterministic CBOR (RFC 8949 §4.2.1) into a growing buffer.
 *
 * <p>Heads come out minimal and lengths definite by construction. The caller writes map keys in the
 * bytewise order of their encodings; a key out of order, a key written twice, or an array or map
 * that did not get the items it announced is a mistake in the calling code and ends in {@link
 * IllegalStateException}.
 */
public final class CborWriter {
  private final Nesting nesting = new Nesting();
  private byte[] buffer;
  private int size;

  /** A writer with room for a small statement. */
  public CborWriter() {
    this(256);
  }

  /** A writer with room for {@code capacity} octets before it has to grow. */
  public CborWriter(int capacity) {
    buffer = new byte[Math.max(16, capacity)];
  }

  /** The encoding of {@code value}, which is not negative, alone. */
  public static Bytes encodeUnsigned(long value) {
    requireUnsigned(value);
    byte[] encoded = new byte[Heads.length(value)];
    if (encoded.length == 1) {
      encoded[0] = (byte) value;
      return Bytes.ofOwned(encoded);
    }
    // Additional information 24 to 27 stands for 1, 2, 4 and 8 octets.
    encoded[0] = (byte) (24 + Integer.numberOfTrailingZeros(encoded.length - 1));
    for (int i = 1; i < encoded.length; i++) {
      encoded[i] = (byte) (value >>> (8 * (encoded.length - 1 - i)));
    }
    return Bytes.ofOwned(encoded);
  }

  private static void requireUnsigned(long value) {
    if (value < 0) {
      throw new IllegalArgumentException(value + " is negative; write it with integer");
    }
  }

  /** Writes {@code value}, which is not negative. */
  public CborWriter unsigned(long value) {
    requireUnsigned(value);
    start();
    head(Major.UNSIGNED, value);
    return this;
  }

  /** Writes {@code value} of either sign. */
  public CborWriter integer(long value) {
    start();
    if (value < 0) {
      head(Major.NEGATIVE, -1 - value);
    } else {
      head(Major.UNSIGNED, value);
    }
    return this;
  }

  /** Writes a byte string. */
  public CborWriter bytes(Bytes value) {
    return bytes(value.unsafe());
  }

  /** Writes a byte string. */
  public CborWriter bytes(byte[] value) {
    return bytes(value, 0, value.length);
  }

  /** Writes a byte string of the {@code length} octets of {@code value} from {@code offset}. */
  public CborWriter bytes(byte[] value, int offset, int length) {
    start();
    head(Major.BYTES, length);
    append(value, offset, length);
    return this;
  }

  /**
   * Writes a text string.
   *
   * @throws IllegalArgumentException if {@code value} holds half a surrogate pair, which has no
   *     UTF-8 form
   */
  public CborWriter text(String value) {
    if (!Utf8.encodable(value)) {
      throw new IllegalArgumentException("the text holds half a surrogate pair");
    }
    start();
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    head(Major.TEXT, utf8.length);
    append(utf8, 0, utf8.length);
    return this;
  }

  /** Starts an array; the next {@code count} items are in it. */
  public CborWriter array(int count) {
    start();
    head(Major.ARRAY, count);
    requireShallow(nesting.array(count));
    return this;
  }

  /** Starts a map; the next {@code entries} pairs of key and value are in it. */
  public CborWriter map(int entries) {
    start();
    head(Major.MAP, entries);
    requireShallow(nesting.map(entries));
    return this;
  }

  /** Tags the next item. */
  public CborWriter tag(long number) {
    if (number < 0) {
      throw new IllegalArgumentException("no tag has the negative number " + number);
    }
    unsignedTag(number);
    return this;
  }

  /** Writes true or false. */
  public CborWriter bool(boolean value) {
    start();
    head(Major.SIMPLE, value ? 21 : 20);
    return this;
  }

  /** Writes null. */
  public CborWriter nil() {
    start();
    head(Major.SIMPLE, 22);
    return this;
  }

  /** Writes one item that is already encoded, and is not checked. */
  public CborWriter raw(Bytes item) {
    return raw(item.unsafe());
  }

  /** Writes one item that is already encoded, and is not checked. */
  public CborWriter raw(byte[] item) {
    start();
    append(item, 0, item.length);
    return this;
  }

  /** The number of octets written. */
  public int size() {
    return size;
  }

  /** A copy of what was written. */
  public byte[] toByteArray() {
    requireComplete();
    return Arrays.copyOf(buffer, size);
  }

  /** What was written. */
  public Bytes toBytes() {
    return Bytes.ofOwned(toByteArray());
  }

  /**
   * Writes a head whose argument is the unsigned 64-bit number {@code argument}, as for an item of
   * the model.
   */
  void item(int major, long argument) {
    start();
    head(major, argument);
  }

  /** Tags the next item with an unsigned 64-bit number. */
  void unsignedTag(long number) {
    item(Major.TAG, number);
    requireShallow(nesting.tag());
  }

  /** Writes a float of the width that it has. */
  void floating(CborItem.FloatingPoint number) {
    start();
    ensure(9);
    buffer[size++] = (byte) (Major.SIMPLE << 5 | Heads.info(number.width()));
    append(number.bits(), number.width().octets());
  }

  private void start() {
    if (nesting.start(buffer, size) != Nesting.Order.FINE) {
      throw new IllegalStateException("a map key does not sort after the one written before it");
    }
  }

  private void head(int major, long argument) {
    ensure(9);
    int type = major << 5;
    if (argument >>> 32 != 0) {
      buffer[size++] = (byte) (type | 27);
      append(argument, 8);
    } else if (argument >= 0x10000) {
      buffer[size++] = (byte) (type | 26);
      append(argument, 4);
    } else if (argument >= 0x100) {
      buffer[size++] = (byte) (type | 25);
      append(argument, 2);
    } else if (argument >= 24) {
      buffer[size++] = (byte) (type | 24);
      buffer[size++] = (byte) argument;
    } else {
      buffer[size++] = (byte) (type | (int) argument);
    }
  }

  private void append(long value, int octets) {
    for (int shift = 8 * octets - 8; shift >= 0; shift -= 8) {
      buffer[size++] = (byte) (value >>> shift);
    }
  }

  private void append(byte[] octets, int offset, int length) {
    ensure(length);
    System.arraycopy(octets, offset, buffer, size, length);
    size += length;
  }

  private void ensure(int more) {
    if (more > buffer.length - size) {
      buffer = Arrays.copyOf(buffer, Math.max(Math.addExact(size, more), 2 * buffer.length));
    }
  }

  private void requireComplete() {
    if (nesting.closeFinished() > 0 || nesting.tagPending()) {
      throw new IllegalStateException(
          "an array, map or tag did not get all the items it announced");
    }
  }

  private static void requireShallow(boolean shallow) {
    if (!shallow) {
      throw new IllegalStateException(
          "arrays, maps and tags are more than " + Nesting.MAX_DEPTH + " deep");
    }
  }
}
