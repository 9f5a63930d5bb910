package birthmark.merkle;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import java.util.ArrayList;
import java.util.List;

/** Proofs that an entry is in a log and that a log only grew (RFC 9162 section 2.1). */
public final class LogProof {
  private LogProof() {}

  /**
   * The hashes that lead from an entry to the root of the log when it had {@code size} entries,
   * from the leaf up (RFC 9162 section 2.1.3).
   *
   * @param tiles the tiles of that log or of a later state of it
   * @throws IllegalArgumentException if {@code index} is not in 0 to {@code size} - 1
   * @throws DamagedTreeException if a tile is missing or too short
   */
  public static List<Bytes> inclusion(Tiles tiles, long index, long size) {
    if (index < 0 || index >= size || size > LogTree.MAX_SIZE) {
      throw new IllegalArgumentException("a log of " + size + " entries has no entry " + index);
    }
    List<Bytes> path = new ArrayList<>();
    new TileReader(tiles).path(index, index + 1, 0, size, true, path);
    return List.copyOf(path);
  }

  /**
   * The hashes that show that the log of {@code second} entries begins with that of {@code first}
   * (RFC 9162 section 2.1.4).
   *
   * @param tiles the tiles of the larger log or of a later state of it
   * @throws IllegalArgumentException unless 1 ≤ {@code first} ≤ {@code second}
   * @throws DamagedTreeException if a tile is missing or too short
   */
  public static List<Bytes> consistency(Tiles tiles, long first, long second) {
    if (first < 1 || first > second || second > LogTree.MAX_SIZE) {
      throw new IllegalArgumentException(
          "there is no proof from size " + first + " to size " + second);
    }
    List<Bytes> path = new ArrayList<>();
    new TileReader(tiles).path(0, first, 0, second, true, path);
    return List.copyOf(path);
  }

  /**
   * The root of the log when it had {@code size} entries.
   *
   * @param tiles the tiles of that log or of a later state of it
   * @throws DamagedTreeException if a tile is missing or too short
   */
  public static Bytes root(Tiles tiles, long size) {
    return size == 0 ? LogTree.EMPTY_ROOT : new TileReader(tiles).range(0, size);
  }

  /** Whether {@code path} shows that entry {@code index} is in the log with this size and root. */
  public static LogVerdict verifyInclusion(
      Bytes leafHash, long index, long size, List<Bytes> path, Bytes root) {
    return verifySubtreeInclusion(leafHash, index, 0, size, path, root);
  }

  /**
   * Whether {@code path} shows that entry {@code index} is in the subtree over the entries from
   * {@code start} to before {@code end}, which has this root.
   */
  public static LogVerdict verifySubtreeInclusion(
      Bytes leafHash, long index, long start, long end, List<Bytes> path, Bytes root) {
    if (!isSubtree(start, end)) {
      return LogVerdict.NOT_A_SUBTREE;
    }
    if (index < start || index >= end) {
      return LogVerdict.INDEX_OUTSIDE;
    }
    if (isNoHash(leafHash) || isNoHash(root)) {
      return LogVerdict.HASH_LENGTH;
    }
    Walk walk = new Walk(path, leafHash);
    Pair ends = walk.walk(index - start, index - start + 1, end - start, true);
    if (walk.fault != LogVerdict.HOLDS) {
      return walk.fault;
    }
    if (walk.next < path.size()) {
      return LogVerdict.PATH_TOO_LONG;
    }
    return ends.whole.equals(root) ? LogVerdict.HOLDS : LogVerdict.ROOT_DIFFERS;
  }

  /**
   * Whether {@code path} shows that the log with the second size and root begins with the log with
   * the first.
   */
  public static LogVerdict verifyConsistency(
      long first, long second, List<Bytes> path, Bytes firstRoot, Bytes secondRoot) {
    if (first <= 0) {
      return LogVerdict.SIZE_ZERO;
    }
    return verifySubtreeConsistency(0, first, second, path, firstRoot, secondRoot);
  }

