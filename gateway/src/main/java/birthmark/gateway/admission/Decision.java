package birthmark.gateway.admission;

import birthmark.contracts.admission.Standing;
import birthmark.contracts.things.ThingId;
import birthmark.cose.KeyId;
import java.time.Instant;
import java.util.Optional;

/**
 * What the gateway decided about a thing, and why.
 *
 * @param thing which thing
 * @param segment how much it may use
 * @param why in words, for the thing's owner
 * @param model its model, if the ledger knows the thing
 * @param until when this ends by itself, if it does
 */
public record Decision(
    ThingId thing, Segment segment, String why, Optional<String> model, Optional<Instant> until) {
  /** Nothing may be used, because {@code why}. */
  public static Decision none(ThingId thing, String why) {
    return new Decision(thing, Segment.NONE, why, Optional.empty(), Optional.empty());
  }

  /** What follows for the holder of {@code key} from a proven standing, as of {@code now}. */
  static Decision of(Known known, KeyId key, Instant now) {
    Standing standing = known.standing();
    if (!known.signing().equals(key)) {
      return none(standing.thing(), "this key is not the thing's key, or is not any more");
    }
    Optional<Instant> until = standing.until().map(moment -> Instant.ofEpochMilli(moment.millis()));
    if (standing.admitted() && until.isPresent() && !now.isBefore(until.get())) {
      return new Decision(
          standing.thing(),
          Segment.ATTESTATION,
          "its evidence counted until " + until.get() + "; it must attest again",
          Optional.of(standing.model().toString()),
          Optional.empty());
    }
    return new Decision(
        standing.thing(),
        segment(standing),
        standing.why(),
        Optional.of(standing.model().toString()),
        standing.admitted() ? until : Optional.empty());
  }

  /** How much a thing may use by where it stands. */
  static Segment segment(Standing standing) {
    return switch (standing.kind()) {
      case ADMITTED, WARNED, OBSERVED, EMERGENCY -> Segment.WHOLE;
      case RESTRICTED -> Segment.NARROW;
      case NEVER_ATTESTED, OVERDUE, REFUSED, EVICTED -> Segment.ATTESTATION;
      // One that runs a revoked release comes back by evidence; what somebody keeps apart does not.
      case QUARANTINED -> standing.finding().isPresent() ? Segment.ATTESTATION : Segment.NONE;
      case BANNED, DECOMMISSIONED -> Segment.NONE;
    };
  }
}
