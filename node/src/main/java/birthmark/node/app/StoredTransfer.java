package birthmark.node.app;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborReader;
import birthmark.finality.ReplicaSetChange;
import birthmark.machine.Seal;
import birthmark.machine.UnknownRulesException;
import birthmark.merkle.Tiles;
import birthmark.node.engine.LogTransfer;
import birthmark.node.replica.Replay;
import birthmark.node.replica.Replica;
import birthmark.node.store.Snapshot;
import birthmark.node.store.Store;
import birthmark.node.store.StoreException;
import birthmark.proof.Note;
import birthmark.proof.NoteException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The stored log as it goes to other replicas, and comes from them. */
public final class StoredTransfer implements LogTransfer {
  private final Store store;
  private final Replica replica;
  private final FollowedSets sets;
  private final Consumer<Note> finals;
  private boolean arriving;

  /**
   * That of {@code store}.
   *
   * @param replica decides what comes
   * @param sets what proves changes of the replica set
   * @param finals told of the final checkpoint that a log came with
   */
  public StoredTransfer(Store store, Replica replica, FollowedSets sets, Consumer<Note> finals) {
    this.store = store;
    this.replica = replica;
    this.sets = sets;
    this.finals = finals;
    this.arriving = store.notes().arriving();
  }

  @Override
  public long size() {
    return store.log().size();
  }

  @Override
  public Optional<Bytes> entry(long index) {
    return store.log().entry(index);
  }

  @Override
  public Tiles tiles() {
    return (level, index) -> {
      try (Snapshot now = store.snapshot()) {
        return now.tiles().tile(level, index);
      }
    };
  }

  @Override
  public List<Bytes> replicaSetChanges() {
    return store.notes().replicaSetChanges();
  }

  @Override
  public void keepOffers(Bytes offers) {
    store.notes().keepOffers(offers);
  }

  @Override
  public Optional<Bytes> offers() {
    return store.notes().offers();
  }

  @Override
  public long engineHeight() {
    return store.notes().engineHeight();
  }

  @Override
  public synchronized boolean isArriving() {
    return arriving;
  }

  @Override
  public synchronized void arriving(boolean now) {
    store.notes().arriving(now);
    arriving = now;
  }

  @Override
  public Optional<String> take(List<Bytes> entries) {
    int end = entries.size();
    while (end > 0 && !Seal.is(entries.get(end - 1))) {
      end--;
    }
    try {
      return replica.follow(entries.subList(0, end)).map(Replay.Differs::sentence);
    } catch (UnknownRulesException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } catch (StoreException e) {
      return Optional.of(e.sentence());
    }
  }

  @Override
  public void arrived(long engineHeight, List<Bytes> changes, Bytes finalCheckpoint) {
    sets.take(changes.stream().map(each -> ReplicaSetChange.read(new CborReader(each))).toList());
    try {
      finals.accept(Note.decode(finalCheckpoint));
    } catch (NoteException e) {
      throw new IllegalArgumentException("what is final is no note: " + e.sentence(), e);
    }
    store.notes().keepEngineHeight(engineHeight);
  }
}
