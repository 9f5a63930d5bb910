package birthmark.sim.cast;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.codec.Timestamp;
import birthmark.contract.ApprovalClass;
import birthmark.contract.Role;
import birthmark.contract.Transaction;
import birthmark.contracts.parties.Parties;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.contracts.samples.Decimal;
import birthmark.contracts.samples.Finding;
import birthmark.contracts.samples.NonDetects;
import birthmark.contracts.samples.Notice;
import birthmark.contracts.samples.Percentile;
import birthmark.contracts.samples.PercentileMethod;
import birthmark.contracts.samples.Plan;
import birthmark.contracts.samples.PlanId;
import birthmark.contracts.samples.Rule;
import birthmark.contracts.samples.RuleId;
import birthmark.contracts.samples.Sample;
import birthmark.contracts.samples.SampleId;
import birthmark.contracts.samples.Sampling;
import birthmark.contracts.samples.SamplingTransaction;
import birthmark.contracts.samples.ShortName;
import birthmark.contracts.samples.Unit;
import birthmark.state.Entry;
import birthmark.state.Table;
import birthmark.state.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What everybody wants of samples: mostly the next step of one that there is. */
final class SampleIntentions {
  /** What is measured. */
  static final ShortName LEAD = new ShortName("lead");

  private static final List<ShortName> NAMES =
      List.of(new ShortName("spring"), new ShortName("autumn"));
  private static final Rule.Ground BROKEN = new Rule.Ground("the bottle broke");
  private static final int NUMBERS = 12;
  private static final long APPROVAL_SECONDS = 400_000;

  private final Cast cast;
  private final RandomGenerator random;

  SampleIntentions(Cast cast, RandomGenerator random) {
    this.cast = cast;
    this.random = random;
  }

  /** One of {@code from}. */
  <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private static Intention by(Cast.Party party, Transaction transaction) {
    return new Intention(party.key(), transaction);
  }

  /** Somebody with a role, if there is anybody, or sometimes somebody without. */
  Cast.Party with(Intentions.Knowledge known, Role role) {
    List<Cast.Party> fitting =
        cast.parties().stream()
            .filter(each -> Parties.holds(known.state(), each.id(), role))
            .toList();
    return fitting.isEmpty() || chance(8) ? pick(cast.parties()) : pick(fitting);
  }

  /** Whose {@code id} is, or sometimes somebody else. */
  private Cast.Party mostly(PartyId id) {
    return chance(8) ? pick(cast.parties()) : cast.party(id).orElseGet(() -> pick(cast.parties()));
  }

  static <K, V> List<Entry<K, V>> all(Intentions.Knowledge known, Table<K, V> table) {
    return known.state().list(table, List.of(), Optional.empty(), View.LIST_MAX);
  }

  /** What comes before any sample: roles, a rule, an accreditation, a plan, approvals. */
  Intention before(Intentions.Knowledge known) {
    return switch (random.nextInt(6)) {
      case 0 ->
          by(
              cast.root(),
              new PartyTransaction.Grant(
                  pick(cast.parties()).id(),
                  pick(List.of(Role.REGULATOR, Role.CERTIFIER, Role.LABORATORY, Role.AUDITOR))));
      case 1 ->
          by(
              with(known, Role.REGULATOR),
              new SamplingTransaction.PublishRule(pick(NAMES), terms()));
      case 2 -> accreditation(known);
      case 3 -> approvals(known);
      default -> plan(known);
    };
  }

  Rule.Terms terms() {
    return new Rule.Terms(
        "40 CFR 141.80(c)(3)",
        LEAD,
        chance(90) ? Unit.PPB : Unit.PPM,
        new Percentile(new Decimal("0.9"), pick(List.of(PercentileMethod.values()))),
        pick(List.of(NonDetects.values())),
        new Decimal("15"),
        1 + random.nextInt(3),
        List.of(BROKEN),
        2,
        List.of(
            new Rule.Addressee("residents", 1 + random.nextInt(200_000)),
            new Rule.Addressee("the state", 1 + random.nextInt(200_000))));
  }

  private Intention accreditation(Intentions.Knowledge known) {
    Cast.Party certifier = with(known, Role.CERTIFIER);
    if (chance(15)) {
      return all(known, Sampling.ACCREDITATIONS).stream()
          .findFirst()
          .map(
              each ->
                  by(
                      mostly(each.key().certifier()),
                      new SamplingTransaction.WithdrawAccreditation(
                          each.key().laboratory(), LEAD, each.key().certificate())))
          .orElseGet(() -> plan(known));
    }
    Timestamp from = chance(70) ? Cast.START : known.time();
    return by(
        certifier,
        new SamplingTransaction.Accredit(
            with(known, Role.LABORATORY).id(),
            LEAD,
            "17025-" + random.nextInt(4),
            from,
            from.plusSeconds(30_000_000)));
  }

  /** An operator has exclusions approved, more often than not by somebody independent too. */
  private Intention approvals(Intentions.Knowledge known) {
    List<PartyId> approvers = new ArrayList<>();
    for (Cast.Party each :
        List.of(with(known, Role.AUDITOR), with(known, Role.AUDITOR), pick(cast.operators()))) {
      boolean registered = Parties.find(known.state(), each.id().subject()).isPresent();
      if (registered && !approvers.contains(each.id())) {
        approvers.add(each.id());
      }
    }
    if (approvers.isEmpty()) {
      return plan(known);
    }
    return by(
        pick(cast.operators()),
        new PartyTransaction.RequireApprovals(
            ApprovalClass.EXCLUSION, Math.min(2, approvers.size()), approvers, APPROVAL_SECONDS));
  }

