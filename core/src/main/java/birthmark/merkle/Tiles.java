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
}
