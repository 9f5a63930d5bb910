package birthmark.merkle;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A binary radix tree over ordered keys, whose root stands for exactly the keys and values in it.
 *
 * <p>A value: an update gives another tree and the pages to store. The root depends on what is in
 * the tree, never on how it came there. A tree keeps its upper pages in memory and reads the others
 * from the {@link PageSource} when it needs them, so whoever holds it must give it the pages as
 * they were stored for this tree. Several threads may use one tree.
 *
 * <p>Keys have 1 to 128 octets, and no key may begin with another.
 */
public final class StateTree {
  /** The most octets a key can have. */
  public static final int MAX_KEY_LENGTH = 128;

  /** The root of the tree without keys. */
  public static final Bytes EMPTY_ROOT = StateHash.EMPTY_ROOT;

  /** How many nodes a tree keeps in memory; one takes about 150 octets. */
  private static final int MAX_LOADED = 1 << 20;

  private final StateNode node;

  private StateTree(StateNode node) {
    this.node = node;
  }

  /**
   * What an update changes.
   *
   * @param tree the tree after it
   * @param pages each page to store, and, where empty, each to delete
   */
  public record Update(StateTree tree, SortedMap<Bytes, Optional<Bytes>> pages) {
    /** The root after the update. */
    public Bytes root() {
      return tree.root();
    }
  }

  /** The tree whose pages are stored; the empty tree if there are none. */
  public static StateTree open(PageSource pages) {
    return new StateTree(StatePage.loadHead(pages));
  }

  /** The hash that stands for {@code value} in the tree. */
  public static Bytes valueHash(Bytes value) {
    return Sha256.of(value);
  }

  /** The hash of the whole tree, 32 octets. */
  public Bytes root() {
    return node.hash();
  }

  /** The number of keys. */
  public long size() {
    return node.count();
  }

  /**
   * The tree after {@code changes}.
   *
   * @param pages the pages stored for this tree
   * @param changes the value hash of each key to set, and, where empty, each key to remove;
   *     removing a key that is not in the tree changes nothing
   * @throws IllegalArgumentException if a key has a length that no key can have or begins with
   *     another key
   * @throws DamagedTreeException if a page is missing or has another hash than it must
   */
  public Update update(PageSource pages, SortedMap<Bytes, Optional<Bytes>> changes) {
    StateChanges pass = new StateChanges(pages, changes);
    StateNode after = pass.apply(node, MAX_LOADED);
    return new Update(new StateTree(after), pass.changedPages());
  }
}
