package birthmark.node.store;

import birthmark.bytes.Bytes;
import java.util.List;
import java.util.Optional;

/** The entries of a log that has reached a size: from a store, or from a file. */
public interface LogEntries {
  /** The first {@code size} entries that {@code rows} has. */
  static LogEntries of(Rows rows, long size) {
    return new LogEntries() {
      @Override
      public long size() {
        return size;
      }

      @Override
      public Optional<Bytes> entry(long index) {
        return index >= 0 && index < size
            ? rows.get(Column.ENTRIES, Layout.number(index))
            : Optional.empty();
      }
    };
  }

  /** Those from entry {@code first} on of a log that ends with {@code entries}. */
  static LogEntries of(long first, List<Bytes> entries) {
    return new LogEntries() {
      @Override
      public long size() {
        return first + entries.size();
      }

      @Override
      public Optional<Bytes> entry(long index) {
        return index >= first && index < size()
            ? Optional.of(entries.get((int) (index - first)))
            : Optional.empty();
      }
    };
  }

  /** How many there are. */
  long size();

  /**
   * The entry at {@code index}; empty where it is missing. Whoever replays a log asks for each in
   * order, and for none twice but the last.
   */
  Optional<Bytes> entry(long index);
}
