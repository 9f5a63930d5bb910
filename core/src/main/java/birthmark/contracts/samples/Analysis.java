package birthmark.contracts.samples;

import birthmark.codec.Timestamp;
import birthmark.contract.Acceptance;
import birthmark.contract.ApprovalClass;
import birthmark.contract.Context;
import birthmark.contract.Outcome;
import birthmark.contract.Role;
import birthmark.contracts.parties.ApprovalPolicy;
import birthmark.contracts.parties.Approvals;
import birthmark.contracts.parties.Parties;
import birthmark.contracts.parties.PartyId;
import birthmark.state.Entry;
import birthmark.state.View;
import java.util.List;
import java.util.Optional;

/** What was found in a sample, what of that was wrong, and what is left out. */
final class Analysis {
  /** The most accreditations of a laboratory for one analyte that are looked at. */
  private static final int ACCREDITATIONS_MAX = 64;

  private Analysis() {}

  static Outcome report(View state, Context at, SamplingTransaction.ReportResult tx) {
    Optional<Sample> found = state.find(Sampling.SAMPLES, tx.sample());
    if (found.isEmpty()) {
      return Outcome.rejected(SamplingRefusal.NO_SUCH_SAMPLE, "sample " + tx.sample());
    }
    Sample sample = found.get();
    PartyId laboratory = Sampling.signer(at);
    if (!sample.custodian().equals(Optional.of(laboratory))) {
      return Outcome.rejected(SamplingRefusal.NOT_THE_CUSTODIAN);
    }
    Plan plan = state.find(Sampling.PLANS, tx.sample().plan()).orElseThrow();
    if (!plan.laboratory().equals(laboratory)) {
      return Outcome.rejected(SamplingRefusal.NOT_ITS_LABORATORY);
    }
    if (sample.result().isPresent()) {
      return Outcome.rejected(
          SamplingRefusal.ALREADY_REPORTED, "at " + sample.result().get().reported());
    }
    Optional<Outcome> refusal = unfit(state, at, plan, sample, laboratory, tx.finding());
    if (refusal.isPresent()) {
      return refusal.get();
    }
    Result result = new Result(tx.finding(), laboratory, at.time());
    return reckonAgain(at, tx.sample().plan(), plan)
        .put(Sampling.SAMPLES, tx.sample(), sample.found(result, 0))
        .fact(
            new SamplingFact.ResultReported(
                tx.sample(), laboratory, tx.finding().value(), tx.finding().unit()))
        .outcome();
  }

  static Outcome declareError(View state, Context at, SamplingTransaction.DeclareError tx) {
    Optional<Sample> found = state.find(Sampling.SAMPLES, tx.sample());
    if (found.isEmpty()) {
      return Outcome.rejected(SamplingRefusal.NO_SUCH_SAMPLE, "sample " + tx.sample());
    }
    Sample sample = found.get();
    if (sample.result().isEmpty()) {
      return Outcome.rejected(SamplingRefusal.NO_RESULT);
    }
    Result wrong = sample.result().get();
    PartyId laboratory = Sampling.signer(at);
    if (!wrong.laboratory().equals(laboratory)) {
      return Outcome.rejected(SamplingRefusal.NOT_ITS_LABORATORY);
    }
    Plan plan = state.find(Sampling.PLANS, tx.sample().plan()).orElseThrow();
    Optional<Outcome> refusal = unfit(state, at, plan, sample, laboratory, tx.finding());
    if (refusal.isPresent()) {
      return refusal.get();
    }
    long revision = Math.addExact(sample.corrections(), 1L);
    return reckonAgain(at, tx.sample().plan(), plan)
        .put(
            Sampling.SAMPLES,
            tx.sample(),
            sample.found(new Result(tx.finding(), laboratory, at.time()), revision))
        .put(
            Sampling.CORRECTIONS,
            new Result.CorrectionId(tx.sample(), revision),
            new Result.Corrected(wrong, tx.reason(), at.time()))
        .fact(
            new SamplingFact.ErrorDeclared(
                tx.sample(),
                laboratory,
                wrong.finding().value(),
                tx.finding().value(),
                tx.reason()))
        .outcome();
  }

  private static Optional<Outcome> unfit(
      View state, Context at, Plan plan, Sample sample, PartyId laboratory, Finding finding) {
    Rule.Terms rule = state.find(Sampling.RULES, plan.rule()).orElseThrow().terms();
    if (finding.unit() != rule.unit()) {
      return Optional.of(
          Outcome.rejected(
              SamplingRefusal.WRONG_UNIT, finding.unit() + " in place of " + rule.unit()));
    }
    Timestamp analysed = finding.analysed();
    if (analysed.isBefore(sample.taken().orElseThrow()) || Sampling.isAhead(at, analysed)) {
      return Optional.of(
          Outcome.rejected(
              SamplingRefusal.ANALYSED_OUT_OF_TIME,
              analysed + ", taken " + sample.taken().get() + ", now " + at.time()));
    }
    if (!accredited(state, laboratory, rule.analyte(), analysed)) {
      return Optional.of(
          Outcome.rejected(
              SamplingRefusal.NOT_ACCREDITED, "for " + rule.analyte() + " at " + analysed));
    }
    if (!analysed.isBefore(finding.calibration().until())) {
      return Optional.of(
          Outcome.rejected(
              SamplingRefusal.CALIBRATION_LAPSED, "at " + finding.calibration().until()));
    }
    if (finding.value().isEmpty() && finding.detectionLimit().compareTo(rule.limit()) > 0) {
      return Optional.of(
          Outcome.rejected(
              SamplingRefusal.DETECTS_TOO_LITTLE,
              "it detects " + finding.detectionLimit() + ", the limit is " + rule.limit()));
    }
    return Optional.empty();
  }

