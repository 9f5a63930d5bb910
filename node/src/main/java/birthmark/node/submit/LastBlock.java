package birthmark.node.submit;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.cose.KeyId;
import birthmark.state.View;
import java.util.Optional;

/** The ledger as of the newest committed block, as far as submission asks, until it is closed. */
public interface LastBlock extends AutoCloseable {
  /** Opens the newest one. */
  interface Source {
    /**
     * The newest block.
     *
     * @throws UnavailableException if the ledger cannot be read now
     */
    LastBlock open();
  }

  /**
   * The statement that used a number.
   *
   * @param statement its id
   * @param octets the statement as it came; a ledger made from its log has no refused ones
   * @param index its log index, where it was accepted
   * @param answer what its sender was told, marked as a repetition
   */
  record First(Bytes statement, Optional<Bytes> octets, Optional<Long> index, Answer answer) {}

  /** The block's height. */
  long height();

  /** The block's time. */
  Timestamp time();

  /** The state. */
  View state();

  /** The statement that used {@code sequence} of {@code key}; empty where none has. */
  Optional<First> first(KeyId key, long sequence);

  @Override
  void close();
}
