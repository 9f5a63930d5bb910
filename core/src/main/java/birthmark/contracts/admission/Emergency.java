package birthmark.contracts.admission;

import birthmark.codec.Length;
import birthmark.codec.Timestamp;
import birthmark.contract.Acceptance;
import birthmark.contract.ApprovalClass;
import birthmark.contract.Context;
import birthmark.contract.Due;
import birthmark.contract.Now;
import birthmark.contract.Outcome;
import birthmark.contracts.parties.Approvals;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.things.Thing;
import birthmark.contracts.things.ThingId;
import birthmark.contracts.things.Things;
import birthmark.state.View;
import java.util.Optional;

/**
 * That two or more of an owner's people let a thing in, whatever its evidence shows. It ends by
 * itself, and with that owner's ownership.
 *
 * @param owner whose thing it is
 * @param reason why
 * @param until when it ends
 * @param at when it was decided
 */
public record Emergency(
    PartyId owner, @Length(min = 1, max = 200) String reason, Timestamp until, Timestamp at) {
  /** The longest that it may last, in seconds: three days. */
  public static final long LONGEST_SECONDS = 3 * 24 * 60 * 60;

  /** How many people must ask for it, at least. */
  private static final long PEOPLE_MIN = 2;

  /**
   * A thing and when it is in no more whatever its evidence shows.
   *
   * @param due when
   * @param thing which thing
   */
  public record End(Timestamp due, ThingId thing) implements Due {}

  /**
   * What is known of the end of an emergency.
   *
   * @param at when that was decided
   */
  public record Begun(Timestamp at) {}

  static Outcome decide(View state, Context at, AdmissionTransaction.BreakGlass asked) {
    Optional<Thing> thing = state.find(Things.THINGS, asked.thing());
    if (thing.isEmpty()) {
      return Outcome.rejected(AdmissionRefusal.NO_SUCH_THING, "thing " + asked.thing());
    }
    PartyId owner = Things.owner(state, thing.get());
    if (!owner.subject().equals(at.signer())) {
      return Outcome.rejected(AdmissionRefusal.NOT_THE_OWNER);
    }
    // The ledger asked for as many approvals as the policy says before it came to this.
    boolean several =
        Approvals.policy(state, owner, ApprovalClass.BREAK_GLASS)
            .map(policy -> policy.needed() >= PEOPLE_MIN)
            .orElse(false);
    if (!several) {
      return Outcome.rejected(AdmissionRefusal.NOT_BY_TWO);
    }
    if (Things.decommissioned(state, asked.thing())) {
      return Outcome.rejected(AdmissionRefusal.THING_DECOMMISSIONED);
    }
    if (!asked.until().isAfter(at.time())
        || asked.until().isAfter(at.time().plusSeconds(LONGEST_SECONDS))) {
      return Outcome.rejected(
          AdmissionRefusal.EMERGENCY_TOO_LONG,
          "until " + asked.until() + ", the block's time is " + at.time());
    }
    Acceptance accepted = Outcome.accepted();
    End end = new End(asked.until(), asked.thing());
    state
        .find(Admission.EMERGENCIES, asked.thing())
        .map(before -> new End(before.until(), asked.thing()))
        .filter(before -> !before.equals(end))
        .filter(before -> state.find(Admission.EMERGENCY_ENDS, before).isPresent())
        .ifPresent(before -> accepted.remove(Admission.EMERGENCY_ENDS, before));
    return accepted
        .put(
            Admission.EMERGENCIES,
            asked.thing(),
            new Emergency(owner, asked.reason(), asked.until(), at.time()))
        .put(Admission.EMERGENCY_ENDS, end, new Begun(at.time()))
        .fact(
            new AdmissionFact.GlassBroken(
                asked.thing(), owner, thing.get().maker(), asked.until(), asked.reason()))
        .outcome();
  }

  /** Takes back whatever lets {@code thing} in, if anything does. */
  static void callOff(View state, Acceptance accepted, ThingId thing) {
    Optional<Emergency> emergency = state.find(Admission.EMERGENCIES, thing);
    if (emergency.isEmpty()) {
      return;
    }
    accepted.remove(Admission.EMERGENCIES, thing);
    End end = new End(emergency.get().until(), thing);
    if (state.find(Admission.EMERGENCY_ENDS, end).isPresent()) {
      accepted.remove(Admission.EMERGENCY_ENDS, end);
    }
  }

  /** States that an emergency ended, unless the thing was not in by it any more. */
  static Outcome.Accepted end(View state, Now at, End end, Begun begun) {
    ThingId id = end.thing();
    Acceptance accepted = Outcome.accepted();
    Standing before = new Standings(state, end.due().justBefore()).of(id).orElseThrow();
    if (before.kind() == Standing.Kind.EMERGENCY) {
      Thing thing = state.find(Things.THINGS, id).orElseThrow();
      Standing now = new Standings(state, at.time()).of(id).orElseThrow();
      accepted.fact(
          new AdmissionFact.EmergencyEnded(
              id, now.owner(), thing.maker(), now.kind(), begun.at(), end.due()));
    }
    return accepted.remove(Admission.EMERGENCIES, id).outcome();
  }
}
