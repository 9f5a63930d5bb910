package birthmark.merkle;

import birthmark.bytes.Bytes;
import java.util.Optional;

/** The stored tiles of a log, by level and index. */
@FunctionalInterface
public interface Tiles {
  /**
   * The hashes of one tile in a row, as many as are stored by now, or empty if there is no such
   * tile.
   */
  Optional<Bytes> tile(int level, long index);

  /**
   * A full tile with its nodes, where they are at hand; if not, they are computed from the tile.
   */
  default Optional<TileNodes> nodes(int level, long index) {
    return Optional.empty();
  }
}
