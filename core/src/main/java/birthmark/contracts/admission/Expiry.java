package birthmark.contracts.admission;

import birthmark.codec.Timestamp;
import birthmark.contract.Acceptance;
import birthmark.contract.Due;
import birthmark.contract.Now;
import birthmark.contract.Outcome;
import birthmark.contracts.things.Thing;
import birthmark.contracts.things.ThingId;
import birthmark.contracts.things.Things;
import birthmark.state.View;
import java.util.Optional;

/**
 * A thing and when the evidence that gets it admitted, or could yet, expires.
 *
 * @param due when
 * @param thing which thing
 */
public record Expiry(Timestamp due, ThingId thing) implements Due {
  /**
   * What is known of an expiry.
   *
   * @param judged when the evidence was judged
   */
  public record Judged(Timestamp judged) {}

  /** Puts the expiry of {@code verdict} in the place of that of the verdict {@code before}. */
  static void move(
      View state, Acceptance accepted, ThingId thing, Optional<Verdict> before, Verdict verdict) {
    Optional<Expiry> old = before.flatMap(earlier -> of(thing, earlier));
    Optional<Expiry> next = of(thing, verdict);
    if (old.isPresent()
        && !old.equals(next)
        && state.find(Admission.EXPIRIES, old.get()).isPresent()) {
      accepted.remove(Admission.EXPIRIES, old.get());
    }
    next.ifPresent(expiry -> accepted.put(Admission.EXPIRIES, expiry, new Judged(verdict.at())));
  }

  /** The expiry of a verdict; none where nothing but other evidence can get the thing in. */
  private static Optional<Expiry> of(ThingId thing, Verdict verdict) {
    return verdict.finding().isEmpty()
            || verdict.finding().equals(Optional.of(Finding.IMAGE_REVOKED))
        ? Optional.of(new Expiry(verdict.until(), thing))
        : Optional.empty();
  }

  /** States that the evidence expired, unless something else kept the thing out by then. */
  static Outcome.Accepted perform(View state, Now at, Expiry expiry, Judged judged) {
    Acceptance accepted = Outcome.accepted();
    ThingId id = expiry.thing();
    boolean wasIn = new Standings(state, expiry.due().justBefore()).of(id).orElseThrow().admitted();
    if (wasIn) {
      Thing thing = state.find(Things.THINGS, id).orElseThrow();
      Standing now = new Standings(state, at.time()).of(id).orElseThrow();
      accepted.fact(
          new AdmissionFact.Expired(
              id,
              now.owner(),
              thing.maker(),
              now.kind(),
              now.release().orElseThrow(),
              expiry.due()));
    }
    return accepted.outcome();
  }
}
