package birthmark.merkle;

import birthmark.bytes.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A binary radix tree over ordered keys, whose root stands for exactly the keys and values in it.
 *
 * <p>A value: a change gives another tree. The root depends on what is in the tree, never on how it
 * came there, on what is in memory, or on when pages were stored. What a tree has not in memory it
 * reads from the {@link PageSource}, so whoever holds it must give it the pages as they were stored
 * for this tree. Several threads may use one tree.
 *
 * <p>Keys have 1 to 128 octets, and no key may begin with another.
 *
 * <p>{@link #update} changes the tree and gives the pages to store, each time. To store pages less
 * often than the tree changes, call {@link #apply} for each block and {@link #save} for some; after
 * a crash the changes since the last save are applied again.
 */
public final class StateTree {
  /** The most octets a key can have. */
  public static final int MAX_KEY_LENGTH = 128;

  /** The root of the tree without keys. */
  public static final Bytes EMPTY_ROOT = StateHash.EMPTY_ROOT;

  /** How many octets of memory a tree takes if not told otherwise: enough for 10^6 keys. */
  public static final long DEFAULT_MEMORY_OCTETS = 192L << 20;

  private final StateNode node;
  private final byte[] hash;
  private final long maxOctets;
  private final long saves;
  private final Optional<Unsaved> unsaved;

  /**
   * Changes since the last save, the newest first.
   *
   * @param replacedPages the stored pages that they replaced
   * @param keys how many keys they and those before them changed, the same one each time
   */
  private record Unsaved(List<Bytes> replacedPages, long keys, Optional<Unsaved> before) {}

  private StateTree(
      StateNode node, byte[] hash, long maxOctets, long saves, Optional<Unsaved> unsaved) {
    this.node = node;
    this.hash = hash;
    this.maxOctets = maxOctets;
    this.saves = saves;
    this.unsaved = unsaved;
  }

  /**
   * What is to be stored.
   *
   * @param tree the tree as it is then
   * @param pages each page to store, and, where empty, each to delete
   */
  public record Update(StateTree tree, SortedMap<Bytes, Optional<Bytes>> pages) {
    /** The root of the tree. */
    public Bytes root() {
      return tree.root();
    }
  }

  /** The tree whose pages are stored; the empty tree if there are none. */
  public static StateTree open(PageSource pages) {
    return open(pages, DEFAULT_MEMORY_OCTETS);
  }

  /**
   * The tree whose pages are stored; the empty tree if there are none.
   *
   * @param memoryOctets about how much memory the tree may take after each save
   */
  public static StateTree open(PageSource pages, long memoryOctets) {
    Placed root = StatePage.loadHead(pages);
    return new StateTree(root.node(), root.hashes(), memoryOctets, 0, Optional.empty());
  }

  /** The hash of the whole tree, 32 octets. */
  public Bytes root() {
    return Bytes.copyOf(hash);
  }

  /** The number of keys. */
  public long size() {
    return node.count();
  }

  /** How many keys changed since the last save, one that changed twice counted twice. */
  public long unsavedKeys() {
    return unsaved.map(Unsaved::keys).orElse(0L);
  }

  /**
   * The tree after {@code changes}, and the pages to store for it.
   *
   * @param pages the pages stored for this tree
   * @param changes the value of each key to set, and, where empty, each key to remove; removing a
   *     key that is not in the tree changes nothing
   * @throws IllegalArgumentException if a key has a length that no key can have or begins with
   *     another key
   * @throws DamagedTreeException if a page is missing or has another hash than it must
   */
  public Update update(PageSource pages, SortedMap<Bytes, Optional<Bytes>> changes) {
    return apply(pages, changes).save(pages);
  }

  /**
   * The tree after {@code changes}, none of it stored.
   *
   * @param pages the pages stored for this tree
   * @param changes as for {@link #update}
   * @throws IllegalArgumentException as for {@link #update}
   * @throws DamagedTreeException as for {@link #update}
   */
  public StateTree apply(PageSource pages, SortedMap<Bytes, Optional<Bytes>> changes) {
    StateChanges pass = new StateChanges(pages, changes);
    byte[] newHash = hash.clone();
    StateNode after = pass.apply(node, newHash);
    if (after == node) {
      return this;
    }
    Unsaved replaced = new Unsaved(pass.replacedPages(), unsavedKeys() + changes.size(), unsaved);
    if (after == StateNode.Empty.EMPTY) {
      newHash = EMPTY_ROOT.toByteArray();
    }
    return new StateTree(after, newHash, maxOctets, saves, Optional.of(replaced));
  }

  /**
   * This tree, and the pages to store for all changes since the last save.
   *
   * @param pages the pages stored for this tree
   * @throws DamagedTreeException as for {@link #update}
   */
  public Update save(PageSource pages) {
    if (unsaved.isEmpty()) {
      return new Update(this, new TreeMap<>());
    }
    StateSave pass = new StateSave(pages, saves + 1);
    for (Optional<Unsaved> each = unsaved; each.isPresent(); each = each.get().before()) {
      each.get().replacedPages().forEach(pass::replace);
    }
    StateNode stored = pass.unload(pass.save(node, hash), maxOctets);
    StateTree saved = new StateTree(stored, hash, maxOctets, saves + 1, Optional.empty());
    return new Update(saved, pass.changedPages());
  }

  /**
   * A proof of what the tree holds in {@code ranges}, and of nothing else that can be avoided.
   *
   * <p>Where a key is absent the proof can name the key that is next to its place.
   *
   * @param pages the pages stored for this tree
   * @param values the values of the tree's keys; a key for which it gives none stays hidden in the
   *     proof, which then shows that there is one more
   * @throws DamagedTreeException as for {@link #update}
   */
  public StateProof prove(
      PageSource pages, List<KeyRange> ranges, Function<Bytes, Optional<Bytes>> values) {
    return new StateProver(pages, ranges, values).prove(node, hash);
  }
}
