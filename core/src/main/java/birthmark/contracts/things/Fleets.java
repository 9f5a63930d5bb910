package birthmark.contracts.things;

import birthmark.contract.Acceptance;
import birthmark.contract.Context;
import birthmark.contract.Outcome;
import birthmark.contract.Subject;
import birthmark.contracts.parties.Parties;
import birthmark.contracts.parties.PartyId;
import birthmark.state.View;
import java.util.Optional;

/**
 * Decides who owns many things: an owner offers all that it has of some models, in one statement
 * and with one row a model, and the other takes them over, some in each statement.
 */
final class Fleets {
  private Fleets() {}

  static Outcome offer(View state, Context at, ThingTransaction.OfferFleet offer) {
    if (at.signer().kind() != Subject.Kind.PARTY) {
      return Outcome.rejected(ThingRefusal.NOT_THE_OWNER);
    }
    if (state.find(Parties.PARTIES, offer.to()).isEmpty()) {
      return Outcome.rejected(ThingRefusal.NO_SUCH_PARTY);
    }
    PartyId owner = new PartyId(at.signer().id());
    if (offer.to().equals(owner)) {
      return Outcome.rejected(ThingRefusal.OFFERED_TO_ITS_OWNER);
    }
    Acceptance accepted = Outcome.accepted();
    for (ModelId model : offer.models()) {
      if (state.find(Things.MODELS, model).isEmpty()) {
        return Outcome.rejected(ThingRefusal.NO_SUCH_MODEL, "model " + model);
      }
      Things.Fleet fleet = new Things.Fleet(owner, model);
      if (state.find(Things.FLEET_OFFERS, fleet).isPresent()) {
        return Outcome.rejected(ThingRefusal.ALREADY_OFFERED, "model " + model);
      }
      accepted
          .put(Things.FLEET_OFFERS, fleet, new Things.OpenOffer(offer.to(), at.height()))
          .fact(new ThingFact.FleetOffered(owner, model, offer.to()));
    }
    return accepted.outcome();
  }

  static Outcome withdraw(View state, Context at, ThingTransaction.WithdrawFleetOffer withdraw) {
    Things.Fleet fleet = new Things.Fleet(new PartyId(at.signer().id()), withdraw.model());
    Optional<Things.OpenOffer> offer = state.find(Things.FLEET_OFFERS, fleet);
    if (offer.isEmpty()) {
      return Outcome.rejected(ThingRefusal.NOT_ON_OFFER);
    }
    return Outcome.accepted()
        .remove(Things.FLEET_OFFERS, fleet)
        .fact(new ThingFact.FleetOfferWithdrawn(fleet.owner(), fleet.model(), offer.get().to()))
        .outcome();
  }

  static Outcome accept(View state, Context at, ThingTransaction.AcceptFleet accept) {
    Things.Fleet fleet = new Things.Fleet(accept.owner(), accept.model());
    Optional<Things.OpenOffer> offer = state.find(Things.FLEET_OFFERS, fleet);
    if (offer.isEmpty()) {
      return Outcome.rejected(ThingRefusal.NOT_ON_OFFER);
    }
    if (!offer.get().to().subject().equals(at.signer())) {
      return Outcome.rejected(ThingRefusal.OFFERED_TO_ANOTHER);
    }
    Acceptance accepted = Outcome.accepted();
    for (ThingId id : accept.things()) {
      Optional<Thing> thing = state.find(Things.THINGS, id);
      if (thing.isEmpty()) {
        return Outcome.rejected(ThingRefusal.NO_SUCH_THING, "thing " + id);
      }
      if (!thing.get().model().equals(fleet.model())
          || !covers(state, offer.get(), fleet.owner(), id)) {
        return Outcome.rejected(ThingRefusal.NOT_IN_THE_FLEET, "thing " + id);
      }
      if (Things.quarantined(state, id)) {
        return Outcome.rejected(ThingRefusal.THING_QUARANTINED, "thing " + id);
      }
      if (state.find(Things.OFFERS, id).isPresent()) {
        return Outcome.rejected(ThingRefusal.ALREADY_OFFERED, "thing " + id);
      }
      Ownership.move(state, at, accepted, id, thing.get(), offer.get().to());
    }
    return accepted.outcome();
  }

  /** Whether {@code thing} is offered with its owner's others of its model. */
  static boolean offered(View state, ThingId id, Thing thing) {
    return state
        .find(Things.FLEET_OFFERS, new Things.Fleet(thing.owner(), thing.model()))
        .map(offer -> covers(state, offer, thing.owner(), id))
        .orElse(false);
  }

  /** Whether {@code owner} had the thing, by itself, when it made the offer, and has it still. */
  private static boolean covers(View state, Things.OpenOffer offer, PartyId owner, ThingId id) {
    return state
        .find(Things.BELONGINGS, new Things.Owned(owner, id))
        .map(since -> since.height() <= offer.since())
        .orElse(false);
  }
}
