package birthmark.node.index;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A question to the tables in SQL; values are parameters, never text.
 *
 * <p>Each form walks an index in the order of positions, so that a page costs what it holds: CROSS
 * JOIN keeps SQLite from another order.
 */
final class FactQuery {
  /** Longer than this no question may take. */
  static final int TIMEOUT_SECONDS = 5;

  private final StringBuilder from = new StringBuilder();
  private final StringBuilder where = new StringBuilder();
  private final List<Object> values = new ArrayList<>();
  private String position = "";

  private FactQuery() {}

  /**
   * The facts of one contract and tag, or of all where {@code tag} is empty.
   *
   * @param reader whose facts: a subject's octets, or {@link FactTables#EVERYBODY}; empty for all
   */
  static FactQuery of(
      Optional<byte[]> reader, FactFilter filter, OptionalInt tag, Position after, Position upTo) {
    FactQuery query = new FactQuery();
    reader.ifPresent(octets -> query.concerning("own", octets));
    filter.subject().ifPresent(id -> query.concerning("other", FactTables.key(id)));
    query.join("facts f", "f.position");
    query.from.append(" CROSS JOIN blocks b");
    query.and("b.height = (f.position >> " + Position.NUMBER_BITS + ")");
    query.and(query.position + " > ?", after.row());
    query.and(query.position + " <= ?", upTo.row());
    if (filter.contract().isPresent()) {
      query.and("f.contract = ?", (long) filter.contract().getAsInt());
    }
    if (tag.isPresent()) {
      query.and("f.tag = ?", (long) tag.getAsInt());
    }
    if (filter.alarms()) {
      query.and("f.alarm = 1");
    }
    return query;
  }

  private void concerning(String name, byte[] subject) {
    join("fact_subjects " + name, name + ".position");
    and(name + ".subject = ?", subject);
  }

  private void join(String table, String itsPosition) {
    if (from.isEmpty()) {
      from.append(table);
      position = itsPosition;
    } else {
      from.append(" CROSS JOIN ").append(table);
      and(itsPosition + " = " + position);
    }
  }

  private void and(String condition) {
    where.append(where.isEmpty() ? "" : " AND ").append(condition);
  }

  private void and(String condition, Object value) {
    and(condition);
    values.add(value);
  }

  List<IndexedFact> run(Connection connection, int limit) throws SQLException {
    String text =
        "SELECT f.position, b.time, f.statement, f.log_index, f.contract, f.tag, f.alarm, f.body"
            + (" FROM " + from + " WHERE " + where + " ORDER BY " + position + " LIMIT ?");
    List<IndexedFact> facts = new ArrayList<>();
    try (PreparedStatement sql = connection.prepareStatement(text)) {
      sql.setQueryTimeout(TIMEOUT_SECONDS);
      int parameter = 1;
      for (Object value : values) {
        if (value instanceof byte[] octets) {
          sql.setBytes(parameter++, octets);
        } else {
          sql.setLong(parameter++, (Long) value);
        }
      }
      sql.setInt(parameter, limit);
      try (ResultSet row = sql.executeQuery()) {
        while (row.next()) {
          facts.add(
              new IndexedFact(
                  Position.ofRow(row.getLong(1)),
                  new Timestamp(row.getLong(2)),
                  Optional.ofNullable(row.getBytes(3)).map(Bytes::copyOf),
                  row.getLong(4),
                  row.getInt(5),
                  row.getInt(6),
                  row.getInt(7) == 1,
                  Bytes.copyOf(row.getBytes(8))));
        }
      }
    }
    return facts;
  }
}
