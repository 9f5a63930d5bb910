package birthmark.client.sdk;

import birthmark.bytes.Bytes;
import birthmark.merkle.EntryBundle;
import birthmark.merkle.LogFrontier;
import birthmark.merkle.LogTree;
import birthmark.merkle.Tile;
import birthmark.merkle.TilePath;
import birthmark.merkle.Tiles;
import birthmark.proof.Checkpoint;
import birthmark.proof.Note;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A copy of a log in a folder, by C2SP tlog-tiles, for any web server to serve.
 *
 * <p>Only entries are copied; tiles are computed from them, and the checkpoint is written last, if
 * they lead to its root. So whatever is in the folder is what the checkpoint signs for.
 */
public final class LogMirror {
  private final Path folder;

  /** A copy in {@code folder}, which is made if there is none. */
  public LogMirror(Path folder) {
    this.folder = folder;
  }

  /** Where bundles of entries come from. */
  public interface Entries {
    /** The octets of a bundle. */
    Bytes bundle(TilePath path) throws ClientException;
  }

  /**
   * Copies what is new up to {@code note}'s checkpoint.
   *
   * @return how many entries were copied
   * @throws ClientException if the entries are not those that the checkpoint signs for
   */
  public long copy(Note note, Entries entries) throws ClientException {
    try {
      return copy(note, Checkpoint.of(note), entries);
    } catch (IOException e) {
      throw PrivateFiles.unwritable(folder, e);
    }
  }

  private long copy(Note note, Checkpoint checkpoint, Entries entries)
      throws ClientException, IOException {
    LogFrontier frontier = LogFrontier.EMPTY;
    // The tile at the right end of each level: it is written when it is full, or at the end.
    SortedMap<Integer, Tile> edge = new TreeMap<>();
    Tiles ends =
        (level, index) ->
            Optional.ofNullable(edge.get(level))
                .filter(tile -> tile.index() == index)
                .map(Tile::hashes);
    long copied = 0;
    while (frontier.size() < checkpoint.size()) {
      long index = frontier.size() / Tile.WIDTH;
      TilePath path = TilePath.entries(index, TilePath.width(0, index, checkpoint.size()));
      Optional<Bytes> kept = kept(path);
      Bytes bundle = kept.isPresent() ? kept.get() : entries.bundle(path);
      List<Bytes> leaves = leaves(bundle, path);
      LogFrontier.Appended appended = frontier.append(ends, leaves);
      for (Tile tile : appended.tiles()) {
        edge.put(tile.level(), tile);
        if (tile.width() == Tile.WIDTH) {
          write(tile.path(), tile.hashes());
        }
      }
      if (kept.isEmpty()) {
        write(path.toString(), bundle);
        copied += leaves.size();
      }
      frontier = appended.frontier();
    }
    if (!frontier.root().equals(checkpoint.root())) {
      throw belied();
    }
    for (Tile tile : edge.values()) {
      write(tile.path(), tile.hashes());
    }
    write(LogSource.CHECKPOINT, note.encode());
    return copied;
  }

  /** Writes what proves each change of the replicas beside the checkpoint. */
  public void keepReplicaSets(Bytes changes) throws ClientException {
    try {
      write(LogSource.REPLICA_SETS, changes);
    } catch (IOException e) {
      throw PrivateFiles.unwritable(folder, e);
    }
  }

  private Optional<Bytes> kept(TilePath path) throws IOException {
    Path file = folder.resolve(path.toString());
    return Files.isRegularFile(file)
        ? Optional.of(Bytes.ofOwned(Files.readAllBytes(file)))
        : Optional.empty();
  }

  private static List<Bytes> leaves(Bytes bundle, TilePath path) throws ClientException {
    try {
      List<Bytes> entries = EntryBundle.decode(bundle).entries();
      if (entries.size() == path.width()) {
        return entries.stream().map(LogTree::leafHash).toList();
      }
    } catch (IllegalArgumentException e) {
      throw belied().because(e);
    }
    throw belied();
  }

  private static ClientException belied() {
    return ClientException.refused(
        "the entries are not those that the checkpoint signs for",
        "Do not serve them. If the folder was changed by hand, export into an empty one; else keep"
            + " both and ask whoever runs the ledger.");
  }

  private void write(String path, Bytes octets) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.resolveSibling(""));
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.write(fresh, octets.toByteArray());
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
