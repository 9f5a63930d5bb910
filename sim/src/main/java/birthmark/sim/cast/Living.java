package birthmark.sim.cast;

import birthmark.bytes.Bytes;
import birthmark.contract.ApprovalClass;
import birthmark.contract.Transaction;
import birthmark.contracts.admission.Admission;
import birthmark.contracts.admission.AdmissionTransaction;
import birthmark.contracts.admission.Emergency;
import birthmark.contracts.admission.KnownDevice;
import birthmark.contracts.admission.TopicUse;
import birthmark.contracts.admission.UsageDescription;
import birthmark.contracts.parties.ApprovalPolicy;
import birthmark.contracts.parties.Approvals;
import birthmark.contracts.parties.Parties;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.contracts.things.Identifier;
import birthmark.contracts.things.Model;
import birthmark.contracts.things.ModelId;
import birthmark.contracts.things.Thing;
import birthmark.contracts.things.ThingId;
import birthmark.contracts.things.ThingTransaction;
import birthmark.contracts.things.Things;
import birthmark.state.Entry;
import birthmark.state.Table;
import birthmark.state.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What becomes of things in their lives: other parts, resets, ends, and whole fleets that go. */
final class Living {
  private static final int FEW = 100;
  private static final int APPROVERS = 4;
  private static final long OPEN_SECONDS = 86_400;

  private final Cast cast;
  private final RandomGenerator random;

