package birthmark.node.query;

import birthmark.finality.ReplicaSetChange;
import birthmark.node.store.Snapshot;
import birthmark.proof.Note;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Opens the ledger as of a block: the last, or an earlier one where that is kept. */
@FunctionalInterface
public interface Snapshots extends Supplier<Snapshot> {
  /** The ledger as of block {@code height}; empty if that is not the last nor kept. */
  default Optional<Snapshot> at(long height) {
    Snapshot newest = get();
    if (newest.tip().height() == height) {
      return Optional.of(newest);
    }
    newest.close();
    return Optional.empty();
  }

  /** How many entries of the log more than two thirds of the replicas have signed for. */
  default long finalSize() {
    return 0;
  }

  /**
   * The newest checkpoint of at most {@code most} entries that other replicas or witnesses
   * cosigned, with their signatures, if there is one.
   */
  default Optional<Note> cosigned(long most) {
    return Optional.empty();
  }

  /** What proves each change of the replica set since the genesis, oldest first. */
  default List<ReplicaSetChange> changes() {
    return List.of();
  }
}
