package birthmark.cbor;

import birthmark.bytes.Bytes;
import java.util.List;
import java.util.Optional;

/** Any CBOR data item (RFC 8949 §2), for CBOR whose shape is not known beforehand. */
public sealed interface CborItem {
  /** An integer from 0 to 2^64 - 1, as an unsigned 64-bit number. */
  record Unsigned(long bits) implements CborItem {}

  /** The integer -1 - n, {@code bits} being n as an unsigned 64-bit number. */
  record Negative(long bits) implements CborItem {}

  /** A byte string. */
  record ByteString(Bytes value) implements CborItem {}

  /** A text string. */
  record TextString(String value) implements CborItem {}

  /** An array. */
  record Array(List<CborItem> items) implements CborItem {
    /** Keeps a copy. */
    public Array {
      items = List.copyOf(items);
    }
  }

  /** A map with its entries in the order read; encoding puts them in the order of their keys. */
  record Map(List<Entry> entries) implements CborItem {
    /** Keeps a copy. */
    public Map {
      entries = List.copyOf(entries);
    }

    /** The value of the first entry with {@code key}. */
    public Optional<CborItem> value(CborItem key) {
      for (Entry entry : entries) {
        if (entry.key().equals(key)) {
          return Optional.of(entry.value());
        }
      }
      return Optional.empty();
    }
  }

  /** A key and its value. */
  record Entry(CborItem key, CborItem value) {}

  /** An item under a tag, whose number is an unsigned 64-bit number. */
  record Tagged(long number, CborItem content) implements CborItem {}

  /** A simple value: 0 to 23, or 32 to 255. */
  record Simple(int value) implements CborItem {
    /** False. */
    public static final Simple FALSE = new Simple(20);

    /** True. */
    public static final Simple TRUE = new Simple(21);

    /** Null. */
    public static final Simple NULL = new Simple(22);

    /** Undefined. */
    public static final Simple UNDEFINED = new Simple(23);

    /** A simple value that has an encoding. */
    public Simple {
      if (value < 0 || value > 255 || (value >= 24 && value < 32)) {
        throw new IllegalArgumentException("there is no simple value " + value);
      }
    }
  }

  /**
   * A floating-point number as its IEEE 754 bits, never computed with.
   *
   * <p>Of the numbers with one value only the one of the least width is encoded.
   */
  record FloatingPoint(Width width, long bits) implements CborItem {
    /** Bits that fit the width. */
    public FloatingPoint {
      if (width != Width.DOUBLE && bits >>> (8 * width.octets()) != 0) {
        throw new IllegalArgumentException("more bits than a " + width + " has");
      }
    }
  }

  /** How many octets a floating-point number takes. */
  enum Width {
    /** Binary16. */
    HALF(2),
    /** Binary32. */
    SINGLE(4),
    /** Binary64. */
    DOUBLE(8);

    private final int octets;

    Width(int octets) {
      this.octets = octets;
    }

    /** The octets it takes. */
    public int octets() {
      return octets;
    }
  }

  /** The integer {@code value} of either sign. */
  static CborItem integer(long value) {
    return value < 0 ? new Negative(-1 - value) : new Unsigned(value);
  }

  /** The text string {@code value}. */
  static CborItem text(String value) {
    return new TextString(value);
  }

  /** The integer that this is, if it is one of 64 bits with a sign. */
  default Optional<Long> asLong() {
    return switch (this) {
      case Unsigned n when n.bits() >= 0 -> Optional.of(n.bits());
      case Negative n when n.bits() >= 0 -> Optional.of(-1 - n.bits());
      default -> Optional.empty();
    };
  }
}