  Living(Cast cast, RandomGenerator random) {
    this.cast = cast;
    this.random = random;
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private boolean seldom() {
    return random.nextInt(8) == 0;
  }

  private Cast.Party anybody() {
    return pick(cast.parties());
  }

  private static <K, V> List<Entry<K, V>> rows(View state, Table<K, V> table) {
    return state.list(table, List.of(), Optional.empty(), FEW);
  }

  private ThingId thing(View state) {
    List<Entry<ThingId, Thing>> born = rows(state, Things.THINGS);
    return born.isEmpty() || seldom() ? Cast.thing(pick(cast.things())) : pick(born).key();
  }

  private Intention by(PartyId party, Transaction transaction) {
    Cast.Party signer = seldom() ? anybody() : cast.party(party).orElseGet(this::anybody);
    return new Intention(signer.key(), transaction);
  }

  private PartyId owner(View state, ThingId thing) {
    return state
        .find(Things.THINGS, thing)
        .map(found -> Things.owner(state, found))
        .orElseGet(() -> anybody().id());
  }

  Intention next(Intentions.Knowledge known) {
    View state = known.state();
    return switch (random.nextInt(22)) {
      case 0 -> {
        ThingId thing = thing(state);
        yield by(owner(state, thing), new ThingTransaction.Decommission(thing, "worn out"));
      }
      case 1, 2, 3 -> replacement(state);
      case 4, 5 -> reset(state);
      case 6, 7 -> offer(state);
      case 8, 9 -> withdrawal(state);
      case 10, 11, 12 -> door(state);
      case 13, 14, 15, 16 -> emergency(known);
      case 17, 18 -> known(state);
      default -> acceptance(state);
    };
  }

  /** A device that somebody knows and that cannot attest, or the end of that. */
  private Intention known(View state) {
    List<Entry<KnownDevice.Id, KnownDevice>> enrolled = rows(state, Admission.KNOWN);
    if (!enrolled.isEmpty() && random.nextBoolean()) {
      Entry<KnownDevice.Id, KnownDevice> device = pick(enrolled);
      return by(
          device.key().owner(),
          new AdmissionTransaction.StrikeOff(
              new KnownDevice.Device(device.value().identifier(), device.value().product()),
              "scrapped"));
    }
    List<KnownDevice.Device> devices =
        List.of("00:1b:44:11:3a:b7", "001B44113AB7", "00-1b-44-11-3a-b8").stream()
            .map(text -> new Identifier.Public(Identifier.Kind.MAC, text))
            .map(identifier -> new KnownDevice.Device(identifier, "an old boiler"))
            .toList();
    KnownDevice.Device one = pick(devices);
    Transaction transaction =
        seldom()
            ? new AdmissionTransaction.StrikeOff(one, "scrapped")
            : new AdmissionTransaction.Enrol("plant", seldom() ? devices : List.of(one));
    return new Intention(pick(cast.parties().subList(0, APPROVERS)).key(), transaction);
  }

  /** A thing that somebody's people let in for now; before that somebody asks for two of them. */
  private Intention emergency(Intentions.Knowledge known) {
    View state = known.state();
    List<Entry<ApprovalPolicy.Id, ApprovalPolicy>> several =
        rows(state, Approvals.POLICIES).stream()
            .filter(row -> row.key().kind() == ApprovalClass.BREAK_GLASS)
            .filter(row -> row.value().needed() > 1)
            .toList();
    if ((several.isEmpty() && random.nextBoolean()) || seldom()) {
      List<PartyId> approvers =
          rows(state, Parties.PARTIES).stream().limit(APPROVERS).map(Entry::key).toList();
      return by(
          owner(state, thing(state)),
          new PartyTransaction.RequireApprovals(
              ApprovalClass.BREAK_GLASS, Math.min(2, approvers.size()), approvers, OPEN_SECONDS));
    }
    PartyId owner = several.isEmpty() ? owner(state, thing(state)) : pick(several).key().party();
    List<ThingId> theirs =
        rows(state, Things.BELONGINGS).stream()
            .filter(row -> row.key().owner().equals(owner))
            .map(row -> row.key().thing())
            .toList();
    long seconds = seldom() ? 2 * Emergency.LONGEST_SECONDS : pick(List.of(60L, 86_400L));
    return by(
        owner,
        new AdmissionTransaction.BreakGlass(
            theirs.isEmpty() || seldom() ? thing(state) : pick(theirs),
            known.time().plusSeconds(seconds),
            "a flood"));
  }

  /** What things may talk to, and who keeps watch at a door. */
  private Intention door(View state) {
    List<Entry<ModelId, UsageDescription>> described = rows(state, Admission.DESCRIPTIONS);
    int which = random.nextInt(4);
    if (which == 0) {
      return new Intention(
          anybody().key(), new AdmissionTransaction.KeepWatch(seldom() ? 0 : 3_600));
    }
    if (which == 1 || described.isEmpty()) {
      List<Entry<ModelId, Model>> models = rows(state, Things.MODELS);
      return models.isEmpty()
          ? new Intention(anybody().key(), new AdmissionTransaction.KeepWatch(60))
          : describe(pick(models));
    }
    Entry<ModelId, UsageDescription> usage = pick(described);
    List<UsageDescription.EntryName> without =
        usage.value().entries().stream()
            .filter(entry -> random.nextBoolean())
            .map(entry -> new UsageDescription.EntryName(seldom() ? "another" : entry.name()))
            .toList();
    return by(
        pick(cast.operators()).id(),
        new AdmissionTransaction.TightenUsage(
            usage.key(),
            usage.value().digest(),
            random.nextBoolean(),
            without,
            usage.value().topics().stream().filter(topic -> random.nextBoolean()).toList(),
            random.nextInt(1_000)));
  }

  private Intention describe(Entry<ModelId, Model> model) {
    byte[] digest = new byte[32];
    random.nextBytes(digest);
    return by(
        model.value().maker(),
        new AdmissionTransaction.DescribeUsage(
            model.key(),
            Bytes.ofOwned(digest),
            "https://maker.example/mud.json",
            List.of(
                new UsageDescription.Entry("cl0", false), new UsageDescription.Entry("loc0", true)),
            List.of(
                new TopicUse(TopicUse.Direction.PUBLISH, "state/#"),
                new TopicUse(TopicUse.Direction.SUBSCRIBE, "orders/+"))));
  }

  private Intention replacement(View state) {
    List<Entry<Things.Fitted, Things.Since>> fitted = rows(state, Things.PARTS);
    ThingId whole = fitted.isEmpty() ? thing(state) : pick(fitted).key().whole();
    ThingId old =
        fitted.isEmpty() || seldom()
            ? thing(state)
            : pick(fitted.stream().filter(row -> row.key().whole().equals(whole)).toList())
                .key()
                .part();
    PartyId owner = owner(state, whole);
    List<ThingId> free =
        rows(state, Things.BELONGINGS).stream()
            .filter(row -> row.key().owner().equals(owner))
            .map(row -> row.key().thing())
            .toList();
    ThingId part = free.isEmpty() || seldom() ? thing(state) : pick(free);
    return by(owner, new ThingTransaction.ReplacePart(whole, old, part));
  }

  private Intention reset(View state) {
    ThingTransaction.Reset reset = new ThingTransaction.Reset(pick(cast.agreements()));
    Optional<SeededKey> key =
        state.find(Things.THINGS, thing(state)).map(Thing::signing).flatMap(cast::thingKey);
    return new Intention(key.filter(_ -> !seldom()).orElseGet(() -> anybody().key()), reset);
  }

  private ModelId model(View state) {
    return state
        .find(Things.THINGS, thing(state))
        .map(Thing::model)
        .orElseGet(() -> pick(Cast.models()));
  }

  private Intention offer(View state) {
    List<ModelId> models = new ArrayList<>(List.of(model(state)));
    rows(state, Things.MODELS).stream()
        .map(Entry::key)
        .filter(more -> !models.contains(more) && random.nextInt(3) == 0)
        .forEach(models::add);
    return by(owner(state, thing(state)), new ThingTransaction.OfferFleet(models, anybody().id()));
  }

  private Intention withdrawal(View state) {
    List<Entry<Things.Fleet, Things.OpenOffer>> offers = rows(state, Things.FLEET_OFFERS);
    if (offers.isEmpty()) {
      return by(anybody().id(), new ThingTransaction.WithdrawFleetOffer(pick(Cast.models())));
    }
    Things.Fleet fleet = pick(offers).key();
    return by(fleet.owner(), new ThingTransaction.WithdrawFleetOffer(fleet.model()));
  }

  private Intention acceptance(View state) {
    List<Entry<Things.Fleet, Things.OpenOffer>> offers = rows(state, Things.FLEET_OFFERS);
    if (offers.isEmpty()) {
      return offer(state);
    }
    Entry<Things.Fleet, Things.OpenOffer> offer = pick(offers);
    List<ThingId> theirs = new ArrayList<>();
    for (Entry<ThingId, Thing> row : rows(state, Things.THINGS)) {
      boolean fits =
          row.value().owner().equals(offer.key().owner())
              && row.value().model().equals(offer.key().model());
      if (fits || random.nextInt(20) == 0) {
        theirs.add(row.key());
      }
    }
    if (theirs.isEmpty()) {
      theirs.add(thing(state));
    }
    return by(
        offer.value().to(),
        new ThingTransaction.AcceptFleet(
            offer.key().owner(), offer.key().model(), List.copyOf(theirs)));
  }
}
