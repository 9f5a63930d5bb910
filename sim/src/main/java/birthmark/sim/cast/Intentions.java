package birthmark.sim.cast;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.codec.Timestamp;
import birthmark.contract.Role;
import birthmark.contract.Transaction;
import birthmark.contracts.admission.AdmissionTransaction;
import birthmark.contracts.admission.DebugStatus;
import birthmark.contracts.admission.Evidence;
import birthmark.contracts.admission.Nonce;
import birthmark.contracts.firmware.FirmwareTransaction;
import birthmark.contracts.firmware.Severity;
import birthmark.contracts.firmware.Version;
import birthmark.contracts.parties.Handle;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.contracts.parties.RevocationReason;
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
import birthmark.state.Table;
import birthmark.state.View;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * What everybody wants next, at random: every transaction of every contract, more often than not by
 * somebody who may, so that histories become long, and often enough by somebody who may not.
 */
public final class Intentions {
  private static final List<String> VERSIONS = List.of("1.0", "1.1", "2.0", "2.1");
  private static final List<String> SERIALS = List.of("A1", "A2", "B1", "B2");

  private static final int ENOUGH = 4;
  private static final int FAVOURED_PERCENT = 8;
  private static final int FAVOURED_TIMES = 8;

  private final Cast cast;
  private final Bytes network;
  private final RandomGenerator random;
  private final ForeignStatements foreign;
  private final Approving approving;
  private final Delegating delegating;
  private final Batching batching;
  private final SampleIntentions samples;
  private final WatchIntentions watches;
  private final MakersAuthorities authorities;
  private final Governing governing;
  private final Living living;
  private final Talking talking;
  private final List<Choice> choices;
  private final int weights;
  private final boolean early;

  /**
   * What is known when somebody decides what to want.
   *
   * @param state the ledger's records as of its last block
   * @param nonce that block, for evidence
   * @param time its time
   * @param seen statements that travelled, the latest last: anybody may have kept them
   */
  public record Knowledge(View state, Nonce nonce, Timestamp time, List<Bytes> seen) {}

  private record Choice(int weight, Function<Knowledge, Intention> make) {}

  /** Intentions of {@code cast} on the ledger {@code network}. */
  public Intentions(Cast cast, Bytes network, RandomGenerator random) {
    this(cast, network, random, Intentions::ofEverything, true);
  }

  /** The same, of those who have to do with samples and want nothing else. */
  public static Intentions ofSamples(Cast cast, Bytes network, RandomGenerator random) {
    return new Intentions(cast, network, random, Intentions::ofSamples, false);
  }

  /** What replicas want, which is little but to vote. */
  public static Intentions ofReplicas(Cast cast, Bytes network, RandomGenerator random) {
    return new Intentions(cast, network, random, Intentions::ofReplicas, false);
  }

  private Intentions(
      Cast cast,
      Bytes network,
      RandomGenerator random,
      Function<Intentions, List<Choice>> wanted,
      boolean early) {
    this.early = early;
    this.cast = cast;
    this.network = network;
    this.random = random;
    this.foreign = new ForeignStatements(random);
    this.delegating = new Delegating(cast, random);
    this.approving = new Approving(cast, random, delegating);
    this.batching = new Batching(cast, random);
    this.living = new Living(cast, random);
    this.talking = new Talking(cast, random);
    this.samples = new SampleIntentions(cast, random);
    this.watches = new WatchIntentions(cast, random);
    this.authorities = new MakersAuthorities(cast, random);
    this.governing = new Governing(cast, random);
    this.choices = wanted.apply(this).stream().map(this::favoured).toList();
    this.weights = choices.stream().mapToInt(Choice::weight).sum();
  }

  /**
   * The choice, in some histories wanted far more often than in others: what takes several steps in
   * a row happens where few other things do (Groce and others, "Swarm testing", 2012).
   */
  private Choice favoured(Choice choice) {
    return chance(FAVOURED_PERCENT)
        ? new Choice(choice.weight() * FAVOURED_TIMES, choice.make())
        : choice;
  }

