package birthmark.contracts.admission;

import static birthmark.testing.ContractSamples.pick;
import static birthmark.testing.Fleet.CAMERA;
import static birthmark.testing.Fleet.PUMP;
import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Checkpoints;
import birthmark.contract.Fact;
import birthmark.contract.Reason;
import birthmark.contract.Transaction;
import birthmark.contracts.admission.Standing.Kind;
import birthmark.contracts.firmware.FirmwareRefusal;
import birthmark.contracts.firmware.FirmwareTransaction;
import birthmark.contracts.firmware.Severity;
import birthmark.contracts.firmware.Version;
import birthmark.contracts.things.Assurance;
import birthmark.contracts.things.ModelId;
import birthmark.contracts.things.ThingTransaction;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.Sign1;
import birthmark.state.Entry;
import birthmark.state.View;
import birthmark.statement.ContentTypes;
import birthmark.testing.ContractTest;
import birthmark.testing.Fleet;
import birthmark.testing.FleetHearing;
import birthmark.testing.Hearing;
import birthmark.testing.PartyWorld;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;

/**
 * Random makers, operators and things, whose moves {@link NaiveAdmission} decides too; where each
 * thing stands is compared before every move.
 */
final class AdmissionPlay implements ContractTest.NaiveModel {
  private record Block(Nonce nonce, long time) {}

  private final FleetHearing parties;
  private final Hearing hearing;
  private final NaiveAdmission naive = new NaiveAdmission(PUMP);
  private final List<Block> blocks = new ArrayList<>();
  private final Deque<Runnable> consequences = new ArrayDeque<>();
  private final Deque<ContractTest.Move> waiting = new ArrayDeque<>();
  private Random random = new Random(0);
  private Object expected = "";
  private long published;

  /** Everything that came of evidence, and everywhere that things stood. */
  final TreeSet<String> seen = new TreeSet<>();

  AdmissionPlay(FleetHearing parties) {
    this.parties = parties;
    this.hearing = parties.hearing;
    for (int i = 0; i < 5; i++) {
      ModelId model = i < 3 ? CAMERA : PUMP;
      boolean measuredBoot = i % 2 == 0;
      CoseKey key = parties.born(model, assurance(measuredBoot));
      naive.things.add(new NaiveAdmission.Thing(key, model, measuredBoot));
      given(
          parties.maker, new ThingTransaction.Offer(last().id(), PartyWorld.id(parties.operator)));
      given(parties.operator, new ThingTransaction.Accept(last().id()));
    }
    for (ModelId model : List.of(CAMERA, PUMP)) {
      ContractTest.Move move = publish(model);
      given(move.key(), move.transaction());
      consequences.removeFirst().run();
    }
    seal();
  }

  /** Where the moves are decided. */
  Hearing hearing() {
    return hearing;
  }

  private NaiveAdmission.Thing last() {
    return naive.things.getLast();
  }

  private void given(CoseKey key, Transaction transaction) {
    ContractTest.mustAccept(hearing.decide(key, transaction));
  }

  /** Ends a block as the machine does: what it was can be named from then on. */
  private void seal() {
    Bytes root = Fleet.image(CAMERA, "root after " + hearing.height());
    hearing.force(
        Checkpoints.TABLE.put(
            new Checkpoints.Height(hearing.height()),
            new Checkpoints.Sealed(hearing.time(), 1, root)));
    blocks.add(new Block(new Nonce(hearing.height(), root), hearing.time().millis()));
    hearing.pass(0);
  }

  private static Assurance assurance(boolean measuredBoot) {
    return measuredBoot ? Assurance.MEASURED_BOOT : Assurance.SELF_REPORTED;
  }

  private boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  private long now() {
    return hearing.time().millis();
  }

  private CoseKey owner(NaiveAdmission.Thing thing) {
    return thing.owner.equals("town") ? parties.operator : parties.other;
  }

  @Override
  public void pass(long seconds) {
    TreeSet<String> told = new TreeSet<>();
    for (Fact fact : hearing.happened()) {
      if (fact instanceof AdmissionFact.Expired expired) {
        told.add(
            expired.thing()
                + " "
                + (expired.kind() == Kind.OBSERVED ? "observed" : expired.kind().toString()));
        seen.add("expired " + expired.kind());
      }
    }
    assertEquals(naive.expire(now()), told);
    seal();
  }

