package birthmark.contracts.samples;

import birthmark.contract.Context;
import birthmark.contract.Outcome;
import birthmark.contract.Role;
import birthmark.contracts.parties.Parties;
import birthmark.contracts.parties.PartyId;
import birthmark.state.View;
import java.util.Optional;

/** What is settled before a sample is taken: rules, accreditations, plans, numbered bottles. */
final class Planning {
  private Planning() {}

  static Outcome publish(View state, Context at, SamplingTransaction.PublishRule tx) {
    if (!Parties.holds(state, at.signer(), Role.REGULATOR)) {
      return Outcome.rejected(SamplingRefusal.NOT_A_REGULATOR);
    }
    RuleId id = new RuleId(Sampling.signer(at), tx.rule());
    if (state.find(Sampling.RULES, id).isPresent()) {
      return Outcome.rejected(SamplingRefusal.RULE_TAKEN, "rule " + id);
    }
    return Outcome.accepted()
        .put(Sampling.RULES, id, new Rule(tx.terms(), at.time()))
        .fact(new SamplingFact.RulePublished(id))
        .outcome();
  }

  static Outcome accredit(View state, Context at, SamplingTransaction.Accredit tx) {
    if (!Parties.holds(state, at.signer(), Role.CERTIFIER)) {
      return Outcome.rejected(SamplingRefusal.NOT_A_CERTIFIER);
    }
    if (!Parties.holds(state, tx.laboratory(), Role.LABORATORY)) {
      return Outcome.rejected(SamplingRefusal.NOT_A_LABORATORY);
    }
    PartyId certifier = Sampling.signer(at);
    Accreditation.Id id =
        new Accreditation.Id(tx.laboratory(), tx.analyte(), certifier, tx.certificate());
    if (state.find(Sampling.ACCREDITATIONS, id).isPresent()) {
      return Outcome.rejected(SamplingRefusal.ALREADY_ACCREDITED);
    }
    return Outcome.accepted()
        .put(
            Sampling.ACCREDITATIONS, id, new Accreditation(tx.from(), tx.until(), Optional.empty()))
        .fact(
            new SamplingFact.LaboratoryAccredited(
                tx.laboratory(), tx.analyte(), certifier, tx.from(), tx.until()))
        .outcome();
  }

  static Outcome withdraw(View state, Context at, SamplingTransaction.WithdrawAccreditation tx) {
    PartyId certifier = Sampling.signer(at);
    Accreditation.Id id =
        new Accreditation.Id(tx.laboratory(), tx.analyte(), certifier, tx.certificate());
    Optional<Accreditation> given =
        state.find(Sampling.ACCREDITATIONS, id).filter(each -> each.withdrawn().isEmpty());
    if (given.isEmpty()) {
      return Outcome.rejected(SamplingRefusal.NO_SUCH_ACCREDITATION);
    }
    return Outcome.accepted()
        .put(Sampling.ACCREDITATIONS, id, given.get().withdrawnAt(at.time()))
        .fact(new SamplingFact.AccreditationWithdrawn(tx.laboratory(), tx.analyte(), certifier))
        .outcome();
  }

  static Outcome plan(View state, Context at, SamplingTransaction.MakePlan tx) {
    if (!Parties.holds(state, at.signer(), Role.OPERATOR)) {
      return Outcome.rejected(SamplingRefusal.NOT_AN_OPERATOR);
    }
    Optional<Rule> rule = state.find(Sampling.RULES, tx.rule());
    if (rule.isEmpty()) {
      return Outcome.rejected(SamplingRefusal.NO_SUCH_RULE, "rule " + tx.rule());
    }
    if (!Parties.holds(state, tx.laboratory(), Role.LABORATORY)) {
      return Outcome.rejected(SamplingRefusal.NOT_A_LABORATORY);
    }
    PlanId id = new PlanId(Sampling.signer(at), tx.plan());
    if (state.find(Sampling.PLANS, id).isPresent()) {
      return Outcome.rejected(SamplingRefusal.PLAN_TAKEN, "plan " + id);
    }
    if (tx.required() < rule.get().terms().minimum()) {
      return Outcome.rejected(
          SamplingRefusal.TOO_FEW_PLANNED,
          tx.required() + " of at least " + rule.get().terms().minimum());
    }
    if (!at.time().isBefore(tx.end())) {
      return Outcome.rejected(SamplingRefusal.PLAN_ENDS_TOO_SOON, "the end " + tx.end());
    }
    return Outcome.accepted()
        .put(
            Sampling.PLANS,
            id,
            new Plan(tx.rule(), tx.laboratory(), tx.required(), at.time(), tx.end(), tx.reportBy()))
        .put(
            Sampling.RECKONINGS,
            new Published.Reckoning(tx.reportBy(), id),
            new Notice.Since(at.height()))
        .fact(new SamplingFact.PlanMade(id, tx.rule(), tx.required(), tx.end(), tx.reportBy()))
        .outcome();
  }

  static Outcome register(View state, Context at, SamplingTransaction.RegisterSample tx) {
    PlanId id = new PlanId(Sampling.signer(at), tx.plan());
    Optional<Plan> plan = state.find(Sampling.PLANS, id);
    if (plan.isEmpty()) {
      return Outcome.rejected(SamplingRefusal.NO_SUCH_PLAN, "plan " + id);
    }
    if (!at.time().isBefore(plan.get().end())) {
      return Outcome.rejected(SamplingRefusal.PLAN_ENDED, "at " + plan.get().end());
    }
    SampleId sample = new SampleId(id, tx.number());
    if (state.find(Sampling.SAMPLES, sample).isPresent()) {
      return Outcome.rejected(SamplingRefusal.SAMPLE_TAKEN, "sample " + sample);
    }
    if (Parties.find(state, tx.sampler().subject()).isEmpty()) {
      return Outcome.rejected(SamplingRefusal.NO_SUCH_PARTY, "party " + tx.sampler());
    }
    return Outcome.accepted()
        .put(Sampling.SAMPLES, sample, Sample.registered(tx.site(), tx.sampler(), at.time()))
        .fact(new SamplingFact.SampleRegistered(sample, tx.site(), tx.sampler()))
        .outcome();
  }
}