  private List<Choice> ofEverything() {
    return List.of(
        new Choice(3, this::register),
        new Choice(3, this::role),
        new Choice(3, this::partyKey),
        new Choice(6, known -> governing.next(known, network)),
        new Choice(4, this::registration),
        new Choice(1, this::revokeKey),
        new Choice(2, approving::keyEnd),
        new Choice(2, known -> approving.recovery(known, network)),
        new Choice(2, approving::policy),
        new Choice(5, known -> delegating.next(known, network)),
        new Choice(4, known -> approving.approval(known).orElseGet(() -> role(known))),
        new Choice(3, this::model),
        new Choice(9, this::birth),
        new Choice(7, known -> batching.next(known, network)),
        new Choice(8, living::next),
        new Choice(6, talking::next),
        new Choice(8, this::ownership),
        new Choice(3, this::evidenceOfCopies),
        new Choice(8, this::agreement),
        new Choice(6, this::release),
        new Choice(2, this::revokeRelease),
        new Choice(3, this::policy),
        new Choice(2, this::baseline),
        new Choice(14, this::attest),
        new Choice(6, this::hold),
        new Choice(8, this::certificate),
        new Choice(2, watches::next),
        new Choice(1, samples::before),
        new Choice(1, samples::step));
  }

  private List<Choice> ofReplicas() {
    return List.of(
        new Choice(14, known -> governing.next(known, network)),
        new Choice(3, this::role),
        new Choice(1, this::registration),
        new Choice(1, this::revokeKey),
        new Choice(1, this::partyKey));
  }

  private List<Choice> ofSamples() {
    return List.of(
        new Choice(2, this::register),
        new Choice(1, this::role),
        new Choice(9, known -> approving.approval(known).orElseGet(() -> role(known))),
        new Choice(8, watches::next),
        new Choice(12, samples::before),
        new Choice(40, samples::step));
  }

  /** The next one; first of all things are made, without which little else can happen. */
  public Intention next(Knowledge known) {
    if (early && chance(60) && few(known, Things.THINGS)) {
      return few(known, Things.MODELS) && chance(50) ? model(known) : birth(known);
    }
    int left = random.nextInt(weights);
    for (Choice choice : choices) {
      left -= choice.weight();
      if (left < 0) {
        return approving.inName(known, choice.make().apply(known));
      }
    }
    throw new IllegalStateException("the weights add up");
  }

