package birthmark.node.store;

import birthmark.bytes.Bytes;
import birthmark.machine.Ledger;
import birthmark.merkle.PageSource;
import birthmark.merkle.Tiles;
import birthmark.state.Entry;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A ledger as the columns hold it at the moment that {@code rows} reads. */
record StoredLedger(Rows rows) implements Ledger {
  @Override
  public Optional<Bytes> value(Bytes key) {
    return rows.get(Column.STATE, key);
  }

  @Override
  public List<Entry<Bytes, Bytes>> list(Bytes prefix, Optional<Bytes> after, int limit) {
    Bytes from =
        after.map(StoredLedger::next).filter(next -> next.compareTo(prefix) > 0).orElse(prefix);
    return rows.scan(Column.STATE, from, behind(prefix), limit);
  }

  /** The least key behind {@code key}: that one and a zero octet. */
  static Bytes next(Bytes key) {
    return key.concat(Bytes.ofOwned(new byte[1]));
  }

  /** The least key behind all that start with {@code prefix}; empty if there is none. */
  static Optional<Bytes> behind(Bytes prefix) {
    int length = prefix.length();
    while (length > 0 && prefix.octet(length - 1) == 0xff) {
      length--;
    }
    if (length == 0) {
      return Optional.empty();
    }
    byte[] end = Arrays.copyOf(prefix.unsafe(), length);
    end[length - 1]++;
    return Optional.of(Bytes.ofOwned(end));
  }

  @Override
  public Optional<Bytes> entry(long index) {
    return index < 0 ? Optional.empty() : rows.get(Column.ENTRIES, Layout.number(index));
  }

  @Override
  public PageSource pages() {
    return key -> rows.get(Column.PAGES, key);
  }

  @Override
  public Tiles tiles() {
    return (level, index) -> rows.get(Column.TILES, Layout.tile(level, index));
  }
}
