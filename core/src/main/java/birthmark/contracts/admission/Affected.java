package birthmark.contracts.admission;

import birthmark.codec.Timestamp;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.things.Assurance;
import birthmark.contracts.things.ThingId;
import java.util.Optional;

/**
 * A thing that runs a release, and what a revocation does to it.
 *
 * @param thing which thing
 * @param owner its operator
 * @param since since when it is known to run the release
 * @param attested when it last attested
 * @param measured what that measurement rests on
 * @param standing where it stands now
 * @param action what the revocation does to it, if the release is revoked
 * @param onLow what a revocation with severity low does to it
 * @param onMedium the same for medium
 * @param onHigh the same for high
 * @param onCritical the same for critical
 * @param observeOnly whether its operator only observes, so that nothing is done
 */
public record Affected(
    ThingId thing,
    PartyId owner,
    Timestamp since,
    Timestamp attested,
    Assurance measured,
    Standing.Kind standing,
    Optional<Action> action,
    Action onLow,
    Action onMedium,
    Action onHigh,
    Action onCritical,
    boolean observeOnly) {}
