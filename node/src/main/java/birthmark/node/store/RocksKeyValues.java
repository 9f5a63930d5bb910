package birthmark.node.store;

import birthmark.bytes.Bytes;
import birthmark.node.store.OpenDatabase.Use;
import birthmark.state.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;
import org.rocksdb.WriteBatch;

/**
 * Keys and values in RocksDB, a column family each column.
 *
 * <p>Native memory is freed by hand, so every call holds the lock that closing and reopening take
 * alone: nothing is ever read through a handle that is gone.
 */
public final class RocksKeyValues implements KeyValues {
  static {
    RocksDB.loadLibrary();
  }

  private static final System.Logger LOG = System.getLogger(RocksKeyValues.class.getName());
  private static final int PROBE_BYTES = 4 << 20;

  private final Path folder;
  private final Use use;
  private final RocksSettings settings = new RocksSettings();
  private final ReentrantReadWriteLock life = new ReentrantReadWriteLock();
  private Optional<OpenDatabase> open;

  private RocksKeyValues(Path folder, Use use) {
    this.folder = folder;
    this.use = use;
    this.open = Optional.of(OpenDatabase.open(folder, use, settings));
  }

  /**
   * The database in {@code folder}, made if there is none.
   *
   * @throws StoreException if another process has it, or it cannot be read or written
   */
  public static RocksKeyValues open(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new StoreException(
          StoreException.Kind.READ_ONLY,
          "The folder " + folder + " cannot be made (" + e.getMessage() + ").",
          e);
    }
    return new RocksKeyValues(folder, Use.KEEP);
  }

  /**
   * The database in {@code folder}, to read only: no file of it is touched, and writing fails.
   *
   * @throws StoreException if there is none, or it cannot be read
   */
  public static RocksKeyValues openToRead(Path folder) {
    return new RocksKeyValues(folder, Use.READ);
  }

  /**
   * The database in {@code folder} to read only, without what follows the first damage in its
   * write-ahead log: a ledger as of an earlier block.
   *
   * @throws StoreException if there is none, or it cannot be read
   */
  public static RocksKeyValues openToReadUpToDamage(Path folder) {
    return new RocksKeyValues(folder, Use.READ_UP_TO_DAMAGE);
  }

  /**
   * The database in {@code folder}, made if there is none, for what can be made again: it is faster
   * to write and on the disk only once it was closed.
   *
   * @throws StoreException if another process has it, or it cannot be read or written
   */
  public static RocksKeyValues openScratch(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw DiskFault.of(folder, e);
    }
    return new RocksKeyValues(folder, Use.SCRATCH);
  }

  /** Where it is. */
  Path folder() {
    return folder;
  }

  private OpenDatabase alive() {
    return open.orElseThrow(
        () ->
            new StoreException(
                StoreException.Kind.CLOSED, "The store in " + folder + " is closed."));
  }

  /** Something done with the database. */
  private interface Call<T> {
    T of(OpenDatabase database) throws RocksDBException;
  }

  /** Something done with the database itself. */
  interface DatabaseCall<T> {
    T of(RocksDB database) throws RocksDBException;
  }

  /** Does something while the database is certain to stay open. */
  <T> T with(DatabaseCall<T> call) {
    return call(database -> call.of(database.db()));
  }

  private <T> T call(Call<T> call) {
    life.readLock().lock();
    try {
      return call.of(alive());
    } catch (RocksDBException e) {
      throw DiskFault.of(folder, e);
    } finally {
      life.readLock().unlock();
    }
  }

  @Override
  public Optional<Bytes> get(Column column, Bytes key) {
    return call(database -> value(database.db().get(database.column(column), key.unsafe())));
  }

  private static Optional<Bytes> value(byte[] value) {
    return value == null ? Optional.empty() : Optional.of(Bytes.ofOwned(value));
  }

  @Override
  public List<Entry<Bytes, Bytes>> scan(Column column, Bytes from, Optional<Bytes> to, int limit) {
    return call(
        database -> {
          try (ReadOptions options = new ReadOptions()) {
            return scan(database, options, column, from, to, limit);
          }
        });
  }

  private static List<Entry<Bytes, Bytes>> scan(
      OpenDatabase database,
      ReadOptions options,
      Column column,
      Bytes from,
      Optional<Bytes> to,
      int limit)
      throws RocksDBException {
    List<Entry<Bytes, Bytes>> found = new ArrayList<>();
    try (Slice end = new Slice(to.orElse(Bytes.EMPTY).unsafe())) {
      if (to.isPresent()) {
        options.setIterateUpperBound(end);
      }
      try (RocksIterator rows = database.db().newIterator(database.column(column), options)) {
        rows.seek(from.unsafe());
        while (found.size() < limit && rows.isValid()) {
          found.add(new Entry<>(Bytes.ofOwned(rows.key()), Bytes.ofOwned(rows.value())));
          rows.next();
        }
        rows.status();
      }
    }
    return found;
  }

  @Override
  public void write(Batch batch, boolean sync) {
    call(
        database -> {
          try (WriteBatch rows = new WriteBatch(BatchRecord.of(batch, database::columnId))) {
            database.db().write(database.writing(sync), rows);
          }
          return batch;
        });
  }

  /**
   * Has everything written that is only in memory and in the write-ahead log, if there is one: for
   * what was opened as scratch and is kept after all, and for a log of which a sync failed.
   */
  public void flush() {
    call(
        database -> {
          try (FlushOptions options = new FlushOptions().setWaitForFlush(true)) {
            database.db().flush(options, database.columns());
          }
          return database;
        });
  }

  /** Rewrites all that is stored, so that nothing replaced or removed takes space. */
  public void compact() {
    call(
        database -> {
          for (ColumnFamilyHandle column : database.columns()) {
            database.db().compactRange(column);
          }
          return database;
        });
  }

  @Override
  public Frozen freeze() {
    return call(database -> new FrozenRows(database, database.db().getSnapshot()));
  }

  /** The database at one moment. */
  private final class FrozenRows implements Frozen {
    private final OpenDatabase database;
    private final Snapshot snapshot;
    private final ReadOptions options;
    private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();
    private boolean closed;

    FrozenRows(OpenDatabase database, Snapshot snapshot) {
      this.database = database;
      this.snapshot = snapshot;
      this.options = new ReadOptions().setSnapshot(snapshot);
    }

    private <T> T read(Call<T> call) {
      use.readLock().lock();
      try {
        return call(
            current -> {
              if (closed || current != database) {
                throw new StoreException(
                    StoreException.Kind.CLOSED,
                    "This reading of the store has ended. Read again from the newest block.");
              }
              return call.of(current);
            });
      } finally {
        use.readLock().unlock();
      }
    }

    @Override
    public Optional<Bytes> get(Column column, Bytes key) {
      return read(
          current -> value(current.db().get(current.column(column), options, key.unsafe())));
    }

    @Override
    public List<Entry<Bytes, Bytes>> scan(
        Column column, Bytes from, Optional<Bytes> to, int limit) {
      return read(
          current -> {
            try (ReadOptions own = new ReadOptions(options)) {
              return RocksKeyValues.scan(current, own, column, from, to, limit);
            }
          });
    }

    @Override
    public void close() {
      use.writeLock().lock();
      life.readLock().lock();
      try {
        if (!closed) {
          closed = true;
          options.close();
          if (open.filter(now -> now == database).isPresent()) {
            database.db().releaseSnapshot(snapshot);
          }
        }
      } finally {
        life.readLock().unlock();
        use.writeLock().unlock();
      }
    }
  }

  /** Fails while the disk takes no more: then what is open is still good for reading. */
  private void probe() {
    Path probe = folder.resolve("probe");
    try (FileChannel file =
        FileChannel.open(probe, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer octets = ByteBuffer.allocate(PROBE_BYTES);
      while (octets.hasRemaining()) {
        file.write(octets);
      }
      file.force(true);
    } catch (IOException e) {
      throw DiskFault.of(folder, e);
    } finally {
      deleteQuietly(probe);
    }
  }

  private static void deleteQuietly(Path probe) {
    try {
      Files.deleteIfExists(probe);
    } catch (IOException e) {
      // It is written over by the next probe.
      LOG.log(System.Logger.Level.DEBUG, "a probe was left behind", e);
    }
  }

  @Override
  public void reopen() {
    probe();
    replace(() -> Optional.of(OpenDatabase.open(folder, use, settings)));
    // Where a sync failed, the system may take pages of the write-ahead log for written that never
    // reached the disk, and a second sync would not write them: so what they hold is written anew.
    flush();
  }

  @Override
  public void close() {
    replace(Optional::empty);
    settings.close();
  }

  private void replace(Supplier<Optional<OpenDatabase>> next) {
    life.writeLock().lock();
    try {
      open.ifPresent(OpenDatabase::close);
      open = Optional.empty();
      open = next.get();
    } finally {
      life.writeLock().unlock();
    }
  }
}
