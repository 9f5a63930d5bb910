package birthmark.contracts.things;

import static birthmark.contracts.things.NaiveThings.no;
import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.contract.Reason;
import birthmark.contracts.things.NaiveThings.Toy;
import birthmark.contracts.things.ThingTransaction.AcceptFleet;
import birthmark.contracts.things.ThingTransaction.OfferFleet;
import birthmark.contracts.things.ThingTransaction.ReplacePart;
import birthmark.cose.CoseKey;
import birthmark.state.View;
import birthmark.testing.PartyWorld;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What becomes of things in their lives once more, and of all that somebody has of a model. */
final class NaiveLives {
  private record Promise(CoseKey to, long height) {}

  private final NaiveThings known;
  private final Map<String, Promise> fleets = new TreeMap<>();

  NaiveLives(NaiveThings known) {
    this.known = known;
  }

  private String fleet(CoseKey owner, String model) {
    return known.handle(owner) + " " + model;
  }

  Optional<Reason> decommission(CoseKey who, ThingId id) {
    Optional<Toy> found = known.toy(id);
    Optional<Reason> not = NaiveThings.notDisposable(who, found);
    if (not.isPresent()) {
      return not;
    }
    Toy toy = found.get();
    toy.dead = true;
    toy.offeredTo = Optional.empty();
    toy.wishes.removeIf(wish -> wish.by().equals(who) || wish.by().equals(toy.maker));
    return Optional.empty();
  }

  Optional<Reason> replace(CoseKey who, ReplacePart tx) {
    Optional<Toy> found = known.toy(tx.whole());
    if (found.isEmpty()) {
      return no(ThingRefusal.NO_SUCH_THING);
    }
    Toy whole = found.get();
    if (!whole.owner().equals(who)) {
      return no(ThingRefusal.NOT_THE_OWNER);
    }
    if (whole.dead) {
      return no(ThingRefusal.THING_DECOMMISSIONED);
    }
    Optional<Toy> old = known.toy(tx.old()).filter(each -> whole.parts.contains(each));
    if (old.isEmpty()) {
      return no(ThingRefusal.NOT_A_PART);
    }
    Optional<Toy> part = known.toy(tx.part());
    if (part.isEmpty()) {
      return no(ThingRefusal.NO_SUCH_COMPONENT);
    }
    if (!part.get().owner().equals(who)) {
      return no(ThingRefusal.COMPONENT_NOT_YOURS);
    }
    if (part.get().whole.isPresent()) {
      return no(ThingRefusal.COMPONENT_IN_USE);
    }
    if (part.get().dead) {
      return no(ThingRefusal.THING_DECOMMISSIONED);
    }
    if (part.get().quarantined) {
      return no(ThingRefusal.COMPONENT_QUARANTINED);
    }
    if (part.get().levels() >= whole.levels()) {
      return no(ThingRefusal.PART_TOO_DEEP);
    }
    whole.parts.remove(old.get());
    whole.parts.add(part.get());
    old.get().whole = Optional.empty();
    old.get().owner = who;
    old.get().ownedAt = known.height();
    part.get().whole = Optional.of(whole);
    return Optional.empty();
  }

  Optional<Reason> reset(CoseKey who) {
    Optional<Toy> toy = known.toys().stream().filter(each -> each.key.equals(who)).findFirst();
    if (toy.isEmpty()) {
      return no(ThingRefusal.NOT_A_THING);
    }
    if (toy.get().dead) {
      return no(ThingRefusal.THING_DECOMMISSIONED);
    }
    return toy.get().quarantined ? no(ThingRefusal.THING_QUARANTINED) : Optional.empty();
  }

  Optional<Reason> offer(CoseKey who, OfferFleet tx) {
    if (known.party(tx.to()).equals(who)) {
      return no(ThingRefusal.OFFERED_TO_ITS_OWNER);
    }
    for (ModelId model : tx.models()) {
      if (!known.models().contains(model.value())) {
        return no(ThingRefusal.NO_SUCH_MODEL);
      }
      if (fleets.containsKey(fleet(who, model.value()))) {
        return no(ThingRefusal.ALREADY_OFFERED);
      }
    }
    for (ModelId model : tx.models()) {
      fleets.put(fleet(who, model.value()), new Promise(known.party(tx.to()), known.height()));
    }
    return Optional.empty();
  }

  Optional<Reason> withdraw(CoseKey who, ModelId model) {
    return fleets.remove(fleet(who, model.value())) == null
        ? no(ThingRefusal.NOT_ON_OFFER)
        : Optional.empty();
  }

  Optional<Reason> accept(CoseKey who, AcceptFleet tx) {
    CoseKey owner = known.party(tx.owner());
    Optional<Promise> promise = Optional.ofNullable(fleets.get(fleet(owner, tx.model().value())));
    if (promise.isEmpty()) {
      return no(ThingRefusal.NOT_ON_OFFER);
    }
    if (!promise.get().to().equals(who)) {
      return no(ThingRefusal.OFFERED_TO_ANOTHER);
    }
    List<Toy> taken = new ArrayList<>();
    for (ThingId id : tx.things()) {
      Optional<Toy> toy = known.toy(id);
      if (toy.isEmpty()) {
        return no(ThingRefusal.NO_SUCH_THING);
      }
      if (!toy.get().model.equals(tx.model().value())
          || !toy.get().owner.equals(owner)
          || !offered(toy.get())) {
        return no(ThingRefusal.NOT_IN_THE_FLEET);
      }
      if (toy.get().quarantined) {
        return no(ThingRefusal.THING_QUARANTINED);
      }
      if (toy.get().offeredTo.isPresent()) {
        return no(ThingRefusal.ALREADY_OFFERED);
      }
      taken.add(toy.get());
    }
    taken.forEach(toy -> known.move(toy, who));
    return Optional.empty();
  }

  /** Whether it is offered with all that its owner has of its model. */
  boolean offered(Toy toy) {
    Optional<Promise> promise = Optional.ofNullable(fleets.get(fleet(toy.owner, toy.model)));
    return promise.isPresent()
        && toy.whole.isEmpty()
        && !toy.dead
        && toy.ownedAt <= promise.get().height();
  }

  /** To whom it is offered so. */
  CoseKey offeredTo(Toy toy) {
    return Optional.ofNullable(fleets.get(fleet(toy.owner, toy.model))).orElseThrow().to();
  }

  void compare(View state) {
    Map<String, Promise> found = new TreeMap<>();
    state
        .list(Things.FLEET_OFFERS, List.of(), Optional.empty(), 100)
        .forEach(
            row ->
                found.put(
                    fleet(known.party(row.key().owner()), row.key().model().value()),
                    new Promise(known.party(row.value().to()), row.value().since())));
    assertEquals(fleets, found);
    for (Toy toy : known.toys()) {
      Things.Owned owned = new Things.Owned(PartyWorld.id(toy.owner), toy.id);
      assertEquals(
          toy.whole.isEmpty() && !toy.dead ? Optional.of(toy.ownedAt) : Optional.empty(),
          state.find(Things.BELONGINGS, owned).map(Things.Since::height));
    }
  }
}
