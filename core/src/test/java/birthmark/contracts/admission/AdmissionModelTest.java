package birthmark.contracts.admission;

import static birthmark.testing.Fleet.CAMERA;
import static birthmark.testing.Fleet.PUMP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Fact;
import birthmark.contracts.admission.Standing.Kind;
import birthmark.contracts.firmware.FirmwareTransaction;
import birthmark.contracts.firmware.Severity;
import birthmark.contracts.firmware.Version;
import birthmark.contracts.things.Assurance;
import birthmark.contracts.things.ModelId;
import birthmark.cose.SigningKey;
import birthmark.machine.Block;
import birthmark.machine.Decision;
import birthmark.machine.Seal;
import birthmark.state.Entry;
import birthmark.state.View;
import birthmark.statement.Statement;
import birthmark.testing.Fleet;
import birthmark.testing.MemoryLedger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random operators, makers and things against {@link NaiveAdmission}, compared after each step. */
class AdmissionModelTest {
  private static final int STEPS = 700;
  private static final int KINDS = 9;

  private final Fleet fleet = new Fleet();
  private final NaiveAdmission naive = new NaiveAdmission(PUMP);
  private final TreeSet<String> seen = new TreeSet<>();
  private final List<Nonce> nonces = new ArrayList<>();
  private final List<Long> nonceTimes = new ArrayList<>();
  private Random random = new Random(0);
  private long published;

