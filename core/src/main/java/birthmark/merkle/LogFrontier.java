package birthmark.merkle;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * All that must be known of a log to go on appending to it: its size and the roots of its largest
 * complete subtrees, from the left.
 *
 * <p>A value: appending gives another frontier. There is one peak for each bit set in {@code size},
 * the largest first.
 */
public final class LogFrontier {
  /** The frontier of the log without entries. */
  public static final LogFrontier EMPTY = new LogFrontier(0, List.of());

  private final long size;
  private final List<Bytes> peaks;

  private LogFrontier(long size, List<Bytes> peaks) {
    this.size = size;
    this.peaks = peaks;
  }

  /**
   * What appending to a log changes.
   *
   * @param frontier the frontier after it
   * @param tiles every tile that is new or longer than before, by level and index; each replaces
   *     the stored tile of that level and index
   */
  public record Appended(LogFrontier frontier, List<Tile> tiles) {}

  /** The number of entries in the log. */
  public long size() {
    return size;
  }

  /** The roots of the largest complete subtrees, from the left. */
  public List<Bytes> peaks() {
    return peaks;
  }

  /** The root of the log. */
  public Bytes root() {
    if (size == 0) {
      return LogTree.EMPTY_ROOT;
    }
    Sha256 sha256 = new Sha256();
    Bytes root = peaks.getLast();
    for (int i = peaks.size() - 2; i >= 0; i--) {
      root = LogTree.nodeHash(sha256, peaks.get(i), root);
    }
    return root;
  }

  /**
   * The frontier after more entries; use the other form to keep tiles.
   *
   * @param leafHashes the leaf hashes of the new entries in order
   */
  public LogFrontier append(List<Bytes> leafHashes) {
    Appender appender = new Appender(Optional.empty());
    leafHashes.forEach(appender::append);
    return appender.frontier();
  }

  /**
   * The log after more entries, and the tiles to store.
   *
   * @param tiles the stored tiles of this log; at most one partial tile a level is read
   * @param leafHashes the leaf hashes of the new entries in order
   * @throws DamagedTreeException if a tile that this log must have is missing or too short
   */
  public Appended append(Tiles tiles, List<Bytes> leafHashes) {
    Appender appender = new Appender(Optional.of(tiles));
    leafHashes.forEach(appender::append);
    return new Appended(appender.frontier(), appender.tiles());
  }

  /** The bytes to keep: the size in 8 octets, most significant first, then the peaks. */
  public Bytes save() {
    byte[] saved = new byte[Long.BYTES + peaks.size() * LogTree.HASH_LENGTH];
    BigEndian.putLong(saved, 0, size);
    int at = Long.BYTES;
    for (Bytes peak : peaks) {
      System.arraycopy(peak.unsafe(), 0, saved, at, LogTree.HASH_LENGTH);
      at += LogTree.HASH_LENGTH;
    }
    return Bytes.ofOwned(saved);
  }

  /**
   * The frontier that was saved.
   *
   * @throws IllegalArgumentException if {@code saved} is not what {@link #save} gives
   */
  public static LogFrontier load(Bytes saved) {
    if (saved.length() < Long.BYTES) {
      throw new IllegalArgumentException("a saved frontier has at least 8 octets");
    }
    long size = BigEndian.getLong(saved.unsafe(), 0);
    if (size < 0
        || size > LogTree.MAX_SIZE
        || saved.length() != Long.BYTES + Long.bitCount(size) * LogTree.HASH_LENGTH) {
      throw new IllegalArgumentException(
          "a saved frontier has one hash for each bit set in its size; size "
              + size
              + " does not go with "
              + saved.length()
              + " octets");
    }
    List<Bytes> peaks = new ArrayList<>();
    for (int at = Long.BYTES; at < saved.length(); at += LogTree.HASH_LENGTH) {
      peaks.add(saved.slice(at, at + LogTree.HASH_LENGTH));
    }
    return new LogFrontier(size, List.copyOf(peaks));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LogFrontier that && size == that.size && peaks.equals(that.peaks);
  }

