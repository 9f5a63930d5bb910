package birthmark.merkle;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import java.util.ArrayList;
import java.util.List;

/**
 * A whole tree over a fixed number of leaves, held in memory: its root and the path of each leaf
 * (RFC 9162 section 2.1). It takes 64 octets a leaf.
 */
public final class MerkleTree {
  private static final int LENGTH = LogTree.HASH_LENGTH;

  /** The hashes of each level, the leaves first; what has no neighbour is its parent's too. */
  private final List<byte[]> levels = new ArrayList<>();

  /**
   * The tree over {@code leaves}.
   *
   * @param leaves the leaves' hashes, 32 octets each, one behind the other; at least one
   */
  public MerkleTree(byte[] leaves) {
    if (leaves.length == 0 || leaves.length % LENGTH != 0) {
      throw new IllegalArgumentException("leaves are hashes of 32 octets, at least one");
    }
    Sha256 sha256 = new Sha256();
    levels.add(leaves.clone());
    for (byte[] below = levels.getLast(); below.length > LENGTH; below = levels.getLast()) {
      levels.add(above(sha256, below));
    }
  }

  private static byte[] above(Sha256 sha256, byte[] below) {
    int count = below.length / LENGTH;
    byte[] above = new byte[(count + 1) / 2 * LENGTH];
    for (int i = 0; i < count; i += 2) {
      Bytes left = at(below, i);
      Bytes hash = i + 1 < count ? LogTree.nodeHash(sha256, left, at(below, i + 1)) : left;
      System.arraycopy(hash.toByteArray(), 0, above, i / 2 * LENGTH, LENGTH);
    }
    return above;
  }

  private static Bytes at(byte[] level, int index) {
    byte[] hash = new byte[LENGTH];
    System.arraycopy(level, index * LENGTH, hash, 0, LENGTH);
    return Bytes.ofOwned(hash);
  }

  /** How many leaves it has. */
  public int size() {
    return levels.getFirst().length / LENGTH;
  }

  /** Its root. */
  public Bytes root() {
    return at(levels.getLast(), 0);
  }

  /**
   * The hashes that lead from leaf {@code index} to the root, the lowest first.
   *
   * @throws IllegalArgumentException if there is no such leaf
   */
  public List<Bytes> path(int index) {
    if (index < 0 || index >= size()) {
      throw new IllegalArgumentException("a tree of " + size() + " leaves has no leaf " + index);
    }
    List<Bytes> path = new ArrayList<>();
    int place = index;
    for (byte[] level : levels) {
      int sibling = place ^ 1;
      if (sibling < level.length / LENGTH) {
        path.add(at(level, sibling));
      }
      place /= 2;
    }
    return List.copyOf(path);
  }
}
