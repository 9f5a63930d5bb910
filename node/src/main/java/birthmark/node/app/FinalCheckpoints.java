package birthmark.node.app;

import birthmark.bytes.Bytes;
import birthmark.node.store.Store;
import birthmark.proof.Checkpoint;
import birthmark.proof.Note;
import birthmark.proof.NoteException;
import java.util.Optional;

/** The newest checkpoint that enough replicas signed, kept in the store. */
final class FinalCheckpoints {
  private final Store store;
  private final FollowedSets sets;
  private volatile Optional<Note> newest;
  private volatile long size;

  /**
   * That of {@code store}.
   *
   * @param sets told of each
   */
  FinalCheckpoints(Store store, FollowedSets sets) {
    this.store = store;
    this.sets = sets;
    this.newest = store.notes().finalCheckpoint().map(FinalCheckpoints::note);
    this.size = newest.map(note -> Checkpoint.of(note).size()).orElse(0L);
  }

  private static Note note(Bytes stored) {
    try {
      return Note.decode(stored);
    } catch (NoteException e) {
      throw new IllegalStateException("the stored final checkpoint is damaged: " + e.sentence(), e);
    }
  }

  /** The newest one, if any is known. */
  Optional<Note> newest() {
    return newest;
  }

  /** How many entries of the log it covers. */
  long size() {
    return size;
  }

  /** Keeps a newer one, and what it proves of changes of the replica set. */
  void keep(Note note) {
    sets.see(note);
    store.notes().keepFinal(note.encode());
    newest = Optional.of(note);
    size = Checkpoint.of(note).size();
  }
}
