package birthmark.sim.check;

import birthmark.bytes.Bytes;
import birthmark.machine.BlockResult;
import birthmark.machine.Ledger;
import birthmark.merkle.LogTree;
import birthmark.merkle.PageSource;
import birthmark.merkle.StateTree;
import birthmark.merkle.Tile;
import birthmark.merkle.Tiles;
import birthmark.state.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A ledger in plain maps: nothing is cached, batched, written or frozen. */
final class NaiveLedger implements Ledger {
  private record Place(int level, long index) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      return level == other.level
          ? Long.compare(index, other.index)
          : Integer.compare(level, other.level);
    }
  }

  private final NavigableMap<Bytes, Bytes> state = new TreeMap<>();
  private final NavigableMap<Place, Bytes> tiles = new TreeMap<>();
  private final List<Bytes> entries = new ArrayList<>();

  /** Keeps what a block did. */
  void keep(BlockResult block) {
    merge(state, block.state());
    for (Tile tile : block.tiles()) {
      tiles.put(new Place(tile.level(), tile.index()), tile.hashes());
    }
    entries.addAll(block.entries());
  }

  private static void merge(
      NavigableMap<Bytes, Bytes> kept, SortedMap<Bytes, Optional<Bytes>> changes) {
    changes.forEach(
        (key, value) ->
            value.ifPresentOrElse(octets -> kept.put(key, octets), () -> kept.remove(key)));
  }

  /** The records. */
  NavigableMap<Bytes, Bytes> state() {
    return state;
  }

  /** The log. */
  List<Bytes> entries() {
    return entries;
  }

  /** The root of a state tree into which all records are put at once. */
  Bytes stateRootFromScratch() {
    SortedMap<Bytes, Optional<Bytes>> all = new TreeMap<>();
    state.forEach((key, value) -> all.put(key, Optional.of(value)));
    PageSource none = key -> Optional.empty();
    return StateTree.open(none).update(none, all).root();
  }

  /** The log's root by its definition (RFC 9162, section 2.1.1). */
  Bytes logRootFromScratch() {
    return root(entries.stream().map(LogTree::leafHash).toList());
  }

  private static Bytes root(List<Bytes> leaves) {
    if (leaves.size() <= 1) {
      return leaves.isEmpty() ? LogTree.EMPTY_ROOT : leaves.getFirst();
    }
    int split = Integer.highestOneBit(leaves.size() - 1);
    return LogTree.nodeHash(
        root(leaves.subList(0, split)), root(leaves.subList(split, leaves.size())));
  }

  @Override
  public Optional<Bytes> value(Bytes key) {
    return Optional.ofNullable(state.get(key));
  }

  @Override
  public List<Entry<Bytes, Bytes>> list(Bytes prefix, Optional<Bytes> after, int limit) {
    NavigableMap<Bytes, Bytes> tail =
        after.isPresent() ? state.tailMap(after.get(), false) : state.tailMap(prefix, true);
    return tail.entrySet().stream()
        .takeWhile(row -> row.getKey().startsWith(prefix))
        .limit(limit)
        .map(row -> new Entry<>(row.getKey(), row.getValue()))
        .toList();
  }

  @Override
  public Optional<Bytes> entry(long index) {
    return index < 0 || index >= entries.size()
        ? Optional.empty()
        : Optional.of(entries.get((int) index));
  }

  @Override
  public PageSource pages() {
    // The tree is never saved, so all of it is in memory.
    return key -> Optional.empty();
  }

  @Override
  public Tiles tiles() {
    return (level, index) -> Optional.ofNullable(tiles.get(new Place(level, index)));
  }
}
