package birthmark.node.upkeep;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborException;
import birthmark.cbor.CborReader;
import birthmark.cbor.CborWriter;
import birthmark.contract.Genesis;
import birthmark.cose.Signatures;
import birthmark.finality.ReplicaSet;
import birthmark.finality.ReplicaSetChange;
import birthmark.finality.ReplicaSetChanges;
import birthmark.finality.ReplicaSets;
import birthmark.node.store.LogEntries;
import birthmark.node.store.Store;
import birthmark.proof.Checkpoint;
import birthmark.proof.Note;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What proves the changes of a log's replicas, which goes with the log: nobody can make it again
 * who has the entries alone.
 */
final class ImportedChanges {
  private static final int OCTETS_MAX = 8 << 20;

  private ImportedChanges() {}

  /** That of the first {@code size} entries in {@code store}; empty where nothing changed. */
  static Optional<Bytes> of(Store store, Bytes network, long size) {
    List<ReplicaSetChange> changes = new ArrayList<>();
    long octets = 0;
    for (Bytes stored : store.notes().replicaSetChanges()) {
      ReplicaSetChange change = ReplicaSetChange.read(new CborReader(stored));
      octets += stored.length();
      if (sizeOf(change) > size || octets > OCTETS_MAX || changes.size() == ReplicaSetChanges.MAX) {
        break;
      }
      changes.add(change);
    }
    return changes.isEmpty()
        ? Optional.empty()
        : Optional.of(new ReplicaSetChanges(network, changes).encode());
  }

  private static long sizeOf(ReplicaSetChange change) {
    return Checkpoint.of(Note.decode(change.checkpoint())).size();
  }

  /**
   * Keeps in {@code store} what a file has, as far as the store's log goes.
   *
   * @return why not, if it does not follow from the genesis or is of another log
   */
  static Optional<String> keep(
      Store store, Genesis genesis, Signatures signatures, Optional<Bytes> encoded) {
    if (encoded.isEmpty()) {
      return Optional.empty();
    }
    ReplicaSetChanges offered;
    try {
      offered = ReplicaSetChanges.decode(encoded.get());
    } catch (CborException e) {
      return Optional.of("its changes of the replicas are none: " + e.reason().sentence());
    }
    ReplicaSets sets = new ReplicaSets(ReplicaSet.of(genesis), signatures);
    Optional<String> fault =
        offered.network().equals(genesis.network())
            ? sets.follow(offered.changes())
            : Optional.of("they are of another ledger");
    if (fault.isPresent()) {
      return Optional.of("its changes of the replicas do not follow: " + fault.get());
    }
    LogEntries log = store.log();
    int number = 0;
    for (ReplicaSetChange change : offered.changes()) {
      if (sizeOf(change) > log.size()) {
        break;
      }
      if (!log.entry(change.index()).equals(Optional.of(change.seal()))) {
        return Optional.of("its changes of the replicas are of another log");
      }
      CborWriter out = new CborWriter();
      change.write(out);
      store.notes().keepReplicaSetChange(number++, out.toBytes());
    }
    return Optional.empty();
  }
}
