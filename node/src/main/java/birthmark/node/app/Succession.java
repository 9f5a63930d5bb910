package birthmark.node.app;

import birthmark.contract.Genesis;
import birthmark.contract.Replicas;
import birthmark.contract.RulesVersions;
import birthmark.contracts.Contracts;
import birthmark.cose.Signatures;
import birthmark.finality.ReplicaSet;
import birthmark.machine.Machine;
import birthmark.machine.Overlay;
import birthmark.machine.Tip;
import birthmark.node.store.BlockHead;
import birthmark.node.store.RocksKeyValues;
import birthmark.node.store.Snapshot;
import birthmark.node.store.Store;
import birthmark.node.submit.FastSignatures;
import birthmark.node.upkeep.Folders;
import birthmark.node.upkeep.Import;
import birthmark.node.upkeep.LogFile;
import birthmark.node.upkeep.Progress;
import birthmark.proof.Checkpoint;
import birthmark.proof.Note;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The end of a log from which its ledger can go on under another genesis: every block was decided
 * again.
 */
final class Succession implements AutoCloseable {
  private final Signatures signatures;
  private final Machine machine;
  private final Store store;
  private final Path scratch;

  private Succession(Signatures signatures, Machine machine, Store store, Path scratch) {
    this.signatures = signatures;
    this.machine = machine;
    this.store = store;
    this.scratch = scratch;
  }

  /**
   * The end of the log in {@code file}.
   *
   * @param scratch an empty folder for the ledger that comes to be; removed when this is closed
   * @throws IOException if the file cannot be read
   * @throws LogFile.DamagedFileException if it is no whole log
   */
  static Succession of(Path file, Path scratch, Progress progress)
      throws IOException, LogFile.DamagedFileException {
    Signatures signatures = FastSignatures.best();
    try {
      Machine machine = new Machine(Contracts.rulebook(), signatures, LogFile.genesis(file));
      Import.read(file, machine, signatures, scratch, progress);
      Store store =
          new Store(RocksKeyValues.open(scratch), machine.rulebook(), machine.network(), true);
      return new Succession(signatures, machine, store, scratch);
    } catch (IOException | LogFile.DamagedFileException | RuntimeException e) {
      Folders.clear(scratch);
      throw e;
    }
  }

  /** What the ledger started from, or went on under last. */
  Genesis before() {
    return machine.genesis();
  }

  /** Where it ends. */
  Genesis.Predecessor predecessor() {
    Tip tip = tip();
    List<Genesis.Predecessor.Network> networks = new ArrayList<>();
    before().networks().forEach(id -> networks.add(new Genesis.Predecessor.Network(id)));
    return new Genesis.Predecessor(tip.height(), tip.log().size(), tip.log().root(), networks);
  }

  /** The rules version that decides its next block. */
  long rules() {
    return RulesVersions.inForce(
        new Overlay(machine.rulebook(), store.ledger()), tip().height() + 1);
  }

  private Tip tip() {
    return store.tip().orElseThrow();
  }

  /**
   * Why {@code settled} does not show that the replicas agreed on the log, if it does not. A
   * replica alone agrees with itself.
   *
   * @param settled a checkpoint that enough of them signed
   */
  Optional<String> fault(Optional<Note> settled) {
    List<ReplicaSet> sets =
        Replicas.rows(new Overlay(machine.rulebook(), store.ledger())).stream()
            .map(row -> ReplicaSet.of(before().name(), row.value()))
            .toList();
    if (settled.isEmpty()) {
      return sets.stream().allMatch(set -> set.members().size() == 1)
          ? Optional.empty()
          : Optional.of(
              "replicas agreed on this ledger: name with --checkpoint one that more than two thirds"
                  + " of them signed, from a node that is left (GET /checkpoint)");
    }
    Note note = settled.get();
    if (sets.stream().noneMatch(set -> set.isQuorum(set.signers(signatures, note)))) {
      return Optional.of("not more than two thirds of the replicas signed the checkpoint");
    }
    Checkpoint checkpoint = Checkpoint.of(note);
    try (Snapshot now = store.snapshot()) {
      boolean ours =
          now.heightOf(checkpoint.size() - 1)
              .flatMap(now::block)
              .filter(block -> block.size() == checkpoint.size())
              .map(BlockHead::root)
              .equals(Optional.of(checkpoint.root()));
      return ours
          ? Optional.empty()
          : Optional.of(
              "the log does not have the "
                  + checkpoint.size()
                  + " entries that the checkpoint is over: take the log of a node that has them");
    }
  }

  /**
   * Makes sure that the ledger can go on under {@code next}.
   *
   * @throws IllegalArgumentException if not, saying why
   */
  void attempt(Genesis next) {
    machine.successor(next).resume(tip(), store.ledger());
  }

  @Override
  public void close() {
    store.close();
    Folders.clear(scratch);
  }
}
