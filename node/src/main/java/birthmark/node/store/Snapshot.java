package birthmark.node.store;

import birthmark.bytes.Bytes;
import birthmark.cose.KeyId;
import birthmark.machine.Ledger;
import birthmark.machine.Tip;
import java.util.List;
import java.util.Optional;

/**
 * The ledger as of one block, unaffected by later ones until it is closed.
 *
 * <p>It lives a minute of block time: whoever holds it longer gets a {@link StoreException} and
 * reads again from a newer one.
 */
public interface Snapshot extends Ledger, AutoCloseable {
  /** Where the ledger stood. */
  Tip tip();

  /** What became of the statement with this id. */
  Optional<Recorded> recorded(Bytes statement);

  /** What became of the statement that used this number of this key. */
  Optional<Recorded> recorded(KeyId key, long sequence);

  /**
   * The statements of {@code key} that were counted, accepted or refused, by their numbers.
   *
   * @param after only numbers above this one
   * @param limit at most this many
   */
  List<Recorded> recorded(KeyId key, long after, int limit);

  /**
   * The statement that {@code recorded} is about, as it came; empty for a refused one of a store
   * that was made from a log, which has only the ids of those.
   */
  Optional<Bytes> octets(Recorded recorded);

  /** The height whose seal covers the log entry at {@code index}. */
  Optional<Long> heightOf(long index);

  /** The log index of the seal of block {@code height}. */
  Optional<Long> sealOf(long height);

  /** Where the log ended with block {@code height}. */
  Optional<BlockHead> block(long height);

  /** The signed checkpoint of this block as a C2SP note. */
  String checkpoint();

  /** The same moment once more, to be closed by itself; empty where this one is closed. */
  Optional<Snapshot> again();

  @Override
  void close();
}
