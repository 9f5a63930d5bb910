package birthmark.node.app;

import birthmark.bytes.Bytes;
import birthmark.node.query.PastBlocks;
import birthmark.node.store.Store;
import birthmark.proof.Checkpoint;
import birthmark.proof.Note;
import birthmark.proof.NoteException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Optional;

/**
 * The newest checkpoint that enough replicas signed, kept in the store, and those before it of the
 * blocks that reads can name.
 */
public final class FinalCheckpoints {
  private final Store store;
  private final FollowedSets sets;
  private final ArrayDeque<Note> kept = new ArrayDeque<>();
  private volatile long size;

  /**
   * That of {@code store}.
   *
   * @param sets told of each
   */
  public FinalCheckpoints(Store store, FollowedSets sets) {
    this.store = store;
    this.sets = sets;
    store.notes().finalCheckpoint().map(FinalCheckpoints::note).ifPresent(this::remember);
  }

  private static Note note(Bytes stored) {
    try {
      return Note.decode(stored);
    } catch (NoteException e) {
      throw new IllegalStateException("the stored final checkpoint is damaged: " + e.sentence(), e);
    }
  }

  /** The newest one of at most {@code most} entries of the log, if any is known. */
  public synchronized Optional<Note> newest(long most) {
    for (Iterator<Note> each = kept.descendingIterator(); each.hasNext(); ) {
      Note note = each.next();
      if (Checkpoint.of(note).size() <= most) {
        return Optional.of(note);
      }
    }
    return Optional.empty();
  }

  private synchronized void remember(Note note) {
    kept.addLast(note);
    if (kept.size() > PastBlocks.BLOCKS_MAX) {
      kept.removeFirst();
    }
    size = Checkpoint.of(note).size();
  }

  /** How many entries of the log it covers. */
  long size() {
    return size;
  }

  /**
   * Keeps one that is newer, and what it proves of changes of the replica set. Whoever proposes a
   * block may put an older one into it.
   */
  public void keep(Note note) {
    sets.see(note);
    if (Checkpoint.of(note).size() < size) {
      return;
    }
    store.notes().keepFinal(note.encode());
    remember(note);
  }
}
