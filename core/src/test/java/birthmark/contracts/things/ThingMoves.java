package birthmark.contracts.things;

import static birthmark.testing.ContractSamples.pick;

import birthmark.bytes.Bytes;
import birthmark.contract.Transaction;
import birthmark.contracts.things.ThingTransaction.Accept;
import birthmark.contracts.things.ThingTransaction.AcceptFleet;
import birthmark.contracts.things.ThingTransaction.Birth;
import birthmark.contracts.things.ThingTransaction.CallOffBatch;
import birthmark.contracts.things.ThingTransaction.ClaimBirth;
import birthmark.contracts.things.ThingTransaction.Decommission;
import birthmark.contracts.things.ThingTransaction.Offer;
import birthmark.contracts.things.ThingTransaction.OfferFleet;
import birthmark.contracts.things.ThingTransaction.Rekey;
import birthmark.contracts.things.ThingTransaction.Release;
import birthmark.contracts.things.ThingTransaction.ReplacePart;
import birthmark.contracts.things.ThingTransaction.ReportClone;
import birthmark.contracts.things.ThingTransaction.ReportCopies;
import birthmark.contracts.things.ThingTransaction.Reset;
import birthmark.contracts.things.ThingTransaction.WithdrawFleetOffer;
import birthmark.contracts.things.ThingTransaction.WithdrawOffer;
import birthmark.cose.CoseKey;
import birthmark.testing.ContractTest;
import birthmark.testing.Lot;
import birthmark.testing.PartyWorld;
import birthmark.testing.Samples;
import birthmark.testing.ThingWorld;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** What is tried on things: mostly what may be, often what was tried before, sometimes nonsense. */
final class ThingMoves {
  private static final List<String> MODELS = List.of("acme:cam", "acme:chip", "bolt:nut", "site:x");

  private final NaiveThings known;
  private final Random random;

  /** Moves that have to do with what is {@code known}. */
  ThingMoves(NaiveThings known, Random random) {
    this.known = known;
    this.random = random;
  }

  private CoseKey fresh() {
    return CoseKey.ed25519(Samples.random(random, 32));
  }

  private ThingId anyId() {
    return known.toys().isEmpty() || random.nextInt(20) == 0
        ? ThingId.of(fresh())
        : pick(known.toys(), random).id;
  }

  private CoseKey anyKey() {
    int one = random.nextInt(10);
    if (one == 1 && !known.quarantines().replaced().isEmpty()) {
      return pick(known.quarantines().replaced(), random);
    }
    return one == 0 ? pick(known.parties(), random) : currentKey();
  }

  private CoseKey currentKey() {
    return known.toys().isEmpty() ? known.world().acme : pick(known.toys(), random).key;
  }

  /** What somebody tries next. */
  ContractTest.Move move() {
    CoseKey who = pick(known.parties(), random);
    return switch (random.nextInt(21)) {
      case 0 ->
          new ContractTest.Move(
              who, ThingWorld.model(new ModelId(pick(MODELS, random)), Optional.empty()));
      case 1, 2, 3 -> new ContractTest.Move(who, birth());
      case 4 ->
          new ContractTest.Move(
              who, new Offer(anyId(), PartyWorld.id(pick(known.parties(), random))));
      case 5 -> new ContractTest.Move(who, new Accept(anyId()));
      case 6 -> new ContractTest.Move(who, new WithdrawOffer(anyId()));
      case 7 -> new ContractTest.Move(who, report());
      case 8, 9 -> new ContractTest.Move(who, again(true));
      case 12 ->
          new ContractTest.Move(
              random.nextInt(3) == 0 ? who : known.world().acme, lot().register());
      case 13, 14 ->
          random.nextInt(12) == 0
              ? new ContractTest.Move(
                  random.nextInt(3) == 0 ? who : known.world().acme,
                  new CallOffBatch(
                      random.nextInt(8) == 0 ? model() : new ModelId("acme:chip"),
                      lot().tree().root(),
                      "others had the key"))
              : new ContractTest.Move(who, claim());
      case 15 ->
          random.nextInt(3) == 0
              ? new ContractTest.Move(who, new Decommission(anyId(), "worn out"))
              : new ContractTest.Move(currentKey(), new Reset(Samples.agreementKey(random)));
      case 16 -> replacement(who);
      case 17 -> new ContractTest.Move(who, fleet());
      case 18 -> new ContractTest.Move(who, new WithdrawFleetOffer(model()));
      case 19, 20 -> acceptance(who);
      default -> new ContractTest.Move(who, again(false));
    };
  }

  private Birth birth() {
    return birth(pick(MODELS, random));
  }

