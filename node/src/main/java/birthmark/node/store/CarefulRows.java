package birthmark.node.store;

import birthmark.bytes.Bytes;
import birthmark.state.Entry;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Rows of a disk of which some cannot be read: damage takes away a row, not the reading of the
 * others.
 */
final class CarefulRows {
  /** A row as far as it can be read. */
  sealed interface Row {
    /** It is there. */
    record Found(Bytes value) implements Row {}

    /** There is none. */
    record Missing() implements Row {}

    /**
     * The disk does not give it.
     *
     * @param why what the disk said
     */
    record Unreadable(String why) implements Row {}
  }

  private final Rows rows;

  CarefulRows(Rows rows) {
    this.rows = rows;
  }

  /** The row under {@code key}. */
  Row row(Column column, Bytes key) {
    try {
      return rows.get(column, key).<Row>map(Row.Found::new).orElseGet(Row.Missing::new);
    } catch (StoreException e) {
      return new Row.Unreadable(reason(e));
    }
  }

  /** Its value, if it can be read. */
  Optional<Bytes> value(Column column, Bytes key) {
    return row(column, key) instanceof Row.Found(Bytes value)
        ? Optional.of(value)
        : Optional.empty();
  }

  /**
   * The rows from {@code from} to before {@code to}.
   *
   * @return empty if one of them cannot be read
   */
  Optional<SortedMap<Bytes, Bytes>> range(
      Column column, Bytes from, Optional<Bytes> to, int limit) {
    try {
      List<Entry<Bytes, Bytes>> found = rows.scan(column, from, to, limit);
      TreeMap<Bytes, Bytes> range = new TreeMap<>();
      found.forEach(row -> range.put(row.key(), row.value()));
      return Optional.of(range);
    } catch (StoreException e) {
      reason(e);
      return Optional.empty();
    }
  }

  /** What the disk said, where it is damage; anything else ends the check. */
  private static String reason(StoreException e) {
    if (e.kind() != StoreException.Kind.DAMAGED) {
      throw e;
    }
    return e.getCause() == null ? e.sentence() : String.valueOf(e.getCause().getMessage());
  }
}
