package birthmark.contracts.things;

import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.codec.Timestamp;
import birthmark.contract.Reason;
import birthmark.contract.Transaction;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.things.ThingTransaction.Accept;
import birthmark.contracts.things.ThingTransaction.AcceptFleet;
import birthmark.contracts.things.ThingTransaction.Birth;
import birthmark.contracts.things.ThingTransaction.CallOffBatch;
import birthmark.contracts.things.ThingTransaction.ClaimBirth;
import birthmark.contracts.things.ThingTransaction.Decommission;
import birthmark.contracts.things.ThingTransaction.Offer;
import birthmark.contracts.things.ThingTransaction.OfferFleet;
import birthmark.contracts.things.ThingTransaction.RegisterBatch;
import birthmark.contracts.things.ThingTransaction.RegisterModel;
import birthmark.contracts.things.ThingTransaction.Rekey;
import birthmark.contracts.things.ThingTransaction.Release;
import birthmark.contracts.things.ThingTransaction.ReplacePart;
import birthmark.contracts.things.ThingTransaction.ReportClone;
import birthmark.contracts.things.ThingTransaction.ReportCopies;
import birthmark.contracts.things.ThingTransaction.Reset;
import birthmark.contracts.things.ThingTransaction.WithdrawFleetOffer;
import birthmark.contracts.things.ThingTransaction.WithdrawOffer;
import birthmark.cose.CoseKey;
import birthmark.state.View;
import birthmark.testing.ContractTest;
import birthmark.testing.Hearing;
import birthmark.testing.PartyWorld;
import birthmark.testing.ThingWorld;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** Things once more, as objects that know their owner, whole, parts, offers and proposals. */
final class NaiveThings implements ContractTest.NaiveModel {
  /** A thing. */
  static final class Toy {
    final ThingId id;
    final String model;
    final CoseKey maker;
    CoseKey key;
    CoseKey owner;
    Optional<Toy> whole = Optional.empty();
    final List<Toy> parts;
    Optional<CoseKey> offeredTo = Optional.empty();
    boolean quarantined;
    boolean dead;
    long ownedAt;
    final List<Wish> wishes = new ArrayList<>();

    Toy(CoseKey key, String model, CoseKey maker, List<Toy> parts, long height) {
      this.ownedAt = height;
      this.id = ThingId.of(key);
      this.key = key;
      this.model = model;
      this.maker = maker;
      this.owner = maker;
      this.parts = parts;
    }

    CoseKey owner() {
      return whole.map(Toy::owner).orElse(owner);
    }

    int levels() {
      return 1 + parts.stream().mapToInt(Toy::levels).max().orElse(0);
    }
  }

  /** What somebody asked for. */
  record Wish(CoseKey by, Transaction what, Timestamp until) {}

  private final ThingWorld world = new ThingWorld();
  private final Hearing real;
  private final List<CoseKey> parties = List.of(world.acme, world.bolt, world.site);
  private final Set<String> models = new HashSet<>(List.of("acme:cam", "acme:chip"));
  private final List<Toy> toys = new ArrayList<>();
  private final Set<CoseKey> keys = new HashSet<>(parties);
  private final NaiveLives lives = new NaiveLives(this);
  private final NaiveBatches batches = new NaiveBatches(this);
  private final NaiveQuarantines quarantines = new NaiveQuarantines(this);
  private Timestamp time;
  private long height;

  NaiveThings(Hearing real) {
    this.real = real;
    this.time = real.time();
    this.height = real.height();
  }

  @Override
  public void pass(long seconds) {
    time = time.plusSeconds(seconds);
    height++;
    List<ThingId> lapsed = quarantines.lapse();
    List<ThingId> told =
        real.happened().stream().map(fact -> ((ThingFact.ProposalLapsed) fact).thing()).toList();
    assertEquals(new HashSet<>(lapsed), new HashSet<>(told));
    assertEquals(lapsed.size(), told.size());
  }

  @Override
  public ContractTest.Move move(Random random) {
    return new ThingMoves(this, random).move();
  }

  ThingWorld world() {
    return world;
  }

  List<CoseKey> parties() {
    return parties;
  }

  List<Toy> toys() {
    return toys;
  }

  NaiveLives lives() {
    return lives;
  }

  long height() {
    return height;
  }

  Set<String> models() {
    return models;
  }

  /** All keys that are somebody's or something's, or were. */
  Set<CoseKey> keys() {
    return keys;
  }

  NaiveBatches batches() {
    return batches;
  }

  NaiveQuarantines quarantines() {
    return quarantines;
  }

  Timestamp time() {
    return time;
  }

  Hearing real() {
    return real;
  }

  Optional<Toy> toy(ThingId id) {
    return toys.stream().filter(each -> each.id.equals(id)).findFirst();
  }

  CoseKey party(PartyId id) {
    return parties.stream().filter(key -> PartyWorld.id(key).equals(id)).findFirst().orElseThrow();
  }

