package birthmark.node.upkeep;

import birthmark.bytes.Bytes;
import birthmark.cose.Signatures;
import birthmark.machine.Machine;
import birthmark.machine.Tip;
import birthmark.node.replica.Replay;
import birthmark.node.store.RocksKeyValues;
import birthmark.node.store.Store;
import birthmark.node.upkeep.LogFile.DamagedFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** A stored ledger made from the file of its log, every block of it decided again. */
public final class Import {
  private Import() {}

  /**
   * Makes the ledger.
   *
   * @param ledger an empty folder, or none yet, for the stored ledger; it holds all of it when this
   *     returns
   * @throws IOException if the file cannot be read
   * @throws DamagedFileException if it is no log, or not the one that its checkpoint is over
   * @throws birthmark.node.store.StoreException if the ledger cannot be written
   */
  public static Export read(
      Path file, Machine machine, Signatures signatures, Path ledger, Progress progress)
      throws IOException, DamagedFileException {
    try (LogFile.Reader log = LogFile.open(file);
        RocksKeyValues disk = RocksKeyValues.openScratch(ledger);
        Store store = new Store(disk, machine.rulebook(), machine.network(), true)) {
      Replay.Result result =
          Replay.run(
              machine, log, store, done -> progress.at("deciding the log again", done, log.size()));
      if (result instanceof Replay.Differs differs) {
        throw new DamagedFileException(
            "block "
                + differs.height()
                + ", entry "
                + differs.index()
                + ": "
                + log.fault().orElse(differs.sentence()));
      }
      if (!log.ends()) {
        throw new DamagedFileException("something follows the last entry");
      }
      Tip tip = store.tip().orElseThrow();
      Optional<String> fault =
          StoredCheckpoint.fault(
              Bytes.ofOwned(log.checkpoint().getBytes(StandardCharsets.UTF_8)),
              tip.log(),
              machine.genesis(),
              signatures);
      if (fault.isPresent()) {
        throw new DamagedFileException(fault.get());
      }
      store.keepCheckpoint(log.checkpoint());
      disk.flush();
      return new Export(tip.height(), tip.log().size(), tip.log().root());
    }
  }
}
