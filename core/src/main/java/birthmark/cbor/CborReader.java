package birthmark.cbor;

import birthmark.bytes.Bytes;
import birthmark.bytes.Utf8;
import birthmark.cbor.CborException.Reason;
import java.nio.charset.StandardCharsets;

/**
 * A strict reader of deterministic CBOR (RFC 8949 §4.2.1) for code that knows which item comes
 * next.
 *
 * <p>It reads what statements are made of: integers, strings, arrays, maps, tags, false, true and
 * null. Heads are minimal, lengths definite, map keys in order and unique, text is UTF-8, and
 * arrays, maps and tags nest at most 16 deep. It allocates nothing but results, and no result is
 * longer than the octets that are there. Every method throws {@link CborException} where the next
 * item is not the one asked for; a reader that has thrown is of no more use.
 */
public final class CborReader {
  /** The most arrays, maps and tags around an item. */
  public static final int MAX_DEPTH = Nesting.MAX_DEPTH;

  private static final int FALSE = 0xf4;
  private static final int TRUE = 0xf5;
  private static final int NULL = 0xf6;

  private final byte[] buffer;
  private final int end;
  private final Nesting nesting = new Nesting();
  private int position;

  /** A reader of all of {@code octets}, which must not change meanwhile. */
  public CborReader(byte[] octets) {
    this(octets, 0, octets.length);
  }

  /** A reader of {@code length} octets from {@code offset}, which must not change meanwhile. */
  public CborReader(byte[] octets, int offset, int length) {
    if (offset < 0 || length < 0 || length > octets.length - offset) {
      throw new IndexOutOfBoundsException(
          "offset " + offset + " and length " + length + " are not inside " + octets.length);
    }
    buffer = octets;
    position = offset;
    end = offset + length;
  }

  /** A reader of all of {@code octets}. */
  public CborReader(Bytes octets) {
    this(octets.unsafe());
  }

  /** The index of the next octet to read. */
  public int position() {
    return position;
  }

  /** The number of octets not read yet. */
  public int remaining() {
    return end - position;
  }

  /** The major type of the next item, one of {@link Major}. */
  public int peekMajor() {
    return peek() >> 5;
  }

  /** Whether the next item is null. */
  public boolean isNil() {
    return peek() == NULL;
  }

  /** A non-negative integer up to {@link Long#MAX_VALUE}. */
  public long unsigned() {
    int at = start();
    long value = argument(Major.UNSIGNED);
    if (value < 0) {
      throw new CborException(Reason.OUT_OF_RANGE, at, "above 2^63 - 1");
    }
    return value;
  }

  /** A non-negative integer up to {@code max}. */
  public long unsigned(long max) {
    int at = position;
    long value = unsigned();
    if (value > max) {
      throw new CborException(Reason.OUT_OF_RANGE, at, value + " is above " + max);
    }
    return value;
  }

  /** An integer from {@link Long#MIN_VALUE} to {@link Long#MAX_VALUE}. */
  public long integer() {
    if (peekMajor() == Major.UNSIGNED) {
      return unsigned();
    }
    int at = start();
    long value = argument(Major.NEGATIVE);
    if (value < 0) {
      throw new CborException(Reason.OUT_OF_RANGE, at, "below -2^63");
    }
    return -1 - value;
  }

  /** A byte string of at most {@code max} octets. */
  public Bytes bytes(int max) {
    int length = stringHead(Major.BYTES, max);
    position += length;
    return Bytes.copyOf(buffer, position - length, position);
  }

  /** A byte string of exactly {@code length} octets. */
  public Bytes bytesOf(int length) {
    int at = position;
    Bytes value = bytes(length);
    if (value.length() != length) {
      throw new CborException(
          Reason.OUT_OF_RANGE, at, value.length() + " octets where " + length + " are needed");
    }
    return value;
  }

  /**
   * A reader of what a byte string of at most {@code max} octets encloses, over the same octets.
   */
  public CborReader enclosed(int max) {
    int length = stringHead(Major.BYTES, max);
    position += length;
    return new CborReader(buffer, position - length, length);
  }

  /** A text string of at most {@code max} octets of UTF-8. */
  public String text(int max) {
    int length = stringHead(Major.TEXT, max);
    int from = position;
    position = from + length;
    requireUtf8(from);
    return new String(buffer, from, length, StandardCharsets.UTF_8);
  }

  /** The number of items, at most {@code max}, of an array that starts here. */
  public int array(int max) {
    int at = start();
    int count = count(argument(Major.ARRAY), max, 1, at);
    if (!nesting.array(count)) {
      throw tooDeep(at);
    }
    return count;
  }

  /** Reads the head of an array that must have {@code count} items. */
  public void arrayOf(int count) {
    int at = position;
    int found = array(Integer.MAX_VALUE);
    if (found != count) {
      throw new CborException(
          Reason.OUT_OF_RANGE, at, found + " items in an array where " + count + " are needed");
    }
  }

  /**
   * The number of entries, at most {@code max}, of a map that starts here; its keys are then
   * checked as they are read.
   */
  public int map(int max) {
    int at = start();
    int count = count(argument(Major.MAP), max, 2, at);
    if (!nesting.map(count)) {
      throw tooDeep(at);
    }
    return count;
  }