  static Optional<Reason> no(ThingRefusal refusal) {
    return Optional.of(refusal);
  }

  @Override
  public Optional<Reason> decide(ContractTest.Move move) {
    CoseKey who = move.key();
    return switch ((ThingTransaction) move.transaction()) {
      case RegisterModel tx -> register(who, tx.model().value());
      case Birth tx -> birth(who, tx.certificate());
      case Offer tx -> offer(who, tx);
      case Accept tx -> accept(who, tx.thing());
      case WithdrawOffer tx -> withdraw(who, tx.thing());
      case ReportClone tx -> quarantines.report(tx);
      case ReportCopies tx -> quarantines.report(tx);
      case Rekey tx -> quarantines.rekey(who, tx);
      case Release tx -> quarantines.release(who, tx);
      case RegisterBatch tx -> batches.register(who, tx);
      case ClaimBirth tx -> batches.claim(tx);
      case CallOffBatch tx -> batches.callOff(who, tx);
      case Decommission tx -> lives.decommission(who, tx.thing());
      case ReplacePart tx -> lives.replace(who, tx);
      case Reset tx -> lives.reset(who);
      case OfferFleet tx -> lives.offer(who, tx);
      case WithdrawFleetOffer tx -> lives.withdraw(who, tx.model());
      case AcceptFleet tx -> lives.accept(who, tx);
    };
  }

  String handle(CoseKey who) {
    return who.equals(world.acme) ? "acme" : who.equals(world.bolt) ? "bolt" : "site";
  }

  private Optional<Reason> register(CoseKey who, String model) {
    if (who.equals(world.site)) {
      return no(ThingRefusal.NOT_A_MAKER);
    }
    if (!model.startsWith(handle(who) + ":")) {
      return no(ThingRefusal.MODEL_OF_ANOTHER_MAKER);
    }
    return models.add(model) ? Optional.empty() : no(ThingRefusal.MODEL_EXISTS);
  }

  /** Why {@code who} may not make things of a model: it must be a maker, and the model its own. */
  Optional<Reason> notItsModel(CoseKey who, String model) {
    if (who.equals(world.site)) {
      return no(ThingRefusal.NOT_A_MAKER);
    }
    if (!models.contains(model)) {
      return no(ThingRefusal.NO_SUCH_MODEL);
    }
    return model.startsWith(handle(who) + ":")
        ? Optional.empty()
        : no(ThingRefusal.MODEL_OF_ANOTHER_MAKER);
  }

  private Optional<Reason> birth(CoseKey who, Certificate certificate) {
    Optional<Reason> not = notItsModel(who, certificate.model().value());
    return not.isPresent() ? not : born(who, certificate);
  }

  Optional<Reason> born(CoseKey who, Certificate certificate) {
    String model = certificate.model().value();
    Optional<Toy> before = toy(ThingId.of(certificate.signing()));
    if (before.isPresent()) {
      return no(before.get().dead ? ThingRefusal.THING_DECOMMISSIONED : ThingRefusal.ALREADY_BORN);
    }
    if (keys.contains(certificate.signing())) {
      return no(ThingRefusal.KEY_TAKEN);
    }
    List<Toy> parts = new ArrayList<>();
    for (ThingId id : certificate.components()) {
      if (toy(id).isEmpty()) {
        return no(ThingRefusal.NO_SUCH_COMPONENT);
      }
      Toy part = toy(id).get();
      if (!part.owner().equals(who)) {
        return no(ThingRefusal.COMPONENT_NOT_YOURS);
      }
      if (part.whole.isPresent()) {
        return no(ThingRefusal.COMPONENT_IN_USE);
      }
      if (part.dead) {
        return no(ThingRefusal.THING_DECOMMISSIONED);
      }
      if (part.quarantined) {
        return no(ThingRefusal.COMPONENT_QUARANTINED);
      }
      parts.add(part);
    }
    Toy whole = new Toy(certificate.signing(), model, who, parts, height);
    if (whole.levels() > 8) {
      return no(ThingRefusal.TOO_MANY_LEVELS);
    }
    parts.forEach(part -> part.whole = Optional.of(whole));
    toys.add(whole);
    keys.add(certificate.signing());
    return Optional.empty();
  }

  /** Why {@code who} may not dispose of a thing: it must be there, its own, whole and in use. */
  static Optional<Reason> notDisposable(CoseKey who, Optional<Toy> found) {
    if (found.isEmpty()) {
      return no(ThingRefusal.NO_SUCH_THING);
    }
    if (!found.get().owner().equals(who)) {
      return no(ThingRefusal.NOT_THE_OWNER);
    }
    if (found.get().whole.isPresent()) {
      return no(ThingRefusal.PART_OF_A_WHOLE);
    }
    return found.get().dead ? no(ThingRefusal.THING_DECOMMISSIONED) : Optional.empty();
  }

