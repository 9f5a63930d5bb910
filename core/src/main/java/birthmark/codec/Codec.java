package birthmark.codec;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborException;
import birthmark.cbor.CborReader;
import birthmark.cbor.CborWriter;
import birthmark.json.Json;
import java.util.Iterator;
import java.util.List;

/**
 * The CBOR, JSON and ordered-key forms of a {@code T}, derived from its declaration.
 *
 * <p>Bytes that decode re-encode to the same bytes: {@link CborReader} is strict and every value
 * has one form.
 *
 * @param <T> a record, a sealed interface of tagged records, an enum, or one of the scalars
 */
public abstract class Codec<T> {
  /** Only this package knows how to make one. */
  Codec() {}

  /**
   * The codec of {@code type}.
   *
   * @throws IllegalArgumentException if a component has an unknown type or declares no bounds
   */
  public static <T> Codec<T> of(Class<T> type) {
    return Derivation.of(type);
  }

  /** The structure of a value. */
  public abstract Shape shape();

  /** Writes {@code value} as one CBOR item. */
  public abstract void write(CborWriter out, T value);

  /** Reads one CBOR item. */
  abstract T readItem(CborReader in) throws MalformedException;

  /** The JSON form of {@code value}. */
  public abstract Json toJson(T value);

  /**
   * The value of a JSON form.
   *
   * @throws MalformedException if it is no such value, naming the component
   */
  public abstract T fromJson(Json json) throws MalformedException;

  /** Appends the ordered-key form of {@code value}. */
  abstract void writeKey(KeyWriter out, T value);

  /**
   * Appends the ordered-key form of the first parts of a key: records, or their components one by
   * one.
   */
  void writeKeyPrefix(KeyWriter out, Iterator<?> parts) {
    if (parts.hasNext()) {
      writeKeyPart(out, parts.next());
    }
  }

  /** Appends one part; its class was checked by whoever made the key, or the cast below fails. */
  @SuppressWarnings("unchecked")
  final void writeKeyPart(KeyWriter out, Object part) {
    writeKey(out, (T) part);
  }

  /** The values without parts that a key consists of, in order. */
  List<Codec<?>> leaves() {
    return List.of(this);
  }

  /** A key from its leaves' values, in order. */
  @SuppressWarnings("unchecked")
  T fromLeaves(Iterator<?> leaves) throws MalformedException {
    return (T) leaves.next();
  }

  /**
   * The number that decimal digits of ASCII name; the greatest there is where they name a greater
   * one.
   */
  private static long number(String digits) {
    long number = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(i) - '0';
      if (number > (Long.MAX_VALUE - digit) / 10) {
        return Long.MAX_VALUE;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  /** The shape inside records of one component. */
  private static Shape bare(Shape shape) {
    return shape instanceof Shape.Wrapped wrapped ? bare(wrapped.value()) : shape;
  }

  /** A value without parts from what a person typed. */
  final T fromText(String text) throws MalformedException {
    return switch (bare(shape())) {
      case Shape.Whole whole -> {
        if (text.isEmpty()
            || text.length() > 19
            || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
          throw new MalformedException("", "must be a whole number, not '" + text + "'");
        }
        yield fromJson(new Json.Int(number(text)));
      }
      case Shape.Flag flag -> {
        if (!text.equals("true") && !text.equals("false")) {
          throw new MalformedException("", "must be true or false, not '" + text + "'");
        }
        yield fromJson(new Json.Bool(text.equals("true")));
      }
      default -> fromJson(new Json.Text(text));
    };
  }

  /** Reads what {@link #writeKey} wrote. */
  abstract T readKey(KeyReader in);

  /** The most octets of the ordered-key form. */
  abstract int keyLengthMax();

  /**
   * Reads one CBOR item from where {@code in} stands.
   *
   * @throws MalformedException if it is not a value of this shape
   */
  public final T read(CborReader in) throws MalformedException {
    try {
      return readItem(in);
    } catch (CborException e) {
      throw new MalformedException(e);
    }
  }

  /** The value as one CBOR item. */
  public final Bytes encode(T value) {
    CborWriter out = new CborWriter();
    write(out, value);
    return out.toBytes();
  }

  /**
   * The value that {@code item} is the CBOR form of.
   *
   * @throws MalformedException if it is none, or more follows
   */
  public final T decode(Bytes item) throws MalformedException {
    CborReader in = new CborReader(item);
    T value = read(in);
    try {
      in.end();
    } catch (CborException e) {
      throw new MalformedException(e);
    }
    return value;
  }
}
