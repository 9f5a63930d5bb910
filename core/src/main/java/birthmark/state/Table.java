package birthmark.state;

import birthmark.bytes.Bytes;
import birthmark.codec.Codec;
import birthmark.codec.KeyCodec;
import java.util.Optional;

/**
 * A table of one contract: typed records under ordered keys.
 *
 * <p>Its place in the state is {@code contract number (2 octets) | table number (1 octet) | key},
 * at most {@link #KEY_LENGTH_MAX} octets. The contract's number is not part of the table: the
 * {@code Rulebook} knows it.
 *
 * @param <K> the key, a record of scalars
 * @param <V> the value, a record
 */
public final class Table<K, V> {
  /** The most octets of a whole key, its prefix among them. */
  public static final int KEY_LENGTH_MAX = 128;

  /** The octets of a prefix. */
  public static final int PREFIX_LENGTH = 3;

  private final int number;
  private final String name;
  private final KeyCodec<K> key;
  private final Codec<V> value;

  private Table(int number, String name, KeyCodec<K> key, Codec<V> value) {
    this.number = number;
    this.name = name;
    this.key = key;
    this.value = value;
  }

  /**
   * A table.
   *
   * @param number 1 to 255, for ever this table's within its contract
   * @param name a plural noun in kebab case
   * @throws IllegalArgumentException if keys could be too long, or a record has no codec
   */
  public static <K, V> Table<K, V> of(int number, String name, Class<K> key, Class<V> value) {
    if (number < 1 || number > 255) {
      throw new IllegalArgumentException("table " + name + " must have a number from 1 to 255");
    }
    KeyCodec<K> keys = KeyCodec.of(key);
    if (PREFIX_LENGTH + keys.lengthMax() > KEY_LENGTH_MAX) {
      throw new IllegalArgumentException(
          "keys of table "
              + name
              + " could take "
              + (PREFIX_LENGTH + keys.lengthMax())
              + " octets, more than "
              + KEY_LENGTH_MAX);
    }
    return new Table<>(number, name, keys, Codec.of(value));
  }

  /** Its number within its contract. */
  public int number() {
    return number;
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** The form of its keys. */
  public KeyCodec<K> key() {
    return key;
  }

  /** The form of its values. */
  public Codec<V> value() {
    return value;
  }

  /** A write that sets {@code key} to {@code value}. */
  public Write<K, V> put(K key, V value) {
    return new Write<>(this, key, Optional.of(value));
  }

  /** A write that removes {@code key}. */
  public Write<K, V> remove(K key) {
    return new Write<>(this, key, Optional.empty());
  }

  /** The octets that every key of a contract's table starts with. */
  public static Bytes prefix(int contract, int table) {
    return Bytes.ofOwned(new byte[] {(byte) (contract >>> 8), (byte) contract, (byte) table});
  }

  @Override
  public String toString() {
    return name;
  }
}
