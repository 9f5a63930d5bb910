package birthmark.contracts.things;

import birthmark.contract.Acceptance;
import birthmark.contract.Context;
import birthmark.contract.Keys;
import birthmark.contract.Outcome;
import birthmark.contract.Subject;
import birthmark.contracts.parties.PartyId;
import birthmark.cose.KeyId;
import birthmark.state.View;
import java.util.List;
import java.util.Optional;

/** Decides what becomes of a thing in its life: its parts, a factory reset, its end. */
final class Lives {
  private Lives() {}

  static Outcome decommission(View state, Context at, ThingTransaction.Decommission end) {
    Optional<Thing> found = state.find(Things.THINGS, end.thing());
    Optional<ThingRefusal> refusal = Ownership.notForOwner(state, at, found);
    if (refusal.isPresent()) {
      return Outcome.rejected(refusal.get());
    }
    Thing thing = found.orElseThrow();
    if (thing.whole().isPresent()) {
      return Outcome.rejected(ThingRefusal.PART_OF_A_WHOLE);
    }
    if (Things.decommissioned(state, end.thing())) {
      return Outcome.rejected(ThingRefusal.THING_DECOMMISSIONED);
    }
    PartyId owner = thing.owner();
    Acceptance accepted =
        Outcome.accepted()
            .put(
                Things.DECOMMISSIONED,
                end.thing(),
                new Decommissioned(owner, end.reason(), at.height(), at.time()))
            .remove(Things.BELONGINGS, new Things.Owned(owner, end.thing()));
    if (state.find(Things.OFFERS, end.thing()).isPresent()) {
      accepted.remove(Things.OFFERS, end.thing());
    }
    Agreement.forget(state, accepted, end.thing(), owner);
    if (!owner.equals(thing.maker())) {
      Agreement.forget(state, accepted, end.thing(), thing.maker());
    }
    return accepted
        .fact(new ThingFact.Decommissioned(end.thing(), thing.maker(), owner, end.reason()))
        .outcome();
  }

  static Outcome replacePart(View state, Context at, ThingTransaction.ReplacePart replace) {
    Optional<Thing> whole = state.find(Things.THINGS, replace.whole());
    Optional<ThingRefusal> refusal = Ownership.notForOwner(state, at, whole);
    if (refusal.isPresent()) {
      return Outcome.rejected(refusal.get());
    }
    if (Things.decommissioned(state, replace.whole())) {
      return Outcome.rejected(ThingRefusal.THING_DECOMMISSIONED);
    }
    Things.Fitted before = new Things.Fitted(replace.whole(), replace.old());
    if (state.find(Things.PARTS, before).isEmpty()) {
      return Outcome.rejected(ThingRefusal.NOT_A_PART);
    }
    PartyId owner = new PartyId(at.signer().id());
    Optional<Thing> part = state.find(Things.THINGS, replace.part());
    Optional<ThingRefusal> unfit = Births.unfit(state, owner, replace.part(), part);
    if (unfit.isPresent()) {
      return Outcome.rejected(unfit.get(), "component " + replace.part());
    }
    // So no levels above change, and nothing becomes a part of itself.
    if (part.orElseThrow().levels() >= whole.orElseThrow().levels()) {
      return Outcome.rejected(ThingRefusal.PART_TOO_DEEP);
    }
    Thing old = state.find(Things.THINGS, replace.old()).orElseThrow();
    Things.Since now = new Things.Since(at.height());
    return Outcome.accepted()
        .put(Things.THINGS, replace.old(), old.freeFor(owner))
        .remove(Things.PARTS, before)
        .put(Things.BELONGINGS, new Things.Owned(owner, replace.old()), now)
        .put(Things.THINGS, replace.part(), part.orElseThrow().partOf(replace.whole()))
        .put(Things.PARTS, new Things.Fitted(replace.whole(), replace.part()), now)
        .remove(Things.BELONGINGS, new Things.Owned(owner, replace.part()))
        .fact(new ThingFact.TakenOut(replace.old(), replace.whole(), owner))
        .fact(new ThingFact.BuiltIn(replace.part(), replace.whole(), owner))
        .outcome();
  }

  static Outcome reset(View state, Context at, ThingTransaction.Reset reset) {
    if (at.signer().kind() != Subject.Kind.THING) {
      return Outcome.rejected(ThingRefusal.NOT_A_THING);
    }
    ThingId id = new ThingId(at.signer().id());
    Thing thing = state.find(Things.THINGS, id).orElseThrow();
    if (Things.decommissioned(state, id)) {
      return Outcome.rejected(ThingRefusal.THING_DECOMMISSIONED);
    }
    if (Things.quarantined(state, id)) {
      return Outcome.rejected(ThingRefusal.THING_QUARANTINED);
    }
    if (Keys.taken(state, reset.agreement())) {
      return Outcome.rejected(ThingRefusal.KEY_TAKEN);
    }
    KeyId old = thing.agreement();
    KeyId next = reset.agreement().thumbprint();
    return Outcome.accepted()
        .put(Keys.TABLE, old, state.find(Keys.TABLE, old).orElseThrow().revoke(at))
        .writes(List.of(Keys.register(at, id.subject(), Keys.Purpose.AGREEMENT, reset.agreement())))
        .put(Things.THINGS, id, thing.withKeys(thing.signing(), next))
        .fact(new ThingFact.Reset(id, thing.maker(), Things.owner(state, thing), old, next))
        .outcome();
  }
}
