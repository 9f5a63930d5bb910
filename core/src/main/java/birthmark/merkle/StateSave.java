package birthmark.merkle;

import birthmark.bytes.Bytes;
import birthmark.merkle.Branch.Place;
import birthmark.merkle.StateNode.Empty;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** One pass over the parts of the state tree that are not stored yet, which packs them in pages. */
final class StateSave {
  private static final int NO_LEVEL = Integer.MAX_VALUE;

  private final StateHash hash = new StateHash();
  private final LeafRow leaves = new LeafRow(hash);
  private final PageSource pages;
  private final long saves;
  private final TreeMap<Bytes, Optional<Bytes>> changedPages = new TreeMap<>();

  /**
   * A pass.
   *
   * @param saves how many passes there were before
   */
  StateSave(PageSource pages, long saves) {
    this.pages = pages;
    this.saves = saves;
  }

  /** Notes that a stored page is to go unless it is stored anew. */
  void replace(Bytes pageKey) {
    changedPages.put(pageKey, Optional.empty());
  }

  /** The root, all of which is stored once {@link #changedPages} are. */
  StateNode save(StateNode root, byte[] rootHash) {
    StateNode stored = save(root, NO_LEVEL, rootHash, 0);
    changedPages.put(StatePage.HEAD, Optional.of(StatePage.encodeHead(stored, rootHash)));
    return stored;
  }

  /** The pages to store, and, where empty, those to delete. */
  SortedMap<Bytes, Optional<Bytes>> changedPages() {
    return changedPages;
  }

  /** Stores from {@code node} down; {@code above} is the level of the page above. */
  private StateNode save(StateNode node, int above, byte[] hashes, int at) {
    return switch (node) {
      case Empty empty -> empty;
      case Leaf leaf -> leaf;
      case Bucket bucket when bucket.isStored() -> bucket;
      case Bucket bucket -> {
        changedPages.put(bucket.pageKey(), Optional.of(Bytes.ofOwned(bucket.items())));
        yield bucket.stored(saves);
      }
      case Branch branch -> save(branch, above);
      case Stub stub when StatePage.level(stub.count()) < above -> stub;
      case Stub stub ->
          save(StatePage.load(hash, leaves, pages, stub, hashes, at), above, hashes, at);
    };
  }

  private StateNode save(Branch branch, int above) {
    int level = StatePage.level(branch.count());
    Place place = level < above ? Place.TOP : Place.INSIDE;
    if (branch.place() == place) {
      return branch;
    }
    Branch placed;
    if (branch.place() == Place.NEW) {
      byte[] below = branch.hashes();
      StateNode left = save(branch.left(), level, below, 0);
      StateNode right = save(branch.right(), level, below, StateHash.LENGTH);
      placed = branch.with(left, right, place);
    } else {
      placed = branch.at(place);
    }
    if (place == Place.TOP) {
      changedPages.put(placed.pageKey(), Optional.of(StatePage.encode(placed)));
    } else if (branch.place() == Place.TOP) {
      replace(branch.pageKey());
    }
    return placed;
  }

  /**
   * The same tree with less of it in memory: first without the buckets that this pass did not
   * store, then without all, then without the lowest pages until it takes at most three quarters of
   * {@code maxOctets}.
   */
  StateNode unload(StateNode root, long maxOctets) {
    StateNode less = root;
    long wanted = maxOctets - maxOctets / 4;
    if (less.octets() > maxOctets) {
      less = unload(less, 0, saves);
      for (int level = 0; less.octets() > wanted && !(less instanceof Stub); level++) {
        less = unload(less, level, Long.MAX_VALUE);
      }
    }
    return less;
  }

  private static StateNode unload(StateNode node, int level, long before) {
    return switch (node) {
      case Empty empty -> empty;
      case Leaf leaf -> leaf;
      case Stub stub -> stub;
      case Bucket bucket -> bucket.saves() < before ? Stub.of(bucket) : bucket;
      case Branch branch
          when level > 0
              && branch.place() == Place.TOP
              && StatePage.level(branch.count()) <= level ->
          Stub.of(branch);
      case Branch branch ->
          branch.with(
              unload(branch.left(), level, before),
              unload(branch.right(), level, before),
              branch.place());
    };
  }
}
