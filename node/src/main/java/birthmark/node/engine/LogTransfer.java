package birthmark.node.engine;

import birthmark.bytes.Bytes;
import birthmark.merkle.Tiles;
import java.util.List;
import java.util.Optional;

/**
 * The log as a replica gives it to others, and takes it in from them, where no engine has its
 * blocks any more.
 */
public interface LogTransfer {
  /** How many entries the log has. */
  long size();

  /** The entry at {@code index}, if there is one. */
  Optional<Bytes> entry(long index);

  /** The log's tiles as they are now. */
  Tiles tiles();

  /** What proves each change of the replica set, oldest first, encoded. */
  List<Bytes> replicaSetChanges();

  /** Keeps what is offered to others; {@link #offers} gives it again after a restart. */
  void keepOffers(Bytes offers);

  /** What was offered last, if anything was. */
  Optional<Bytes> offers();

  /** The engine's height of the last block; 0 before any. */
  long engineHeight();

  /** Whether the log is being taken in, or was and the engine has decided nothing since. */
  boolean isArriving();

  /** Takes down, synced, whether it is. */
  void arriving(boolean arriving);

  /**
   * Decides and stores the blocks that {@code entries} are, which come behind the log; what is
   * behind the last seal in them is left for the next time.
   *
   * @return what does not follow, if something does not
   */
  Optional<String> take(List<Bytes> entries);

  /**
   * Ends the taking in: the ledger stands where the engine's block at {@code engineHeight} left it.
   *
   * @param changes what proves each change of the replica set, encoded
   * @param finalCheckpoint a note over the log as it is
   */
  void arrived(long engineHeight, List<Bytes> changes, Bytes finalCheckpoint);
}
