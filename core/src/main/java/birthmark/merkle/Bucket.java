package birthmark.merkle;

import birthmark.bytes.Bytes;
import java.util.Arrays;

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

  /** The same subtree as branches and leaves. */
  StateNode expanded() {
    byte[][] keys = new byte[size][];
    byte[][] values = new byte[size][];
    int at = 0;
    for (int i = 0; i < size; i++) {
      int length = items[at] & 0xff;
      keys[i] = Arrays.copyOf(key, from() + length);
      System.arraycopy(items, at + 1, keys[i], from(), length);
      at += 1 + length;
      values[i] = Arrays.copyOfRange(items, at, at + StateHash.LENGTH);
      at += StateHash.LENGTH;
    }
    return expanded(keys, values, 0, size, new byte[StateHash.LENGTH], 0);
  }

  private StateNode expanded(
      byte[][] keys, byte[][] values, int low, int high, byte[] out, int at) {
    if (high - low == 1) {
      System.arraycopy(hashes, low * StateHash.LENGTH, out, at, StateHash.LENGTH);
      return new Leaf(keys[low], values[low]);
    }
    byte[] last = keys[high - 1];
    int parting = Bits.common(keys[low], last, 8 * Math.min(keys[low].length, last.length));
    int middle = low + 1;
    while (!Bits.isSet(keys[middle], parting)) {
      middle++;
    }
    byte[] below = new byte[2 * StateHash.LENGTH];
    StateNode left = expanded(keys, values, low, middle, below, 0);
    StateNode right = expanded(keys, values, middle, high, below, StateHash.LENGTH);
    int branch = (size + middle - 1) * StateHash.LENGTH;
    System.arraycopy(hashes, branch, out, at, StateHash.LENGTH);
    return Branch.of(parting, left, right, below);
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
