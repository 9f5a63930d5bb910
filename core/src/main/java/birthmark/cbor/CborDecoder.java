package birthmark.cbor;

import birthmark.bytes.Bytes;
import birthmark.bytes.Utf8;
import birthmark.cbor.CborException.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * A decoder of CBOR whose shape is not known beforehand, as strict as its profile.
 *
 * <p>Whatever the profile, arrays, maps and tags nest at most 16 deep and memory stays in
 * proportion to the input, whose length the caller bounds.
 */
public final class CborDecoder {
  /** How strict a decoder is. */
  public enum Profile {
    /** Well-formed (RFC 8949 §3), with text that is UTF-8. */
    WELL_FORMED,
    /** Also valid: no key twice in a map (RFC 8949 §5.3.1). */
    VALID,
    /** Also with each length definite and each head as short as can be; maps in any order. */
    MINIMAL,
    /**
     * Also in the core deterministic encoding (RFC 8949 §4.2.1): there is one encoding of each
     * value.
     */
    DETERMINISTIC
  }

  private static final int TAG_POSITIVE_BIGNUM = 2;
  private static final int TAG_NEGATIVE_BIGNUM = 3;

  private final byte[] buffer;
  private final Profile profile;
  private int position;

  private CborDecoder(byte[] buffer, Profile profile) {
    this.buffer = buffer;
    this.profile = profile;
  }

  /**
   * The item that {@code encoded} holds, with nothing after it.
   *
   * @throws CborException if the profile refuses it
   */
  public static CborItem decode(Bytes encoded, Profile profile) {
    CborDecoder decoder = new CborDecoder(encoded.unsafe(), profile);
    CborItem item = decoder.item(0);
    if (decoder.position < decoder.buffer.length) {
      throw new CborException(
          Reason.TRAILING, decoder.position, decoder.buffer.length - decoder.position + " more");
    }
    return item;
  }

  private boolean isMinimal() {
    return profile == Profile.MINIMAL || profile == Profile.DETERMINISTIC;
  }

  private CborItem item(int depth) {
    int at = position;
    int head = peek();
    int info = head & 0x1f;
    int major = head >> 5;
    if (info == Heads.INDEFINITE) {
      return indefinite(major, depth, at);
    }
    if (major == Major.SIMPLE) {
      return simple(info, at);
    }
    long argument = argument(at);
    return switch (major) {
      case Major.UNSIGNED -> new CborItem.Unsigned(argument);
      case Major.NEGATIVE -> new CborItem.Negative(argument);
      case Major.BYTES -> new CborItem.ByteString(octets(argument, at));
      case Major.TEXT -> new CborItem.TextString(text(octets(argument, at), position));
      case Major.ARRAY -> array(argument, depth, at);
      case Major.MAP -> map(argument, depth, at);
      default -> tagged(argument, depth, at);
    };
  }

  private CborItem indefinite(int major, int depth, int at) {
    if (major < Major.BYTES || major > Major.MAP) {
      throw new CborException(
          Reason.RESERVED, at, major == Major.SIMPLE ? "a break with nothing to end" : "");
    }
    if (isMinimal()) {
      throw new CborException(Reason.INDEFINITE, at);
    }
    position++;
    return switch (major) {
      case Major.BYTES -> new CborItem.ByteString(chunks(major));
      case Major.TEXT ->
          new CborItem.TextString(new String(chunks(major).unsafe(), StandardCharsets.UTF_8));
      case Major.ARRAY -> indefiniteArray(depth, at);
      default -> indefiniteMap(depth, at);
    };
  }

