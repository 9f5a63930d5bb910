package birthmark.node.testing;

import birthmark.bytes.Bytes;
import birthmark.node.store.Batch;
import birthmark.node.store.Column;
import birthmark.node.store.KeyValues;
import birthmark.node.store.StoreException;
import birthmark.state.Entry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A disk in memory that keeps what was synced apart from what was only written, fails when told to,
 * and tells a test of each write before it returns.
 */
public final class MemoryDisk implements KeyValues {
  private Map<Column, NavigableMap<Bytes, Bytes>> rows = empty();
  private Map<Column, NavigableMap<Bytes, Bytes>> synced = empty();
  private boolean shared;
  private int opening;
  private int syncs;
  private Optional<String> fault = Optional.empty();
  private Optional<String> damage = Optional.empty();
  private boolean keepsFailedWrite;
  private Consumer<Boolean> onWrite = sync -> {};

  private static Map<Column, NavigableMap<Bytes, Bytes>> empty() {
    Map<Column, NavigableMap<Bytes, Bytes>> columns = new EnumMap<>(Column.class);
    for (Column column : Column.values()) {
      columns.put(column, new TreeMap<>());
    }
    return columns;
  }

  private static Map<Column, NavigableMap<Bytes, Bytes>> copy(
      Map<Column, NavigableMap<Bytes, Bytes>> columns) {
    Map<Column, NavigableMap<Bytes, Bytes>> copy = new EnumMap<>(Column.class);
    columns.forEach((column, entries) -> copy.put(column, new TreeMap<>(entries)));
    return copy;
  }

  /** Lets every write and reopening fail. */
  public synchronized void fail(String sentence) {
    fault = Optional.of(sentence);
    keepsFailedWrite = false;
  }

  /** Lets the next write reach the disk and yet report that it failed, as a lost answer would. */
  public synchronized void failAfterWriting(String sentence) {
    fault = Optional.of(sentence);
    keepsFailedWrite = true;
  }

  /** Lets every reading fail, also of what was frozen before. */
  public synchronized void failReading(String sentence) {
    damage = Optional.of(sentence);
  }

  private synchronized void requireReadable() {
    if (damage.isPresent()) {
      throw new StoreException(StoreException.Kind.DAMAGED, damage.get());
    }
  }

  /** Lets reads and writes succeed again. */
  public synchronized void repair() {
    fault = Optional.empty();
    damage = Optional.empty();
  }

  /** Calls {@code watcher} with each write's sync flag when its octets are down. */
  public synchronized void onWrite(Consumer<Boolean> watcher) {
    onWrite = watcher;
  }

  /** How many synced writes there were. */
  public synchronized int syncs() {
    return syncs;
  }

  /** A disk that holds what was synced: what a loss of power leaves. */
  public synchronized MemoryDisk afterPowerLoss() {
    MemoryDisk disk = new MemoryDisk();
    disk.rows = copy(synced);
    disk.synced = copy(synced);
    return disk;
  }

  /** Changes a stored value behind everybody's back. */
  public synchronized void damage(Column column, Bytes key, Bytes value) {
    column(rows, column).put(key, value);
  }

  private static NavigableMap<Bytes, Bytes> column(
      Map<Column, NavigableMap<Bytes, Bytes>> columns, Column column) {
    NavigableMap<Bytes, Bytes> entries = columns.get(column);
    if (entries == null) {
      throw new AssertionError("every column is there");
    }
    return entries;
  }

  @Override
  public synchronized Optional<Bytes> get(Column column, Bytes key) {
    requireReadable();
    return Optional.ofNullable(column(rows, column).get(key));
  }

  @Override
  public synchronized List<Entry<Bytes, Bytes>> scan(
      Column column, Bytes from, Optional<Bytes> to, int limit) {
    requireReadable();
    return scan(column(rows, column), from, to, limit);
  }

  private static List<Entry<Bytes, Bytes>> scan(
      NavigableMap<Bytes, Bytes> entries, Bytes from, Optional<Bytes> to, int limit) {
    List<Entry<Bytes, Bytes>> found = new ArrayList<>();
    for (Map.Entry<Bytes, Bytes> each : entries.tailMap(from, true).entrySet()) {
      if (found.size() == limit
          || to.filter(end -> each.getKey().compareTo(end) >= 0).isPresent()) {
        break;
      }
      found.add(new Entry<>(each.getKey(), each.getValue()));
    }
    return found;
  }

  @Override
  public synchronized void write(Batch batch, boolean sync) {
    if (fault.isPresent() && !keepsFailedWrite) {
      throw new StoreException(StoreException.Kind.FULL, fault.get());
    }
    if (shared) {
      rows = copy(rows);
      shared = false;
    }
    for (Batch.Change change : batch.changes()) {
      if (change.value().isPresent()) {
        column(rows, change.column()).put(change.key(), change.value().get());
      } else {
        column(rows, change.column()).remove(change.key());
      }
    }
    if (sync) {
      syncs++;
      synced = rows;
      shared = true;
    }
    onWrite.accept(sync);
    if (keepsFailedWrite && fault.isPresent()) {
      keepsFailedWrite = false;
      throw new StoreException(StoreException.Kind.FAILED, fault.get());
    }
  }

  @Override
  public synchronized Frozen freeze() {
    shared = true;
    return new FrozenRows(rows, opening);
  }

  /** The disk at one moment. */
  private final class FrozenRows implements Frozen {
    private final Map<Column, NavigableMap<Bytes, Bytes>> then;
    private final int openedAs;
    private boolean closed;

    FrozenRows(Map<Column, NavigableMap<Bytes, Bytes>> then, int openedAs) {
      this.then = then;
      this.openedAs = openedAs;
    }

    private Map<Column, NavigableMap<Bytes, Bytes>> readable() {
      synchronized (MemoryDisk.this) {
        requireReadable();
        if (closed || openedAs != opening) {
          throw new StoreException(StoreException.Kind.CLOSED, "This reading has ended.");
        }
        return then;
      }
    }

    @Override
    public Optional<Bytes> get(Column column, Bytes key) {
      return Optional.ofNullable(column(readable(), column).get(key));
    }

    @Override
    public List<Entry<Bytes, Bytes>> scan(
        Column column, Bytes from, Optional<Bytes> to, int limit) {
      return MemoryDisk.scan(column(readable(), column), from, to, limit);
    }

    @Override
    public void close() {
      synchronized (MemoryDisk.this) {
        closed = true;
      }
    }
  }

  @Override
  public synchronized void reopen() {
    if (fault.isPresent()) {
      throw new StoreException(StoreException.Kind.FULL, fault.get());
    }
    opening++;
  }

  @Override
  public void close() {}
}