  @Override
  public int hashCode() {
    return peaks.hashCode();
  }

  @Override
  public String toString() {
    return size + " entries, root " + root();
  }

  /** One run of appending. */
  private final class Appender {
    private final Sha256 sha256 = new Sha256();
    private final ArrayList<Bytes> stack = new ArrayList<>(peaks);
    private final List<TileBuffer> open = new ArrayList<>();
    private final List<Tile> full = new ArrayList<>();
    private final Optional<Tiles> stored;
    private long count = size;

    Appender(Optional<Tiles> stored) {
      this.stored = stored;
    }

    void append(Bytes leafHash) {
      if (leafHash.length() != LogTree.HASH_LENGTH) {
        throw new IllegalArgumentException("a leaf hash has 32 octets, not " + leafHash.length());
      }
      if (count == LogTree.MAX_SIZE) {
        throw new IllegalStateException("the log is full at 2^62 entries");
      }
      Bytes hash = leafHash;
      int height = 0;
      keep(0, count, hash);
      for (; (count >>> height & 1) == 1; ) {
        hash = LogTree.nodeHash(sha256, stack.removeLast(), hash);
        height++;
        if (height % Tile.HEIGHT == 0) {
          keep(height / Tile.HEIGHT, count >>> height, hash);
        }
      }
      stack.add(hash);
      count++;
    }

    private void keep(int level, long position, Bytes hash) {
      if (stored.isEmpty()) {
        return;
      }
      if (open.size() == level) {
        open.add(new TileBuffer(level));
      }
      TileBuffer buffer = open.get(level);
      if (buffer.add(stored.get(), position, hash)) {
        full.add(buffer.tile());
        buffer.clear();
      }
    }

    LogFrontier frontier() {
      return new LogFrontier(count, List.copyOf(stack));
    }

    List<Tile> tiles() {
      for (TileBuffer buffer : open) {
        if (buffer.width > 0) {
          full.add(buffer.tile());
        }
      }
      full.sort(Comparator.comparingInt(Tile::level).thenComparingLong(Tile::index));
      return List.copyOf(full);
    }
  }

  /** The tile at the right end of a level while hashes are added to it. */
  private static final class TileBuffer {
    private final int level;
    private byte[] hashes = new byte[Tile.WIDTH * LogTree.HASH_LENGTH];
    private long index;
    private int width;

    TileBuffer(int level) {
      this.level = level;
    }

    /** Adds a hash; true if the tile is full now. */
    boolean add(Tiles stored, long position, Bytes hash) {
      if (width == 0) {
        index = position >>> Tile.HEIGHT;
        width = (int) (position & (Tile.WIDTH - 1));
        if (width > 0) {
          begin(stored);
        }
      }
      System.arraycopy(hash.unsafe(), 0, hashes, width * LogTree.HASH_LENGTH, LogTree.HASH_LENGTH);
      width++;
      return width == Tile.WIDTH;
    }

    private void begin(Tiles stored) {
      Bytes before = stored.tile(level, index).orElse(Bytes.EMPTY);
      if (before.length() < width * LogTree.HASH_LENGTH) {
        throw new DamagedTreeException(
            "tile "
                + index
                + " at level "
                + level
                + " must hold "
                + width
                + " hashes but has "
                + before.length()
                + " octets: restore the log's tiles");
      }
      System.arraycopy(before.unsafe(), 0, hashes, 0, width * LogTree.HASH_LENGTH);
    }

    Tile tile() {
      return new Tile(level, index, Bytes.copyOf(hashes, 0, width * LogTree.HASH_LENGTH));
    }

    void clear() {
      hashes = new byte[Tile.WIDTH * LogTree.HASH_LENGTH];
      width = 0;
    }
  }
}