  private static boolean few(Knowledge known, Table<?, ?> table) {
    return known.state().list(table, List.of(), Optional.empty(), ENOUGH).size() < ENOUGH;
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  /** True {@code percent} times in a hundred. */
  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private Cast.Party anybody() {
    return pick(cast.parties());
  }

  private Intention by(Cast.Party party, Transaction transaction) {
    return new Intention(party.key(), transaction);
  }

  private Intention register(Knowledge known) {
    Cast.Party newcomer = pick(cast.newcomers());
    CoseKey key = newcomer.key().publicKey();
    return newcomer.handle().isEmpty()
        ? by(newcomer, new PartyTransaction.RegisterPerson(key, digest("commitment")))
        : by(
            newcomer,
            new PartyTransaction.Register(
                key, new Handle(newcomer.handle()), "The " + newcomer.handle()));
  }

  private Intention role(Knowledge known) {
    PartyId party = anybody().id();
    Role role = pick(List.of(Role.values()));
    Cast.Party by = chance(90) ? cast.root() : anybody();
    return chance(75)
        ? by(by, new PartyTransaction.Grant(party, role))
        : by(by, new PartyTransaction.Withdraw(party, role));
  }

  private Intention registration(Knowledge known) {
    if (chance(15)) {
      return by(chance(90) ? cast.root() : anybody(), foreign.policy(cast.parties()));
    }
    Cast.Party by = anybody();
    Cast.Party issuer = chance(60) ? by : anybody();
    SeededKey key =
        switch (random.nextInt(10)) {
          case 0, 1 -> pick(cast.spares());
          case 2 -> pick(cast.things());
          default -> issuer.key();
        };
    return by(by, foreign.registration(key, chance(90) ? issuer.id() : anybody().id()));
  }

  private Intention partyKey(Knowledge known) {
    Cast.Party party = anybody();
    if (chance(40)) {
      return by(party, new PartyTransaction.AddAgreementKey(pick(cast.agreements())));
    }
    SeededKey key = pick(cast.spares());
    Cast.Party named = chance(90) ? party : anybody();
    Bytes possession =
        PartyTransaction.AddSigningKey.claim(network, named.id(), key.publicKey()).sign(key);
    return by(party, new PartyTransaction.AddSigningKey(party.id(), key.publicKey(), possession));
  }

  private Intention revokeKey(Knowledge known) {
    List<SeededKey> keys = new ArrayList<>(cast.spares());
    Cast.Party party = anybody();
    keys.add(party.key());
    return by(
        party,
        new PartyTransaction.RevokeKey(
            pick(keys).publicKey().thumbprint(), pick(List.of(RevocationReason.values()))));
  }

  /** A thing's first key, more often than not of one that was born, or was not. */
  private SeededKey thing(Knowledge known, boolean born) {
    List<SeededKey> fitting =
        cast.things().stream()
            .filter(key -> known.state().find(Things.THINGS, Cast.thing(key)).isPresent() == born)
            .toList();
    return fitting.isEmpty() || chance(10) ? pick(cast.things()) : pick(fitting);
  }

  /** A thing that was born, more often than not a quarantined one where there is any. */
  private SeededKey quarantined(Knowledge known) {
    List<SeededKey> fitting =
        cast.things().stream()
            .filter(key -> Things.quarantined(known.state(), Cast.thing(key)))
            .toList();
    return fitting.isEmpty() || chance(20) ? thing(known, true) : pick(fitting);
  }

  /** A model, more often than not one that is registered. */
  private ModelId known(Knowledge known) {
    List<ModelId> fitting =
        Cast.models().stream()
            .filter(model -> known.state().find(Things.MODELS, model).isPresent())
            .toList();
    return fitting.isEmpty() || chance(10) ? pick(Cast.models()) : pick(fitting);
  }

  /** Somebody who runs things, or sometimes somebody who does not. */
  private Cast.Party operator() {
    return chance(90) ? pick(cast.operators()) : anybody();
  }

  /** The maker of {@code model}, or sometimes somebody else. */
  private Cast.Party maker(ModelId model) {
    return chance(90)
        ? cast.parties().stream()
            .filter(party -> party.handle().equals(model.maker().toString()))
            .findFirst()
            .orElseThrow()
        : anybody();
  }

  private Intention model(Knowledge known) {
    ModelId model = pick(Cast.models());
    boolean lifeSafety = model.value().endsWith("pump");
    Assurance least =
        model.value().endsWith("lock") ? Assurance.MEASURED_BOOT : Assurance.SELF_REPORTED;
    return by(
        maker(model),
        new ThingTransaction.RegisterModel(
            model, "Model " + model, lifeSafety, least, Optional.empty()));
  }

  private Intention birth(Knowledge known) {
    ModelId model = known(known);
    SeededKey thing = thing(known, false);
    List<Identifier> identifiers = new ArrayList<>();
    identifiers.add(new Identifier.Public(Identifier.Kind.SERIAL, pick(SERIALS)));
    if (chance(50)) {
      identifiers.add(new Identifier.Blinded(Identifier.Kind.OTHER, digest(pick(SERIALS))));
    }
    ThingId part = Cast.thing(thing(known, true));
    List<ThingId> parts = chance(20) && !part.equals(Cast.thing(thing)) ? List.of(part) : List.of();
    Certificate certificate =
        new Certificate(
            thing.publicKey(),
            pick(cast.agreements()),
            model,
            pick(List.of("batch-1", "batch-2")),
            "DEHAM",
            Cast.START,
            pick(List.of(Assurance.values())),
            identifiers,
            parts);
    SeededKey signer = chance(95) ? thing : pick(cast.things());
    return by(
        maker(model),
        new ThingTransaction.Birth(
            certificate, ThingTransaction.Birth.claim(network, certificate).sign(signer)));
  }

  /** Whose {@code thing} is, or sometimes somebody else. */
  private Cast.Party owner(Knowledge known, ThingId thing) {
    return chance(90)
        ? known
            .state()
            .find(Things.THINGS, thing)
            .map(found -> Things.owner(known.state(), found))
            .flatMap(cast::party)
            .orElseGet(this::anybody)
        : anybody();
  }

  private Intention certificate(Knowledge known) {
    ThingId thing = Cast.thing(thing(known, true));
    return authorities.next(known, network, thing, owner(known, thing));
  }

  private Intention ownership(Knowledge known) {
    List<Entry<ThingId, Things.OpenOffer>> offers =
        known.state().list(Things.OFFERS, List.of(), Optional.empty(), View.LIST_MAX);
    ThingId thing =
        offers.isEmpty() || chance(40) ? Cast.thing(thing(known, true)) : pick(offers).key();
    Optional<Things.OpenOffer> offer = known.state().find(Things.OFFERS, thing);
    if (offer.isEmpty()) {
      return by(owner(known, thing), new ThingTransaction.Offer(thing, anybody().id()));
    }
    Cast.Party to = chance(90) ? cast.party(offer.get().to()).orElseGet(this::anybody) : anybody();
    return chance(80)
        ? by(to, new ThingTransaction.Accept(thing))
        : by(owner(known, thing), new ThingTransaction.WithdrawOffer(thing));
  }

  /** Two statements that somebody kept; of an honest key they prove nothing. */
  private Intention evidenceOfCopies(Knowledge known) {
    if (known.seen().isEmpty()) {
      return model(known);
    }
    Bytes first = pick(known.seen());
    Bytes second = pick(known.seen());
    return by(
        anybody(),
        chance(50)
            ? new ThingTransaction.ReportCopies(first, second)
            : new ThingTransaction.ReportClone(random.nextInt(200), second));
  }

  /** What a thing's owner and its maker must both ask for, in the same words. */
  private Intention agreement(Knowledge known) {
    SeededKey born = quarantined(known);
    ThingId thing = Cast.thing(born);
    Cast.Party by =
        chance(50)
            ? owner(known, thing)
            : known
                .state()
                .find(Things.THINGS, thing)
                .map(Thing::maker)
                .flatMap(cast::party)
                .orElseGet(this::anybody);
    if (chance(40)) {
      return by(by, new ThingTransaction.Release(thing, "it came from a backup"));
    }
    SeededKey next = cast.spares().get(cast.things().indexOf(born) % cast.spares().size());
    CoseKey agreement = cast.agreements().getLast();
    Bytes possession =
        ThingTransaction.Rekey.claim(network, thing, next.publicKey(), agreement).sign(next);
    return by(by, new ThingTransaction.Rekey(thing, next.publicKey(), agreement, possession));
  }

  private static Bytes digest(String of) {
    return Sha256.of(Bytes.ofOwned(of.getBytes(StandardCharsets.UTF_8)));
  }

  private static Bytes image(ModelId model, String version) {
    return digest(model + " " + version);
  }

  private Intention release(Knowledge known) {
    ModelId model = known(known);
    String version = pick(VERSIONS);
    return by(
        maker(model),
        new FirmwareTransaction.Publish(
            model,
            new Version(version),
            image(model, version),
            4_096,
            VERSIONS.indexOf(version) / 2,
            Optional.empty(),
            "https://firmware.sim.example/" + version,
            chance(30) ? Optional.of(known.time().plusSeconds(30)) : Optional.empty(),
            Optional.empty()));
  }

  private Intention revokeRelease(Knowledge known) {
    ModelId model = known(known);
    return by(
        maker(model),
        new FirmwareTransaction.RevokeRelease(
            model,
            new Version(pick(VERSIONS)),
            pick(List.of(Severity.values())),
            "it opens the door",
            Optional.empty()));
  }

  private Intention policy(Knowledge known) {
    return by(
        operator(),
        new AdmissionTransaction.SetPolicy(
            known(known),
            random.nextInt(60, 600),
            random.nextInt(10, 900),
            pick(List.of(Assurance.values())),
            chance(20),
            Optional.of(Severity.MEDIUM),
            chance(50) ? Optional.of(Severity.CRITICAL) : Optional.empty(),
            chance(20)));
  }

  private Intention baseline(Knowledge known) {
    return by(
        operator(),
        new AdmissionTransaction.SetBaseline(
            known(known),
            chance(70) ? Optional.of(digest("settings")) : Optional.empty(),
            "the harbour"));
  }

  private Intention attest(Knowledge known) {
    SeededKey born = thing(known, true);
    ThingId thing = Cast.thing(born);
    Optional<Thing> found = known.state().find(Things.THINGS, thing);
    ModelId model = found.map(Thing::model).orElseGet(() -> pick(Cast.models()));
    SeededKey key = found.map(Thing::signing).flatMap(cast::thingKey).orElse(born);
    String version = pick(VERSIONS);
    Evidence evidence =
        new Evidence(
            known.nonce(),
            thing,
            pick(List.of(DebugStatus.DISABLED_SINCE_BOOT, DebugStatus.ENABLED)),
            random.nextInt(10),
            new Evidence.Image(
                image(model, version), new Version(version), pick(List.of(Assurance.values()))),
            chance(50) ? Optional.of(digest("settings")) : Optional.empty());
    Transaction attest = new AdmissionTransaction.Attest(evidence.sign(key));
    return chance(70) ? new Intention(key, attest) : by(anybody(), attest);
  }

  private Intention hold(Knowledge known) {
    ThingId thing = Cast.thing(thing(known, true));
    Transaction transaction =
        switch (random.nextInt(5)) {
          case 0 -> new AdmissionTransaction.Evict(thing, "it is old");
          case 1 -> new AdmissionTransaction.Ban(thing, "it is loud");
          case 2 -> new AdmissionTransaction.Unban(thing);
          case 3 -> new AdmissionTransaction.Quarantine(thing, "it is odd");
          default -> new AdmissionTransaction.Release(thing);
        };
    return by(owner(known, thing), transaction);
  }
}
