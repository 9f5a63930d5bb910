package birthmark.node.store;

import birthmark.bytes.Bytes;
import birthmark.machine.BlockResult;
import birthmark.machine.Tip;
import birthmark.merkle.StateTree;
import birthmark.node.store.StoreException.Kind;
import birthmark.state.Entry;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How the state tree is kept: its pages once many records have changed, until then the keys of the
 * records that did. For the thread that commits.
 */
final class TreePages {
  private final KeyValues disk;
  private final StoredLedger stored;
  private long unsavedKeysMax;

  /** The height of the first block whose changes are in no page. */
  private long unsavedFrom;

  /**
   * The pages on {@code disk}.
   *
   * @param unsavedKeysMax how many records may change before they are stored again, where the disk
   *     does not say yet
   */
  TreePages(KeyValues disk, long unsavedKeysMax) {
    this.disk = disk;
    this.stored = new StoredLedger(disk);
    this.unsavedKeysMax = unsavedKeysMax;
  }

  /**
   * How many records may change on {@code disk} before the pages are stored again.
   *
   * @throws StoreException if it does not say
   */
  static long unsavedKeysMax(Rows disk) {
    return disk.get(Column.META, Layout.META_UNSAVED_KEYS_MAX)
        .map(Layout::readUnsigned)
        .orElseThrow(
            () ->
                new StoreException(
                    Kind.DAMAGED,
                    "The store does not say how often it stores pages. Restore it from a backup."));
  }

  /**
   * The tree after block {@code height}, as its pages were stored last, with what changed since.
   */
  StateTree load(long height) {
    unsavedKeysMax = unsavedKeysMax(disk);
    List<Entry<Bytes, Bytes>> changed =
        disk.scan(Column.CHANGED, Layout.number(0), Optional.empty(), Integer.MAX_VALUE);
    unsavedFrom = changed.isEmpty() ? height + 1 : Layout.number(changed.getFirst().key());
    StateTree tree = StateTree.open(stored.pages());
    // A block at a time, so that the pages are stored at the same height as without this start.
    for (Entry<Bytes, Bytes> row : changed) {
      SortedMap<Bytes, Optional<Bytes>> changes = new TreeMap<>();
      for (Bytes key : Layout.loadKeys(row.value())) {
        changes.put(key, disk.get(Column.STATE, key));
      }
      tree = tree.apply(stored.pages(), changes);
    }
    return tree;
  }

  /** Adds what is to be stored of a block's tree; gives the tip with the tree as it is then. */
  Tip put(Batch batch, BlockResult block) {
    Tip tip = block.tip();
    batch.put(Column.META, Layout.META_UNSAVED_KEYS_MAX, Layout.unsigned(unsavedKeysMax));
    if (tip.tree().unsavedKeys() <= unsavedKeysMax) {
      batch.put(Column.CHANGED, Layout.number(tip.height()), Layout.keys(block.state().keySet()));
      return tip;
    }
    StateTree.Update saved = tip.tree().save(stored.pages());
    saved.pages().forEach((key, page) -> batch.change(Column.PAGES, key, page));
    for (long height = unsavedFrom; height < tip.height(); height++) {
      batch.remove(Column.CHANGED, Layout.number(height));
    }
    return new Tip(tip.height(), tip.time(), saved.tree(), tip.log());
  }

  /** Takes note that what was put is stored. */
  void stored(Tip tip) {
    if (tip.tree().unsavedKeys() == 0) {
      unsavedFrom = tip.height() + 1;
    }
  }
}
