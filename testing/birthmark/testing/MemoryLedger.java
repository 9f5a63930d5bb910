package birthmark.testing;

import birthmark.bytes.Bytes;
import birthmark.machine.BlockResult;
import birthmark.machine.Ledger;
import birthmark.machine.Machine;
import birthmark.machine.Tip;
import birthmark.merkle.PageSource;
import birthmark.merkle.StateTree;
import birthmark.merkle.Tile;
import birthmark.merkle.Tiles;
import birthmark.state.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A ledger in memory: the plainest store there is, for tests of what is decided rather than kept.
 */
public final class MemoryLedger implements Ledger {
  private final TreeMap<Bytes, Bytes> state = new TreeMap<>();
  private final TreeMap<Bytes, Bytes> pages = new TreeMap<>();
  private final TreeMap<String, Bytes> tiles = new TreeMap<>();
  private final List<Bytes> entries = new ArrayList<>();
  private Tip tip;

  /** The ledger that {@code machine} founds. */
  @SuppressWarnings("this-escape")
  public MemoryLedger(Machine machine) {
    BlockResult founded = machine.found(this);
    tip = founded.tip();
    keep(founded);
  }

  /** Stores a block. */
  public void keep(BlockResult block) {
    merge(state, block.state());
    StateTree.Update saved = block.tip().tree().save(pages());
    merge(pages, saved.pages());
    for (Tile tile : block.tiles()) {
      tiles.put(tile.level() + "/" + tile.index(), tile.hashes());
    }
    entries.addAll(block.entries());
    tip = new Tip(block.tip().height(), block.tip().time(), saved.tree(), block.tip().log());
  }

  private static void merge(
      SortedMap<Bytes, Bytes> kept, SortedMap<Bytes, Optional<Bytes>> changes) {
    changes.forEach(
        (key, value) -> {
          if (value.isPresent()) {
            kept.put(key, value.get());
          } else {
            kept.remove(key);
          }
        });
  }

  /** Where it stands. */
  public Tip tip() {
    return tip;
  }

  /** The whole log. */
  public List<Bytes> entries() {
    return List.copyOf(entries);
  }

  @Override
  public Optional<Bytes> value(Bytes key) {
    return Optional.ofNullable(state.get(key));
  }

  @Override
  public List<Entry<Bytes, Bytes>> list(Bytes prefix, Optional<Bytes> after, int limit) {
    List<Entry<Bytes, Bytes>> found = new ArrayList<>();
    SortedMap<Bytes, Bytes> tail =
        after.isPresent() ? state.tailMap(after.get(), false) : state.tailMap(prefix, true);
    for (var each : tail.entrySet()) {
      if (found.size() == limit || !each.getKey().startsWith(prefix)) {
        break;
      }
      found.add(new Entry<>(each.getKey(), each.getValue()));
    }
    return found;
  }

  @Override
  public Optional<Bytes> entry(long index) {
    return index < entries.size() ? Optional.of(entries.get((int) index)) : Optional.empty();
  }

  @Override
  public PageSource pages() {
    return key -> Optional.ofNullable(pages.get(key));
  }

  @Override
  public Tiles tiles() {
    return (level, index) -> Optional.ofNullable(tiles.get(level + "/" + index));
  }
}
