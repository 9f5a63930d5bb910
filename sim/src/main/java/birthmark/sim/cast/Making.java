package birthmark.sim.cast;

import birthmark.bytes.Bytes;
import birthmark.contracts.things.Assurance;
import birthmark.contracts.things.Certificate;
import birthmark.contracts.things.Identifier;
import birthmark.contracts.things.ModelId;
import birthmark.contracts.things.Thing;
import birthmark.contracts.things.ThingId;
import birthmark.contracts.things.ThingTransaction;
import birthmark.contracts.things.Things;
import birthmark.cose.CoseKey;
import birthmark.state.Entry;
import birthmark.state.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What becomes of things from their models on: births, owners, copies and agreed keys. */
final class Making {
  private static final List<String> SERIALS = List.of("A1", "A2", "B1", "B2");

  private final Cast cast;
  private final Bytes network;
  private final MakersAuthorities authorities;
  private final Picks picks;

  Making(Cast cast, Bytes network, MakersAuthorities authorities, Picks picks) {
    this.cast = cast;
    this.network = network;
    this.authorities = authorities;
    this.picks = picks;
  }

  Intention model(Intentions.Knowledge known) {
    ModelId model = picks.pick(Cast.models());
    boolean lifeSafety = model.value().endsWith("pump");
    Assurance least =
        model.value().endsWith("lock") ? Assurance.MEASURED_BOOT : Assurance.SELF_REPORTED;
    return Intention.by(
        picks.maker(model),
        new ThingTransaction.RegisterModel(
            model, "Model " + model, lifeSafety, least, Optional.empty()));
  }

  Intention birth(Intentions.Knowledge known) {
    ModelId model = picks.known(known);
    SeededKey thing = picks.thing(known, false);
    List<Identifier> identifiers = new ArrayList<>();
    identifiers.add(new Identifier.Public(Identifier.Kind.SERIAL, picks.pick(SERIALS)));
    if (picks.chance(50)) {
      identifiers.add(
          new Identifier.Blinded(Identifier.Kind.OTHER, Picks.digest(picks.pick(SERIALS))));
    }
    ThingId part = Cast.thing(picks.thing(known, true));
    List<ThingId> parts =
        picks.chance(20) && !part.equals(Cast.thing(thing)) ? List.of(part) : List.of();
    Certificate certificate =
        new Certificate(
            thing.publicKey(),
            picks.pick(cast.agreements()),
            model,
            picks.pick(List.of("batch-1", "batch-2")),
            "DEHAM",
            Cast.START,
            picks.pick(List.of(Assurance.values())),
            identifiers,
            parts);
    SeededKey signer = picks.chance(95) ? thing : picks.pick(cast.things());
    return Intention.by(
        picks.maker(model),
        new ThingTransaction.Birth(
            certificate, ThingTransaction.Birth.claim(network, certificate).sign(signer)));
  }

  Intention certificate(Intentions.Knowledge known) {
    ThingId thing = Cast.thing(picks.thing(known, true));
    return authorities.next(known, network, thing, picks.owner(known, thing));
  }

  Intention ownership(Intentions.Knowledge known) {
    List<Entry<ThingId, Things.OpenOffer>> offers =
        known.state().list(Things.OFFERS, List.of(), Optional.empty(), View.LIST_MAX);
    ThingId thing =
        offers.isEmpty() || picks.chance(40)
            ? Cast.thing(picks.thing(known, true))
            : picks.pick(offers).key();
    Optional<Things.OpenOffer> offer = known.state().find(Things.OFFERS, thing);
    if (offer.isEmpty()) {
      return Intention.by(
          picks.owner(known, thing), new ThingTransaction.Offer(thing, picks.anybody().id()));
    }
    Cast.Party to =
        picks.chance(90) ? cast.party(offer.get().to()).orElseGet(picks::anybody) : picks.anybody();
    return picks.chance(80)
        ? Intention.by(to, new ThingTransaction.Accept(thing))
        : Intention.by(picks.owner(known, thing), new ThingTransaction.WithdrawOffer(thing));
  }

  /** Two statements that somebody kept; of an honest key they prove nothing. */
  Intention evidenceOfCopies(Intentions.Knowledge known) {
    if (known.seen().isEmpty()) {
      return model(known);
    }
    Bytes first = picks.pick(known.seen());
    Bytes second = picks.pick(known.seen());
    return Intention.by(
        picks.anybody(),
        picks.chance(50)
            ? new ThingTransaction.ReportCopies(first, second)
            : new ThingTransaction.ReportClone(picks.random().nextInt(200), second));
  }

  /** What a thing's owner and its maker must both ask for, in the same words. */
  Intention agreement(Intentions.Knowledge known) {
    SeededKey born = picks.quarantined(known);
    ThingId thing = Cast.thing(born);
    Cast.Party by =
        picks.chance(50)
            ? picks.owner(known, thing)
            : known
                .state()
                .find(Things.THINGS, thing)
                .map(Thing::maker)
                .flatMap(cast::party)
                .orElseGet(picks::anybody);
    if (picks.chance(40)) {
      return Intention.by(by, new ThingTransaction.Release(thing, "it came from a backup"));
    }
    SeededKey next = cast.spares().get(cast.things().indexOf(born) % cast.spares().size());
    CoseKey agreement = cast.agreements().getLast();
    Bytes possession =
        ThingTransaction.Rekey.claim(network, thing, next.publicKey(), agreement).sign(next);
    return Intention.by(
        by, new ThingTransaction.Rekey(thing, next.publicKey(), agreement, possession));
  }
}
