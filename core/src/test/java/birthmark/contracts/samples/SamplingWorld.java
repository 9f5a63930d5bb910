package birthmark.contracts.samples;

import static birthmark.testing.PartyWorld.id;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.codec.Timestamp;
import birthmark.contract.ApprovalClass;
import birthmark.contract.Outcome;
import birthmark.contract.Role;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.cose.CoseKey;
import birthmark.testing.ContractTest;
import birthmark.testing.PartyWorld;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A town that has its water tested: everybody whom that takes, and nothing planned yet. */
final class SamplingWorld {
  static final ShortName LEAD = new ShortName("lead");
  static final ShortName RULE = new ShortName("action-level");
  static final ShortName PLAN = new ShortName("spring");
  static final Rule.Ground FILTER = new Rule.Ground("the tap has a filter");
  static final String CERTIFICATE = "L-17025-1";
  static final Decimal LIMIT = new Decimal("15");
  static final long PERIOD = 1_000_000;
  static final long MONTH = 2_000_000;

  final PartyWorld parties = new PartyWorld();
  final CoseKey regulator = parties.organisation("state", Role.REGULATOR);
  final CoseKey certifier = parties.organisation("board", Role.CERTIFIER);
  final CoseKey utility = parties.organisation("town", Role.OPERATOR);
  final CoseKey laboratory = parties.organisation("lab", Role.LABORATORY);
  final CoseKey rival = parties.organisation("rival", Role.LABORATORY, Role.OPERATOR);
  final CoseKey auditor = parties.organisation("auditor", Role.AUDITOR);
  final CoseKey resident = parties.person();
  final Timestamp start = parties.hearing.time();

  /** The same with a rule, an accredited laboratory and a plan of five samples. */
  static SamplingWorld planned() {
    SamplingWorld world = new SamplingWorld();
    world.given(world.regulator, rule(3));
    world.given(world.certifier, world.accreditation());
    world.given(world.utility, world.plan(5));
    return world;
  }

  /** The same, and these samples have been analysed, from number 1 on. */
  static SamplingWorld analysed(String... values) {
    SamplingWorld world = planned();
    for (int i = 0; i < values.length; i++) {
      world.analyse(i + 1, values[i]);
    }
    return world;
  }

  static SamplingTransaction.PublishRule rule(long minimum) {
    return new SamplingTransaction.PublishRule(RULE, terms(minimum));
  }

  static Rule.Terms terms(long minimum) {
    return new Rule.Terms(
        "40 CFR 141.80(c)(3)",
        LEAD,
        Unit.PPB,
        new Percentile(new Decimal("0.9"), PercentileMethod.INTERPOLATED),
        NonDetects.AS_ZERO,
        LIMIT,
        minimum,
        List.of(FILTER, new Rule.Ground("the bottle broke")),
        2,
        List.of(new Rule.Addressee("residents", 86_400), new Rule.Addressee("the state", 172_800)));
  }

  SamplingTransaction.Accredit accreditation() {
    return new SamplingTransaction.Accredit(
        id(laboratory), LEAD, CERTIFICATE, start, start.plusSeconds(3 * MONTH));
  }

  SamplingTransaction.MakePlan plan(long required) {
    return new SamplingTransaction.MakePlan(
        PLAN,
        new RuleId(id(regulator), RULE),
        id(laboratory),
        required,
        start.plusSeconds(PERIOD),
        start.plusSeconds(MONTH));
  }

  PlanId planId() {
    return new PlanId(id(utility), PLAN);
  }

  SampleId sample(long number) {
    return new SampleId(planId(), number);
  }

  static Bytes site(long number) {
    return Sha256.of(Bytes.ofOwned(new byte[] {(byte) number}));
  }

  SamplingTransaction.RegisterSample registration(long number) {
    return new SamplingTransaction.RegisterSample(PLAN, number, site(number), id(resident));
  }

  SamplingTransaction.Collect collection(long number) {
    return new SamplingTransaction.Collect(sample(number), now());
  }

  Finding finding(String value) {
    return finding(value, now(), Unit.PPB, now().plusSeconds(60));
  }

  /** Nothing was detected by a method that detects {@code least} of it. */
  Finding undetected(String least) {
    Finding fine = finding("");
    return new Finding(
        fine.value(),
        fine.unit(),
        new Decimal(least),
        fine.uncertainty(),
        fine.analysed(),
        fine.instrument(),
        fine.calibration());
  }

  static Finding finding(String value, Timestamp at, Unit unit, Timestamp calibrated) {
    return new Finding(
        value.isEmpty() ? Optional.empty() : Optional.of(new Decimal(value)),
        unit,
        new Decimal("0.5"),
        new Decimal("1"),
        at,
        "ICP-MS 7",
        new Finding.Calibration(site(0), calibrated));
  }

  SamplingTransaction.ReportResult report(long number, String value) {
    return new SamplingTransaction.ReportResult(sample(number), finding(value));
  }

  SamplingTransaction.DeclareError error(long number, String value) {
    return new SamplingTransaction.DeclareError(sample(number), "typed wrongly", finding(value));
  }

  static SamplingTransaction.Exclude exclusion(long number) {
    return new SamplingTransaction.Exclude(PLAN, number, FILTER, "seen under the sink");
  }

  static SamplingTransaction.ConfirmNotice confirmation(long number) {
    return new SamplingTransaction.ConfirmNotice(PLAN, number, site(9));
  }

  void register(long number) {
    given(utility, registration(number));
  }

  /** Brings a new sample to the laboratory. */
  void deliver(long number) {
    register(number);
    given(resident, collection(number));
    given(resident, new SamplingTransaction.HandOver(sample(number), id(laboratory)));
    given(laboratory, new SamplingTransaction.Receive(sample(number)));
  }

  /** The same, and it is analysed; with no value nothing was detected. */
  void analyse(long number, String value) {
    deliver(number);
    given(laboratory, report(number, value));
  }

  /** Requires approvals of exclusions. */
  void requireApprovals(long needed, CoseKey... approvers) {
    List<PartyId> named = Stream.of(approvers).map(PartyWorld::id).toList();
    given(
        utility,
        new PartyTransaction.RequireApprovals(ApprovalClass.EXCLUSION, needed, named, 3_600));
  }

  /** Excludes a sample with the approval of utility and auditor. */
  Outcome exclude(long number) {
    requireApprovals(2, utility, auditor);
    Bytes proposal = parties.proposed(utility, utility, exclusion(number));
    return parties.approve(auditor, utility, proposal, exclusion(number));
  }

  /** Goes on to when the figures are published; the answer is what happened by then. */
  Outcome.Accepted publish() {
    long seconds = (start.plusSeconds(MONTH).millis() - now().millis()) / 1_000;
    return pass(seconds);
  }

  Outcome.Accepted pass(long seconds) {
    return parties.hearing.come(seconds);
  }

  Timestamp now() {
    return parties.hearing.time();
  }

  Outcome decide(CoseKey key, SamplingTransaction transaction) {
    return parties.decide(key, transaction);
  }

  void given(CoseKey key, birthmark.contract.Transaction transaction) {
    ContractTest.mustAccept(parties.decide(key, transaction));
  }

  Sample find(long number) {
    return parties.hearing.state().find(Sampling.SAMPLES, sample(number)).orElseThrow();
  }

  Published published() {
    return parties.hearing.state().find(Sampling.PUBLISHED, planId()).orElseThrow();
  }
}
