package birthmark.node.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** A SQLite database in a file: how it is opened, made durable and removed. */
final class SqliteFile {
  private static final int BUSY_MILLIS = 5_000;
  private static final int WRITE_CACHE_KIB = 64 << 10;

  private SqliteFile() {}

  /** A connection that writes; the caller commits. */
  static Connection openToWrite(Path file) throws SQLException {
    Connection connection = open(file, false);
    try (Statement sql = connection.createStatement()) {
      sql.execute("PRAGMA journal_mode = WAL");
      // A power cut may undo the last transactions but tears none; the source still has them.
      sql.execute("PRAGMA synchronous = NORMAL");
      // Whoever writes decides when the log of writes is folded in, see sync.
      sql.execute("PRAGMA wal_autocheckpoint = 0");
      // Subjects come in no order: what of their table is not at hand is written again and again.
      sql.execute("PRAGMA cache_size = -" + WRITE_CACHE_KIB);
    }
    connection.setAutoCommit(false);
    return connection;
  }

  /** A connection that only reads. */
  static Connection openToRead(Path file) throws SQLException {
    return open(file, true);
  }

  private static Connection open(Path file, boolean readOnly) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(readOnly);
    config.setBusyTimeout(BUSY_MILLIS);
    return config.createConnection("jdbc:sqlite:" + file);
  }

  /**
   * Folds the log of writes into the database and syncs both; whether everything committed is now
   * safe from a power cut.
   */
  static boolean sync(Connection connection) throws SQLException {
    connection.setAutoCommit(true);
    try (Statement sql = connection.createStatement();
        ResultSet folded = sql.executeQuery("PRAGMA wal_checkpoint(PASSIVE)")) {
      return folded.next() && folded.getInt(1) == 0 && folded.getInt(2) == folded.getInt(3);
    } finally {
      connection.setAutoCommit(false);
    }
  }

  /** Whether {@code e} says that the file is no database, or a damaged one. */
  static boolean isDamage(SQLException e) {
    if (!(e instanceof SQLiteException sqlite)) {
      return false;
    }
    SQLiteErrorCode code = sqlite.getResultCode();
    return (code.code & 0xff) == SQLiteErrorCode.SQLITE_CORRUPT.code
        || code == SQLiteErrorCode.SQLITE_NOTADB;
  }

  /** Whether {@code e} says that the file was opened to be read only. */
  static boolean isReadOnly(SQLException e) {
    return e instanceof SQLiteException sqlite
        && (sqlite.getResultCode().code & 0xff) == SQLiteErrorCode.SQLITE_READONLY.code;
  }

  /** Removes the database. */
  static void delete(Path file) throws IOException {
    for (String suffix : List.of("", "-wal", "-shm")) {
      Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
    }
  }
}
