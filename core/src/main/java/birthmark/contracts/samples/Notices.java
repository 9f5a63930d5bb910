package birthmark.contracts.samples;

import birthmark.codec.Timestamp;
import birthmark.contract.Acceptance;
import birthmark.contract.Context;
import birthmark.contract.Now;
import birthmark.contract.Outcome;
import birthmark.state.View;
import java.util.List;
import java.util.Optional;

/** What is published and told by itself, once each: nobody asks for it, so nobody holds it back. */
final class Notices {
  private Notices() {}

  /** The figures of a plan as they are now. */
  static Statistic statistic(View state, PlanId id, Plan plan) {
    Rule.Terms rule = state.find(Sampling.RULES, plan.rule()).orElseThrow().terms();
    return Statistic.of(
        rule,
        plan,
        state.list(
            Sampling.SAMPLES,
            List.of(id.utility(), id.plan()),
            Optional.empty(),
            Plan.SAMPLES_MAX));
  }

  static Outcome.Accepted reckon(View state, Now at, Published.Reckoning due, Notice.Since since) {
    PlanId id = due.plan();
    Plan plan = state.find(Sampling.PLANS, id).orElseThrow();
    Statistic statistic = statistic(state, id, plan);
    Optional<Published> before = state.find(Sampling.PUBLISHED, id);
    Acceptance accepted = Outcome.accepted();
    if (before.map(each -> each.statistic().equals(statistic)).orElse(false)) {
      return accepted.outcome();
    }
    Rule.Terms rule = state.find(Sampling.RULES, plan.rule()).orElseThrow().terms();
    long revision = Math.addExact(before.map(Published::revision).orElse(0L), 1L);
    Published.Told told = before.map(Published::told).orElse(Published.Told.NOTHING);
    accepted.fact(new SamplingFact.FiguresPublished(id, revision, statistic));
    boolean exceeds = statistic.kept().map(Statistic.Held::exceeds).orElse(false);
    if (exceeds && !told.exceeded()) {
      tell(accepted, at, id, rule, statistic);
    }
    long results = Math.subtractExact(statistic.analysed(), statistic.excluded());
    boolean tooFew = results < rule.minimum();
    if (tooFew && !told.tooFew()) {
      accepted.fact(new SamplingFact.TooFewResults(id, plan.required(), rule.minimum(), results));
    }
    boolean decide = statistic.complete().map(Statistic.Held::exceeds).orElse(false) != exceeds;
    if (decide && !told.pivotal()) {
      accepted.fact(
          new SamplingFact.ExclusionsDecide(
              id,
              statistic.complete().orElseThrow().figure(),
              statistic.kept().map(Statistic.Held::figure)));
    }
    Published.Told now =
        new Published.Told(
            exceeds || told.exceeded(), tooFew || told.tooFew(), decide || told.pivotal());
    return accepted
        .put(Sampling.PUBLISHED, id, new Published(statistic, revision, at.time(), now))
        .outcome();
  }

  private static void tell(
      Acceptance accepted, Now at, PlanId id, Rule.Terms rule, Statistic statistic) {
    accepted.fact(
        new SamplingFact.LimitExceeded(
            id, statistic.kept().orElseThrow().figure(), rule.limit(), rule.unit()));
    long number = 1;
    for (Rule.Addressee each : rule.notices()) {
      Timestamp due = at.time().plusSeconds(each.withinSeconds());
      accepted.put(
          Sampling.NOTICES,
          new Notice.Id(id, number),
          new Notice(each.recipient(), due, Optional.empty()));
      accepted.put(
          Sampling.OVERDUE, new Notice.Overdue(due, id, number), new Notice.Since(at.height()));
      number = Math.addExact(number, 1L);
    }
  }

  static Outcome confirm(View state, Context at, SamplingTransaction.ConfirmNotice tx) {
    Notice.Id id = new Notice.Id(new PlanId(Sampling.signer(at), tx.plan()), tx.number());
    Optional<Notice> notice = state.find(Sampling.NOTICES, id);
    if (notice.isEmpty()) {
      return Outcome.rejected(SamplingRefusal.NO_SUCH_NOTICE, "notice " + tx.number());
    }
    if (notice.get().confirmed().isPresent()) {
      return Outcome.rejected(
          SamplingRefusal.ALREADY_CONFIRMED, "at " + notice.get().confirmed().get().at());
    }
    Acceptance accepted = Outcome.accepted();
    Notice.Overdue overdue = new Notice.Overdue(notice.get().due(), id.plan(), id.number());
    if (state.find(Sampling.OVERDUE, overdue).isPresent()) {
      accepted.remove(Sampling.OVERDUE, overdue);
    }
    return accepted
        .put(Sampling.NOTICES, id, notice.get().confirmedAs(tx.digest(), at.time()))
        .fact(new SamplingFact.NoticeConfirmed(id.plan(), id.number(), tx.digest()))
        .outcome();
  }

  static Outcome.Accepted overdue(View state, Now at, Notice.Overdue due, Notice.Since since) {
    Notice notice =
        state.find(Sampling.NOTICES, new Notice.Id(due.plan(), due.number())).orElseThrow();
    return Outcome.accepted()
        .fact(
            new SamplingFact.NoticeOverdue(due.plan(), due.number(), notice.recipient(), due.due()))
        .outcome();
  }
}
