package birthmark.node.store;

import birthmark.bytes.Bytes;
import birthmark.state.Entry;
import java.util.List;
import java.util.Optional;

/**
 * What a replica keeps beside the ledger's blocks: what others signed about them, how far its
 * engine is, and what it offers to replicas that come in. Any thread may.
 */
public final class ReplicaNotes {
  private static final int REPLICA_SET_CHANGES_MAX = 1_000;

  private final KeyValues disk;

  ReplicaNotes(KeyValues disk) {
    this.disk = disk;
  }

  /** The engine's height of the last block; 0 while no engine of several replicas ordered one. */
  public long engineHeight() {
    return disk.get(Column.META, Layout.META_ENGINE_HEIGHT).map(Layout::readUnsigned).orElse(0L);
  }

  /**
   * Keeps the newest checkpoint that enough replicas signed. Not synced by itself: what a loss of
   * power takes, the engine says again.
   */
  public void keepFinal(Bytes note) {
    Batch batch = new Batch();
    batch.put(Column.META, Layout.META_FINAL, note);
    disk.write(batch, false);
  }

  /** The newest checkpoint known to be final, an encoded note, if there is one. */
  public Optional<Bytes> finalCheckpoint() {
    return disk.get(Column.META, Layout.META_FINAL);
  }

  /**
   * Keeps the newest checkpoint that a witness cosigned. Not synced by itself: what a loss of power
   * takes, the witness says again.
   */
  public void keepCosigned(Bytes note) {
    Batch batch = new Batch();
    batch.put(Column.META, Layout.META_COSIGNED, note);
    disk.write(batch, false);
  }

  /** The newest checkpoint that a witness cosigned, an encoded note, if there is one. */
  public Optional<Bytes> cosignedCheckpoint() {
    return disk.get(Column.META, Layout.META_COSIGNED);
  }

  /** Keeps what proves the change {@code number} of the replica set, from 0. */
  public void keepReplicaSetChange(long number, Bytes change) {
    Batch batch = new Batch();
    batch.put(Column.META, Layout.META_CHANGE.concat(Layout.number(number)), change);
    disk.write(batch, true);
  }

  /** What proves each change of the replica set, oldest first. */
  public List<Bytes> replicaSetChanges() {
    return disk
        .scan(
            Column.META,
            Layout.META_CHANGE.concat(Layout.number(0)),
            Optional.of(Layout.META_CHANGE.concat(Layout.number(Long.MAX_VALUE))),
            REPLICA_SET_CHANGES_MAX)
        .stream()
        .map(Entry::value)
        .toList();
  }

  /** Keeps what this ledger offers to replicas that come in, in the form of whoever offers it. */
  public void keepOffers(Bytes offers) {
    Batch batch = new Batch();
    batch.put(Column.META, Layout.META_OFFERS, offers);
    disk.write(batch, true);
  }

  /** What was offered last, if anything was. */
  public Optional<Bytes> offers() {
    return disk.get(Column.META, Layout.META_OFFERS);
  }

  /** Whether the log is being fetched from others, so that its engine has no blocks to go with. */
  public boolean arriving() {
    return disk.get(Column.META, Layout.META_ARRIVING).isPresent();
  }

  /** Takes down that the log is being fetched, or is no more. */
  public void arriving(boolean arriving) {
    Batch batch = new Batch();
    batch.change(
        Column.META,
        Layout.META_ARRIVING,
        arriving ? Optional.of(Layout.unsigned(1)) : Optional.empty());
    disk.write(batch, true);
  }

  /** Keeps the engine's height of the last block, where that came without its engine. */
  public void keepEngineHeight(long engineHeight) {
    Batch batch = new Batch();
    batch.put(Column.META, Layout.META_ENGINE_HEIGHT, Layout.unsigned(engineHeight));
    disk.write(batch, true);
  }
}
