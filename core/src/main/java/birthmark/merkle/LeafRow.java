package birthmark.merkle;

import birthmark.bytes.Bytes;
import java.util.Arrays;

/**
 * A row of leaves in key order from which buckets are made.
 *
 * <p>All keys begin with the same {@code from} octets, kept once; the rest of each key, its value
 * hash and, where it is known, its leaf hash are read where they lie. Hashes of branches of the
 * bucket that was changed are taken over where nothing below changed.
 */
final class LeafRow {
  /** A value that says that its key is to be removed. */
  static final byte[] REMOVE = {};

  private static final byte[] NONE = {};
  private static final int NEW = -1;
  private static final int LENGTH = StateHash.LENGTH;

  private final StateHash hash;
  private byte[] prefix = NONE;
  private int from;
  private int size;
  private byte[][] rests = new byte[64][];
  private int[] restAt = new int[64];
  private int[] restLength = new int[64];
  private byte[][] values = new byte[64][];
  private int[] valueAt = new int[64];
  private byte[][] leafHashes = new byte[64][];
  private int[] leafHashAt = new int[64];
  private int[] origin = new int[64];

  private byte[] oldHashes = NONE;
  private int oldSize;
  private final int[] oldParting = new int[Bucket.MAX];

  // Of the bucket being made: where each leaf parts from the next, and how many leaves up to each
  // one were in a row in the old bucket.
  private final int[] parting = new int[Bucket.MAX];
  private final int[] run = new int[Bucket.MAX];
  private byte[] hashes = NONE;
  private int first;
  private int count;

  LeafRow(StateHash hash) {
    this.hash = hash;
  }

  /** Empties the row. */
  void begin() {
    begin(NONE, 0);
  }

  private void begin(byte[] newPrefix, int octets) {
    prefix = newPrefix;
    from = octets;
    size = 0;
    oldSize = 0;
  }

  int size() {
    return size;
  }

  /** Adds a key to set. */
  void add(byte[] key, byte[] valueHash) {
    add(key, from, key.length - from, valueHash, 0, NONE, 0, NEW);
  }

  /** Adds all leaves of a bucket; the row has no common prefix. */
  void add(Bucket bucket) {
    int octets = bucket.from();
    byte[] items = bucket.items();
    int at = 0;
    for (int i = 0; i < bucket.size(); i++) {
      int length = items[at] & 0xff;
      byte[] key = Arrays.copyOf(bucket.key(), octets + length);
      System.arraycopy(items, at + 1, key, octets, length);
      int value = at + 1 + length;
      add(key, 0, key.length, items, value, bucket.hashes(), i * LENGTH, NEW);
      at = value + LENGTH;
    }
  }

  private void add(
      byte[] rest,
      int at,
      int length,
      byte[] value,
      int atValue,
      byte[] leafHash,
      int atLeafHash,
      int number) {
    if (size == origin.length) {
      grow();
    }
    rests[size] = rest;
    restAt[size] = at;
    restLength[size] = length;
    values[size] = value;
    valueAt[size] = atValue;
    leafHashes[size] = leafHash;
    leafHashAt[size] = atLeafHash;
    origin[size] = number;
    size++;
  }

  private void grow() {
    int more = 2 * size;
    rests = Arrays.copyOf(rests, more);
    restAt = Arrays.copyOf(restAt, more);
    restLength = Arrays.copyOf(restLength, more);
    values = Arrays.copyOf(values, more);
    valueAt = Arrays.copyOf(valueAt, more);
    leafHashes = Arrays.copyOf(leafHashes, more);
    leafHashAt = Arrays.copyOf(leafHashAt, more);
    origin = Arrays.copyOf(origin, more);
  }

  /**
   * Fills the row with the items of a stored bucket.
   *
   * @param key octets that begin with the first {@code octets} of every key
   * @return whether the page is 2 to 16 items, none cut short
   */
  boolean read(byte[] key, int octets, byte[] page) {
    begin(key, octets);
    int at = 0;
    while (at < page.length && size <= Bucket.MAX) {
      int length = page[at] & 0xff;
      int value = at + 1 + length;
      if (value + LENGTH > page.length || octets + length > StateTree.MAX_KEY_LENGTH) {
        return false;
      }
      add(page, at + 1, length, page, value, NONE, 0, NEW);
      at = value + LENGTH;
    }
    return size >= 2 && size <= Bucket.MAX;
  }

