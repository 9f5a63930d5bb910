package birthmark.contracts.things;

import birthmark.contract.Acceptance;
import birthmark.contract.Context;
import birthmark.contract.Keys;
import birthmark.contract.Outcome;
import birthmark.contract.Role;
import birthmark.contracts.parties.Parties;
import birthmark.contracts.parties.PartyId;
import birthmark.gs1.Gtin;
import birthmark.state.Entry;
import birthmark.state.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides births. */
final class Births {
  /** How deep parts of parts may be nested. */
  static final long LEVELS_MAX = 8;

  /** How far a factory's clock may be ahead, in seconds. */
  static final long CLOCK_SKEW_SECONDS = 24 * 60 * 60;

  private Births() {}

  /** A component as it is before the birth. */
  private record Component(ThingId id, Thing thing) {}

  /**
   * What a maker vouches for.
   *
   * @param maker who made the thing
   * @param model its model
   * @param certificate what the maker says of it
   * @param place where it is in a batch, if it is claimed from one
   */
  record Made(PartyId maker, Model model, Certificate certificate, Optional<Batch.Place> place) {}

  static Outcome decide(View state, Context at, Certificate certificate) {
    if (!Parties.holds(state, at.signer(), Role.MAKER)) {
      return Outcome.rejected(ThingRefusal.NOT_A_MAKER);
    }
    PartyId maker = new PartyId(at.signer().id());
    Optional<Model> model = state.find(Things.MODELS, certificate.model());
    if (model.isEmpty()) {
      return Outcome.rejected(ThingRefusal.NO_SUCH_MODEL, "model " + certificate.model());
    }
    if (!model.get().maker().equals(maker)) {
      return Outcome.rejected(ThingRefusal.MODEL_OF_ANOTHER_MAKER);
    }
    return decide(state, at, new Made(maker, model.get(), certificate, Optional.empty()));
  }

  /** The birth of what its maker was shown to vouch for. */
  static Outcome decide(View state, Context at, Made made) {
    Certificate certificate = made.certificate();
    if (state.find(Things.THINGS, certificate.thing()).isPresent()) {
      return Outcome.rejected(
          Things.decommissioned(state, certificate.thing())
              ? ThingRefusal.THING_DECOMMISSIONED
              : ThingRefusal.ALREADY_BORN);
    }
    if (Keys.taken(state, certificate.signing()) || Keys.taken(state, certificate.agreement())) {
      return Outcome.rejected(ThingRefusal.KEY_TAKEN);
    }
    if (certificate.made().isAfter(at.time().plusSeconds(CLOCK_SKEW_SECONDS))) {
      return Outcome.rejected(
          ThingRefusal.MADE_IN_THE_FUTURE,
          "made at " + certificate.made() + ", the block's time is " + at.time());
    }
    if (!gtinsAgree(certificate, made.model())) {
      return Outcome.rejected(ThingRefusal.GTIN_OF_ANOTHER_MODEL);
    }
    List<Component> components = new ArrayList<>();
    for (ThingId id : certificate.components()) {
      Optional<Thing> component = state.find(Things.THINGS, id);
      Optional<ThingRefusal> refusal = unfit(state, made.maker(), id, component);
      if (refusal.isPresent()) {
        return Outcome.rejected(refusal.get(), "component " + id);
      }
      components.add(new Component(id, component.orElseThrow()));
    }
    long levels = 1;
    for (Component component : components) {
      levels = Math.max(levels, component.thing().levels() + 1);
    }
    if (levels > LEVELS_MAX) {
      return Outcome.rejected(ThingRefusal.TOO_MANY_LEVELS);
    }
    return birth(state, at, made, components, levels);
  }

  private static boolean gtinsAgree(Certificate certificate, Model model) {
    if (model.gtin().isEmpty()) {
      return true;
    }
    for (Identifier identifier : certificate.identifiers()) {
      Optional<Gtin> gtin = identifier.gtin();
      if (gtin.isPresent() && !gtin.get().sameAs(model.gtin().get())) {
        return false;
      }
    }
    return true;
  }

  /** Why {@code owner} cannot build a thing in; nothing if it can. */
  static Optional<ThingRefusal> unfit(
      View state, PartyId owner, ThingId id, Optional<Thing> component) {
    if (component.isEmpty()) {
      return Optional.of(ThingRefusal.NO_SUCH_COMPONENT);
    }
    if (!Things.owner(state, component.get()).equals(owner)) {
      return Optional.of(ThingRefusal.COMPONENT_NOT_YOURS);
    }
    if (component.get().whole().isPresent()) {
      return Optional.of(ThingRefusal.COMPONENT_IN_USE);
    }
    if (Things.decommissioned(state, id)) {
      return Optional.of(ThingRefusal.THING_DECOMMISSIONED);
    }
    return Things.quarantined(state, id)
        ? Optional.of(ThingRefusal.COMPONENT_QUARANTINED)
        : Optional.empty();
  }

  private static Outcome birth(
      View state, Context at, Made made, List<Component> components, long levels) {
    Certificate certificate = made.certificate();
    PartyId maker = made.maker();
    ThingId id = certificate.thing();
    Things.Since now = new Things.Since(at.height());
    Acceptance accepted =
        Outcome.accepted()
            .put(
                Things.THINGS,
                id,
                new Thing(
                    certificate.model(),
                    certificate.batch(),
                    maker,
                    maker,
                    Optional.empty(),
                    levels,
                    certificate.signing().thumbprint(),
                    certificate.agreement().thumbprint(),
                    certificate.assurance(),
                    at.height()))
            .put(Things.CERTIFICATES, id, certificate)
            .put(Things.LINES, new Things.Made(certificate.model(), certificate.batch(), id), now)
            .put(Things.BELONGINGS, new Things.Owned(maker, id), now)
            .writes(
                List.of(
                    Keys.register(at, id.subject(), Keys.Purpose.SIGNING, certificate.signing()),
                    Keys.register(
                        at, id.subject(), Keys.Purpose.AGREEMENT, certificate.agreement())))
            .fact(
                new ThingFact.Born(
                    id, certificate.model(), certificate.batch(), maker, certificate.assurance()));
    made.place()
        .ifPresent(
            place -> accepted.put(Things.CLAIMED, place, new Batch.Claimed(id, at.height())));
    for (Component component : components) {
      accepted
          .put(Things.THINGS, component.id(), component.thing().partOf(id))
          .put(Things.PARTS, new Things.Fitted(id, component.id()), now)
          .remove(Things.BELONGINGS, new Things.Owned(maker, component.id()))
          .fact(new ThingFact.BuiltIn(component.id(), id, maker));
    }
    for (Identifier identifier : certificate.identifiers()) {
      Claim claim = Claim.of(identifier, certificate.model(), id, at.height());
      accepted.put(Things.CLAIMS, claim, new Claim.Claimed(certificate.model()));
      first(state, claim)
          .ifPresent(
              other ->
                  accepted.fact(
                      new ThingFact.IdentifierClashed(
                          identifier.kind(), other, makerOf(state, other), id, maker)));
    }
    return accepted.outcome();
  }

  /** The thing that claimed the same identifier before all others, if any did. */
  private static Optional<ThingId> first(View state, Claim claim) {
    List<Entry<Claim, Claim.Claimed>> claims =
        state.list(Things.CLAIMS, claim.clashing(), Optional.empty(), 1);
    return claims.isEmpty() ? Optional.empty() : Optional.of(claims.get(0).key().thing());
  }

  private static PartyId makerOf(View state, ThingId thing) {
    return state.find(Things.THINGS, thing).orElseThrow().maker();
  }
}
