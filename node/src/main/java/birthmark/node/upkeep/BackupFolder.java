package birthmark.node.upkeep;

import birthmark.bytes.Bytes;
import birthmark.codec.MalformedException;
import birthmark.contract.Genesis;
import birthmark.machine.Tip;
import birthmark.node.store.RocksBackups;
import birthmark.node.store.RocksKeyValues;
import birthmark.node.store.Store;
import birthmark.node.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Backups of one ledger in a folder: what is stored of it, and its genesis. No key is in it.
 *
 * @param folder where
 */
public record BackupFolder(Path folder) {
  private static final String GENESIS = "genesis.cbor";

  /**
   * A backup that was made.
   *
   * @param number its number in the folder
   * @param height a block that it has; later ones may be in it too
   * @param size the log's size with that block
   * @param root the log's root with that block
   * @param octets what all its files take
   * @param added what was copied: the rest was there from earlier ones
   */
  public record Made(int number, long height, long size, Bytes root, long octets, long added) {}

  /**
   * Makes one more; the ledger may go on being written.
   *
   * @param keep how many of the newest to keep, all if not given
   * @throws IOException if the folder cannot be read or written
   * @throws StoreException if the folder holds something else, or the backup cannot be made
   */
  public Made create(RocksKeyValues disk, Store store, Genesis genesis, Optional<Integer> keep)
      throws IOException {
    claim(genesis);
    Tip tip = store.tip().orElseThrow();
    RocksBackups backups = new RocksBackups(folder);
    long before = Folders.octets(folder);
    RocksBackups.Backup made = backups.create(disk);
    long added = Folders.octets(folder) - before;
    keep.ifPresent(backups::keep);
    return new Made(
        made.number(),
        tip.height(),
        tip.log().size(),
        tip.log().root(),
        made.octets(),
        Math.max(0, added));
  }

  /** Makes the folder this ledger's, unless it is another's. */
  private void claim(Genesis genesis) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve(GENESIS);
    if (Files.exists(file)) {
      if (!genesis().equals(genesis)) {
        throw new StoreException(
            StoreException.Kind.OTHER_NETWORK,
            "The folder "
                + folder
                + " has backups of another ledger, "
                + genesis().name()
                + ". Give this one a folder of its own.");
      }
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      if (files.findAny().isPresent()) {
        throw new StoreException(
            StoreException.Kind.FAILED,
            "The folder "
                + folder
                + " is not empty and has no backups. Name an empty folder, or one with backups of"
                + " this ledger.");
      }
    }
    Folders.write(file, Genesis.CODEC.encode(genesis).unsafe());
  }

  /**
   * What the ledger starts from.
   *
   * @throws StoreException if there are no backups in the folder
   */
  public Genesis genesis() throws IOException {
    Path file = folder.resolve(GENESIS);
    if (!Files.exists(file)) {
      throw new StoreException(
          StoreException.Kind.FAILED,
          "There are no backups in " + folder + ": it has no " + GENESIS + ".");
    }
    try {
      return Genesis.CODEC.decode(Bytes.ofOwned(Files.readAllBytes(file)));
    } catch (MalformedException e) {
      throw new StoreException(
          StoreException.Kind.DAMAGED,
          "The genesis in "
              + folder
              + " is damaged ("
              + e.sentence()
              + "). Put one there from any client or replica of the ledger.",
          e);
    }
  }

  /**
   * Puts a backup into {@code place}, an empty folder, each file compared with its checksum.
   *
   * @param number which; the newest if not given
   * @return its number
   * @throws StoreException if it is not there or not whole
   */
  public int restore(Optional<Integer> number, Path place) {
    RocksBackups backups = new RocksBackups(folder);
    List<RocksBackups.Backup> all = backups.all();
    if (all.isEmpty()) {
      throw new StoreException(
          StoreException.Kind.DAMAGED, "There is no whole backup in " + folder + ".");
    }
    int chosen = number.orElse(all.getLast().number());
    backups.restore(chosen, place);
    return chosen;
  }
}
