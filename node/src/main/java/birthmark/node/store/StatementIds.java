package birthmark.node.store;

import birthmark.bytes.Bytes;
import birthmark.state.Entry;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** The ids of logged statements, found without their entries: for entries that are lost. */
public final class StatementIds {
  private static final int ROWS_AT_ONCE = 1_000;

  private StatementIds() {}

  /** The ids under which {@code disk} has the entries at {@code indexes}, as far as it has them. */
  public static Map<Long, Bytes> of(Rows disk, Collection<Long> indexes) {
    TreeSet<Long> wanted = new TreeSet<>(indexes);
    Map<Long, Bytes> ids = new TreeMap<>();
    Bytes from = Bytes.EMPTY;
    try {
      while (ids.size() < wanted.size()) {
        List<Entry<Bytes, Bytes>> rows =
            disk.scan(Column.IDS, from, Optional.empty(), ROWS_AT_ONCE);
        for (Entry<Bytes, Bytes> row : rows) {
          if (row.value().length() != Layout.SEQUENCE_LENGTH
              && wanted.contains(Layout.readUnsigned(row.value()))) {
            ids.put(Layout.readUnsigned(row.value()), row.key());
          }
        }
        if (rows.size() < ROWS_AT_ONCE) {
          break;
        }
        from = StoredLedger.next(rows.getLast().key());
      }
    } catch (StoreException e) {
      if (e.kind() != StoreException.Kind.DAMAGED) {
        throw e;
      }
      // What was found until there is still good.
    }
    return ids;
  }
}