  @Override
  public ContractTest.Move move(Random source) {
    random = source;
    compare(hearing.state());
    if (!waiting.isEmpty()) {
      return waiting.removeFirst();
    }
    NaiveAdmission.Thing thing = pick(naive.things, random);
    return switch (random.nextInt(15)) {
      case 0 -> publish(thing.model);
      case 1 -> revoke(thing.model);
      case 2 -> policy(thing);
      case 3 -> baseline(thing);
      case 4 -> hold(thing);
      case 5, 6 -> lift(thing);
      case 7 -> oneIn(4) ? give(thing) : attest(thing);
      default -> attest(thing);
    };
  }

  /** A move and what it changes in the naive rules, which also says what must come of it. */
  private ContractTest.Move move(CoseKey key, Transaction transaction, Runnable consequence) {
    consequences.add(consequence);
    return new ContractTest.Move(key, transaction);
  }

  @Override
  public Optional<Reason> decide(ContractTest.Move move) {
    expected = "good";
    consequences.removeFirst().run();
    seen.add(expected.toString());
    return expected instanceof Reason reason ? Optional.of(reason) : Optional.empty();
  }

  private void expect(boolean granted, Reason otherwise) {
    expected = granted ? "good" : otherwise;
  }

  @Override
  public void compare(View state) {
    for (NaiveAdmission.Thing thing : naive.things) {
      Standing standing = Admission.standing(state, hearing.time(), thing.id()).orElseThrow();
      String found =
          standing.wouldBe().map(kind -> "observed " + kind).orElse(standing.kind().toString());
      assertEquals(naive.standing(thing, now()), found);
      assertEquals(found.startsWith("observed") || standing.kind().admits(), standing.admitted());
      seen.add(found);
    }
    TreeSet<String> running = new TreeSet<>();
    for (Entry<RunId, Run> each :
        state.list(Admission.RUNNING, List.of(), Optional.empty(), View.LIST_MAX)) {
      running.add(each.key().release() + " " + each.key().thing());
    }
    assertEquals(naive.running(), running);
  }

  private ContractTest.Move publish(ModelId model) {
    List<NaiveAdmission.Image> images = naive.images(model);
    long counter = images.isEmpty() ? 1 : images.getLast().counter + (oneIn(3) ? 1 : 0);
    Optional<Timestamp> deadline =
        images.isEmpty() || !oneIn(2)
            ? Optional.empty()
            : Optional.of(hearing.time().plusSeconds(random.nextInt(3_000)));
    String version = "v" + published++;
    return move(
        parties.maker,
        Fleet.release(model, version, counter, deadline),
        () -> {
          deadline.ifPresent(at -> images.getLast().deadline = at.millis());
          images.add(new NaiveAdmission.Image(version, counter));
        });
  }

  private ContractTest.Move revoke(ModelId model) {
    NaiveAdmission.Image image = pick(naive.images(model), random);
    Severity severity = pick(List.of(Severity.values()), random);
    return move(
        parties.maker,
        new FirmwareTransaction.RevokeRelease(
            model, new Version(image.version), severity, "bad", Optional.empty()),
        () -> {
          expect(image.revoked.isEmpty(), FirmwareRefusal.ALREADY_REVOKED);
          image.revoked = image.revoked.or(() -> Optional.of(severity));
        });
  }

  private ContractTest.Move policy(NaiveAdmission.Thing thing) {
    NaiveAdmission.Rules rules =
        new NaiveAdmission.Rules(
            60 + random.nextInt(2_000),
            10 + random.nextInt(290),
            oneIn(4),
            oneIn(5),
            oneIn(3)
                ? Optional.empty()
                : Optional.of(pick(List.of(Severity.LOW, Severity.MEDIUM), random)),
            oneIn(3)
                ? Optional.empty()
                : Optional.of(pick(List.of(Severity.HIGH, Severity.CRITICAL), random)),
            oneIn(4));
    return move(
        owner(thing),
        new AdmissionTransaction.SetPolicy(
            thing.model,
            rules.validity(),
            rules.freshness(),
            assurance(rules.measuredBoot()),
            rules.baseline(),
            rules.restrict(),
            rules.quarantine(),
            rules.observe()),
        () -> naive.rules.put(thing.owner + thing.model, rules));
  }