  /**
   * Fills the row with what a bucket holds after changes to keys that begin as all of its keys do.
   *
   * @return whether anything changes
   */
  boolean merge(Bucket old, byte[][] keys, byte[][] newValues, int low, int high) {
    begin(old.key(), old.from());
    oldSize = old.size();
    oldHashes = old.hashes();
    byte[] items = old.items();
    boolean changed = false;
    int change = low;
    int at = 0;
    int before = 0;
    for (int i = 0; i < oldSize; i++) {
      int length = items[at] & 0xff;
      int rest = at + 1;
      int value = rest + length;
      if (i > 0) {
        int beforeLength = items[before] & 0xff;
        oldParting[i - 1] = parting(items, before + 1, beforeLength, items, rest, length);
      }
      int order = -1;
      while (change < high && (order = compare(keys[change], items, rest, length)) < 0) {
        changed |= set(keys[change], newValues[change]);
        change++;
      }
      boolean named = change < high && order == 0;
      if (named
          && !Arrays.equals(
              newValues[change], 0, newValues[change].length, items, value, value + LENGTH)) {
        set(keys[change], newValues[change]);
        changed = true;
      } else {
        add(items, rest, length, items, value, oldHashes, i * LENGTH, i);
      }
      change += named ? 1 : 0;
      before = at;
      at = value + LENGTH;
    }
    for (; change < high; change++) {
      changed |= set(keys[change], newValues[change]);
    }
    return changed;
  }

  private int compare(byte[] key, byte[] items, int rest, int length) {
    return Arrays.compareUnsigned(key, from, key.length, items, rest, rest + length);
  }

  private boolean set(byte[] key, byte[] valueHash) {
    boolean present = valueHash.length > 0;
    if (present) {
      add(key, valueHash);
    }
    return present;
  }

  /** The subtree over the row; its hash is written to {@code out} from {@code at}. */
  StateNode build(byte[] out, int at) {
    return size == 0 ? StateNode.Empty.EMPTY : build(0, size, out, at);
  }

  private StateNode build(int low, int high, byte[] out, int at) {
    if (high - low == 1) {
      byte[] value = Arrays.copyOfRange(values[low], valueAt[low], valueAt[low] + LENGTH);
      Leaf leaf = new Leaf(key(low), value);
      hash.leaf(leaf.key(), value, out, at);
      return leaf;
    }
    if (high - low <= Bucket.MAX) {
      Bucket bucket = bucket(low, high);
      System.arraycopy(bucket.hashes(), bucket.hashAt(), out, at, LENGTH);
      return bucket;
    }
    int bits = parting(low, high - 1);
    int middle = low + 1;
    int end = high - 1;
    while (middle < end) {
      int probe = (middle + end) >>> 1;
      if ((rests[probe][restAt[probe] + (bits >>> 3) - from] >>> (7 - (bits & 7)) & 1) == 1) {
        end = probe;
      } else {
        middle = probe + 1;
      }
    }
    byte[] below = new byte[2 * LENGTH];
    StateNode left = build(low, middle, below, 0);
    StateNode right = build(middle, high, below, LENGTH);
    hash.branch(left.key(), bits, high - low, below, out, at);
    return Branch.of(bits, left, right, below);
  }

  private byte[] key(int leaf) {
    byte[] key = Arrays.copyOf(prefix, from + restLength[leaf]);
    System.arraycopy(rests[leaf], restAt[leaf], key, from, restLength[leaf]);
    return key;
  }

  private int parting(int left, int right) {
    int bits =
        parting(
            rests[left],
            restAt[left],
            restLength[left],
            rests[right],
            restAt[right],
            restLength[right]);
    if (bits >= 8 * (from + Math.min(restLength[left], restLength[right]))) {
      throw prefixed(key(left), key(right));
    }
    return bits;
  }

