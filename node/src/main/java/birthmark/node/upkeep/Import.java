package birthmark.node.upkeep;

import birthmark.bytes.Bytes;
import birthmark.cose.Signatures;
import birthmark.machine.Machine;
import birthmark.machine.Tip;
import birthmark.merkle.LogFrontier;
import birthmark.merkle.LogTree;
import birthmark.node.replica.CheckpointSigner;
import birthmark.node.replica.Replay;
import birthmark.node.store.RocksKeyValues;
import birthmark.node.store.Store;
import birthmark.node.upkeep.LogFile.DamagedFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
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
    return upTo(Long.MAX_VALUE, Optional.empty(), file, machine, signatures, ledger, progress);
  }

  /**
   * Makes the ledger as it was after block {@code height}, or all of it where the log ends before.
   *
   * <p>The checkpoint of the file must be over all of the file's log, so that what {@code signer}
   * signs is the beginning of a log that was signed already, and never of another.
   *
   * @param signer signs the checkpoint of the log up to there
   * @throws IOException if the file cannot be read
   * @throws DamagedFileException if it is no log, or not the one that its checkpoint is over
   * @throws birthmark.node.store.StoreException if the ledger cannot be written
   */
  public static Export upTo(
      long height,
      CheckpointSigner signer,
      Path file,
      Machine machine,
      Signatures signatures,
      Path ledger,
      Progress progress)
      throws IOException, DamagedFileException {
    return upTo(height, Optional.of(signer), file, machine, signatures, ledger, progress);
  }

  private static Export upTo(
      long height,
      Optional<CheckpointSigner> signer,
      Path file,
      Machine machine,
      Signatures signatures,
      Path ledger,
      Progress progress)
      throws IOException, DamagedFileException {
    try (LogFile.Reader log = LogFile.open(file);
        RocksKeyValues disk = RocksKeyValues.openScratch(ledger);
        Store store = new Store(disk, machine.rulebook(), machine.network(), true)) {
      Replay.Result result =
          Replay.upTo(
              height,
              machine,
              log,
              store,
              done -> progress.at("deciding the log again", done, log.size()));
      if (result instanceof Replay.Differs differs) {
        throw new DamagedFileException(
            "block "
                + differs.height()
                + ", entry "
                + differs.index()
                + ": "
                + log.fault().orElse(differs.sentence()));
      }
      Tip tip = store.tip().orElseThrow();
      Optional<String> fault =
          StoredCheckpoint.fault(
              Bytes.ofOwned(log.checkpoint().getBytes(StandardCharsets.UTF_8)),
              whole(tip.log(), log),
              machine.genesis(),
              StoredCheckpoint.signers(machine, store.ledger()),
              signatures);
      if (fault.isPresent()) {
        throw new DamagedFileException(fault.get());
      }
      store.keepCheckpoint(signer.map(each -> each.sign(tip.log())).orElseGet(log::checkpoint));
      disk.flush();
      return new Export(tip.height(), tip.log().size(), tip.log().root());
    }
  }

  /** The log of a file to its end, whose beginning was read already. */
  private static LogFrontier whole(LogFrontier beginning, LogFile.Reader log)
      throws IOException, DamagedFileException {
    LogFrontier whole = beginning;
    while (whole.size() < log.size()) {
      Optional<Bytes> entry = log.entry(whole.size());
      if (entry.isEmpty()) {
        throw new DamagedFileException(log.fault().orElseThrow());
      }
      whole = whole.append(List.of(LogTree.leafHash(entry.get())));
    }
    if (!log.ends()) {
      throw new DamagedFileException("something follows the last entry");
    }
    return whole;
  }
}
