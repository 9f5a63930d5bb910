package birthmark.codec;

import birthmark.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * The ordered-key form of a {@code K}: octets that sort as the components do and of which none
 * begins another.
 *
 * <p>Whole numbers and moments take 8 octets, choices one, octet strings of fixed length
 * themselves; text ends with 00, other octet strings are escaped (00 as 00 FF) and end with 00 00.
 *
 * @param <K> a record of scalars
 */
public final class KeyCodec<K> {
  private final Codec<K> codec;

  private KeyCodec(Codec<K> codec) {
    this.codec = codec;
  }

  /**
   * The key form of {@code type}.
   *
   * @throws IllegalArgumentException if it holds a list, an optional or a sum
   */
  public static <K> KeyCodec<K> of(Class<K> type) {
    Codec<K> codec = Codec.of(type);
    if (codec.keyLengthMax() < 0) {
      throw new IllegalArgumentException(
          type.getName() + " cannot be a key: only scalars have an order");
    }
    return new KeyCodec<>(codec);
  }

  /** The most octets a key takes. */
  public int lengthMax() {
    return codec.keyLengthMax();
  }

  /** The structure of the key. */
  public Shape shape() {
    return codec.shape();
  }

  /** The CBOR and JSON forms of the same value. */
  public Codec<K> codec() {
    return codec;
  }

  /** {@code prefix} followed by the octets of {@code key}. */
  public Bytes encode(Bytes prefix, K key) {
    KeyWriter out = new KeyWriter();
    out.fixed(prefix);
    codec.writeKey(out, key);
    return out.toBytes();
  }

  /**
   * {@code prefix} followed by the first parts of a key: components, or the values they consist of.
   */
  public Bytes encodePrefix(Bytes prefix, List<?> parts) {
    KeyWriter out = new KeyWriter();
    out.fixed(prefix);
    codec.writeKeyPrefix(out, parts.iterator());
    return out.toBytes();
  }

  /**
   * How many values without parts a key consists of: what a path or a command line names one by
   * one.
   */
  public int components() {
    return codec.leaves().size();
  }

  /**
   * The first values of a key from what a person typed.
   *
   * @throws MalformedException naming the one that is none
   */
  public List<Object> parseLeading(List<String> texts) throws MalformedException {
    List<Codec<?>> leaves = codec.leaves();
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      values.add(leaves.get(i).fromText(texts.get(i)));
    }
    return values;
  }

  /**
   * A key from what a person typed, value by value.
   *
   * @throws MalformedException if it is none
   */
  public K parse(List<String> texts) throws MalformedException {
    if (texts.size() != components()) {
      throw new MalformedException("", "needs " + components() + " values, not " + texts.size());
    }
    return codec.fromLeaves(parseLeading(texts).iterator());
  }

  /** The key whose octets follow the first {@code prefixLength} of {@code key}. */
  public K decode(Bytes key, int prefixLength) {
    KeyReader in = new KeyReader(key, prefixLength);
    K value = codec.readKey(in);
    if (!in.atEnd()) {
      throw new IllegalStateException("a stored key has octets too many: " + key);
    }
    return value;
  }
}