  /**
   * Whether {@code path} shows that the log with this size and root has over the entries from
   * {@code start} to before {@code end} the subtree with the root {@code subtreeRoot}. The empty
   * range has the root of the empty log and needs no proof.
   */
  public static LogVerdict verifySubtreeConsistency(
      long start, long end, long size, List<Bytes> path, Bytes subtreeRoot, Bytes root) {
    if (start < 0 || end < start || size > LogTree.MAX_SIZE) {
      return LogVerdict.NOT_A_SUBTREE;
    }
    if (end > size) {
      return LogVerdict.SIZES_OUT_OF_ORDER;
    }
    if (start == end) {
      return !path.isEmpty()
          ? LogVerdict.PATH_TOO_LONG
          : subtreeRoot.equals(LogTree.EMPTY_ROOT)
              ? LogVerdict.HOLDS
              : LogVerdict.FIRST_ROOT_DIFFERS;
    }
    if (!isSubtree(start, end)) {
      return LogVerdict.NOT_A_SUBTREE;
    }
    boolean whole = start == 0 && end == size;
    if (!whole && (isNoHash(subtreeRoot) || isNoHash(root))) {
      return LogVerdict.HASH_LENGTH;
    }
    Walk walk = new Walk(path, subtreeRoot);
    Pair ends = walk.walk(start, end, size, true);
    if (walk.fault != LogVerdict.HOLDS) {
      return walk.fault;
    }
    if (walk.next < path.size()) {
      return LogVerdict.PATH_TOO_LONG;
    }
    if (!ends.part.equals(subtreeRoot)) {
      return LogVerdict.FIRST_ROOT_DIFFERS;
    }
    return ends.whole.equals(root) ? LogVerdict.HOLDS : LogVerdict.ROOT_DIFFERS;
  }

  private static boolean isNoHash(Bytes hash) {
    return hash.length() != LogTree.HASH_LENGTH;
  }

  /** Whether a log can have a node over exactly these entries when it is cut after the last. */
  private static boolean isSubtree(long start, long end) {
    if (start < 0 || end <= start || end > LogTree.MAX_SIZE) {
      return false;
    }
    long width = end - start;
    long ceiling = width == 1 ? 1 : Long.highestOneBit(width - 1) << 1;
    return start % ceiling == 0;
  }

  /** The largest power of two below {@code size}, which is at least 2. */
  static long split(long size) {
    return Long.highestOneBit(size - 1);
  }

  /** The hash of a part of the log and of all of it. */
  private record Pair(Bytes part, Bytes whole) {}

  /** One walk along a proof, from the part that it begins with up to the root. */
  private static final class Walk {
    private final Sha256 sha256 = new Sha256();
    private final List<Bytes> path;
    private final Bytes known;
    private int next;
    private LogVerdict fault = LogVerdict.HOLDS;

    Walk(List<Bytes> path, Bytes known) {
      this.path = path;
      this.known = known;
    }

    /**
     * What the proof makes of entries {@code start} to {@code end} within the first {@code size},
     * by SUBPROOF of RFC 9162 section 2.1.4.1, extended to parts that begin later.
     *
     * @param given whether the hash of the part is the one that the verifier holds
     */
    Pair walk(long start, long end, long size, boolean given) {
      if (start == 0 && end == size) {
        Bytes hash = given ? known : take();
        return new Pair(hash, hash);
      }
      long split = split(size);
      if (end <= split) {
        Pair left = walk(start, end, split, given);
        return new Pair(left.part, node(left.whole, take()));
      }
      if (start >= split) {
        Pair right = walk(start - split, end - split, size - split, given);
        return new Pair(right.part, node(take(), right.whole));
      }
      Pair right = walk(0, end - split, size - split, false);
      Bytes left = take();
      return new Pair(node(left, right.part), node(left, right.whole));
    }

    private Bytes node(Bytes left, Bytes right) {
      return fault == LogVerdict.HOLDS ? LogTree.nodeHash(sha256, left, right) : Bytes.EMPTY;
    }

    private Bytes take() {
      if (fault != LogVerdict.HOLDS) {
        return Bytes.EMPTY;
      }
      if (next == path.size()) {
        fault = LogVerdict.PATH_TOO_SHORT;
        return Bytes.EMPTY;
      }
      Bytes hash = path.get(next++);
      if (isNoHash(hash)) {
        fault = LogVerdict.HASH_LENGTH;
      }
      return hash;
    }
  }
}
