package birthmark.sim.cast;

import birthmark.codec.Timestamp;
import birthmark.contract.ApprovalClass;
import birthmark.contract.Role;
import birthmark.contracts.parties.Approvals;
import birthmark.contracts.parties.Parties;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.contracts.samples.Plan;
import birthmark.contracts.samples.PlanId;
import birthmark.contracts.samples.RuleId;
import birthmark.contracts.samples.Sample;
import birthmark.contracts.samples.SampleId;
import birthmark.contracts.samples.Sampling;
import birthmark.contracts.samples.SamplingTransaction;
import birthmark.contracts.samples.ShortName;
import birthmark.state.Entry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The shortest way of samples to what is told of them: whatever is missing next, by whom it
 * concerns. At random alone a short history never comes to a result.
 */
final class SampleWay {
  private static final int SAMPLES = 3;
  private static final List<Long> NUMBERS = List.of(1L, 2L, 3L, 4L, 5L, 6L);
  private static final int PLANS_MAX = 12;

  /** The shorter ones end within a history of a minute, the longer ones where somebody waits. */
  private static final List<Long> PERIODS_SECONDS = List.of(12L, 2_000L);

  private static final long REPORT_SECONDS = 4;
  private static final long ACCREDITED_SECONDS = 30_000_000;
  private static final long OPEN_SECONDS = 400_000;
  private static final String CERTIFICATE = "17025";

  private final SampleIntentions samples;
  private final Approving approving;
  private final Cast.Party authority;
  private final Cast.Party laboratory;
  private final Cast.Party utility;
  private final Cast.Party auditor;

  SampleWay(Cast cast, SampleIntentions samples, Approving approving) {
    this.approving = approving;
    this.samples = samples;
    this.auditor = cast.root();
    this.authority = cast.parties().get(1);
    this.laboratory = cast.operators().getFirst();
    this.utility = cast.operators().getLast();
  }

  /** The next step. */
  Intention next(Intentions.Knowledge known) {
    return role(known)
        .or(() -> settled(known))
        .or(() -> answer(known))
        .or(() -> bottle(known))
        .orElseGet(() -> plan(known));
  }

  private Optional<Intention> role(Intentions.Knowledge known) {
    Map<Role, Cast.Party> wanted = new LinkedHashMap<>();
    wanted.put(Role.REGULATOR, authority);
    wanted.put(Role.CERTIFIER, authority);
    wanted.put(Role.LABORATORY, laboratory);
    wanted.put(Role.AUDITOR, auditor);
    wanted.put(Role.OPERATOR, utility);
    return wanted.entrySet().stream()
        .filter(each -> !Parties.holds(known.state(), each.getValue().id(), each.getKey()))
        .findFirst()
        .map(
            each ->
                Intention.by(
                    // Where several replicas decide together, each says so in turn.
                    samples.with(known, Role.REPLICA),
                    new PartyTransaction.Grant(each.getValue().id(), each.getKey())));
  }

  private RuleId rule() {
    return new RuleId(authority.id(), SampleIntentions.LEAD);
  }

  /** Rule, accreditation, who approves. */
  private Optional<Intention> settled(Intentions.Knowledge known) {
    if (known.state().find(Sampling.RULES, rule()).isEmpty()) {
      return Optional.of(
          Intention.by(
              authority,
              new SamplingTransaction.PublishRule(SampleIntentions.LEAD, samples.terms())));
    }
    if (SampleIntentions.all(known, Sampling.ACCREDITATIONS).stream()
        .noneMatch(
            each ->
                each.key().laboratory().equals(laboratory.id())
                    && each.value().withdrawn().isEmpty())) {
      return Optional.of(
          Intention.by(
              authority,
              new SamplingTransaction.Accredit(
                  laboratory.id(),
                  SampleIntentions.LEAD,
                  CERTIFICATE + known.time().millis() % 1_000,
                  Cast.START,
                  Cast.START.plusSeconds(ACCREDITED_SECONDS))));
    }
    return Approvals.policy(known.state(), utility.id(), ApprovalClass.EXCLUSION).isPresent()
        ? Optional.empty()
        : Optional.of(
            Intention.by(
                utility,
                new PartyTransaction.RequireApprovals(
                    ApprovalClass.EXCLUSION,
                    2,
                    List.of(utility.id(), auditor.id()),
                    OPEN_SECONDS)));
  }

  /** By turns: the approval that something waits for, the word that a notice was sent. */
  private Optional<Intention> answer(Intentions.Knowledge known) {
    if (samples.pick(List.of(true, false))) {
      return approving.approval(known);
    }
    return SampleIntentions.all(known, Sampling.NOTICES).stream()
        .filter(each -> each.value().confirmed().isEmpty())
        .findFirst()
        .map(each -> samples.confirmation(each.key()));
  }

  /** A step of the sample that is least far, or one more of a plan that has few and goes on. */
  private Optional<Intention> bottle(Intentions.Knowledge known) {
    List<Entry<SampleId, Sample>> bottles = SampleIntentions.all(known, Sampling.SAMPLES);
    for (Entry<PlanId, Plan> plan : SampleIntentions.all(known, Sampling.PLANS)) {
      long registered =
          bottles.stream().filter(each -> each.key().plan().equals(plan.key())).count();
      if (registered < SAMPLES && known.time().isBefore(plan.value().end())) {
        return Optional.of(samples.registration(plan.key(), samples.pick(NUMBERS)));
      }
    }
    // What has a result waits for what follows from it before anybody leaves it out.
    List<Entry<SampleId, Sample>> going =
        bottles.stream()
            .filter(
                each ->
                    each.value().result().isEmpty()
                        || known.state().find(Sampling.PUBLISHED, each.key().plan()).isPresent())
            .toList();
    if (going.isEmpty()) {
      return Optional.empty();
    }
    Entry<SampleId, Sample> bottle = samples.pick(going);
    return Optional.of(samples.step(known, bottle.key(), bottle.value()));
  }

  private Intention plan(Intentions.Knowledge known) {
    int plans = SampleIntentions.all(known, Sampling.PLANS).size();
    Timestamp end = known.time().plusSeconds(samples.pick(PERIODS_SECONDS));
    return Intention.by(
        utility,
        new SamplingTransaction.MakePlan(
            new ShortName("way-" + plans % PLANS_MAX),
            rule(),
            laboratory.id(),
            SAMPLES,
            end,
            end.plusSeconds(REPORT_SECONDS)));
  }
}
