package birthmark.merkle;

import birthmark.bytes.Bytes;

/**
 * A row of up to 256 hashes of the log tree (C2SP tlog-tiles).
 *
 * <p>Hash {@code i} of tile {@code index} at {@code level} is the root of the 256^level entries
 * that begin at entry {@code (256 * index + i) * 256^level}. Only roots of complete subtrees are in
 * a tile, so a tile only ever grows at its end, and a tile of 256 hashes never changes.
 *
 * @param level 0 for leaf hashes; each level up stands for 256 times as many entries
 * @param index the number of the tile in its level, from 0
 * @param hashes 1 to 256 hashes of 32 octets in a row
 */
public record Tile(int level, long index, Bytes hashes) {
  /** Hashes in a full tile. */
  public static final int WIDTH = 256;

  /** The height of the subtree that a full tile spans. */
  public static final int HEIGHT = 8;

  /** The highest level a log of 2^62 entries can need. */
  public static final int MAX_LEVEL = 7;

  /** Checks the ranges above. */
  public Tile {
    if (level < 0 || level > MAX_LEVEL || index < 0) {
      throw new IllegalArgumentException("no tile has level " + level + " and index " + index);
    }
    int length = hashes.length();
    if (length == 0 || length % LogTree.HASH_LENGTH != 0 || length > WIDTH * LogTree.HASH_LENGTH) {
      throw new IllegalArgumentException(
          "a tile holds 1 to 256 hashes of 32 octets, not " + length + " octets");
    }
  }

  /** How many hashes the tile holds, 1 to 256. */
  public int width() {
    return hashes.length() / LogTree.HASH_LENGTH;
  }

  /** Where C2SP tlog-tiles serves this tile, such as {@code tile/0/x001/234.p/17}. */
  public String path() {
    return TilePath.tile(level, index, width()).toString();
  }
}
