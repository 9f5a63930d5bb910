package birthmark.merkle;

import birthmark.bytes.Bytes;

/**
 * All of a subtree over 2 to 16 keys, as it is stored.
 *
 * <p>{@code items} is the page: for each key in order the length of its rest in one octet, the
 * rest, and the value hash. The rest begins with the octet in which the topmost branch parts.
 * {@code hashes} has the hash of each leaf, then that of the branch between each leaf and the next.
 */
final class Bucket implements StateNode {
  /** The most keys in a bucket. */
  static final int MAX = 16;

  private static final int OCTETS = 200;

  private final byte[] key;
  private final int bits;
  private final int size;
  private final int top;
  private final byte[] items;
  private final byte[] hashes;
  private final boolean stored;
  private final long saves;

  /**
   * A bucket.
   *
   * @param top the number of the topmost branch, from 0
   * @param stored whether the store has it
   * @param saves how often the tree had been saved when this was last changed
   */
  Bucket(
      byte[] key,
      int bits,
      int size,
      int top,
      byte[] items,
      byte[] hashes,
      boolean stored,
      long saves) {
    this.key = key;
    this.bits = bits;
    this.size = size;
    this.top = top;
    this.items = items;
    this.hashes = hashes;
    this.stored = stored;
    this.saves = saves;
  }

  Bucket stored(long now) {
    return new Bucket(key, bits, size, top, items, hashes, true, now);
  }

  Bytes pageKey() {
    return StatePage.key(key, bits);
  }

  /** The octet of the keys with which {@code items} begins. */
  int from() {
    return bits >>> 3;
  }

  int size() {
    return size;
  }

  byte[] items() {
    return items;
  }

  byte[] hashes() {
    return hashes;
  }

  /** Where in {@link #hashes} the hash of the topmost branch is. */
  int hashAt() {
    return (size + top) * StateHash.LENGTH;
  }

  boolean isStored() {
    return stored;
  }

  long saves() {
    return saves;
  }

  @Override
  public byte[] key() {
    return key;
  }

  @Override
  public int bits() {
    return bits;
  }

  @Override
  public long count() {
    return size;
  }

  @Override
  public long octets() {
    return (long) OCTETS + key.length + items.length + hashes.length;
  }
}
