package birthmark.merkle;

import birthmark.bytes.Bytes;
import birthmark.merkle.StateNode.Branch;
import birthmark.merkle.StateNode.Empty;
import birthmark.merkle.StateNode.Leaf;
import birthmark.merkle.StateNode.Place;
import birthmark.merkle.StateNode.Stub;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** One pass over the state tree that applies all changes of a block. */
final class StateChanges {
  private final StateHash hash = new StateHash();
  private final PageSource pages;
  private final List<Bytes> keys;
  private final List<Optional<Bytes>> values;
  private final TreeMap<Bytes, Optional<Bytes>> changedPages = new TreeMap<>();

  StateChanges(PageSource pages, SortedMap<Bytes, Optional<Bytes>> changes) {
    this.pages = pages;
    this.keys = new ArrayList<>(changes.keySet());
    this.values = new ArrayList<>(changes.values());
    keys.forEach(StateHash::checkKey);
    values.forEach(value -> value.ifPresent(StateHash::checkValueHash));
  }

  /** The root after the changes; what it has in memory is no more than {@code maxLoaded} nodes. */
  StateNode apply(StateNode root, int maxLoaded) {
    StateNode changed = apply(root, 0, keys.size());
    if (same(changed, root)) {
      return root;
    }
    StateNode packed = pack(changed, Integer.MAX_VALUE);
    changedPages.put(StatePage.HEAD, Optional.of(StatePage.encodeHead(packed)));
    for (int level = 0; packed.loaded() > maxLoaded; level++) {
      packed = unload(packed, level);
    }
    return packed;
  }

  /** The pages to store (or, where empty, to delete) after {@link #apply}. */
  SortedMap<Bytes, Optional<Bytes>> changedPages() {
    return changedPages;
  }

  private StateNode apply(StateNode node, int from, int to) {
    if (from == to) {
      return node;
    }
    if (node == Empty.EMPTY) {
      return beside(from, from, node, from, to);
    }
    int low = bound(node, from, to, 0);
    int high = low == to ? to : bound(node, low, to, 1);
    return beside(from, low, applyWithin(node, low, high), high, to);
  }

  /** Applies changes whose keys begin with what all keys below {@code node} share. */
  private StateNode applyWithin(StateNode node, int low, int high) {
    if (low == high) {
      return node;
    }
    return switch (node) {
      case Empty empty -> empty;
      case Leaf leaf -> applyLeaf(leaf, low, high);
      case Stub stub -> applyStub(stub, low, high);
      case Branch branch -> applyBranch(branch, low, high);
    };
  }

  /** The subtree over {@code node} and the keys that are set before and after it. */
  private StateNode beside(int from, int low, StateNode node, int high, int to) {
    if (from == low && high == to) {
      return node;
    }
    List<StateNode> row = new ArrayList<>();
    addInserts(from, low, row);
    if (node != Empty.EMPTY) {
      row.add(node);
    }
    addInserts(high, to, row);
    return row.isEmpty() ? Empty.EMPTY : join(row, 0, row.size());
  }