  /**
   * The chunks of an indefinite string, each a definite one of the same type; text may not be cut
   * inside a character.
   */
  private Bytes chunks(int major) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    while (!isBreak()) {
      int at = position;
      if (peek() >> 5 != major || (peek() & 0x1f) == Heads.INDEFINITE) {
        throw new CborException(Reason.RESERVED, at, "a chunk of another kind");
      }
      Bytes chunk = octets(argument(at), at);
      if (major == Major.TEXT) {
        requireUtf8(chunk, position);
      }
      joined.writeBytes(chunk.unsafe());
    }
    return Bytes.ofOwned(joined.toByteArray());
  }

  /** Whether a break comes next, which is then read. */
  private boolean isBreak() {
    if (peek() != 0xff) {
      return false;
    }
    position++;
    return true;
  }

  private CborItem indefiniteArray(int depth, int at) {
    requireShallow(depth, at);
    List<CborItem> items = new ArrayList<>();
    while (!isBreak()) {
      items.add(item(depth + 1));
    }
    return new CborItem.Array(items);
  }

  private CborItem indefiniteMap(int depth, int at) {
    requireShallow(depth, at);
    Entries entries = new Entries();
    while (!isBreak()) {
      entry(entries, depth);
    }
    return new CborItem.Map(entries.list);
  }

  private CborItem array(long count, int depth, int at) {
    requireShallow(depth, at);
    requireInput(count, 1, at);
    List<CborItem> items = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      items.add(item(depth + 1));
    }
    return new CborItem.Array(items);
  }

  private CborItem map(long count, int depth, int at) {
    requireShallow(depth, at);
    requireInput(count, 2, at);
    Entries entries = new Entries();
    for (long i = 0; i < count; i++) {
      entry(entries, depth);
    }
    return new CborItem.Map(entries.list);
  }

  private static final class Entries {
    final List<CborItem.Entry> list = new ArrayList<>();
    final TreeSet<Bytes> keys = new TreeSet<>();
  }

  private void entry(Entries entries, int depth) {
    int at = position;
    CborItem key = item(depth + 1);
    if (profile != Profile.WELL_FORMED) {
      Bytes encoded = CborEncoder.encode(key);
      if (!entries.keys.isEmpty()
          && profile == Profile.DETERMINISTIC
          && encoded.compareTo(entries.keys.last()) < 0) {
        throw new CborException(Reason.UNORDERED_KEYS, at);
      }
      if (!entries.keys.add(encoded)) {
        throw new CborException(Reason.DUPLICATE_KEY, at);
      }
    }
    entries.list.add(new CborItem.Entry(key, item(depth + 1)));
  }

  private CborItem tagged(long number, int depth, int at) {
    requireShallow(depth, at);
    CborItem content = item(depth + 1);
    if (profile == Profile.DETERMINISTIC
        && (number == TAG_POSITIVE_BIGNUM || number == TAG_NEGATIVE_BIGNUM)
        && content instanceof CborItem.ByteString big
        && (big.value().length() <= 8 || big.value().octet(0) == 0)) {
      // RFC 8949 §3.4.3: what fits 64 bits is an integer, and a bignum has no leading zeros.
      throw new CborException(Reason.NOT_MINIMAL, at, "a bignum");
    }
    return new CborItem.Tagged(number, content);
  }

  private CborItem simple(int info, int at) {
    long argument = Heads.argument(buffer, at, buffer.length);
    position = at + 1 + Heads.octets(info);
    if (info >= 25) {
      return floating(info, argument, at);
    }
    if (info == 24 && argument < 32) {
      throw new CborException(Reason.RESERVED, at, "a simple value below 32 in two octets");
    }
    return new CborItem.Simple((int) argument);
  }

  private CborItem floating(int info, long bits, int at) {
    CborItem.FloatingPoint number = new CborItem.FloatingPoint(Heads.width(info), bits);
    if (isMinimal() && !number.equals(Floats.shortest(Floats.widen(number)))) {
      throw new CborException(Reason.NOT_MINIMAL, at, "a float");
    }
    return number;
  }

  private int peek() {
    if (position >= buffer.length) {
      throw new CborException(Reason.TRUNCATED, position);
    }
    return buffer[position] & 0xff;
  }

  /** The argument of the head at {@code at}; the position is then behind the head. */
  private long argument(int at) {
    int info = buffer[at] & 0x1f;
    long argument = Heads.argument(buffer, at, buffer.length);
    if (isMinimal() && !Heads.isMinimal(info, argument)) {
      throw new CborException(Reason.NOT_MINIMAL, at);
    }
    position = at + 1 + Heads.octets(info);
    return argument;
  }

  private Bytes octets(long length, int at) {
    requireInput(length, 1, at);
    position += (int) length;
    return Bytes.copyOf(buffer, position - (int) length, position);
  }

  private static String text(Bytes utf8, int end) {
    requireUtf8(utf8, end);
    return new String(utf8.unsafe(), StandardCharsets.UTF_8);
  }

  private static void requireUtf8(Bytes octets, int end) {
    int invalid = Utf8.firstInvalid(octets.unsafe(), 0, octets.length());
    if (invalid >= 0) {
      throw new CborException(Reason.BAD_UTF8, end - octets.length() + invalid);
    }
  }

  private void requireInput(long count, int octetsEach, int at) {
    if (count < 0 || count > (buffer.length - position) / octetsEach) {
      throw new CborException(Reason.TRUNCATED, at, "it announces " + Long.toUnsignedString(count));
    }
  }

  private static void requireShallow(int depth, int at) {
    if (depth >= Nesting.MAX_DEPTH) {
      throw new CborException(Reason.TOO_DEEP, at, "at most " + Nesting.MAX_DEPTH);
    }
  }
}