  private <T> T any(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  private boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  private long now() {
    return fleet.now().time().millis();
  }

  private SigningKey owner(NaiveAdmission.Thing thing) {
    return thing.owner.equals("town") ? fleet.operator() : fleet.other();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theContractsDecideAsAPlainReadingOfTheRulesDoes(long seed) {
    random = new Random(seed);
    for (int i = 0; i < 5; i++) {
      boolean measuredBoot = i % 2 == 0;
      naive.things.add(
          new NaiveAdmission.Thing(
              fleet.born(i < 3 ? CAMERA : PUMP, NaiveAdmission.assurance(measuredBoot)),
              measuredBoot));
    }
    publish(CAMERA);
    publish(PUMP);
    for (int step = 0; step < STEPS; step++) {
      nonces.add(fleet.nonce());
      nonceTimes.add(now());
      int kind = random.nextInt(KINDS + 6);
      switch (kind) {
        case 0 -> publish(any(List.of(CAMERA, PUMP)));
        case 1 -> revoke(any(List.of(CAMERA, PUMP)));
        case 2 -> policy(any(naive.things));
        case 3 -> baseline(any(naive.things));
        case 4 -> hold(any(naive.things));
        case 5, 6 -> lift(any(naive.things));
        case 7 -> fleet.pass(random.nextInt(400));
        case 8 -> {
          if (oneIn(4)) {
            give(any(naive.things));
          }
        }
        default -> attest(any(naive.things));
      }
      compare("seed " + seed + ", step " + step);
    }
    // What the steps came across is wide enough to mean something.
    assertTrue(seen.size() >= 22, "seen: " + seen);
  }

  private void compare(String when) {
    for (NaiveAdmission.Thing thing : naive.things) {
      Standing standing = fleet.standing(thing.device);
      String expected = naive.standing(thing, now());
      String found =
          standing.wouldBe().map(kind -> "observed " + kind).orElse(standing.kind().toString());
      assertEquals(expected, found, when);
      assertEquals(
          expected.startsWith("observed") || standing.kind().admits(), standing.admitted(), when);
      seen.add(found);
    }
    TreeSet<String> running = new TreeSet<>();
    for (Entry<RunId, Run> each :
        fleet.view().list(Admission.RUNNING, List.of(), Optional.empty(), View.LIST_MAX)) {
      running.add(each.key().release() + " " + each.key().thing());
    }
    assertEquals(naive.running(), running, when);
  }

  private void publish(ModelId model) {
    List<NaiveAdmission.Image> images =
        naive.images.computeIfAbsent(model.value(), key -> new ArrayList<>());
    long counter = images.isEmpty() ? 1 : images.getLast().counter + (oneIn(3) ? 1 : 0);
    Optional<Timestamp> deadline =
        images.isEmpty() || !oneIn(2)
            ? Optional.empty()
            : Optional.of(fleet.now().time().plusSeconds(random.nextInt(3_000)));
    String version = "v" + published++;
    fleet.accept(fleet.maker(), Fleet.release(model, version, counter, deadline));
    deadline.ifPresent(at -> images.getLast().deadline = at.millis());
    images.add(new NaiveAdmission.Image(version, counter));
  }

  private void revoke(ModelId model) {
    NaiveAdmission.Image image = any(naive.images.get(model.value()));
    Severity severity = any(List.of(Severity.values()));
    Decision decision =
        fleet.decide(
            fleet.maker(),
            new FirmwareTransaction.RevokeRelease(
                model, new Version(image.version), severity, "bad", Optional.empty()));
    assertEquals(image.revoked.isEmpty(), decision instanceof Decision.Accepted);
    if (image.revoked.isEmpty()) {
      image.revoked = Optional.of(severity);
    }
  }

  private void policy(NaiveAdmission.Thing thing) {
    Optional<Severity> restrict =
        oneIn(3) ? Optional.empty() : Optional.of(any(List.of(Severity.LOW, Severity.MEDIUM)));
    Optional<Severity> quarantine =
        oneIn(3) ? Optional.empty() : Optional.of(any(List.of(Severity.HIGH, Severity.CRITICAL)));
    NaiveAdmission.Rules rules =
        new NaiveAdmission.Rules(
            60 + random.nextInt(2_000),
            10 + random.nextInt(290),
            oneIn(4),
            oneIn(5),
            restrict,
            quarantine,
            oneIn(4));
    fleet.accept(
        owner(thing),
        new AdmissionTransaction.SetPolicy(
            thing.device.model(),
            rules.validity(),
            rules.freshness(),
            rules.measuredBoot() ? Assurance.MEASURED_BOOT : Assurance.SELF_REPORTED,
            rules.baseline(),
            restrict,
            quarantine,
            rules.observe()));
    naive.rules.put(thing.owner + thing.device.model(), rules);
  }

  private static Bytes settings(int number) {
    return Fleet.image(CAMERA, "settings " + number);
  }

  private void baseline(NaiveAdmission.Thing thing) {
    Optional<Bytes> settings =
        oneIn(2) ? Optional.empty() : Optional.of(settings(random.nextInt(2)));
    fleet.accept(
        owner(thing), new AdmissionTransaction.SetBaseline(thing.device.model(), settings, "site"));
    String key = thing.owner + thing.device.model();
    settings.ifPresentOrElse(
        digest -> naive.baselines.put(key, digest), () -> naive.baselines.remove(key));
  }

  private void hold(NaiveAdmission.Thing thing) {
    Kind kind = any(List.of(Kind.EVICTED, Kind.QUARANTINED, Kind.BANNED));
    AdmissionTransaction transaction =
        switch (kind) {
          case EVICTED -> new AdmissionTransaction.Evict(thing.device.id(), "why");
          case QUARANTINED -> new AdmissionTransaction.Quarantine(thing.device.id(), "why");
          default -> new AdmissionTransaction.Ban(thing.device.id(), "why");
        };
    Decision decision = fleet.decide(owner(thing), transaction);
    assertEquals(
        naive.hold(thing, kind, fleet.now().height()), decision instanceof Decision.Accepted);
  }

  private void lift(NaiveAdmission.Thing thing) {
    boolean ban = oneIn(2);
    Decision decision =
        fleet.decide(
            owner(thing),
            ban
                ? new AdmissionTransaction.Unban(thing.device.id())
                : new AdmissionTransaction.Release(thing.device.id()));
    assertEquals(
        naive.lift(thing, ban ? Kind.BANNED : Kind.QUARANTINED),
        decision instanceof Decision.Accepted);
  }

  private void give(NaiveAdmission.Thing thing) {
    boolean town = thing.owner.equals("town");
    fleet.give(
        thing.device,
        town ? fleet.operator() : fleet.other(),
        town ? fleet.other() : fleet.operator());
    thing.owner = town ? "rival" : "town";
  }

  private void attest(NaiveAdmission.Thing thing) {
    int latest = nonces.size() - 1;
    int which = oneIn(8) ? Math.max(0, latest - random.nextInt(20)) : latest;
    List<NaiveAdmission.Image> images = naive.images.get(thing.device.model().value());
    String version = oneIn(10) ? "none" : oneIn(2) ? images.getLast().version : any(images).version;
    NaiveAdmission.Claim claim =
        new NaiveAdmission.Claim(
            nonces.get(which).height(),
            nonceTimes.get(which),
            oneIn(15),
            thing.boots + random.nextInt(3) - (oneIn(15) && thing.boots > 0 ? 1 : 0),
            oneIn(2),
            version,
            oneIn(3) ? Optional.empty() : Optional.of(settings(random.nextInt(2))));
    Evidence evidence =
        new Evidence(
            nonces.get(which),
            thing.device.id(),
            claim.debug() ? DebugStatus.ENABLED : DebugStatus.DISABLED,
            claim.boots(),
            new Evidence.Image(
                Fleet.image(thing.device.model(), version),
                new Version(version),
                claim.measuredBoot() ? Assurance.MEASURED_BOOT : Assurance.SELF_REPORTED),
            claim.settings());
    Decision decision =
        fleet.decide(
            any(List.of(fleet.operator(), fleet.maker(), thing.device.key())),
            Fleet.attest(thing.device, evidence));
    Object found =
        switch (decision) {
          case Decision.Refused refused -> refused.reason();
          case Decision.Ignored ignored -> ignored.reason();
          case Decision.Accepted accepted -> outcome(accepted.facts().getFirst());
        };
    assertEquals(naive.attest(thing, claim, now()), found);
    seen.add(found.toString());
  }

  private static Object outcome(Fact fact) {
    return fact instanceof AdmissionFact.Refused refused ? refused.finding() : "good";
  }

  @Test
  void theLogAloneGivesTheSameVerdictsAgain() throws Exception {
    theContractsDecideAsAPlainReadingOfTheRulesDoes(4);
    MemoryLedger copy = new MemoryLedger(fleet.machine());
    List<Statement> statements = new ArrayList<>();
    List<Bytes> entries = fleet.ledger().entries();
    for (Bytes entry : entries.subList(copy.entries().size(), entries.size())) {
      if (!Seal.is(entry)) {
        statements.add(Statement.decode(fleet.rulebook(), entry));
        continue;
      }
      Seal seal = Seal.decode(entry);
      Block block = new Block(seal.height(), seal.time(), List.copyOf(statements), true);
      copy.keep(fleet.machine().replay(copy.tip(), copy, block, seal.refusals()));
      assertEquals(entry, copy.entries().getLast(), "seal of block " + seal.height());
      statements.clear();
    }
    assertEquals(fleet.ledger().tip().tree().root(), copy.tip().tree().root());
  }
}
