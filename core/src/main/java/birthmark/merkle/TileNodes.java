package birthmark.merkle;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;

/** A full tile with the hashes of all nodes in it, so that proofs need not compute them again. */
public final class TileNodes {
  private static final int LENGTH = LogTree.HASH_LENGTH;

  /** The tile's hashes, then those of the nodes over two of them, over four, and so on. */
  private final byte[] hashes;

  private TileNodes(byte[] hashes) {
    this.hashes = hashes;
  }

  /**
   * The nodes over the hashes of {@code tile}.
   *
   * @throws IllegalArgumentException if it is not full
   */
  public static TileNodes of(Bytes tile) {
    if (tile.length() != Tile.WIDTH * LENGTH) {
      throw new IllegalArgumentException(
          "a full tile has 256 hashes, not " + tile.length() / LENGTH);
    }
    byte[] hashes = new byte[(2 * Tile.WIDTH - 1) * LENGTH];
    System.arraycopy(tile.unsafe(), 0, hashes, 0, tile.length());
    Sha256 sha256 = new Sha256();
    int from = 0;
    for (int to = tile.length(); to < hashes.length; to += LENGTH) {
      Bytes left = Bytes.copyOf(hashes, from, from + LENGTH);
      Bytes right = Bytes.copyOf(hashes, from + LENGTH, from + 2 * LENGTH);
      System.arraycopy(LogTree.nodeHash(sha256, left, right).unsafe(), 0, hashes, to, LENGTH);
      from += 2 * LENGTH;
    }
    return new TileNodes(hashes);
  }

  /**
   * The hash of a node.
   *
   * @param above how far above the tile's own hashes it is, 0 to 8
   * @param position which of those there, from 0
   */
  Bytes node(int above, int position) {
    int row = 2 * Tile.WIDTH - ((2 * Tile.WIDTH) >>> above);
    int at = (row + position) * LENGTH;
    return Bytes.copyOf(hashes, at, at + LENGTH);
  }
}
