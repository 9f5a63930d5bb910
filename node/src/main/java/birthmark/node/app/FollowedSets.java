package birthmark.node.app;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborReader;
import birthmark.cbor.CborWriter;
import birthmark.contract.Genesis;
import birthmark.contract.Replicas;
import birthmark.contract.Rulebook;
import birthmark.cose.Signatures;
import birthmark.finality.ReplicaSet;
import birthmark.finality.ReplicaSetChange;
import birthmark.finality.ReplicaSets;
import birthmark.machine.Overlay;
import birthmark.merkle.LogProof;
import birthmark.node.store.Snapshot;
import birthmark.node.store.Store;
import birthmark.proof.Checkpoint;
import birthmark.proof.Note;
import birthmark.state.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What proves each change of the replica set, kept in the store from the moment that the set before
 * has signed for it.
 *
 * <p>That set signs once, the checkpoint after the block that decided the change. So it is taken
 * from there as it becomes final; should it not, from a later one that enough of that set signed.
 */
public final class FollowedSets {
  private final Rulebook rulebook;
  private final Store store;
  private final ReplicaSets sets;
  private volatile List<ReplicaSetChange> changes;
  private int stored;

  /**
   * Those that {@code store} has.
   *
   * @throws IllegalStateException if what it has does not follow from the genesis
   */
  public FollowedSets(Store store, Rulebook rulebook, Genesis genesis, Signatures signatures) {
    this.store = store;
    this.rulebook = rulebook;
    this.sets = new ReplicaSets(ReplicaSet.of(genesis), signatures);
    this.changes =
        store.notes().replicaSetChanges().stream()
            .map(stored -> ReplicaSetChange.read(new CborReader(stored)))
            .toList();
    this.stored = changes.size();
    sets.follow(changes)
        .ifPresent(
            fault -> {
              throw new IllegalStateException(
                  "the stored changes of the replica set are damaged: " + fault);
            });
  }

  /** All that are proven, oldest first. */
  public List<ReplicaSetChange> changes() {
    return changes;
  }

  /** Takes from {@code note}, a checkpoint of this log, what it proves. */
  public void see(Note note) {
    keep();
    Checkpoint checkpoint = Checkpoint.of(note);
    try (Snapshot now = store.snapshot()) {
      for (Entry<Replicas.From, Replicas> row : Replicas.rows(new Overlay(rulebook, now))) {
        Optional<Long> seal =
            sealBefore(now, row.key().height())
                .filter(index -> index > lastSeal() && index < checkpoint.size());
        ReplicaSet next = set(row.value());
        if (seal.isPresent()
            && !next.digest().equals(sets.current().digest())
            && !follow(change(now, seal.get(), checkpoint.size(), note, next))) {
          return;
        }
      }
    }
  }

  /**
   * Takes those of a log that came from others, oldest first, which are more than are here.
   *
   * @throws IllegalStateException if they do not follow
   */
  public void take(List<ReplicaSetChange> all) {
    for (ReplicaSetChange each : all.subList(Math.min(changes.size(), all.size()), all.size())) {
      if (!follow(each)) {
        throw new IllegalStateException("a change of the replica set does not follow");
      }
    }
  }

  /** The seal of the block that decided the set of {@code height}; the founding decides its own. */
  private static Optional<Long> sealBefore(Snapshot now, long height) {
    return height < Replicas.LEAD ? Optional.empty() : now.sealOf(height - Replicas.LEAD);
  }

  private long lastSeal() {
    return changes.isEmpty() ? -1 : changes.getLast().index();
  }

  private ReplicaSet set(Replicas replicas) {
    return ReplicaSet.of(sets.current().origin(), replicas);
  }

  private static ReplicaSetChange change(
      Snapshot now, long seal, long size, Note note, ReplicaSet next) {
    Bytes entry =
        now.entry(seal)
            .orElseThrow(() -> new IllegalStateException("the log has no entry " + seal));
    return new ReplicaSetChange(
        entry,
        seal,
        LogProof.inclusion(now.tiles(), seal, size),
        note.encode(),
        ReplicaSetChange.signers(next));
  }

  private boolean follow(ReplicaSetChange change) {
    if (sets.follow(change).isPresent()) {
      return false;
    }
    List<ReplicaSetChange> more = new ArrayList<>(changes);
    more.add(change);
    changes = List.copyOf(more);
    keep();
    return true;
  }

  /** Stores what is not stored yet: a disk that failed before is tried again, none is left out. */
  private void keep() {
    for (; stored < changes.size(); stored++) {
      CborWriter out = new CborWriter();
      changes.get(stored).write(out);
      store.notes().keepReplicaSetChange(stored, out.toBytes());
    }
  }
}
