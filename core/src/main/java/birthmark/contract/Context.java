package birthmark.contract;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.cose.KeyId;

/**
 * The circumstances of a decision: everything besides the state and the transaction that it may
 * depend on.
 *
 * @param network the ledger's network id, 32 octets
 * @param height the block's height
 * @param time the block's time
 * @param statement the statement's id
 * @param key the key that signed
 * @param signer whose key that is, or in whose name it signed; for an {@link Introduction} the
 *     party it introduces
 * @param log what was logged before this block
 */
public record Context(
    Bytes network,
    long height,
    Timestamp time,
    Bytes statement,
    KeyId key,
    Subject signer,
    History log) {
  /** The octets of a statement's id. */
  public static final int STATEMENT_LENGTH = 32;

  /** The block. */
  public Now now() {
    return new Now(height, time);
  }

  /** The same, where {@code other} counts as the signer. */
  public Context as(Subject other) {
    return other.equals(signer)
        ? this
        : new Context(network, height, time, statement, key, other, log);
  }
}