  private static Bytes settings(int number) {
    return Fleet.image(CAMERA, "settings " + number);
  }

  private ContractTest.Move baseline(NaiveAdmission.Thing thing) {
    Optional<Bytes> settings =
        oneIn(2) ? Optional.empty() : Optional.of(settings(random.nextInt(2)));
    String key = thing.owner + thing.model;
    return move(
        owner(thing),
        new AdmissionTransaction.SetBaseline(thing.model, settings, "site"),
        () ->
            settings.ifPresentOrElse(
                digest -> naive.baselines.put(key, digest), () -> naive.baselines.remove(key)));
  }

  private ContractTest.Move hold(NaiveAdmission.Thing thing) {
    Kind kind = pick(List.of(Kind.EVICTED, Kind.QUARANTINED, Kind.BANNED), random);
    AdmissionTransaction transaction =
        switch (kind) {
          case EVICTED -> new AdmissionTransaction.Evict(thing.id(), "why");
          case QUARANTINED -> new AdmissionTransaction.Quarantine(thing.id(), "why");
          default -> new AdmissionTransaction.Ban(thing.id(), "why");
        };
    return move(
        owner(thing),
        transaction,
        () -> expect(naive.hold(thing, kind, hearing.height()), AdmissionRefusal.OUT_ALREADY));
  }

  private ContractTest.Move lift(NaiveAdmission.Thing thing) {
    return oneIn(2)
        ? move(
            owner(thing),
            new AdmissionTransaction.Unban(thing.id()),
            () -> expect(naive.lift(thing, Kind.BANNED), AdmissionRefusal.NOT_BANNED))
        : move(
            owner(thing),
            new AdmissionTransaction.Release(thing.id()),
            () -> expect(naive.lift(thing, Kind.QUARANTINED), AdmissionRefusal.NOT_QUARANTINED));
  }

  private ContractTest.Move give(NaiveAdmission.Thing thing) {
    CoseKey from = owner(thing);
    CoseKey to = from.equals(parties.operator) ? parties.other : parties.operator;
    waiting.add(
        move(
            to,
            new ThingTransaction.Accept(thing.id()),
            () -> thing.owner = to.equals(parties.operator) ? "town" : "rival"));
    consequences.addFirst(() -> {});
    return new ContractTest.Move(from, new ThingTransaction.Offer(thing.id(), PartyWorld.id(to)));
  }

  private ContractTest.Move attest(NaiveAdmission.Thing thing) {
    int latest = blocks.size() - 1;
    Block block = blocks.get(oneIn(8) ? Math.max(0, latest - random.nextInt(20)) : latest);
    List<NaiveAdmission.Image> images = naive.images(thing.model);
    String version =
        oneIn(10) ? "none" : oneIn(2) ? images.getLast().version : pick(images, random).version;
    NaiveAdmission.Claim claim =
        new NaiveAdmission.Claim(
            block.nonce().height(),
            block.time(),
            oneIn(15),
            thing.boots + random.nextInt(3) - (oneIn(15) && thing.boots > 0 ? 1 : 0),
            oneIn(2),
            version,
            oneIn(3) ? Optional.empty() : Optional.of(settings(random.nextInt(2))));
    Evidence evidence =
        new Evidence(
            block.nonce(),
            thing.id(),
            claim.debug() ? DebugStatus.ENABLED : DebugStatus.DISABLED,
            claim.boots(),
            new Evidence.Image(
                Fleet.image(thing.model, version),
                new Version(version),
                assurance(claim.measuredBoot())),
            claim.settings());
    Bytes signed =
        Sign1.unsigned(
                Algorithm.ED25519,
                thing.key.thumbprint(),
                ContentTypes.EVIDENCE,
                EvidenceFormat.encode(evidence))
            .signed(PartyWorld.proof())
            .encode();
    return move(
        pick(List.of(parties.operator, parties.maker, thing.key), random),
        new AdmissionTransaction.Attest(signed),
        () -> expected = naive.attest(thing, claim, now()));
  }
}