  /** How many bits two keys share, both with the common prefix before their rests. */
  private int parting(byte[] a, int at, int length, byte[] b, int bt, int bLength) {
    int differs = Arrays.mismatch(a, at, at + length, b, bt, bt + bLength);
    if (differs < 0 || differs >= Math.min(length, bLength)) {
      return 8 * (from + Math.min(length, bLength));
    }
    return 8 * (from + differs) + Bits.sameBits(a[at + differs], b[bt + differs]);
  }

  static IllegalArgumentException prefixed(byte[] shorter, byte[] longer) {
    return new IllegalArgumentException(
        "no key of the state tree may begin with another: "
            + Bytes.copyOf(shorter)
            + " and "
            + Bytes.copyOf(longer));
  }

  private Bucket bucket(int low, int high) {
    first = low;
    count = high - low;
    int top = 0;
    for (int i = 0; i < count; i++) {
      int number = origin[low + i];
      boolean follows = i > 0 && number != NEW && number == origin[low + i - 1] + 1;
      run[i] = number == NEW ? 0 : follows ? run[i - 1] + 1 : 1;
      if (i > 0) {
        parting[i - 1] = parting(low + i - 1, low + i);
        top = parting[i - 1] < parting[top] ? i - 1 : top;
      }
    }
    int bits = parting[top];
    hashes = new byte[(2 * count - 1) * LENGTH];
    for (int i = 0; i < count; i++) {
      leafHash(i);
    }
    branchHash(0, count);
    return new Bucket(
        Arrays.copyOf(key(low), Bits.octets(bits)),
        bits,
        count,
        top,
        items(bits >>> 3),
        hashes,
        false,
        0);
  }

  private byte[] items(int octets) {
    int length = 0;
    for (int leaf = first; leaf < first + count; leaf++) {
      length += 1 + restLength[leaf] + from - octets + LENGTH;
    }
    byte[] items = new byte[length];
    int at = 0;
    for (int leaf = first; leaf < first + count; leaf++) {
      int rest = restLength[leaf] + from - octets;
      items[at] = (byte) rest;
      System.arraycopy(rests[leaf], restAt[leaf] + octets - from, items, at + 1, rest);
      at += 1 + rest;
      System.arraycopy(values[leaf], valueAt[leaf], items, at, LENGTH);
      at += LENGTH;
    }
    return items;
  }

  private void leafHash(int number) {
    int leaf = first + number;
    if (leafHashes[leaf].length > 0) {
      System.arraycopy(leafHashes[leaf], leafHashAt[leaf], hashes, number * LENGTH, LENGTH);
    } else {
      hash.leaf(
          prefix,
          from,
          rests[leaf],
          restAt[leaf],
          restLength[leaf],
          values[leaf],
          valueAt[leaf],
          hashes,
          number * LENGTH);
    }
  }

  /** Puts the hash over leaves {@code low} to {@code high} in its place; returns that place. */
  private int branchHash(int low, int high) {
    if (high - low == 1) {
      return low * LENGTH;
    }
    int top = low;
    for (int i = low + 1; i < high - 1; i++) {
      top = parting[i] < parting[top] ? i : top;
    }
    int bits = parting[top];
    int place = (count + top) * LENGTH;
    if (wasBranch(low, high, bits)) {
      int old = (oldSize + origin[first + low]) * LENGTH;
      int branches = high - low - 1;
      System.arraycopy(oldHashes, old, hashes, (count + low) * LENGTH, branches * LENGTH);
      return place;
    }
    int left = branchHash(low, top + 1);
    int right = branchHash(top + 1, high);
    int leaf = first + low;
    int at = hash.beginBranch(prefix, from, rests[leaf], restAt[leaf], bits, high - low);
    System.arraycopy(hashes, left, hash.scratch(), at, LENGTH);
    System.arraycopy(hashes, right, hash.scratch(), at + LENGTH, LENGTH);
    hash.endBranch(at, hashes, place);
    return place;
  }

  /** Whether the old bucket had a branch over exactly these leaves. */
  private boolean wasBranch(int low, int high, int bits) {
    if (run[high - 1] < high - low) {
      return false;
    }
    int oldLow = origin[first + low];
    int oldHigh = origin[first + high - 1];
    return (oldLow == 0 || oldParting[oldLow - 1] < bits)
        && (oldHigh == oldSize - 1 || oldParting[oldHigh] < bits);
  }
}
