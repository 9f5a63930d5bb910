package birthmark.client.sdk;

import birthmark.bytes.Bytes;
import birthmark.machine.Seal;
import birthmark.merkle.EntryBundle;
import birthmark.merkle.LogTree;
import birthmark.merkle.Tile;
import birthmark.merkle.TilePath;
import birthmark.merkle.Tiles;
import birthmark.proof.Checkpoint;
import birthmark.proof.Note;
import birthmark.proof.NoteException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** The entries and tiles of a log as somebody serves it, at the size of its checkpoint. */
final class ServedLog {
  private final String name;
  private final LogSource source;
  private final long size;
  private final Tiles tiles;
  private long cachedIndex = -1;
  private List<Bytes> cached = List.of();

  /**
   * The log at {@code source}.
   *
   * @param name what the user calls it
   * @throws IOException if it cannot be read, or has no checkpoint
   */
  ServedLog(String name, LogSource source) throws IOException, InterruptedException {
    this.name = name;
    this.source = source;
    Bytes note =
        source
            .get(LogSource.CHECKPOINT)
            .orElseThrow(() -> new IOException(name + " serves no checkpoint"));
    try {
      this.size = Checkpoint.of(Note.decode(note)).size();
    } catch (NoteException e) {
      throw new IOException(name + " serves no checkpoint: " + e.sentence(), e);
    }
    this.tiles = source.tiles(size);
  }

  /** How many entries it has. */
  long size() {
    return size;
  }

  /**
   * The first of {@code end} entries that differs from {@code other}'s, {@code end} if none does:
   * whole subtrees that are the same are passed over.
   */
  long firstOtherThan(ServedLog other, long end) throws IOException {
    long same = 0;
    for (int level = Tile.MAX_LEVEL; level >= 0; level--) {
      int height = Tile.HEIGHT * level;
      long slot = same >>> height;
      Bytes ours = Bytes.EMPTY;
      Bytes theirs = Bytes.EMPTY;
      for (long at = -1; slot < end >>> height; slot++) {
        if (slot / Tile.WIDTH != at) {
          at = slot / Tile.WIDTH;
          ours = tile(level, at);
          theirs = other.tile(level, at);
        }
        int from = (int) (slot % Tile.WIDTH) * LogTree.HASH_LENGTH;
        if (!ours.slice(from, from + LogTree.HASH_LENGTH)
            .equals(theirs.slice(from, from + LogTree.HASH_LENGTH))) {
          break;
        }
      }
      same = slot << height;
    }
    return same;
  }

  private Bytes tile(int level, long index) throws IOException {
    try {
      Optional<Bytes> tile = tiles.tile(level, index);
      int width = TilePath.width(level, index, size);
      return tile.filter(each -> each.length() == width * LogTree.HASH_LENGTH)
          .orElseThrow(() -> lacks(TilePath.tile(level, index, width)));
    } catch (UncheckedIOException e) {
      throw new IOException(name + ": " + e.getMessage(), e);
    }
  }

  private IOException lacks(TilePath path) {
    return new IOException(name + " lacks " + path + ", or has it in another length");
  }

  /** The first entry of the block that entry {@code index} is in. */
  long blockOf(long index) throws IOException, InterruptedException {
    long first = index;
    while (first > 0 && !Seal.is(entry(first - 1))) {
      first--;
    }
    return first;
  }

  /** The entry at {@code index}. */
  Bytes entry(long index) throws IOException, InterruptedException {
    if (index >= size) {
      throw new IOException(name + " ends within a block");
    }
    long bundle = index / Tile.WIDTH;
    if (bundle != cachedIndex) {
      TilePath path = TilePath.entries(bundle, TilePath.width(0, bundle, size));
      try {
        cached =
            EntryBundle.decode(source.get(path.toString()).orElseThrow(() -> lacks(path)))
                .entries();
      } catch (IllegalArgumentException e) {
        throw new IOException(name + ", " + path + ": " + e.getMessage(), e);
      }
      if (cached.size() != path.width()) {
        throw lacks(path);
      }
      cachedIndex = bundle;
    }
    return cached.get((int) (index % Tile.WIDTH));
  }

  @Override
  public String toString() {
    return name;
  }
}
