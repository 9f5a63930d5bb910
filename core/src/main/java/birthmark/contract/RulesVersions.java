package birthmark.contract;

import birthmark.codec.Timestamp;
import birthmark.state.Entry;
import birthmark.state.Table;
import birthmark.state.View;
import birthmark.state.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which rules version decides from which height on. Written by contracts whose surface says that
 * they govern, and by the founding.
 */
public final class RulesVersions {
  /** The version where the table names none: that of a ledger that never changed its rules. */
  public static final long FIRST = 1;

  private static final int ROWS_MAX = 16;

  /**
   * From where on.
   *
   * @param height the first height that the version decides
   */
  public record From(long height) {}

  /**
   * A rules version.
   *
   * @param version its number
   * @param set when it was scheduled
   */
  public record Scheduled(long version, Timestamp set) {}

  /** The versions by height: that in force, and those to come. */
  public static final Table<From, Scheduled> TABLE =
      Table.of(6, "rules", From.class, Scheduled.class);

  private RulesVersions() {}

  private static List<Entry<From, Scheduled>> rows(View state) {
    return state.list(TABLE, List.of(), Optional.empty(), ROWS_MAX);
  }

  /** The version that decides the block at {@code height}. */
  public static long inForce(View state, long height) {
    long version = FIRST;
    for (Entry<From, Scheduled> row : rows(state)) {
      if (row.key().height() <= height) {
        version = row.value().version();
      }
    }
    return version;
  }

  /** The first version that decides a block above {@code height} and not the one at it. */
  public static Optional<Entry<From, Scheduled>> next(View state, long height) {
    return rows(state).stream().filter(row -> row.key().height() > height).findFirst();
  }

  /** What has {@code version} decide from {@code from} on; what was in force before goes. */
  public static List<Write<From, Scheduled>> schedule(
      View state, Context at, From from, long version) {
    List<Entry<From, Scheduled>> past =
        rows(state).stream().filter(row -> row.key().height() <= at.height()).toList();
    List<Write<From, Scheduled>> writes = new ArrayList<>();
    for (Entry<From, Scheduled> row : past.subList(0, Math.max(0, past.size() - 1))) {
      writes.add(TABLE.remove(row.key()));
    }
    writes.add(TABLE.put(from, new Scheduled(version, at.time())));
    return writes;
  }
}