  private static boolean accredited(
      View state, PartyId laboratory, ShortName analyte, Timestamp at) {
    for (Entry<Accreditation.Id, Accreditation> each :
        state.list(
            Sampling.ACCREDITATIONS,
            List.of(laboratory, analyte),
            Optional.empty(),
            ACCREDITATIONS_MAX)) {
      if (each.value().heldAt(at)) {
        return true;
      }
    }
    return false;
  }

  static Outcome exclude(View state, Context at, SamplingTransaction.Exclude tx) {
    SampleId id = new SampleId(new PlanId(Sampling.signer(at), tx.plan()), tx.number());
    Optional<Sample> found = state.find(Sampling.SAMPLES, id);
    if (found.isEmpty()) {
      return Outcome.rejected(SamplingRefusal.NO_SUCH_SAMPLE, "sample " + id);
    }
    Sample sample = found.get();
    if (sample.result().isEmpty()) {
      return Outcome.rejected(SamplingRefusal.NO_RESULT);
    }
    Plan plan = state.find(Sampling.PLANS, id.plan()).orElseThrow();
    Rule.Terms rule = state.find(Sampling.RULES, plan.rule()).orElseThrow().terms();
    if (!rule.reasons().contains(tx.ground())) {
      return Outcome.rejected(SamplingRefusal.REASON_NOT_LISTED, "'" + tx.ground().text() + "'");
    }
    if (sample.exclusion().isPresent()) {
      return Outcome.rejected(
          SamplingRefusal.ALREADY_EXCLUDED, "since " + sample.exclusion().get().at());
    }
    Optional<Outcome> refusal = unapproved(state, id.plan().utility(), plan, rule);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    return reckonAgain(at, id.plan(), plan)
        .put(
            Sampling.SAMPLES,
            id,
            sample.excluded(new Sample.Exclusion(tx.ground(), tx.explanation(), at.time())))
        .fact(
            new SamplingFact.SampleExcluded(
                id, tx.ground(), sample.result().get().finding().value()))
        .outcome();
  }

  /** Takes a sample in again: who may leave one out may, by the same approvals. */
  static Outcome readmit(View state, Context at, SamplingTransaction.Readmit tx) {
    SampleId id = new SampleId(new PlanId(Sampling.signer(at), tx.plan()), tx.number());
    Optional<Sample> found = state.find(Sampling.SAMPLES, id);
    if (found.isEmpty()) {
      return Outcome.rejected(SamplingRefusal.NO_SUCH_SAMPLE, "sample " + id);
    }
    if (found.get().exclusion().isEmpty()) {
      return Outcome.rejected(SamplingRefusal.NOT_EXCLUDED);
    }
    Plan plan = state.find(Sampling.PLANS, id.plan()).orElseThrow();
    Rule.Terms rule = state.find(Sampling.RULES, plan.rule()).orElseThrow().terms();
    Optional<Outcome> refusal = unapproved(state, id.plan().utility(), plan, rule);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    return reckonAgain(at, id.plan(), plan)
        .put(Sampling.SAMPLES, id, found.get().readmitted())
        .fact(
            new SamplingFact.SampleReadmitted(
                id, found.get().exclusion().get().ground(), tx.explanation()))
        .outcome();
  }

  private static Optional<Outcome> unapproved(
      View state, PartyId utility, Plan plan, Rule.Terms rule) {
    Optional<ApprovalPolicy> policy = Approvals.policy(state, utility, ApprovalClass.EXCLUSION);
    long needed = policy.map(ApprovalPolicy::needed).orElse(0L);
    if (needed < rule.approvals()) {
      return Optional.of(
          Outcome.rejected(
              SamplingRefusal.NOT_APPROVED_BY_ENOUGH, needed + " of " + rule.approvals()));
    }
    // Whoever approves, one is independent as long as the others alone are not enough.
    long dependent =
        policy.get().approvers().stream()
            .filter(each -> !independent(state, utility, plan, each))
            .count();
    return dependent >= needed
        ? Optional.of(
            Outcome.rejected(
                SamplingRefusal.NOT_INDEPENDENT, dependent + " others can approve it alone"))
        : Optional.empty();
  }

  private static boolean independent(View state, PartyId utility, Plan plan, PartyId approver) {
    return !approver.equals(utility)
        && !approver.equals(plan.rule().regulator())
        && !approver.equals(plan.laboratory())
        && Parties.holds(state, approver, Role.AUDITOR);
  }

  /** Has figures that may be published already reckoned again, once however much changes. */
  private static Acceptance reckonAgain(Context at, PlanId id, Plan plan) {
    Acceptance accepted = Outcome.accepted();
    if (!at.time().isBefore(plan.reportBy())) {
      accepted.put(
          Sampling.RECKONINGS,
          new Published.Reckoning(at.time(), id),
          new Notice.Since(at.height()));
    }
    return accepted;
  }
}
