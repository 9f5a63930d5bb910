package birthmark.contracts.things;

import birthmark.bytes.Bytes;
import birthmark.codec.Length;
import birthmark.codec.Timestamp;
import birthmark.cose.KeyId;

/**
 * What an owner or maker asked for and the other has not agreed to yet.
 *
 * @param action what is asked for
 * @param digest SHA-256 of the transaction
 * @param statement the statement that asked: its transaction is what the other must send too
 * @param key the key that signed, which must still count when the other agrees
 * @param since the height at which it was asked
 * @param expires the last block time at which the other can agree
 */
public record Proposal(
    Action action,
    @Length(min = 32, max = 32) Bytes digest,
    @Length(min = 32, max = 32) Bytes statement,
    KeyId key,
    long since,
    Timestamp expires) {
  /** For how long the other can agree, in seconds of block time: a week. */
  public static final long VALID_SECONDS = 7 * 24 * 60 * 60;

  /** What needs both. */
  public enum Action {
    /** New keys. */
    REKEY,
    /** The end of a quarantine without new keys. */
    RELEASE
  }
}