  private Optional<Reason> offer(CoseKey who, Offer tx) {
    Optional<Toy> found = toy(tx.thing());
    Optional<Reason> not = notDisposable(who, found);
    if (not.isPresent()) {
      return not;
    }
    Toy toy = found.get();
    if (toy.quarantined) {
      return no(ThingRefusal.THING_QUARANTINED);
    }
    if (party(tx.to()).equals(who)) {
      return no(ThingRefusal.OFFERED_TO_ITS_OWNER);
    }
    if (toy.offeredTo.isPresent() || lives.offered(toy)) {
      return no(ThingRefusal.ALREADY_OFFERED);
    }
    toy.offeredTo = Optional.of(party(tx.to()));
    return Optional.empty();
  }

  private Optional<Reason> accept(CoseKey who, ThingId id) {
    Optional<Toy> found = toy(id);
    if (found.isEmpty()) {
      return no(ThingRefusal.NO_SUCH_THING);
    }
    Toy toy = found.get();
    if (toy.whole.isPresent()) {
      return no(ThingRefusal.PART_OF_A_WHOLE);
    }
    if (toy.quarantined) {
      return no(ThingRefusal.THING_QUARANTINED);
    }
    if (toy.offeredTo.isEmpty()) {
      return no(ThingRefusal.NOT_ON_OFFER);
    }
    if (!toy.offeredTo.get().equals(who)) {
      return no(ThingRefusal.OFFERED_TO_ANOTHER);
    }
    toy.offeredTo = Optional.empty();
    move(toy, who);
    return Optional.empty();
  }

  void move(Toy toy, CoseKey to) {
    CoseKey before = toy.owner;
    toy.wishes.removeIf(wish -> wish.by().equals(before));
    toy.owner = to;
    toy.ownedAt = height;
  }

  private Optional<Reason> withdraw(CoseKey who, ThingId id) {
    Optional<Toy> found = toy(id);
    if (found.isEmpty()) {
      return no(ThingRefusal.NO_SUCH_THING);
    }
    if (!found.get().owner().equals(who)) {
      return no(ThingRefusal.NOT_THE_OWNER);
    }
    if (found.get().offeredTo.isEmpty()) {
      return no(ThingRefusal.NOT_ON_OFFER);
    }
    found.get().offeredTo = Optional.empty();
    return Optional.empty();
  }

  @Override
  public void compare(View state) {
    assertEquals(height, real.height());
    lives.compare(state);
    batches.compare(state);
    TreeMap<String, Set<ThingId>> belongings = new TreeMap<>();
    parties.forEach(party -> belongings.put(handle(party), new HashSet<>()));
    for (Toy toy : toys) {
      Thing thing = state.find(Things.THINGS, toy.id).orElseThrow();
      assertEquals(PartyWorld.id(toy.owner()), Things.owner(state, thing));
      assertEquals(PartyWorld.id(toy.maker), thing.maker());
      assertEquals(toy.model, thing.model().value());
      assertEquals(toy.key.thumbprint(), thing.signing());
      assertEquals(toy.whole.map(whole -> whole.id), thing.whole());
      assertEquals(toy.levels(), thing.levels());
      assertEquals(toy.quarantined, Things.quarantined(state, toy.id));
      assertEquals(
          toy.offeredTo.map(PartyWorld::id),
          state.find(Things.OFFERS, toy.id).map(Things.OpenOffer::to));
      assertEquals(
          new HashSet<>(toy.wishes.stream().map(wish -> PartyWorld.id(wish.by())).toList()),
          new HashSet<>(
              state.list(Things.PROPOSALS, List.of(toy.id), Optional.empty(), 10).stream()
                  .map(entry -> entry.key().by())
                  .toList()));
      assertEquals(
          new HashSet<>(toy.parts.stream().map(part -> part.id).toList()),
          new HashSet<>(
              state.list(Things.PARTS, List.of(toy.id), Optional.empty(), 100).stream()
                  .map(entry -> entry.key().part())
                  .toList()));
      assertEquals(toy.dead, Things.decommissioned(state, toy.id));
      if (toy.whole.isEmpty() && !toy.dead) {
        belongings.computeIfAbsent(handle(toy.owner), name -> new HashSet<>()).add(toy.id);
      }
    }
    for (CoseKey party : parties) {
      assertEquals(
          belongings.get(handle(party)),
          new HashSet<>(
              state
                  .list(Things.BELONGINGS, List.of(PartyWorld.id(party)), Optional.empty(), 1_000)
                  .stream()
                  .map(entry -> entry.key().thing())
                  .toList()));
    }
    assertEquals(
        models,
        new HashSet<>(
            state.list(Things.MODELS, List.of(), Optional.empty(), 100).stream()
                .map(entry -> entry.key().value())
                .toList()));
  }
}
