package birthmark.merkle;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import java.util.List;
import java.util.Optional;

/** Node hashes computed from stored tiles, for one proof. */
final class TileReader {
  private final Sha256 sha256 = new Sha256();
  private final Tiles tiles;
  private int cachedLevel = -1;
  private long cachedIndex;
  private Bytes cached = Bytes.EMPTY;

  TileReader(Tiles tiles) {
    this.tiles = tiles;
  }

  /**
   * Adds the hashes that lead from the entries {@code start} to {@code end} up to the root of the
   * {@code size} entries from {@code base}, the lowest first.
   *
   * @param given whether the verifier holds the hash of the part
   */
  void path(long start, long end, long base, long size, boolean given, List<Bytes> path) {
    if (start == 0 && end == size) {
      if (!given) {
        path.add(range(base, size));
      }
      return;
    }
    long split = LogProof.split(size);
    if (end <= split) {
      path(start, end, base, split, given, path);
      path.add(range(base + split, size - split));
    } else {
      boolean whole = start >= split;
      long from = whole ? start - split : 0;
      path(from, end - split, base + split, size - split, whole && given, path);
      path.add(range(base, split));
    }
  }

  /** The root over {@code size} entries from {@code base}, a multiple of the next power of two. */
  Bytes range(long base, long size) {
    if (Long.bitCount(size) == 1) {
      int height = Long.numberOfTrailingZeros(size);
      return complete(height, base >>> height);
    }
    long split = LogProof.split(size);
    return LogTree.nodeHash(sha256, range(base, split), range(base + split, size - split));
  }

  /** The root of the complete subtree at {@code position} among those of its height. */
  private Bytes complete(int height, long position) {
    int level = height / Tile.HEIGHT;
    int above = height % Tile.HEIGHT;
    long first = position << above;
    int at = (int) (first & (Tile.WIDTH - 1)) >>> above;
    Optional<TileNodes> nodes = tiles.nodes(level, first >>> Tile.HEIGHT);
    return nodes.map(each -> each.node(above, at)).orElseGet(() -> folded(level, first, above));
  }

  private Bytes folded(int level, long first, int above) {
    Bytes tile = tile(level, first >>> Tile.HEIGHT);
    int from = (int) (first & (Tile.WIDTH - 1));
    int to = from + (1 << above);
    if (tile.length() < to * LogTree.HASH_LENGTH) {
      throw new DamagedTreeException(
          "tile "
              + (first >>> Tile.HEIGHT)
              + " at level "
              + level
              + " must hold "
              + to
              + " hashes but has "
              + tile.length()
              + " octets: restore the log's tiles");
    }
    return fold(tile, from, to);
  }

  private Bytes fold(Bytes tile, int from, int to) {
    if (to - from == 1) {
      return tile.slice(from * LogTree.HASH_LENGTH, to * LogTree.HASH_LENGTH);
    }
    int middle = (from + to) >>> 1;
    return LogTree.nodeHash(sha256, fold(tile, from, middle), fold(tile, middle, to));
  }

  private Bytes tile(int level, long index) {
    if (level != cachedLevel || index != cachedIndex) {
      cached = tiles.tile(level, index).orElse(Bytes.EMPTY);
      cachedLevel = level;
      cachedIndex = index;
    }
    return cached;
  }
}
