package birthmark.node.store;

import birthmark.bytes.Bytes;
import birthmark.merkle.LogFrontier;
import birthmark.merkle.LogTree;
import birthmark.merkle.Tile;
import birthmark.merkle.Tiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * The stored log read from its first entry to its last: each entry against its hash in the tiles,
 * the tiles against each block's root, and the last of these against the saved tip.
 *
 * <p>Entry and tile are written apart, so where they disagree the block's root tells which of them
 * is wrong.
 */
public final class LogCheck {
  private static final int ENTRIES_AT_ONCE = 512;

  private final CarefulRows rows;
  private final Consumer<Damage> found;
  private final LongConsumer progress;
  private final TreeMap<Integer, Tile> growing = new TreeMap<>();
  private LogFrontier log = LogFrontier.EMPTY;
  private boolean settled = true;
  private Optional<Long> brokenFrom = Optional.empty();
  private SortedMap<Bytes, Bytes> ahead = new TreeMap<>();

  /**
   * What the log is.
   *
   * @param height the last block
   * @param log where its entries end, as their hashes say
   * @param settled whether those hashes are the true ones, also where an entry is lost
   * @param checkpoint the stored note over it, empty if there is none
   * @param brokenFrom the first block with an entry that is lost, if any
   */
  public record Log(
      long height,
      LogFrontier log,
      boolean settled,
      Optional<Bytes> checkpoint,
      Optional<Long> brokenFrom) {}

  /** A hash that entry and tile may disagree on. */
  private record Hashes(long index, Optional<Bytes> ofEntry, Optional<Bytes> inTile, String why) {
    boolean agree() {
      return ofEntry.isPresent() && ofEntry.equals(inTile);
    }
  }

  private LogCheck(Rows rows, Consumer<Damage> found, LongConsumer progress) {
    this.rows = new CarefulRows(rows);
    this.found = found;
    this.progress = progress;
  }

  /**
   * Checks the log on {@code disk}.
   *
   * @param found told of each damage, in the order of the log
   * @param progress told how many entries were read
   * @return empty where the disk holds no ledger, or one of which not even the size can be told
   */
  public static Optional<Log> run(Rows disk, Consumer<Damage> found, LongConsumer progress) {
    return new LogCheck(disk, found, progress).run();
  }

  private Optional<Log> run() {
    Optional<Layout.SavedTip> tip = tip();
    if (tip.isEmpty()) {
      found.accept(Damage.of("where the ledger stands is missing or cannot be read"));
      return Optional.empty();
    }
    long last = tip.get().height();
    for (long height = 0; height <= last; ) {
      height = block(height, tip.get());
    }
    if (settled) {
      close();
      if (!log.equals(tip.get().log())) {
        found.accept(Damage.ofBlock(last, "the saved end of the log is not that of its entries"));
      }
    }
    if (rows.range(Column.ENTRIES, Layout.number(log.size()), Optional.empty(), 1)
        .filter(behind -> !behind.isEmpty())
        .isPresent()) {
      found.accept(Damage.ofEntry(last + 1, log.size(), "there is an entry behind the log's end"));
    }
    return Optional.of(
        new Log(last, log, settled, rows.value(Column.META, Layout.META_CHECKPOINT), brokenFrom));
  }

  private Optional<Layout.SavedTip> tip() {
    try {
      return rows.value(Column.META, Layout.META_TIP).map(Layout.SavedTip::load);
    } catch (StoreException e) {
      return Optional.empty();
    }
  }

  /** Checks block {@code height}, and what follows while its ends cannot be read; the next one. */
  private long block(long height, Layout.SavedTip tip) {
    long until = height;
    Optional<BlockHead> head = head(until, tip);
    while (head.isEmpty() && until < tip.height()) {
      until++;
      head = head(until, tip);
    }
    long end = head.map(BlockHead::size).orElse(tip.log().size());
    Bytes root = head.map(BlockHead::root).orElseGet(() -> tip.log().root());
    List<Hashes> hashes = new ArrayList<>();
    for (long index = log.size(); index < end; index++) {
      hashes.add(hashes(index));
    }
    settle(until, hashes, root);
    progress.accept(end);
    return until + 1;
  }

  /** Where a block ends; empty, and told, if that is lost. */
  private Optional<BlockHead> head(long height, Layout.SavedTip tip) {
    Optional<BlockHead> head;
    try {
      head =
          rows.value(Column.BLOCKS, Layout.height(height))
              .map(value -> Layout.loadBlock(height, value))
              .filter(end -> end.size() > log.size() && end.size() <= tip.log().size());
    } catch (StoreException e) {
      head = Optional.empty();
    }
    if (head.isEmpty()) {
      found.accept(Damage.ofBlock(height, "the record of where the block ends is lost"));
    }
    return head;
  }

