package birthmark.merkle;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.merkle.StateNode.Empty;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** One pass over the state tree that applies all changes of a block. */
final class StateChanges {
  private final StateHash hash = new StateHash();
  private final LeafRow leaves = new LeafRow(hash);
  private final PageSource pages;
  private final byte[][] keys;
  private final byte[][] valueHashes;
  private final List<Bytes> replacedPages = new ArrayList<>();

  /** A pass that sets keys to these values, and removes those without one. */
  StateChanges(PageSource pages, SortedMap<Bytes, Optional<Bytes>> changes) {
    this.pages = pages;
    this.keys = new byte[changes.size()][];
    this.valueHashes = new byte[changes.size()][];
    Sha256 sha256 = new Sha256();
    int at = 0;
    for (var change : changes.entrySet()) {
      keys[at] = checkKey(change.getKey());
      valueHashes[at] =
          change.getValue().map(value -> sha256.add(value).digest()).orElse(LeafRow.REMOVE);
      at++;
    }
  }

  private static byte[] checkKey(Bytes key) {
    if (key.length() == 0 || key.length() > StateTree.MAX_KEY_LENGTH) {
      throw new IllegalArgumentException(
          "a key of the state tree has 1 to 128 octets, not " + key.length());
    }
    return key.unsafe();
  }

  /**
   * The root after the changes; {@code root} itself if nothing changes.
   *
   * @param rootHash the hash of {@code root}, and afterwards that of what is returned
   */
  StateNode apply(StateNode root, byte[] rootHash) {
    return apply(root, 0, keys.length, -1, rootHash, 0);
  }

  /** The keys of stored pages that no longer stand for a part of the tree as they are. */
  List<Bytes> replacedPages() {
    return replacedPages;
  }

  /**
   * Applies changes below a node.
   *
   * @param known how many bits the changed keys share with all keys below {@code node} for certain,
   *     or negative
   * @param out where the node's hash is at {@code at}, and afterwards that of what is returned
   */
  private StateNode apply(StateNode node, int from, int to, int known, byte[] out, int at) {
    if (from == to) {
      return node;
    }
    if (node == Empty.EMPTY) {
      leaves.begin();
      for (int i = from; i < to; i++) {
        if (valueHashes[i].length > 0) {
          leaves.add(keys[i], valueHashes[i]);
        }
      }
      return leaves.build(out, at);
    }
    if (node.bits() == known && keys[from].length * 8 > known) {
      return applyWithin(node, from, to, out, at);
    }
    int low = bound(node, from, to, 0);
    int high = low == to ? to : bound(node, low, to, 1);
    StateNode within = low == high ? node : applyWithin(node, low, high, out, at);
    return from == low && high == to ? within : beside(from, low, within, high, to, out, at);
  }

  /**
   * The first change in the range that does not come before the keys below {@code node} (with
   * {@code after} 0), or the first that comes after them (1).
   */
  private int bound(StateNode node, int from, int to, int after) {
    byte[] prefix = node.key();
    int bits = node.bits();
    if (after == 0 && Bits.compare(keys[from], prefix, bits) >= 0) {
      return from;
    }
    if (after == 1 && Bits.compare(keys[to - 1], prefix, bits) <= 0) {
      return to;
    }
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Bits.compare(keys[middle], prefix, bits) >= after) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** Applies changes to keys that begin with what all keys below {@code node} share. */
  private StateNode applyWithin(StateNode node, int low, int high, byte[] out, int at) {
    return switch (node) {
      case Empty empty -> empty;
      case Leaf leaf -> applyLeaf(leaf, low, high, out, at);
      case Bucket bucket -> applyBucket(bucket, low, high, out, at);
      case Branch branch -> applyBranch(branch, low, high, out, at);
      case Stub stub -> {
        StateNode loaded = StatePage.load(hash, leaves, pages, stub, out, at);
        StateNode changed = applyWithin(loaded, low, high, out, at);
        yield changed == loaded ? stub : changed;
      }
    };
  }

  private StateNode applyLeaf(Leaf leaf, int low, int high, byte[] out, int at) {
    StateNode result = leaf;
    for (int i = low; i < high; i++) {
      boolean removed = valueHashes[i].length == 0;
      if (!Arrays.equals(keys[i], leaf.key())) {
        if (!removed) {
          throw LeafRow.prefixed(leaf.key(), keys[i]);
        }
      } else if (removed) {
        result = Empty.EMPTY;
      } else if (!Arrays.equals(valueHashes[i], leaf.valueHash())) {
        result = new Leaf(leaf.key(), valueHashes[i]);
        hash.leaf(leaf.key(), valueHashes[i], out, at);
      }
    }
    return result;
  }

