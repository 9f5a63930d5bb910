package birthmark.node.index;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborWriter;
import birthmark.codec.Timestamp;
import birthmark.codec.Variants;
import birthmark.contract.Fact;
import birthmark.contract.Rulebook;
import birthmark.contract.Subject;
import birthmark.node.store.BlockFacts;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables of the index, the same for every contract: facts, whom they concern, the blocks they
 * are of, and how far the index has come.
 *
 * <p>A block's facts and the new height are one transaction, so none is lost or there twice.
 */
final class FactTables {
  /** The version of the tables; another one is made again from the log. */
  static final int FORMAT = 3;

  private static final int KEY_LENGTH = 16;

  /** Whom facts concern that everybody may read: no subject has these octets. */
  static final byte[] EVERYBODY = {};

  private final Rulebook rulebook;

  FactTables(Rulebook rulebook) {
    this.rulebook = rulebook;
  }

  /**
   * How far the index has come.
   *
   * @param height the last block in it, -1 before the first
   * @param time that block's time
   */
  record Progress(long height, Timestamp time) {
    static final Progress NONE = new Progress(-1, new Timestamp(0));
  }

  void create(Connection connection, Bytes network) throws SQLException {
    try (Statement sql = connection.createStatement()) {
      sql.execute(
          """
          CREATE TABLE progress (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            format INTEGER NOT NULL,
            network BLOB NOT NULL,
            height INTEGER NOT NULL,
            time INTEGER NOT NULL)
          """);
      sql.execute("CREATE TABLE blocks (height INTEGER PRIMARY KEY, time INTEGER NOT NULL)");
      sql.execute(
          """
          CREATE TABLE facts (
            position INTEGER PRIMARY KEY,
            contract INTEGER NOT NULL,
            tag INTEGER NOT NULL,
            alarm INTEGER NOT NULL,
            log_index INTEGER NOT NULL,
            statement BLOB,
            body BLOB NOT NULL)
          """);
      sql.execute("CREATE INDEX facts_by_kind ON facts (contract, tag, position)");
      sql.execute("CREATE INDEX alarms ON facts (position) WHERE alarm = 1");
      sql.execute(
          """
          CREATE TABLE fact_subjects (
            subject BLOB NOT NULL,
            position INTEGER NOT NULL,
            PRIMARY KEY (subject, position)) WITHOUT ROWID
          """);
    }
    try (PreparedStatement sql =
        connection.prepareStatement("INSERT INTO progress VALUES (1, ?, ?, -1, 0)")) {
      sql.setInt(1, FORMAT);
      sql.setBytes(2, network.toByteArray());
      sql.executeUpdate();
    }
  }

  /** Whether the tables are there, of this version and for this ledger. */
  boolean usable(Connection connection, Bytes network) throws SQLException {
    try (Statement sql = connection.createStatement()) {
      try (ResultSet found =
          sql.executeQuery("SELECT 1 FROM sqlite_master WHERE name = 'progress'")) {
        if (!found.next()) {
          return false;
        }
      }
      try (ResultSet found = sql.executeQuery("SELECT format, network FROM progress")) {
        return found.next()
            && found.getInt(1) == FORMAT
            && Bytes.copyOf(found.getBytes(2)).equals(network);
      }
    }
  }

  Progress progress(Connection connection) throws SQLException {
    try (Statement sql = connection.createStatement();
        ResultSet found = sql.executeQuery("SELECT height, time FROM progress")) {
      return found.next()
          ? new Progress(found.getLong(1), new Timestamp(found.getLong(2)))
          : Progress.NONE;
    }
  }

  /** Adds {@code blocks}, which lie above {@code before}; the caller commits. */
  Progress add(Connection connection, Progress before, List<BlockFacts> blocks)
      throws SQLException {
    Progress progress = before;
    try (PreparedStatement block = connection.prepareStatement("INSERT INTO blocks VALUES (?, ?)");
        PreparedStatement fact =
            connection.prepareStatement("INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?, ?)");
        PreparedStatement subject =
            connection.prepareStatement("INSERT OR IGNORE INTO fact_subjects VALUES (?, ?)")) {
      for (BlockFacts each : blocks) {
        if (each.height() <= progress.height()) {
          throw new IllegalStateException(
              "block " + each.height() + " came after block " + progress.height());
        }
        if (!each.facts().isEmpty()) {
          block.setLong(1, each.height());
          block.setLong(2, each.time().millis());
          block.addBatch();
          add(fact, subject, each);
        }
        progress = new Progress(each.height(), each.time());
      }
      block.executeBatch();
      fact.executeBatch();
      subject.executeBatch();
    }
    try (PreparedStatement sql =
        connection.prepareStatement("UPDATE progress SET height = ?, time = ?")) {
      sql.setLong(1, progress.height());
      sql.setLong(2, progress.time().millis());
      sql.executeUpdate();
    }
    return progress;
  }

  private void add(PreparedStatement fact, PreparedStatement subject, BlockFacts block)
      throws SQLException {
    int number = 0;
    for (BlockFacts.Stated stated : block.facts()) {
      long row = new Position(block.height(), number++).row();
      Rulebook.Rules rules = rulebook.of(stated.fact());
      Variants.Variant<Fact> variant = rules.facts().of(stated.fact());
      CborWriter body = new CborWriter();
      variant.codec().write(body, stated.fact());
      fact.setLong(1, row);
      fact.setInt(2, rules.number());
      fact.setInt(3, variant.tag());
      fact.setInt(4, stated.fact().alarm() ? 1 : 0);
      fact.setLong(5, stated.index());
      fact.setBytes(6, stated.statement().map(Bytes::unsafe).orElse(null));
      fact.setBytes(7, body.toByteArray());
      fact.addBatch();
      if (stated.fact().open()) {
        add(subject, EVERYBODY, row);
      }
      for (Subject each : stated.fact().concerns()) {
        add(subject, key(each), row);
      }
    }
  }

  private static void add(PreparedStatement subject, byte[] key, long row) throws SQLException {
    subject.setBytes(1, key);
    subject.setLong(2, row);
    subject.addBatch();
  }

  /** The octets that a subject is found by. */
  static byte[] key(Subject subject) {
    return key(subject.id());
  }

  /**
   * The octets that the subject with this id is found by: the first half, since ids are hashes and
   * no two of them share 128 bits.
   */
  static byte[] key(Bytes id) {
    return id.slice(0, KEY_LENGTH).unsafe();
  }
}
