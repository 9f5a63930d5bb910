package birthmark.sim.world;

import birthmark.bytes.Bytes;
import birthmark.node.store.Batch;
import birthmark.node.store.Column;
import birthmark.node.store.KeyValues;
import birthmark.node.store.Rows;
import birthmark.node.store.StoreException;
import birthmark.node.store.StoreException.Kind;
import birthmark.state.Entry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A disk that outlives the processes that use it, as RocksDB shows one: batches are whole or not
 * there at all, in the order they were written, and each row has a checksum.
 *
 * <p>What was not synced is lost with the power from some batch on. A process that merely ends
 * loses nothing. Whoever opens the disk finds what is left, and that lasts from then on.
 */
public final class SimulatedDisk {
  private static final long NEWEST = Long.MAX_VALUE;

  private final DiskFaults faults;
  private final Map<Column, NavigableMap<Bytes, Row>> columns = new EnumMap<>(Column.class);
  private final Deque<Batch> unsynced = new ArrayDeque<>();
  private final List<Row> damaged = new ArrayList<>();
  private long written;
  private int opening;
  private boolean open;

  /** One key's values, each with the batch that wrote it, and the last batch that is damaged. */
  private static final class Row {
    private record Version(long batch, Optional<Bytes> value) {}

    private final List<Version> versions = new ArrayList<>(1);
    private long damagedTo = -1;

    void put(long batch, Optional<Bytes> value) {
      versions.add(new Version(batch, value));
    }

    /** Forgets what {@code batch}, the newest, wrote. */
    void undo(long batch) {
      while (!versions.isEmpty() && versions.getLast().batch() == batch) {
        versions.removeLast();
      }
      damagedTo = Math.min(damagedTo, batch - 1);
    }

    /** Makes the checksum of all that it holds wrong. */
    void damage() {
      damagedTo = versions.getLast().batch();
    }

    Optional<Version> at(long batch) {
      for (int i = versions.size() - 1; i >= 0; i--) {
        if (versions.get(i).batch() <= batch) {
          return Optional.of(versions.get(i));
        }
      }
      return Optional.empty();
    }
  }

  /** An empty disk to which {@code faults} happen. */
  public SimulatedDisk(DiskFaults faults) {
    this.faults = faults;
    for (Column column : Column.values()) {
      columns.put(column, new TreeMap<>());
    }
  }

  private NavigableMap<Bytes, Row> rows(Column column) {
    NavigableMap<Bytes, Row> rows = columns.get(column);
    if (rows == null) {
      throw new IllegalStateException("every column is there");
    }
    return rows;
  }

  /**
   * Opens the disk for one process; what it finds outlasts a loss of power from then on.
   *
   * @throws StoreException if another has it, or it fails
   */
  public KeyValues open() {
    if (open) {
      throw new StoreException(Kind.IN_USE, "Another node runs on the simulated disk.");
    }
    begin();
    open = true;
    return new Opened();
  }

  private void begin() {
    if (faults.refusesToOpen()) {
      throw failed("it cannot be opened");
    }
    opening++;
    unsynced.clear();
  }

  private static StoreException failed(String why) {
    return new StoreException(Kind.FAILED, "The simulated disk failed: " + why + ".");
  }

  /** Ends the process that has the disk; what it wrote is there, as far as the power stays on. */
  public void kill() {
    open = false;
    opening++;
  }

  /**
   * Cuts the power: of the batches not synced only the first {@code kept} are there afterwards.
   *
   * @param kept 0 to {@link #unsynced}
   */
  public void losePower(int kept) {
    if (kept < 0 || kept > unsynced.size()) {
      throw new IllegalArgumentException("of " + unsynced.size() + " batches not " + kept);
    }
    kill();
    while (unsynced.size() > kept) {
      undo(unsynced.removeLast());
    }
  }

  private void undo(Batch newest) {
    for (Batch.Change change : newest.changes()) {
      rows(change.column())
          .computeIfPresent(
              change.key(),
              (key, row) -> {
                row.undo(written);
                return row.versions.isEmpty() ? null : row;
              });
    }
    written--;
  }

  /** How many batches a loss of power could take away now. */
  public int unsynced() {
    return unsynced.size();
  }

  /** How many rows there are that can be damaged. */
  public int size() {
    return columns.values().stream().mapToInt(Map::size).sum();
  }

  /**
   * Damages the row at {@code place} in the order of columns and keys: until it is written anew its
   * checksum is wrong.
   *
   * @param place 0 to {@link #size} - 1
   * @return where that is
   */
  public String damage(int place) {
    int left = place;
    for (Column column : Column.values()) {
      NavigableMap<Bytes, Row> rows = rows(column);
      if (left < rows.size()) {
        Map.Entry<Bytes, Row> found = rows.entrySet().stream().skip(left).findFirst().orElseThrow();
        found.getValue().damage();
        damaged.add(found.getValue());
        return column + " " + found.getKey();
      }
      left -= rows.size();
    }
    throw new IllegalArgumentException("there are " + size() + " rows, none at " + place);
  }

  /** Puts back every damaged row as it was. */
  public void repair() {
    damaged.forEach(row -> row.damagedTo = -1);
    damaged.clear();
  }