  private Intention plan(Intentions.Knowledge known) {
    List<Entry<RuleId, Rule>> rules = all(known, Sampling.RULES);
    RuleId rule =
        rules.isEmpty() || chance(8)
            ? new RuleId(pick(cast.parties()).id(), pick(NAMES))
            : pick(rules).key();
    long seconds = random.nextInt(10) - 1L;
    Timestamp end = known.time().plusSeconds(seconds < 0 ? 0 : seconds * 100_000 + 500);
    return by(
        chance(90) ? pick(cast.operators()) : pick(cast.parties()),
        new SamplingTransaction.MakePlan(
            new ShortName(pick(NAMES).text() + "-" + random.nextInt(4)),
            rule,
            with(known, Role.LABORATORY).id(),
            2 + random.nextInt(4),
            end,
            end.plusSeconds(random.nextInt(400_000))));
  }

  /** The next step of a sample, or a first one. */
  Intention step(Intentions.Knowledge known) {
    List<Entry<PlanId, Plan>> plans = all(known, Sampling.PLANS);
    if (plans.isEmpty()) {
      return before(known);
    }
    List<Entry<Notice.Id, Notice>> notices = all(known, Sampling.NOTICES);
    if (!notices.isEmpty() && chance(8)) {
      return confirmation(pick(notices).key());
    }
    List<Entry<SampleId, Sample>> samples = all(known, Sampling.SAMPLES);
    if (samples.isEmpty() || chance(20)) {
      return registration(pick(plans).key(), 1 + random.nextInt(NUMBERS));
    }
    Entry<SampleId, Sample> each = pick(samples);
    return step(known, each.key(), each.value());
  }

  /** That a sample of {@code plan} is registered, by whom may. */
  Intention registration(PlanId plan, long number) {
    return by(
        mostly(plan.utility()),
        new SamplingTransaction.RegisterSample(
            plan.plan(), number, site(2), pick(cast.parties()).id()));
  }

  /** That a notice was sent, by whom may say so. */
  Intention confirmation(Notice.Id id) {
    return by(
        mostly(id.plan().utility()),
        new SamplingTransaction.ConfirmNotice(id.plan().plan(), id.number(), site(1)));
  }

  private static Bytes site(int number) {
    return Sha256.of(Bytes.ofOwned(new byte[] {(byte) number}));
  }

  /** The next step of a sample, or sometimes another. */
  Intention step(Intentions.Knowledge known, SampleId id, Sample sample) {
    if (chance(5)) {
      return by(pick(cast.parties()), new SamplingTransaction.Receive(id));
    }
    if (sample.taken().isEmpty()) {
      return by(mostly(sample.sampler()), new SamplingTransaction.Collect(id, soon(known.time())));
    }
    PartyId laboratory =
        known.state().find(Sampling.PLANS, id.plan()).map(Plan::laboratory).orElseThrow();
    if (sample.exclusion().isPresent() && chance(50)) {
      return by(
          mostly(id.plan().utility()),
          new SamplingTransaction.Readmit(id.plan().plan(), id.number(), "it lay on a shelf"));
    }
    if (sample.result().isPresent()) {
      return chance(60)
          ? by(
              mostly(id.plan().utility()),
              new SamplingTransaction.Exclude(
                  id.plan().plan(),
                  id.number(),
                  chance(95) ? BROKEN : new Rule.Ground("it is too high"),
                  "it lay on the floor"))
          : by(
              mostly(laboratory),
              new SamplingTransaction.DeclareError(id, "typed wrongly", finding(known.time())));
    }
    if (sample.offered().isPresent()) {
      return by(mostly(sample.offered().get()), new SamplingTransaction.Receive(id));
    }
    PartyId custodian = sample.custodian().orElseThrow();
    return custodian.equals(laboratory) && chance(85)
        ? by(mostly(laboratory), new SamplingTransaction.ReportResult(id, finding(known.time())))
        : by(
            mostly(custodian),
            new SamplingTransaction.HandOver(
                id, chance(85) ? laboratory : pick(cast.parties()).id()));
  }

  private Timestamp soon(Timestamp now) {
    return chance(85) ? now : new Timestamp(now.millis() + random.nextInt(200_000) - 100_000);
  }

  private Finding finding(Timestamp now) {
    Timestamp analysed = soon(now);
    Optional<Decimal> value =
        chance(15)
            ? Optional.empty()
            : Optional.of(
                Decimal.ofMillionths(
                    (chance(60) ? 1_000_000 : 40_000_000) + random.nextLong(9_000_000)));
    return new Finding(
        value,
        chance(90) ? Unit.PPB : Unit.PPM,
        new Decimal(value.isPresent() || chance(80) ? "0.333333" : "15.5"),
        new Decimal("1"),
        analysed,
        "ICP-MS 7",
        new Finding.Calibration(site(3), analysed.plusSeconds(chance(95) ? 60 : 0)));
  }
}
