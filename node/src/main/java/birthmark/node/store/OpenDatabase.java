package birthmark.node.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteOptions;

/** One opening of a RocksDB database, with the handles that live as long. */
final class OpenDatabase implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(OpenDatabase.class.getName());

  /** What a database is opened for. */
  enum Use {
    /** A node: what was synced outlasts a loss of power. */
    KEEP,
    /** A check: nothing is changed. */
    READ,
    /** The same of what can be read before the first damage in the write-ahead log. */
    READ_UP_TO_DAMAGE,
    /** What can be made again: nothing is synced before the end. */
    SCRATCH
  }

  private final RocksDB db;
  private final Map<Column, ColumnFamilyHandle> columns;
  private final Map<Column, Integer> ids = new EnumMap<>(Column.class);
  private final WriteOptions synced;
  private final WriteOptions lazy;

  private OpenDatabase(RocksDB db, Map<Column, ColumnFamilyHandle> columns, boolean logged) {
    this.db = db;
    this.columns = columns;
    columns.forEach((column, handle) -> ids.put(column, handle.getID()));
    this.synced = new WriteOptions().setSync(logged).setDisableWAL(!logged);
    this.lazy = new WriteOptions().setDisableWAL(!logged);
  }

  /**
   * Opens the database in {@code folder}, made if there is none, unless it is only read.
   *
   * @throws StoreException if another process has it, or it cannot be read or written
   */
  static OpenDatabase open(Path folder, Use use, RocksSettings settings) {
    if (use == Use.KEEP) {
      syncLogs(folder);
    }
    List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
    // RocksDB insists on a column family of this name; it stays empty.
    descriptors.add(
        new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, settings.of(Column.META)));
    for (Column column : Column.values()) {
      descriptors.add(new ColumnFamilyDescriptor(name(column), settings.of(column)));
    }
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try (DBOptions options = settings.database()) {
      RocksDB db = openOrMend(folder, use, options, descriptors, handles);
      Map<Column, ColumnFamilyHandle> columns = new EnumMap<>(Column.class);
      handles.get(0).close();
      int next = 1;
      for (Column column : Column.values()) {
        columns.put(column, handles.get(next));
        next++;
      }
      return new OpenDatabase(db, columns, use != Use.SCRATCH);
    } catch (RocksDBException e) {
      throw DiskFault.of(folder, e);
    } finally {
      descriptors.forEach(descriptor -> descriptor.getOptions().close());
    }
  }

  /** Syncs what a process that was killed had written and not synced: it will be made known. */
  private static void syncLogs(Path folder) {
    try (DirectoryStream<Path> logs = Files.newDirectoryStream(folder, "*.log")) {
      for (Path log : logs) {
        try (FileChannel file = FileChannel.open(log, StandardOpenOption.WRITE)) {
          file.force(true);
        }
      }
    } catch (IOException e) {
      throw DiskFault.of(folder, e);
    }
  }

  private static byte[] name(Column column) {
    return column.name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Opens the database. That a block was cut short by a loss of power shows only when this fails,
   * which it does with RocksDB's own lock held: nobody else writes that log.
   */
  private static RocksDB openOrMend(
      Path folder,
      Use use,
      DBOptions options,
      List<ColumnFamilyDescriptor> descriptors,
      List<ColumnFamilyHandle> handles)
      throws RocksDBException {
    try {
      return open(folder, use, options, descriptors, handles);
    } catch (RocksDBException e) {
      Status status = e.getStatus();
      Optional<TornTail> torn =
          status != null && status.getCode() == Status.Code.Corruption
              ? torn(folder)
              : Optional.empty();
      if (torn.isEmpty()) {
        throw e;
      }
      handles.clear();
      if (use == Use.READ) {
        options.setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery);
      } else {
        drop(folder, torn.get());
      }
      return open(folder, use, options, descriptors, handles);
    }
  }

  private static RocksDB open(
      Path folder,
      Use use,
      DBOptions options,
      List<ColumnFamilyDescriptor> descriptors,
      List<ColumnFamilyHandle> handles)
      throws RocksDBException {
    return switch (use) {
      case KEEP, SCRATCH -> RocksDB.open(options, folder.toString(), descriptors, handles);
      case READ -> RocksDB.openReadOnly(options, folder.toString(), descriptors, handles);
      case READ_UP_TO_DAMAGE -> {
        options.setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery);
        yield RocksDB.openReadOnly(options, folder.toString(), descriptors, handles);
      }
    };
  }

  private static Optional<TornTail> torn(Path folder) {
    try {
      return TornTail.find(folder);
    } catch (IOException e) {
      throw DiskFault.of(folder, e);
    }
  }

  private static void drop(Path folder, TornTail torn) {
    try {
      torn.drop();
    } catch (IOException e) {
      throw DiskFault.of(folder, e);
    }
    LOG.log(
        System.Logger.Level.WARNING,
        "A loss of power cut the newest block short before it was acknowledged to anybody; its {0}"
            + " octets are dropped.",
        String.valueOf(torn.octets()));
  }

  RocksDB db() {
    return db;
  }

  /** The column families, one each column. */
  List<ColumnFamilyHandle> columns() {
    return List.copyOf(columns.values());
  }

  /** How a batch is written: whether it must outlast a loss of power from then on. */
  WriteOptions writing(boolean sync) {
    return sync ? synced : lazy;
  }

  /** RocksDB's number of {@code column}. */
  int columnId(Column column) {
    return Objects.requireNonNull(ids.get(column));
  }

  ColumnFamilyHandle column(Column column) {
    ColumnFamilyHandle handle = columns.get(column);
    if (handle == null) {
      throw new IllegalStateException("column " + column + " was not opened");
    }
    return handle;
  }

  @Override
  public void close() {
    synced.close();
    lazy.close();
    columns.values().forEach(ColumnFamilyHandle::close);
    db.close();
  }
}
