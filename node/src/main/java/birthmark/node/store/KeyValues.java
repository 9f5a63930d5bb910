package birthmark.node.store;

/**
 * What the store needs of a disk: ordered octet keys with values, written in atomic batches.
 *
 * <p>RocksDB gives it in a node, a simulated disk in a simulation. Every method may throw {@link
 * StoreException}. One thread writes blocks; all may read.
 */
public interface KeyValues extends Rows, AutoCloseable {
  /** The disk as it was at one moment, until it is closed. */
  interface Frozen extends Rows, AutoCloseable {
    @Override
    void close();
  }

  /** The disk as it is now, unaffected by later writes. */
  Frozen freeze();

  /**
   * Writes all of {@code batch} or nothing; every reader sees it once this returns.
   *
   * @param sync whether it must outlast a loss of power from then on
   */
  void write(Batch batch, boolean sync);

  /**
   * Starts afresh from what is on the disk: after a failed write nobody else knows what that is.
   * What is found outlasts a loss of power from then on, also where it was never synced, since
   * whoever asks is told of it. What was frozen before can no longer be read.
   */
  void reopen();

  @Override
  void close();
}
