package birthmark.node.index;

import birthmark.bytes.Bytes;
import birthmark.contract.Rulebook;
import birthmark.node.index.FactTables.Progress;
import birthmark.node.store.BlockFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** The one connection that writes the index, block by block; for one thread at a time. */
final class FactWriter implements AutoCloseable {
  /** Between two times that what was written is made safe from a power cut. */
  static final Duration SYNC_EVERY = Duration.ofSeconds(5);

  private final Path file;
  private final Bytes network;
  private final FactTables tables;
  private Connection connection;
  private long synced = -1;
  private long syncedAtNanos = System.nanoTime();

  private FactWriter(Path file, Bytes network, FactTables tables) throws SQLException {
    this.file = file;
    this.network = network;
    this.tables = tables;
    this.connection = SqliteFile.openToWrite(file);
  }

  /**
   * Writes to {@code file}, with empty tables where those in it are of another ledger or version.
   */
  static FactWriter open(Path file, Bytes network, Rulebook rulebook)
      throws SQLException, IOException {
    FactWriter writer = new FactWriter(file, network, new FactTables(rulebook));
    try {
      if (!writer.tables.usable(writer.connection, network)) {
        writer.reset();
      }
      return writer;
    } catch (SQLException e) {
      writer.close();
      throw e;
    }
  }

  /** Starts again with empty tables in a new file. */
  void reset() throws SQLException, IOException {
    connection.close();
    SqliteFile.delete(file);
    connection = SqliteFile.openToWrite(file);
    tables.create(connection, network);
    connection.commit();
    synced = -1;
  }

  /** How far the tables have come. */
  Progress progress() throws SQLException {
    Progress progress = tables.progress(connection);
    connection.commit();
    return progress;
  }

  /** Adds {@code blocks}, which lie above {@code before}, all or none; how far that comes. */
  Progress add(Progress before, List<BlockFacts> blocks) throws SQLException {
    try {
      Progress reached = tables.add(connection, before, blocks);
      connection.commit();
      return reached;
    } catch (SQLException | RuntimeException e) {
      rollBack(e);
      throw e;
    }
  }

  /** Undoes what {@code cause} cut short. */
  private void rollBack(Exception cause) throws SQLException {
    try {
      connection.rollback();
      if (cause instanceof SQLException said && SqliteFile.isReadOnly(said)) {
        // SQLite opens a file to read that it may not write just then, and never looks again.
        openAnew();
      }
    } catch (SQLException e) {
      // SQLite rolls back by itself when the disk is full, and then says that there is nothing to
      // roll back, each time: only a new connection begins anew.
      cause.addSuppressed(e);
      openAnew();
    }
  }

  private void openAnew() throws SQLException {
    connection.close();
    connection = SqliteFile.openToWrite(file);
  }

  /** Now and then makes all up to block {@code height} safe from a power cut; whether it did. */
  boolean syncIfDue(long height) throws SQLException {
    long now = System.nanoTime();
    if (height <= synced || now - syncedAtNanos < SYNC_EVERY.toNanos()) {
      return false;
    }
    syncedAtNanos = now;
    boolean safe = SqliteFile.sync(connection);
    if (safe) {
      synced = height;
    }
    return safe;
  }

  /** Makes what can be safe from a power cut so, whenever that was done last. */
  void sync() throws SQLException {
    SqliteFile.sync(connection);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