  /** How many batches outlast a loss of power; it never falls. */
  public long durableBatches() {
    return written - unsynced.size();
  }

  /**
   * What there would be if the power were lost now, read past all damage. It is a disk that can
   * only be read: a write fails with {@link Kind#READ_ONLY}.
   */
  public KeyValues durable() {
    return new Image(new View(durableBatches(), true));
  }

  /** A moment of the disk for whoever only looks. */
  private record Image(Rows rows) implements KeyValues, KeyValues.Frozen {
    @Override
    public Optional<Bytes> get(Column column, Bytes key) {
      return rows.get(column, key);
    }

    @Override
    public List<Entry<Bytes, Bytes>> scan(
        Column column, Bytes from, Optional<Bytes> to, int limit) {
      return rows.scan(column, from, to, limit);
    }

    @Override
    public Frozen freeze() {
      return this;
    }

    @Override
    public void write(Batch batch, boolean sync) {
      throw new StoreException(
          Kind.READ_ONLY, "What is left of the simulated disk can only be read.");
    }

    @Override
    public void reopen() {}

    @Override
    public void close() {}
  }

  /** The rows as some batch left them. */
  private final class View implements Rows {
    private final long batch;
    private final boolean pastDamage;

    View(long batch, boolean pastDamage) {
      this.batch = batch;
      this.pastDamage = pastDamage;
    }

    private Optional<Bytes> value(Column column, Bytes key, Row row) {
      Optional<Row.Version> version = row.at(batch);
      if (!pastDamage && version.filter(found -> found.batch() <= row.damagedTo).isPresent()) {
        throw new StoreException(
            Kind.DAMAGED, "The checksum of " + column + " " + key + " is wrong.");
      }
      return version.flatMap(Row.Version::value);
    }

    @Override
    public Optional<Bytes> get(Column column, Bytes key) {
      Row row = rows(column).get(key);
      return row == null ? Optional.empty() : value(column, key, row);
    }

    @Override
    public List<Entry<Bytes, Bytes>> scan(
        Column column, Bytes from, Optional<Bytes> to, int limit) {
      List<Entry<Bytes, Bytes>> found = new ArrayList<>();
      for (Map.Entry<Bytes, Row> row : rows(column).tailMap(from, true).entrySet()) {
        if (found.size() == limit
            || to.filter(end -> row.getKey().compareTo(end) >= 0).isPresent()) {
          break;
        }
        value(column, row.getKey(), row.getValue())
            .ifPresent(value -> found.add(new Entry<>(row.getKey(), value)));
      }
      return found;
    }
  }

  private void apply(Batch batch) {
    written++;
    for (Batch.Change change : batch.changes()) {
      rows(change.column())
          .computeIfAbsent(change.key(), key -> new Row())
          .put(written, change.value());
    }
    unsynced.addLast(batch);
  }

  /** The disk in the hands of one process. */
  private final class Opened implements KeyValues {
    private int since = opening;

    private Rows now() {
      alive();
      return new View(NEWEST, false);
    }

    private void alive() {
      if (since != opening) {
        throw new StoreException(Kind.CLOSED, "The simulated disk is closed to this process.");
      }
    }

    @Override
    public Optional<Bytes> get(Column column, Bytes key) {
      return now().get(column, key);
    }

    @Override
    public List<Entry<Bytes, Bytes>> scan(
        Column column, Bytes from, Optional<Bytes> to, int limit) {
      return now().scan(column, from, to, limit);
    }

    @Override
    public void write(Batch batch, boolean sync) {
      alive();
      DiskFaults.Write course = faults.write(sync);
      if (course.reach() != DiskFaults.Reach.NOTHING) {
        apply(batch);
      }
      if (sync && course.reach() == DiskFaults.Reach.ALL) {
        unsynced.clear();
      }
      switch (course.ending()) {
        case RETURNS -> {}
        case FAILS -> throw failed("a write came as far as " + course.reach());
        case CRASHES -> throw new CrashError("in a write that came as far as " + course.reach());
      }
    }

    @Override
    public Frozen freeze() {
      alive();
      return new FrozenRows(new View(written, false), since);
    }

    @Override
    public void reopen() {
      alive();
      begin();
      since = opening;
    }

    @Override
    public void close() {
      if (since == opening) {
        kill();
      }
    }

    /** The disk at one moment. */
    private final class FrozenRows implements Frozen {
      private final Rows rows;
      private final int frozenIn;
      private boolean closed;

      FrozenRows(Rows rows, int frozenIn) {
        this.rows = rows;
        this.frozenIn = frozenIn;
      }

      private Rows readable() {
        if (closed || frozenIn != opening) {
          throw new StoreException(Kind.CLOSED, "This reading of the simulated disk has ended.");
        }
        return rows;
      }

      @Override
      public Optional<Bytes> get(Column column, Bytes key) {
        return readable().get(column, key);
      }

      @Override
      public List<Entry<Bytes, Bytes>> scan(
          Column column, Bytes from, Optional<Bytes> to, int limit) {
        return readable().scan(column, from, to, limit);
      }

      @Override
      public void close() {
        closed = true;
      }
    }
  }
}
