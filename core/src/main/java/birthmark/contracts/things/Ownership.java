package birthmark.contracts.things;

import birthmark.contract.Acceptance;
import birthmark.contract.Context;
import birthmark.contract.Outcome;
import birthmark.contracts.parties.Parties;
import birthmark.contracts.parties.PartyId;
import birthmark.state.View;
import java.util.Optional;

/** Decides who owns a thing: its owner offers it, the other accepts. */
final class Ownership {
  private Ownership() {}

  static Outcome offer(View state, Context at, ThingTransaction.Offer offer) {
    Optional<Thing> thing = state.find(Things.THINGS, offer.thing());
    Optional<ThingRefusal> refusal = notForOwner(state, at, thing);
    if (refusal.isPresent()) {
      return Outcome.rejected(refusal.get());
    }
    if (thing.orElseThrow().whole().isPresent()) {
      return Outcome.rejected(ThingRefusal.PART_OF_A_WHOLE);
    }
    if (Things.decommissioned(state, offer.thing())) {
      return Outcome.rejected(ThingRefusal.THING_DECOMMISSIONED);
    }
    if (Things.quarantined(state, offer.thing())) {
      return Outcome.rejected(ThingRefusal.THING_QUARANTINED);
    }
    if (state.find(Parties.PARTIES, offer.to()).isEmpty()) {
      return Outcome.rejected(ThingRefusal.NO_SUCH_PARTY);
    }
    PartyId owner = thing.orElseThrow().owner();
    if (offer.to().equals(owner)) {
      return Outcome.rejected(ThingRefusal.OFFERED_TO_ITS_OWNER);
    }
    if (state.find(Things.OFFERS, offer.thing()).isPresent()
        || Fleets.offered(state, offer.thing(), thing.orElseThrow())) {
      return Outcome.rejected(ThingRefusal.ALREADY_OFFERED);
    }
    return Outcome.accepted()
        .put(Things.OFFERS, offer.thing(), new Things.OpenOffer(offer.to(), at.height()))
        .fact(new ThingFact.Offered(offer.thing(), owner, offer.to()))
        .outcome();
  }

  static Outcome accept(View state, Context at, ThingId id) {
    Optional<Thing> thing = state.find(Things.THINGS, id);
    if (thing.isEmpty()) {
      return Outcome.rejected(ThingRefusal.NO_SUCH_THING);
    }
    if (thing.get().whole().isPresent()) {
      return Outcome.rejected(ThingRefusal.PART_OF_A_WHOLE);
    }
    if (Things.quarantined(state, id)) {
      return Outcome.rejected(ThingRefusal.THING_QUARANTINED);
    }
    Optional<Things.OpenOffer> offer = state.find(Things.OFFERS, id);
    if (offer.isEmpty()) {
      return Outcome.rejected(ThingRefusal.NOT_ON_OFFER);
    }
    PartyId to = offer.get().to();
    if (!to.subject().equals(at.signer())) {
      return Outcome.rejected(ThingRefusal.OFFERED_TO_ANOTHER);
    }
    Acceptance accepted = Outcome.accepted().remove(Things.OFFERS, id);
    move(state, at, accepted, id, thing.get(), to);
    return accepted.outcome();
  }

  /** Gives a thing that is no part to {@code to}. */
  static void move(
      View state, Context at, Acceptance accepted, ThingId id, Thing thing, PartyId to) {
    PartyId from = thing.owner();
    Agreement.forget(state, accepted, id, from);
    accepted
        .put(Things.THINGS, id, thing.ownedBy(to))
        .remove(Things.BELONGINGS, new Things.Owned(from, id))
        .put(Things.BELONGINGS, new Things.Owned(to, id), new Things.Since(at.height()))
        .fact(new ThingFact.OwnerChanged(id, from, to));
  }

  static Outcome withdraw(View state, Context at, ThingId id) {
    Optional<Thing> thing = state.find(Things.THINGS, id);
    Optional<ThingRefusal> refusal = notForOwner(state, at, thing);
    if (refusal.isPresent()) {
      return Outcome.rejected(refusal.get());
    }
    Optional<Things.OpenOffer> offer = state.find(Things.OFFERS, id);
    if (offer.isEmpty()) {
      return Outcome.rejected(ThingRefusal.NOT_ON_OFFER);
    }
    return Outcome.accepted()
        .remove(Things.OFFERS, id)
        .fact(
            new ThingFact.OfferWithdrawn(
                id, Things.owner(state, thing.orElseThrow()), offer.get().to()))
        .outcome();
  }

  /** Why the signer may not dispose of a thing; nothing if it is its own. */
  static Optional<ThingRefusal> notForOwner(View state, Context at, Optional<Thing> thing) {
    if (thing.isEmpty()) {
      return Optional.of(ThingRefusal.NO_SUCH_THING);
    }
    return Things.owner(state, thing.get()).subject().equals(at.signer())
        ? Optional.empty()
        : Optional.of(ThingRefusal.NOT_THE_OWNER);
  }
}
