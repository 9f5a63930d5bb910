package birthmark.contracts.admission;

import birthmark.codec.Length;
import birthmark.codec.Timestamp;
import birthmark.contracts.firmware.Version;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.things.Assurance;
import birthmark.contracts.things.ModelId;
import birthmark.contracts.things.ThingId;
import java.util.Optional;

/**
 * Whether a thing may be on its operator's network as of a moment. Never stored: it follows from
 * the state and the moment.
 *
 * @param thing which thing
 * @param model its model
 * @param owner its operator
 * @param admitted whether it may be on the network
 * @param kind where it stands
 * @param wouldBe where it would stand, were the policy not to observe only
 * @param finding what is wrong, if something is
 * @param release the release it runs, if its latest evidence shows a known one
 * @param measured what the measurement rests on, if it attested
 * @param since the moment of the verdict, decision, revocation or expiry that this follows from
 * @param until until when it stays so unless something happens
 * @param policy the revision of the policy that decided, 0 for the default
 * @param why in words, with what to do
 */
public record Standing(
    ThingId thing,
    ModelId model,
    PartyId owner,
    boolean admitted,
    Kind kind,
    Optional<Kind> wouldBe,
    Optional<Finding> finding,
    Optional<Version> release,
    Optional<Assurance> measured,
    Optional<Timestamp> since,
    Optional<Timestamp> until,
    long policy,
    @Length(min = 1, max = 2_000) String why) {
  /** Where a thing can stand. */
  public enum Kind {
    /** In. */
    ADMITTED,
    /** In, and its operator should look at it. */
    WARNED,
    /** In, in the narrower segment for things that run a revoked release. */
    RESTRICTED,
    /** In because its operator only observes. */
    OBSERVED,
    /** Out: there is no evidence under its present owner and key. */
    NEVER_ATTESTED,
    /** Out: its latest evidence counts no more. */
    OVERDUE,
    /** Out: its latest evidence shows something wrong. */
    REFUSED,
    /** Kept apart. */
    QUARANTINED,
    /** Out until it attests again. */
    EVICTED,
    /** Out until its owner lifts the ban. */
    BANNED,
    /** Out for ever: it is no more. */
    DECOMMISSIONED,
    /** In for now, whatever its evidence shows, because two of its owner's people say so. */
    EMERGENCY;

    /** Whether a thing that stands so may be on the network. */
    public boolean admits() {
      return switch (this) {
        case ADMITTED, WARNED, RESTRICTED, OBSERVED, EMERGENCY -> true;
        case NEVER_ATTESTED, OVERDUE, REFUSED, QUARANTINED, EVICTED, BANNED, DECOMMISSIONED ->
            false;
      };
    }
  }
}