  /** The number of a tag, up to {@link Long#MAX_VALUE}; the tagged item comes next. */
  public long tag() {
    int at = start();
    long number = argument(Major.TAG);
    if (number < 0) {
      throw new CborException(Reason.OUT_OF_RANGE, at, "a tag above 2^63 - 1");
    }
    if (!nesting.tag()) {
      throw tooDeep(at);
    }
    return number;
  }

  /** True or false. */
  public boolean bool() {
    int at = start();
    int head = peek();
    if (head != FALSE && head != TRUE) {
      throw wrongType(at, "true or false");
    }
    position++;
    return head == TRUE;
  }

  /** Reads null. */
  public void nil() {
    int at = start();
    if (peek() != NULL) {
      throw wrongType(at, "null");
    }
    position++;
  }

  /**
   * Reads one item with all it contains and checks it as strictly as if each part were asked for.
   */
  public void skip() {
    int open = nesting.closeFinished();
    do {
      skipHead();
    } while (nesting.closeFinished() > open || nesting.tagPending());
  }

  private void skipHead() {
    switch (peekMajor()) {
      case Major.UNSIGNED, Major.NEGATIVE -> {
        start();
        argument(peekMajor());
      }
      case Major.BYTES -> {
        int length = stringHead(Major.BYTES, Integer.MAX_VALUE);
        position += length;
      }
      case Major.TEXT -> {
        int length = stringHead(Major.TEXT, Integer.MAX_VALUE);
        int from = position;
        position = from + length;
        requireUtf8(from);
      }
      case Major.ARRAY -> array(Integer.MAX_VALUE);
      case Major.MAP -> map(Integer.MAX_VALUE);
      case Major.TAG -> tag();
      default -> {
        int at = start();
        int head = peek();
        if (head != FALSE && head != TRUE && head != NULL) {
          throw wrongType(at, "false, true or null");
        }
        position++;
      }
    }
  }

  /**
   * Refuses octets that are left over, and arrays and maps that have fewer items than they
   * announce.
   */
  public void end() {
    if (position < end) {
      throw new CborException(Reason.TRAILING, position, end - position + " more");
    }
    if (nesting.closeFinished() > 0 || nesting.tagPending()) {
      throw new CborException(Reason.TRUNCATED, position);
    }
  }

  private int start() {
    int at = position;
    switch (nesting.start(buffer, at)) {
      case FINE -> {}
      case UNORDERED -> throw new CborException(Reason.UNORDERED_KEYS, nesting.keyStart());
      case DUPLICATE -> throw new CborException(Reason.DUPLICATE_KEY, nesting.keyStart());
    }
    return at;
  }

  private int peek() {
    if (position >= end) {
      throw new CborException(Reason.TRUNCATED, position);
    }
    return buffer[position] & 0xff;
  }

  /** The argument of the head of an item of type {@code major}, as an unsigned 64-bit number. */
  private long argument(int major) {
    int head = peek();
    if (head >> 5 != major) {
      throw wrongType(position, Major.named(major));
    }
    int info = head & 0x1f;
    if (info < 24) {
      position++;
      return info;
    }
    return longArgument(info);
  }

  private long longArgument(int info) {
    int at = position;
    if (info == Heads.INDEFINITE) {
      // RFC 8949 §3: integers and tags have no indefinite form, so the head is malformed there.
      boolean length = peekMajor() >= Major.BYTES && peekMajor() <= Major.MAP;
      throw new CborException(length ? Reason.INDEFINITE : Reason.RESERVED, at);
    }
    long value = Heads.argument(buffer, at, end);
    if (!Heads.isMinimal(info, value)) {
      throw new CborException(Reason.NOT_MINIMAL, at);
    }
    position = at + 1 + Heads.octets(info);
    return value;
  }

  private int stringHead(int major, int max) {
    int at = start();
    return count(argument(major), max, 1, at);
  }

  /** A length that the input can hold, each unit of which takes at least {@code octetsEach}. */
  private int count(long argument, int max, int octetsEach, int at) {
    if (argument < 0 || argument > (end - position) / octetsEach) {
      throw new CborException(
          Reason.TRUNCATED, at, "it announces " + Long.toUnsignedString(argument));
    }
    if (argument > max) {
      throw new CborException(Reason.TOO_LONG, at, argument + " where at most " + max + " may be");
    }
    return (int) argument;
  }

  private void requireUtf8(int from) {
    int invalid = Utf8.firstInvalid(buffer, from, position);
    if (invalid >= 0) {
      throw new CborException(Reason.BAD_UTF8, invalid);
    }
  }

  private CborException wrongType(int at, String wanted) {
    int head = peek();
    if (head == 0xff) {
      return new CborException(Reason.RESERVED, at, "a break with nothing to end");
    }
    return new CborException(
        Reason.WRONG_TYPE, at, Major.named(head >> 5) + " where " + wanted + " is needed");
  }

  private static CborException tooDeep(int at) {
    return new CborException(Reason.TOO_DEEP, at, "at most " + MAX_DEPTH);
  }
}