  private StateNode applyBucket(Bucket bucket, int low, int high, byte[] out, int at) {
    if (!leaves.merge(bucket, keys, valueHashes, low, high)) {
      return bucket;
    }
    replaced(bucket);
    return leaves.build(out, at);
  }

  private StateNode applyBranch(Branch branch, int low, int high, byte[] out, int at) {
    int bits = branch.bits();
    int middle = low;
    int end = high;
    while (middle < end) {
      int probe = (middle + end) >>> 1;
      if (keys[probe].length * 8 > bits && Bits.isSet(keys[probe], bits)) {
        end = probe;
      } else {
        middle = probe + 1;
      }
    }
    byte[] below = branch.hashes().clone();
    StateNode left = apply(branch.left(), low, middle, bits + 1, below, 0);
    StateNode right = apply(branch.right(), middle, high, bits + 1, below, StateHash.LENGTH);
    if (left == branch.left() && right == branch.right()) {
      return branch;
    }
    replaced(branch);
    if (right == Empty.EMPTY) {
      System.arraycopy(below, 0, out, at, StateHash.LENGTH);
      return left;
    }
    if (left == Empty.EMPTY) {
      System.arraycopy(below, StateHash.LENGTH, out, at, StateHash.LENGTH);
      return right;
    }
    if (left != branch.left() && left.bits() <= bits) {
      throw LeafRow.prefixed(left.key(), right.key());
    }
    long count = branch.countWith(left, right);
    if (count <= Bucket.MAX) {
      return bucket(
          List.of(new Placed(left, below, 0), new Placed(right, below, StateHash.LENGTH)), out, at);
    }
    hash.branch(keys[low], bits, count, below, out, at);
    return branch.changed(left, right, below);
  }

  /** The subtree over {@code node} and the keys that are set before and after it. */
  private StateNode beside(
      int from, int low, StateNode node, int high, int to, byte[] out, int at) {
    List<Placed> row = new ArrayList<>();
    addInserts(from, low, row);
    if (node != Empty.EMPTY) {
      row.add(new Placed(node, Arrays.copyOfRange(out, at, at + StateHash.LENGTH), 0));
    }
    addInserts(high, to, row);
    return row.isEmpty() ? Empty.EMPTY : join(row, out, at);
  }

  private void addInserts(int from, int to, List<Placed> row) {
    for (int i = from; i < to; i++) {
      if (valueHashes[i].length > 0) {
        byte[] own = new byte[StateHash.LENGTH];
        hash.leaf(keys[i], valueHashes[i], own, 0);
        row.add(new Placed(new Leaf(keys[i], valueHashes[i]), own, 0));
      }
    }
  }

  /** The subtree over a row of nodes in key order. */
  private StateNode join(List<Placed> row, byte[] out, int at) {
    Placed first = row.getFirst();
    if (row.size() == 1) {
      first.copyHash(out, at);
      return first.node();
    }
    long count = 0;
    for (Placed part : row) {
      count += part.node().count();
    }
    if (count <= Bucket.MAX) {
      return bucket(row, out, at);
    }
    StateNode left = first.node();
    StateNode right = row.getLast().node();
    int limit = Math.min(left.bits(), right.bits());
    int bits = Bits.common(left.key(), right.key(), limit);
    if (bits == limit) {
      throw LeafRow.prefixed(left.key(), right.key());
    }
    int middle = 1;
    while (!Bits.isSet(row.get(middle).node().key(), bits)) {
      middle++;
    }
    byte[] below = new byte[2 * StateHash.LENGTH];
    left = join(row.subList(0, middle), below, 0);
    right = join(row.subList(middle, row.size()), below, StateHash.LENGTH);
    hash.branch(left.key(), bits, count, below, out, at);
    return Branch.of(bits, left, right, below);
  }

  /** One bucket of leaves, buckets and stubs for buckets. */
  private StateNode bucket(List<Placed> row, byte[] out, int at) {
    List<StateNode> loaded = new ArrayList<>();
    for (Placed part : row) {
      loaded.add(
          part.node() instanceof Stub stub
              ? StatePage.load(hash, leaves, pages, stub, part.hashes(), part.at())
              : part.node());
    }
    leaves.begin();
    for (StateNode node : loaded) {
      if (node instanceof Leaf leaf) {
        leaves.add(leaf.key(), leaf.valueHash());
      } else if (node instanceof Bucket bucket) {
        replaced(bucket);
        leaves.add(bucket);
      } else {
        throw new IllegalStateException("only leaves and buckets are over so few keys");
      }
    }
    return leaves.build(out, at);
  }

  private void replaced(Bucket bucket) {
    if (bucket.isStored()) {
      replacedPages.add(bucket.pageKey());
    }
  }

  private void replaced(Branch branch) {
    if (branch.place() == Branch.Place.TOP) {
      replacedPages.add(branch.pageKey());
    }
  }
}
