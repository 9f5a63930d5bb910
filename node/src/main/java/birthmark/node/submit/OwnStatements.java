package birthmark.node.submit;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Transaction;

/** Signs what the node itself has to say. */
public interface OwnStatements {
  /**
   * A statement of {@code transaction} by the node's key, under a number never used before.
   *
   * @param now the time of the last block
   * @throws UnavailableException if no number can be reserved
   */
  Bytes sign(Transaction transaction, Timestamp now);
}
