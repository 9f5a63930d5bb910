package birthmark.contracts.things;

import birthmark.bytes.Bytes;
import birthmark.codec.Length;
import birthmark.codec.Timestamp;
import birthmark.contract.Due;
import birthmark.contracts.parties.PartyId;
import birthmark.cose.KeyId;

/**
 * What an owner or maker asked for and the other has not agreed to yet.
 *
 * @param action what is asked for
 * @param digest SHA-256 of the transaction
 * @param statement the statement that asked: its transaction is what the other must send too
 * @param key the key that signed, which must still count when the other agrees
 * @param since the height at which it was asked
 * @param expires the block time from which the other can no longer agree
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

  /**
   * A proposal and when it lapses.
   *
   * @param due when
   * @param thing about which thing
   * @param by whose
   */
  public record Lapse(Timestamp due, ThingId thing, PartyId by) implements Due {}

  /** What needs both. */
  public enum Action {
    /** New keys. */
    REKEY,
    /** The end of a quarantine without new keys. */
    RELEASE
  }
}
