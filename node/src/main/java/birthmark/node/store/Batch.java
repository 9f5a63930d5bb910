package birthmark.node.store;

import birthmark.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Changes that are written together or not at all. */
public final class Batch {
  /**
   * One of them.
   *
   * @param column where
   * @param key which
   * @param value what it becomes; empty means removed
   */
  public record Change(Column column, Bytes key, Optional<Bytes> value) {}

  private final List<Change> changes = new ArrayList<>();

  /** Sets {@code key}. */
  public void put(Column column, Bytes key, Bytes value) {
    changes.add(new Change(column, key, Optional.of(value)));
  }

  /** Removes {@code key}. */
  public void remove(Column column, Bytes key) {
    changes.add(new Change(column, key, Optional.empty()));
  }

  /** Sets or removes {@code key}. */
  public void change(Column column, Bytes key, Optional<Bytes> value) {
    changes.add(new Change(column, key, value));
  }

  /** The changes in the order they were made. */
  public List<Change> changes() {
    return changes;
  }
}
