package birthmark.contracts.admission;

import birthmark.codec.Length;
import birthmark.codec.Timestamp;
import birthmark.contracts.parties.PartyId;

/**
 * An owner's decision to keep a thing out. It ends with that owner's ownership.
 *
 * @param kind which
 * @param reason why, in words
 * @param owner who decided
 * @param height the height since which the thing is out
 * @param at that block's time
 */
public record Hold(
    Kind kind,
    @Length(min = 1, max = 200) String reason,
    PartyId owner,
    long height,
    Timestamp at) {
  /** Kinds of decisions. */
  public enum Kind {
    /** Out until it attests again. */
    EVICTED,
    /** Kept apart until its owner releases it. */
    QUARANTINED,
    /** Out until its owner lifts the ban. */
    BANNED
  }
}
