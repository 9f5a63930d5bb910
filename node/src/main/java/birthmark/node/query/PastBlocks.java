package birthmark.node.query;

import birthmark.codec.Timestamp;
import birthmark.finality.ReplicaSetChange;
import birthmark.node.store.Snapshot;
import birthmark.proof.Note;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The last blocks of the ledger, kept for a while for those who ask several things as of the same
 * one. Each costs the memory of what was changed since.
 */
public final class PastBlocks implements Snapshots, AutoCloseable {
  /** How many blocks are kept. */
  public static final int BLOCKS_MAX = 16;

  /** How long one is kept, in seconds of block time: less than snapshots live. */
  public static final long SECONDS_MAX = 50;

  private final Supplier<Snapshot> newest;
  private volatile LongFunction<Optional<Note>> cosigned = _ -> Optional.empty();
  private volatile LongSupplier finalSize = () -> 0;
  private volatile Supplier<List<ReplicaSetChange>> changes = List::of;
  private final ArrayDeque<Snapshot> kept = new ArrayDeque<>();

  /** The blocks of the ledger that {@code newest} opens. */
  public PastBlocks(Supplier<Snapshot> newest) {
    this.newest = newest;
  }

  @Override
  public Snapshot get() {
    return newest.get();
  }

  /** From now on {@code source} says what others cosigned of the log up to a size. */
  public void cosignedBy(LongFunction<Optional<Note>> source) {
    cosigned = source;
  }

  /** From now on {@code source} says how many entries of the log are final. */
  public void finalUpTo(LongSupplier source) {
    finalSize = source;
  }

  /** From now on {@code source} says what proves the changes of the replica set. */
  public void changedBy(Supplier<List<ReplicaSetChange>> source) {
    changes = source;
  }

  @Override
  public List<ReplicaSetChange> changes() {
    return changes.get();
  }

  @Override
  public long finalSize() {
    return finalSize.getAsLong();
  }

  @Override
  public Optional<Note> cosigned(long most) {
    return cosigned.apply(most);
  }

  /** Keeps the newest block, and lets go of those that are too many or too old. */
  public synchronized void keep() {
    Snapshot now = newest.get();
    Timestamp time = now.tip().time();
    kept.addLast(now);
    while (kept.size() > BLOCKS_MAX
        || kept.getFirst().tip().time().plusSeconds(SECONDS_MAX).isBefore(time)) {
      kept.removeFirst().close();
    }
  }

  @Override
  public Optional<Snapshot> at(long height) {
    Optional<Snapshot> last = Snapshots.super.at(height);
    return last.isPresent() ? last : past(height);
  }

  private synchronized Optional<Snapshot> past(long height) {
    for (Iterator<Snapshot> each = kept.descendingIterator(); each.hasNext(); ) {
      Snapshot block = each.next();
      if (block.tip().height() == height) {
        return block.again();
      }
    }
    return Optional.empty();
  }

  @Override
  public synchronized void close() {
    kept.forEach(Snapshot::close);
    kept.clear();
  }
}