  private Birth birth(String model) {
    List<ThingId> parts = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      ThingId part = anyId();
      if (!parts.contains(part)) {
        parts.add(part);
      }
    }
    CoseKey key = random.nextInt(10) == 0 ? anyKey() : fresh();
    return known
        .world()
        .birth(
            key, Samples.agreementKey(random), new ModelId(model), known.time(), List.of(), parts);
  }

  /** A batch of acme's chips, often one that was thought of before. */
  private Lot lot() {
    if (known.batches().lots().isEmpty() || random.nextInt(3) == 0) {
      List<Certificate> certificates = new ArrayList<>();
      for (int i = 1 + random.nextInt(6); i > 0; i--) {
        certificates.add(birth("acme:chip").certificate());
      }
      known.batches().lots().add(new Lot(List.copyOf(certificates)));
    }
    return pick(known.batches().lots(), random);
  }

  private ClaimBirth claim() {
    Lot lot = lot();
    ClaimBirth right = lot.claim(random.nextInt(lot.certificates().size()), PartyWorld.proof());
    return switch (random.nextInt(6)) {
      case 0 ->
          new ClaimBirth(
              right.root(),
              random.nextInt(8),
              right.path(),
              right.certificate(),
              right.possession());
      case 1 ->
          new ClaimBirth(
              lot().tree().root(),
              right.index(),
              right.path(),
              right.certificate(),
              right.possession());
      default -> right;
    };
  }

  private ModelId model() {
    return new ModelId(pick(MODELS, random));
  }

  private OfferFleet fleet() {
    List<ModelId> models =
        random.nextInt(3) == 0
            ? List.of(new ModelId("acme:cam"), new ModelId("acme:chip"))
            : List.of(model());
    return new OfferFleet(models, PartyWorld.id(pick(known.parties(), random)));
  }

  /** What somebody may have been offered with others of its model. */
  private ContractTest.Move acceptance(CoseKey who) {
    List<NaiveThings.Toy> offered =
        known.toys().stream().filter(toy -> known.lives().offered(toy)).toList();
    if (offered.isEmpty()) {
      return new ContractTest.Move(who, fleet());
    }
    NaiveThings.Toy toy = pick(offered, random);
    List<ThingId> things = new ArrayList<>(List.of(toy.id));
    ThingId more = anyId();
    if (random.nextInt(3) == 0 && !more.equals(toy.id)) {
      things.add(more);
    }
    CoseKey by = random.nextInt(3) == 0 ? who : known.lives().offeredTo(toy);
    return new ContractTest.Move(
        by, new AcceptFleet(PartyWorld.id(toy.owner), new ModelId(toy.model), things));
  }

  private ContractTest.Move replacement(CoseKey who) {
    List<NaiveThings.Toy> wholes =
        known.toys().stream().filter(toy -> !toy.parts.isEmpty()).toList();
    if (wholes.isEmpty()) {
      return new ContractTest.Move(who, new ReplacePart(anyId(), anyId(), anyId()));
    }
    NaiveThings.Toy whole = pick(wholes, random);
    ThingId old = random.nextInt(8) == 0 ? anyId() : pick(whole.parts, random).id;
    return new ContractTest.Move(
        random.nextInt(5) == 0 ? who : whole.owner(), new ReplacePart(whole.id, old, anyId()));
  }

  private Transaction report() {
    CoseKey key = anyKey();
    CoseKey other = random.nextInt(10) == 0 ? anyKey() : key;
    long number = 1L + random.nextInt(40);
    long second = random.nextInt(10) == 0 ? number + 1 : number;
    Bytes one = known.world().statement(key, number, "one");
    Bytes two = known.world().statement(other, second, random.nextInt(10) == 0 ? "one" : "two");
    return switch (random.nextInt(5)) {
      case 0 -> new ReportClone(known.real().log(one), two);
      case 1 -> new ReportClone(random.nextInt(2) * 1_000_000L, two);
      default -> new ReportCopies(one, two);
    };
  }

  /** A wish, often one that somebody has made already. */
  private Transaction again(boolean rekey) {
    Optional<NaiveThings.Toy> toy =
        known.toys().isEmpty() ? Optional.empty() : Optional.of(pick(known.toys(), random));
    List<NaiveThings.Wish> open = toy.map(each -> each.wishes).orElse(List.of());
    if (!open.isEmpty() && random.nextInt(3) > 0) {
      return pick(open, random).what();
    }
    ThingId id = toy.map(each -> each.id).orElse(ThingId.of(fresh()));
    return rekey
        ? new Rekey(
            id,
            random.nextInt(10) == 0 ? anyKey() : fresh(),
            Samples.agreementKey(random),
            PartyWorld.proof())
        : new Release(id, random.nextBoolean() ? "a test" : "a mistake");
  }
}
