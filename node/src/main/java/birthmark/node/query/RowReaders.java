package birthmark.node.query;

import birthmark.bytes.Bytes;
import birthmark.codec.MalformedException;
import birthmark.contract.Checkpoints;
import birthmark.contract.Keys;
import birthmark.contract.Read;
import birthmark.contract.Readers;
import birthmark.contract.Rulebook;
import birthmark.state.Table;
import birthmark.state.View;
import java.util.ArrayList;
import java.util.List;

/**
 * Which rows of the state a viewer may see as they are stored: those that some read would show it.
 *
 * <p>A table that no read shows row by row is there for what is derived from it, so its rows may be
 * seen by whoever may see that.
 */
final class RowReaders {
  private final Rulebook rulebook;
  private final View state;
  private final Viewer viewer;

  RowReaders(Rulebook rulebook, View state, Viewer viewer) {
    this.rulebook = rulebook;
    this.state = state;
    this.viewer = viewer;
  }

  /** Whether the viewer may see the row. */
  boolean admit(Bytes key, Bytes value) {
    if (isOf(Keys.TABLE, key) || isOf(Checkpoints.TABLE, key)) {
      return true;
    }
    for (Rulebook.Rules rules : rulebook.contracts()) {
      for (Table<?, ?> table : rules.surface().tables()) {
        if (isOf(table, key)) {
          return admit(table, key, value);
        }
      }
    }
    return false;
  }

  /** The name of the table that the row is of. */
  String tableOf(Bytes key) {
    for (Rulebook.Rules rules : rulebook.contracts()) {
      for (Table<?, ?> table : rules.surface().tables()) {
        if (isOf(table, key)) {
          return rules.surface().path() + "/" + table.name();
        }
      }
    }
    return "the ledger's own";
  }

  private boolean isOf(Table<?, ?> table, Bytes key) {
    return key.startsWith(rulebook.prefix(table));
  }

  private <K, V> boolean admit(Table<K, V> table, Bytes key, Bytes value) {
    List<Readers<K, V>> all = readers(table);
    if (all.isEmpty()) {
      return true;
    }
    K row = table.key().decode(key, Table.PREFIX_LENGTH);
    V record = decode(table, value);
    return all.stream().anyMatch(readers -> readers.admits(state, viewer.reader(), row, record));
  }

  /** The readers of the reads that show rows of {@code table}. */
  @SuppressWarnings("unchecked")
  private <K, V> List<Readers<K, V>> readers(Table<K, V> table) {
    List<Readers<K, V>> found = new ArrayList<>();
    for (Rulebook.Rules rules : rulebook.contracts()) {
      for (Read read : rules.surface().reads()) {
        // A read of the table has readers of the table's records.
        if (read instanceof Read.Find<?, ?> find && find.table() == table) {
          found.add((Readers<K, V>) find.readers());
        } else if (read instanceof Read.Listing<?, ?> listing && listing.table() == table) {
          found.add((Readers<K, V>) listing.readers());
        }
      }
    }
    return found;
  }

  private static <K, V> V decode(Table<K, V> table, Bytes value) {
    try {
      return table.value().decode(value);
    } catch (MalformedException e) {
      throw new IllegalStateException(
          "a stored record of " + table.name() + " is damaged: " + e.sentence(), e);
    }
  }
}
