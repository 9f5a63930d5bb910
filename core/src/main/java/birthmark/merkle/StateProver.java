package birthmark.merkle;

import birthmark.bytes.Bytes;
import birthmark.merkle.StateNode.Empty;
import birthmark.merkle.StateProof.Cut;
import birthmark.merkle.StateProof.Neighbour;
import birthmark.merkle.StateProof.Part;
import birthmark.merkle.StateProof.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One walk through the state tree that opens what lies in the way of some ranges of keys and cuts
 * off the rest.
 */
final class StateProver {
  private static final int LENGTH = StateHash.LENGTH;

  private final StateHash hash = new StateHash();
  private final LeafRow leaves = new LeafRow(hash);
  private final List<Part> parts = new ArrayList<>();
  private final PageSource pages;
  private final List<KeyRange> ranges;
  private final Function<Bytes, Optional<Bytes>> values;

  /**
   * A walk.
   *
   * @param values the value of each key to show; a key without one stays cut off
   */
  StateProver(PageSource pages, List<KeyRange> ranges, Function<Bytes, Optional<Bytes>> values) {
    this.pages = pages;
    this.ranges = KeyRange.merged(ranges);
    this.values = values;
  }

  StateProof prove(StateNode root, byte[] rootHash) {
    if (root != Empty.EMPTY) {
      walk(root, 0, rootHash, 0, 0, ranges.size());
    }
    return new StateProof(parts);
  }

  /**
   * Adds the parts of a node.
   *
   * @param known how many bits of the node's keys its place alone tells
   * @param hashes where the node's hash is, from {@code at}
   * @param from the first of the ranges that can meet the node
   * @param to the first behind those
   */
  private void walk(StateNode node, int known, byte[] hashes, int at, int from, int to) {
    int low = firstNotBefore(node.key(), known, from, to);
    int high = low;
    while (high < to && ranges.get(high).meets(node.key(), known)) {
      high++;
    }
    if (low == high) {
      cut(node, known, hashes, at);
      return;
    }
    switch (node) {
      case Empty _ -> throw new IllegalStateException("only the whole tree can be empty");
      case Stub stub ->
          walk(StatePage.load(hash, leaves, pages, stub, hashes, at), known, hashes, at, low, high);
      case Bucket bucket -> walk(bucket.expanded(), known, hashes, at, low, high);
      case Leaf leaf -> leaf(leaf, known, hashes, at, low, high);
      case Branch branch -> {
        walk(branch.left(), branch.bits() + 1, branch.hashes(), 0, low, high);
        walk(branch.right(), branch.bits() + 1, branch.hashes(), LENGTH, low, high);
      }
    }
  }

  /** The first of the ranges that does not end before the keys that begin so. */
  private int firstNotBefore(byte[] key, int bits, int from, int to) {
    Bytes first = Bytes.ofOwned(Bits.prefix(key, bits));
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ranges.get(middle).endsBy(first)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private void leaf(Leaf leaf, int known, byte[] hashes, int at, int low, int high) {
    Bytes key = Bytes.copyOf(leaf.key());
    boolean asked = false;
    for (int i = low; i < high; i++) {
      asked |= ranges.get(i).contains(key);
    }
    if (!asked) {
      parts.add(new Neighbour(key, Bytes.copyOf(leaf.valueHash())));
      return;
    }
    Optional<Bytes> value = values.apply(key);
    if (value.isPresent()) {
      parts.add(new Row(key, value.get()));
    } else {
      cut(leaf, known, hashes, at);
    }
  }

  private void cut(StateNode node, int known, byte[] hashes, int at) {
    parts.add(
        new Cut(
            Bytes.ofOwned(Bits.prefix(node.key(), known)),
            known,
            node.count(),
            Bytes.copyOf(hashes, at, at + LENGTH)));
  }
}
