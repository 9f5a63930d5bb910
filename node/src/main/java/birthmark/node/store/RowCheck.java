package birthmark.node.store;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborException;
import birthmark.cose.Sign1;
import birthmark.state.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;

/**
 * Everything stored that follows from the log (state, its tree's pages, what became of each number
 * and id, where blocks end, facts that wait for the index), row by row against a replay of it.
 */
public final class RowCheck {
  private static final int ROWS_AT_ONCE = 1_000;

  private final CarefulRows stored;
  private final Rows replayed;
  private final Consumer<Damage> found;

  private RowCheck(Rows stored, Rows replayed, Consumer<Damage> found) {
    this.stored = new CarefulRows(stored);
    this.replayed = replayed;
    this.found = found;
  }

  /**
   * Compares.
   *
   * @param replayed what a replay of the same log made, with facts
   * @param found told of each row that differs
   */
  public static void run(Rows stored, Rows replayed, Consumer<Damage> found) {
    RowCheck check = new RowCheck(stored, replayed, found);
    for (Column column : Column.values()) {
      switch (column) {
        // These were checked with the log.
        case META, ENTRIES, TILES -> {}
        case STATE, PAGES, CHANGED, SEQUENCES, IDS, BLOCKS -> check.compare(column, Bytes.EMPTY);
        case FACTS -> check.compare(column, Layout.number(check.forgotten() + 1));
      }
    }
  }

  private long forgotten() {
    try {
      return stored.value(Column.META, Layout.META_FORGOTTEN).map(Layout::readUnsigned).orElse(-1L);
    } catch (StoreException e) {
      found.accept(Damage.of("the note of which facts the index has is lost"));
      return -1;
    }
  }

  private void compare(Column column, Bytes first) {
    Optional<Bytes> from = Optional.of(first);
    while (from.isPresent()) {
      Bytes begin = from.get();
      List<Entry<Bytes, Bytes>> expected =
          replayed.scan(column, begin, Optional.empty(), ROWS_AT_ONCE);
      Optional<Bytes> to =
          expected.size() < ROWS_AT_ONCE
              ? Optional.empty()
              : Optional.of(StoredLedger.next(expected.getLast().key()));
      Optional<SortedMap<Bytes, Bytes>> actual = stored.range(column, begin, to, 2 * ROWS_AT_ONCE);
      for (Entry<Bytes, Bytes> row : expected) {
        CarefulRows.Row is = row(column, row.key(), actual);
        if (!(is instanceof CarefulRows.Row.Found(Bytes value)
            && same(column, row.value(), value))) {
          found.accept(place(column, row.key(), row.value(), state(is)));
        }
      }
      actual.ifPresent(rows -> superfluous(column, rows, expected));
      from = to;
    }
  }

  private CarefulRows.Row row(Column column, Bytes key, Optional<SortedMap<Bytes, Bytes>> actual) {
    if (actual.isEmpty()) {
      return stored.row(column, key);
    }
    Bytes value = actual.get().get(key);
    return value == null ? new CarefulRows.Row.Missing() : new CarefulRows.Row.Found(value);
  }

  private void superfluous(
      Column column, SortedMap<Bytes, Bytes> rows, List<Entry<Bytes, Bytes>> expected) {
    List<Bytes> keys = new ArrayList<>(rows.keySet());
    expected.forEach(row -> rows.remove(row.key()));
    for (Bytes key : keys) {
      Bytes value = rows.get(key);
      if (value != null) {
        found.accept(
            Damage.of(what(column, key) + " is there, though the log does not lead to it"));
      }
    }
  }

  private static String state(CarefulRows.Row row) {
    return switch (row) {
      case CarefulRows.Row.Found _ -> "is not what the log leads to";
      case CarefulRows.Row.Missing _ -> "is missing";
      case CarefulRows.Row.Unreadable(String why) -> "cannot be read (" + why + ")";
    };
  }

  /** A replay knows a refused statement by its line in the seal only. */
  private static boolean same(Column column, Bytes expected, Bytes actual) {
    if (column != Column.SEQUENCES || expected.equals(actual)) {
      return expected.equals(actual);
    }
    try {
      return Layout.Counted.load(expected) instanceof Layout.Counted.Refused replayed
          && Layout.Counted.load(actual) instanceof Layout.Counted.Refused stored
          && stored.statement().equals(replayed.statement())
          && stored.height() == replayed.height()
          && stored.contract() == replayed.contract()
          && stored.reason() == replayed.reason()
          && (stored.octets().length() == 0
              || Sign1.decode(stored.octets()).id().equals(stored.statement()));
    } catch (StoreException | CborException e) {
      return false;
    }
  }

  private Damage place(Column column, Bytes key, Bytes expected, String state) {
    String what = what(column, key) + " " + state;
    return switch (column) {
      case SEQUENCES ->
          switch (Layout.Counted.load(expected)) {
            case Layout.Counted.Accepted(long index) -> ofEntry(index, what);
            case Layout.Counted.Refused refused ->
                Damage.ofBlock(refused.height(), what).about(refused.statement());
          };
      case IDS ->
          expected.length() == Layout.SEQUENCE_LENGTH
              ? Damage.of(what).about(key)
              : ofEntry(Layout.readUnsigned(expected), what);
      case BLOCKS ->
          Layout.isHeight(key)
              ? Damage.ofBlock(Layout.blockNumber(key), what)
              : Damage.ofEntry(Layout.readUnsigned(expected), Layout.blockNumber(key), what);
      case FACTS, CHANGED -> Damage.ofBlock(Layout.number(key), what);
      case META, ENTRIES, TILES, STATE, PAGES -> Damage.of(what);
    };
  }

  private Damage ofEntry(long index, String what) {
    long height =
        replayed.scan(Column.BLOCKS, Layout.seal(index), Optional.empty(), 1).stream()
            .findFirst()
            .map(seal -> Layout.readUnsigned(seal.value()))
            .orElseThrow();
    Bytes entry = replayed.get(Column.ENTRIES, Layout.number(index)).orElseThrow();
    return Damage.ofEntry(height, index, what).about(Sign1.decode(entry).id());
  }

  private static String what(Column column, Bytes key) {
    return switch (column) {
      case STATE ->
          key.length() < Layout.TABLE_LENGTH
              ? "the state's row " + key
              : "the state's row "
                  + key.slice(Layout.TABLE_LENGTH, key.length())
                  + " in table "
                  + Layout.contract(key)
                  + "/"
                  + Layout.table(key);
      case PAGES -> "the state tree's page " + key;
      case CHANGED -> "which records the block changed";
      case SEQUENCES ->
          key.length() == Layout.SEQUENCE_LENGTH
              ? "what became of number "
                  + Layout.sequenceNumber(key)
                  + " of key "
                  + Layout.sequenceKey(key)
              : "the row " + key + " of numbers";
      case IDS -> "where statement " + key + " is found";
      case BLOCKS -> "where the block ends";
      case FACTS -> "the block's facts";
      case META, ENTRIES, TILES -> "the row " + key;
    };
  }
}