  private Hashes hashes(long index) {
    CarefulRows.Row entry = entry(index);
    String why =
        switch (entry) {
          case CarefulRows.Row.Found _ -> "";
          case CarefulRows.Row.Missing _ -> "the entry is missing";
          case CarefulRows.Row.Unreadable(String said) -> "the entry cannot be read (" + said + ")";
        };
    Optional<Bytes> ofEntry =
        entry instanceof CarefulRows.Row.Found(Bytes octets)
            ? Optional.of(LogTree.leafHash(octets))
            : Optional.empty();
    return new Hashes(index, ofEntry, inTile(index), why);
  }

  private CarefulRows.Row entry(long index) {
    Bytes key = Layout.number(index);
    if (!ahead.containsKey(key)) {
      ahead =
          rows.range(Column.ENTRIES, key, Optional.empty(), ENTRIES_AT_ONCE)
              .orElseGet(TreeMap::new);
    }
    Bytes read = ahead.get(key);
    return read == null ? rows.row(Column.ENTRIES, key) : new CarefulRows.Row.Found(read);
  }

  private Optional<Bytes> inTile(long index) {
    int at = (int) (index % Tile.WIDTH) * LogTree.HASH_LENGTH;
    return rows.value(Column.TILES, Layout.tile(0, index / Tile.WIDTH))
        .filter(tile -> tile.length() >= at + LogTree.HASH_LENGTH)
        .map(tile -> tile.slice(at, at + LogTree.HASH_LENGTH));
  }

  /** Takes for true what gives the block's root. */
  private void settle(long height, List<Hashes> hashes, Bytes root) {
    List<Hashes> doubtful = hashes.stream().filter(each -> !each.agree()).toList();
    List<Bytes> byTiles =
        hashes.stream().map(each -> either(each.inTile(), each.ofEntry())).toList();
    List<Bytes> byEntries =
        hashes.stream().map(each -> either(each.ofEntry(), each.inTile())).toList();
    if (log.append(byTiles).root().equals(root)) {
      doubtful.forEach(each -> lostEntry(height, each));
      append(byTiles);
    } else if (log.append(byEntries).root().equals(root)) {
      doubtful.forEach(
          each ->
              found.accept(Damage.ofEntry(height, each.index(), "its hash in the tiles is lost")));
      append(byEntries);
    } else {
      doubtful.forEach(each -> lostEntry(height, each));
      if (settled) {
        found.accept(Damage.ofBlock(height, "its entries do not give the root that was recorded"));
      }
      // Every later root covers this block: from here on they tell nothing.
      settled = false;
      brokenFrom = Optional.of(brokenFrom.orElse(height));
      append(byTiles);
    }
  }

  private void lostEntry(long height, Hashes each) {
    if (each.inTile().isEmpty() && each.ofEntry().isPresent()) {
      found.accept(Damage.ofEntry(height, each.index(), "its hash in the tiles is lost"));
      return;
    }
    String what = each.why().isEmpty() ? "the entry is not the one that was logged" : each.why();
    found.accept(Damage.ofEntry(height, each.index(), what));
    brokenFrom = Optional.of(brokenFrom.orElse(height));
  }

  private static Bytes either(Optional<Bytes> first, Optional<Bytes> second) {
    return first.or(() -> second).orElse(LogTree.EMPTY_ROOT);
  }

  private void append(List<Bytes> hashes) {
    Tiles own =
        (level, index) ->
            Optional.ofNullable(growing.get(level))
                .filter(tile -> tile.index() == index)
                .map(Tile::hashes);
    LogFrontier.Appended appended = log.append(own, hashes);
    for (Tile tile : appended.tiles()) {
      Tile before = growing.put(tile.level(), tile);
      if (before != null && before.index() != tile.index()) {
        compare(before);
      }
    }
    log = appended.frontier();
  }

  private void close() {
    growing.values().forEach(this::compare);
  }

  /** Compares a tile above the lowest level, which was compared hash by hash. */
  private void compare(Tile tile) {
    if (tile.level() > 0
        && !rows.value(Column.TILES, Layout.tile(tile.level(), tile.index()))
            .equals(Optional.of(tile.hashes()))) {
      found.accept(
          Damage.of("tile " + tile.index() + " at level " + tile.level() + " of the log is lost"));
    }
  }
}
