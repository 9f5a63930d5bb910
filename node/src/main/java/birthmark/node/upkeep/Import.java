package birthmark.node.upkeep;

import birthmark.bytes.Bytes;
import birthmark.contract.Genesis;
import birthmark.cose.Signatures;
import birthmark.machine.BlockResult;
import birthmark.machine.Machine;
import birthmark.machine.Tip;
import birthmark.merkle.LogFrontier;
import birthmark.merkle.LogTree;
import birthmark.node.replica.CheckpointSigner;
import birthmark.node.replica.Replay;
import birthmark.node.store.Commit;
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
    Optional<CheckpointSigner> asWritten = Optional.empty();
    return upTo(Long.MAX_VALUE, asWritten, false, file, machine, signatures, ledger, progress);
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
    return upTo(height, Optional.of(signer), false, file, machine, signatures, ledger, progress);
  }

  /**
   * Makes the ledger that goes on from the log in {@code file} under the genesis of {@code
   * machine}, as it is where it begins. The file may have more of it.
   *
   * @param signer signs the checkpoint of the log up to there
   * @throws IOException if the file cannot be read
   * @throws DamagedFileException if it is no log, or not the one that the genesis goes on from
   * @throws birthmark.node.store.StoreException if the ledger cannot be written
   */
  public static Export resumed(
      CheckpointSigner signer,
      Path file,
      Machine machine,
      Signatures signatures,
      Path ledger,
      Progress progress)
      throws IOException, DamagedFileException {
    Genesis next = machine.genesis();
    Genesis before = LogFile.genesis(file);
    try {
      Machine goingOn = before.equals(next) ? machine : machine.of(before).successor(next);
      long first = next.predecessor().orElseThrow().height() + 1;
      return upTo(first, Optional.of(signer), true, file, goingOn, signatures, ledger, progress);
    } catch (IllegalArgumentException e) {
      throw new DamagedFileException(
          "it is not the log that the genesis goes on from: " + e.getMessage());
    }
  }

  private static Export upTo(
      long height,
      Optional<CheckpointSigner> signer,
      boolean goesOn,
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
      if (goesOn && tip.height() < height) {
        resume(store, machine);
        tip = store.tip().orElseThrow();
      }
      LogFrontier end = tip.log();
      Optional<String> unproven =
          goesOn
              ? Optional.empty()
              : ImportedChanges.keep(store, machine.genesis(), signatures, log.changes());
      if (unproven.isPresent()) {
        throw new DamagedFileException(unproven.get());
      }
      store.keepCheckpoint(signer.map(each -> each.sign(end)).orElseGet(log::checkpoint));
      disk.flush();
      return new Export(tip.height(), tip.log().size(), tip.log().root());
    }
  }

  private static void resume(Store store, Machine machine) {
    BlockResult resumed = machine.resume(store.tip().orElseThrow(), store.ledger());
    store.commit(new Commit(resumed, List.of(), ""));
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
