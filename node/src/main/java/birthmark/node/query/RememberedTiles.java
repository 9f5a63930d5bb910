package birthmark.node.query;

import birthmark.bytes.Bytes;
import birthmark.merkle.LogTree;
import birthmark.merkle.Tile;
import birthmark.merkle.TileNodes;
import birthmark.merkle.Tiles;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Full tiles above the lowest with their nodes: every proof goes through the same few, and what is
 * full never changes. 256 of them are enough for a log of 16 million entries and take 4 MiB.
 */
final class RememberedTiles {
  private static final int TILES_MAX = 256;

  private final LinkedHashMap<Place, TileNodes> known =
      new LinkedHashMap<>(TILES_MAX, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, TileNodes> eldest) {
          return size() > TILES_MAX;
        }
      };

  private record Place(int level, long index) {}

  /** {@code tiles} of this log, at whatever size, with the nodes of the full ones. */
  Tiles over(Tiles tiles) {
    return new Tiles() {
      @Override
      public Optional<Bytes> tile(int level, long index) {
        return tiles.tile(level, index);
      }

      @Override
      public Optional<TileNodes> nodes(int level, long index) {
        return level == 0 ? Optional.empty() : remembered(new Place(level, index), tiles);
      }
    };
  }

  private Optional<TileNodes> remembered(Place place, Tiles tiles) {
    synchronized (known) {
      TileNodes found = known.get(place);
      if (found != null) {
        return Optional.of(found);
      }
    }
    Optional<TileNodes> made =
        tiles
            .tile(place.level(), place.index())
            .filter(tile -> tile.length() == Tile.WIDTH * LogTree.HASH_LENGTH)
            .map(TileNodes::of);
    made.ifPresent(
        nodes -> {
          synchronized (known) {
            known.put(place, nodes);
          }
        });
    return made;
  }
}