  /**
   * The first change in the range that does not come before the keys below {@code node} (with
   * {@code after} 0), or the first that comes after them (1).
   */
  private int bound(StateNode node, int from, int to, int after) {
    if (Bits.compare(keys.get(from), node.key(), node.bits()) >= after) {
      return from;
    }
    if (Bits.compare(keys.get(to - 1), node.key(), node.bits()) < after) {
      return to;
    }
    int low = from;
    int high = to - 1;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (Bits.compare(keys.get(middle), node.key(), node.bits()) >= after) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  private StateNode applyLeaf(Leaf leaf, int low, int high) {
    StateNode result = leaf;
    for (int i = low; i < high; i++) {
      Optional<Bytes> value = values.get(i);
      if (keys.get(i).equals(leaf.key())) {
        result =
            value.<StateNode>map(changed -> Leaf.of(hash, leaf.key(), changed)).orElse(Empty.EMPTY);
      } else if (value.isPresent()) {
        throw prefixed(leaf.key(), keys.get(i));
      }
    }
    return same(result, leaf) ? leaf : result;
  }

  private StateNode applyStub(Stub stub, int low, int high) {
    Branch loaded = StatePage.load(hash, pages, stub);
    StateNode changed = applyBranch(loaded, low, high);
    return same(changed, stub) ? stub : changed;
  }

  private StateNode applyBranch(Branch branch, int low, int high) {
    int middle = low;
    int end = high;
    while (middle < end) {
      int probe = (middle + end) >>> 1;
      Bytes key = keys.get(probe);
      if (key.length() * 8 > branch.bits() && Bits.isSet(key, branch.bits())) {
        end = probe;
      } else {
        middle = probe + 1;
      }
    }
    StateNode left = apply(branch.left(), low, middle);
    StateNode right = apply(branch.right(), middle, high);
    if (same(left, branch.left()) && same(right, branch.right())) {
      return branch;
    }
    if (branch.place() == Place.TOP) {
      changedPages.put(branch.pageKey(), Optional.empty());
    }
    if (left == Empty.EMPTY) {
      return right;
    }
    if (right == Empty.EMPTY) {
      return left;
    }
    if (left.bits() <= branch.bits()) {
      throw prefixed(left.key(), right.key());
    }
    return Branch.of(hash, branch.bits(), left, right);
  }

  /** Whether two nodes stand for the same keys and values. */
  private static boolean same(StateNode a, StateNode b) {
    return a.hash().equals(b.hash());
  }

  private void addInserts(int from, int to, List<StateNode> row) {
    for (int i = from; i < to; i++) {
      Bytes key = keys.get(i);
      values.get(i).ifPresent(value -> row.add(Leaf.of(hash, key, value)));
    }
  }

  /** The subtree over a row of nodes in key order. */
  private StateNode join(List<StateNode> row, int from, int to) {
    StateNode first = row.get(from);
    if (to - from == 1) {
      return first;
    }
    StateNode last = row.get(to - 1);
    int limit = Math.min(first.bits(), last.bits());
    int bits = Bits.common(first.key(), last.key(), limit);
    if (bits == limit) {
      throw prefixed(first.key(), last.key());
    }
    int middle = from + 1;
    while (!Bits.isSet(row.get(middle).key(), bits)) {
      middle++;
    }
    return Branch.of(hash, bits, join(row, from, middle), join(row, middle, to));
  }

  private static IllegalArgumentException prefixed(Bytes shorter, Bytes longer) {
    return new IllegalArgumentException(
        "no key of the state tree may begin with another: " + shorter + " and " + longer);
  }

  /** Stores new pages from here down; {@code above} is the level of the branch above. */
  private StateNode pack(StateNode node, int above) {
    return switch (node) {
      case Empty empty -> empty;
      case Leaf leaf -> leaf;
      case Stub stub when StatePage.level(stub.count()) < above -> stub;
      case Stub stub -> inside(StatePage.load(hash, pages, stub));
      case Branch branch -> packBranch(branch, above);
    };
  }

  private StateNode packBranch(Branch branch, int above) {
    int level = StatePage.level(branch.count());
    boolean top = level < above;
    if (branch.place() != Place.NEW) {
      if (top == (branch.place() == Place.TOP)) {
        return branch;
      }
      return top ? store(branch.with(branch.left(), branch.right(), Place.TOP)) : inside(branch);
    }
    StateNode left = pack(branch.left(), level);
    StateNode right = pack(branch.right(), level);
    return top
        ? store(branch.with(left, right, Place.TOP))
        : branch.with(left, right, Place.INSIDE);
  }

  /** What was a page of its own and is now part of the page above. */
  private Branch inside(Branch branch) {
    changedPages.put(branch.pageKey(), Optional.empty());
    return branch.with(branch.left(), branch.right(), Place.INSIDE);
  }

  private StateNode store(Branch top) {
    changedPages.put(top.pageKey(), Optional.of(StatePage.encode(top)));
    return StatePage.level(top.count()) == 0 ? top.stub() : top;
  }

  /** Forgets the pages of {@code level} and below. */
  private static StateNode unload(StateNode node, int level) {
    if (!(node instanceof Branch branch)) {
      return node;
    }
    if (branch.place() == Place.TOP && StatePage.level(branch.count()) <= level) {
      return branch.stub();
    }
    StateNode left = unload(branch.left(), level);
    StateNode right = unload(branch.right(), level);
    return branch.with(left, right, branch.place());
  }
}
