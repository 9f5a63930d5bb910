package birthmark.node.query;

import birthmark.bytes.Bytes;
import birthmark.merkle.EntryBundle;
import birthmark.merkle.LogTree;
import birthmark.merkle.Tile;
import birthmark.merkle.TilePath;
import birthmark.node.store.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The parts of the log that C2SP tlog-tiles serves. */
final class TileQuery {
  private TileQuery() {}

  /** What is at {@code path} in the log as of {@code snapshot}; empty if it is not that long. */
  static Optional<Bytes> find(Snapshot snapshot, TilePath path) {
    if (path.width() > path.widthAt(snapshot.tip().log().size())) {
      return Optional.empty();
    }
    return Optional.of(
        path.level()
            .map(level -> tile(snapshot, level, path))
            .orElseGet(() -> bundle(snapshot, path)));
  }

  private static Bytes tile(Snapshot snapshot, int level, TilePath path) {
    return snapshot
        .tiles()
        .tile(level, path.index())
        .orElseThrow(() -> new IllegalStateException(path + " is not stored"))
        .slice(0, path.width() * LogTree.HASH_LENGTH);
  }

  private static Bytes bundle(Snapshot snapshot, TilePath path) {
    long first = path.index() * Tile.WIDTH;
    List<Bytes> entries = new ArrayList<>();
    for (long index = first; index < first + path.width(); index++) {
      entries.add(
          snapshot
              .entry(index)
              .orElseThrow(() -> new IllegalStateException(path + " is not stored whole")));
    }
    return new EntryBundle(entries).encode();
  }
}
