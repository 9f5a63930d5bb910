package birthmark.contracts.samples;

import birthmark.codec.Timestamp;
import birthmark.contract.ApprovalClass;
import birthmark.contract.Context;
import birthmark.contract.Contract;
import birthmark.contract.Outcome;
import birthmark.contract.Readers;
import birthmark.contract.Surface;
import birthmark.contracts.parties.Parties;
import birthmark.contracts.parties.PartyId;
import birthmark.state.Table;
import birthmark.state.View;

/**
 * Samples, from the rule that asks for them to the notice that follows from them.
 *
 * <p>A sample is registered before it is taken, so that a missing one shows; whoever leaves one out
 * signs why, several approve, and the figures with and without stand side by side. Figures are
 * reckoned when their plan's time has come, and once a block at most after what changes them.
 */
public final class Sampling implements Contract<SamplingTransaction> {
  /**
   * How far others' clocks may be ahead of the ledger's: where several replicas agree, a block's
   * time is that of the votes on the one before.
   */
  static final long CLOCK_SKEW_SECONDS = 60;

  /** The rules. */
  public static final Table<RuleId, Rule> RULES = Table.of(1, "rules", RuleId.class, Rule.class);

  /** Which laboratory may measure what. */
  public static final Table<Accreditation.Id, Accreditation> ACCREDITATIONS =
      Table.of(2, "accreditations", Accreditation.Id.class, Accreditation.class);

  /** The plans. */
  public static final Table<PlanId, Plan> PLANS = Table.of(3, "plans", PlanId.class, Plan.class);

  /** The samples of each plan, also those that nobody took. */
  public static final Table<SampleId, Sample> SAMPLES =
      Table.of(4, "samples", SampleId.class, Sample.class);

  /** The results that were declared wrong. */
  public static final Table<Result.CorrectionId, Result.Corrected> CORRECTIONS =
      Table.of(5, "corrections", Result.CorrectionId.class, Result.Corrected.class);

  /** What was published of each plan. */
  public static final Table<PlanId, Published> PUBLISHED =
      Table.of(6, "published", PlanId.class, Published.class);

  /** The notices that must be given. */
  public static final Table<Notice.Id, Notice> NOTICES =
      Table.of(7, "notices", Notice.Id.class, Notice.class);

  /** Which plan's figures are reckoned when. */
  public static final Table<Published.Reckoning, Notice.Since> RECKONINGS =
      Table.of(8, "reckonings", Published.Reckoning.class, Notice.Since.class);

  /** Which notice is overdue when. */
  public static final Table<Notice.Overdue, Notice.Since> OVERDUE =
      Table.of(9, "overdue", Notice.Overdue.class, Notice.Since.class);

  /** The sensors whose readings are held against a limit. */
  public static final Table<StreamId, SensorStream> STREAMS =
      Table.of(10, "streams", StreamId.class, SensorStream.class);

  /** Which stream is beyond its limit for too long when, unless it is not. */
  public static final Table<SensorStream.Lasting, Notice.Since> LASTING =
      Table.of(11, "lasting", SensorStream.Lasting.class, Notice.Since.class);

  /** The devices that sign their own files. */
  public static final Table<Logger.Id, Logger> LOGGERS =
      Table.of(12, "loggers", Logger.Id.class, Logger.class);

  /** The files of loggers that were captured. */
  public static final Table<Capture.Id, Capture> CAPTURES =
      Table.of(13, "captures", Capture.Id.class, Capture.class);

  /** The contract; it keeps nothing of its own. */
  public Sampling() {}

  @Override
  public Outcome decide(View state, Context at, SamplingTransaction transaction) {
    return switch (transaction) {
      case SamplingTransaction.PublishRule tx -> Planning.publish(state, at, tx);
      case SamplingTransaction.Accredit tx -> Planning.accredit(state, at, tx);
      case SamplingTransaction.WithdrawAccreditation tx -> Planning.withdraw(state, at, tx);
      case SamplingTransaction.MakePlan tx -> Planning.plan(state, at, tx);
      case SamplingTransaction.RegisterSample tx -> Planning.register(state, at, tx);
      case SamplingTransaction.Collect tx -> Custody.collect(state, at, tx);
      case SamplingTransaction.HandOver tx -> Custody.handOver(state, at, tx);
      case SamplingTransaction.Receive tx -> Custody.receive(state, at, tx);
      case SamplingTransaction.ReportResult tx -> Analysis.report(state, at, tx);
      case SamplingTransaction.DeclareError tx -> Analysis.declareError(state, at, tx);
      case SamplingTransaction.Exclude tx -> Analysis.exclude(state, at, tx);
      case SamplingTransaction.ConfirmNotice tx -> Notices.confirm(state, at, tx);
      case SamplingTransaction.Readmit tx -> Analysis.readmit(state, at, tx);
      case SamplingTransaction.OpenStream tx -> Streams.open(state, at, tx);
      case SamplingTransaction.ReportReadings tx -> Streams.report(state, at, tx);
      case SamplingTransaction.RegisterLogger tx -> Loggers.register(state, at, tx);
      case SamplingTransaction.CaptureLog tx -> Loggers.capture(state, at, tx);
    };
  }

  /** The signer's id as a party's; a thing's is nobody's that may ask for anything here. */
  static PartyId signer(Context at) {
    return new PartyId(at.signer().id());
  }

  @Override
  public Surface surface() {
    return Surface.at(
            "samples", "sample", "Samples that cannot vanish, and the figures that follow.")
        .reads(Parties.class)
        .submit(SamplingTransaction.class)
        .facts(SamplingFact.class)
        .refusals(SamplingRefusal.class)
        .tables(
            RULES,
            ACCREDITATIONS,
            PLANS,
            SAMPLES,
            CORRECTIONS,
            PUBLISHED,
            NOTICES,
            RECKONINGS,
            OVERDUE,
            STREAMS,
            LASTING,
            LOGGERS,
            CAPTURES)
        .approvals(
            ApprovalClass.EXCLUSION,
            SamplingTransaction.Exclude.class,
            SamplingTransaction.Readmit.class)
        .due(RECKONINGS, Notices::reckon)
        .due(OVERDUE, Notices::overdue)
        .due(LASTING, Streams::lasts)
        .find("rules/{regulator}/{rule}", "A rule.", RULES, Readers.everyone())
        .list("rules", "All rules.", RULES, Readers.everyone())
        .list(
            "accreditations/{laboratory}",
            "What a laboratory is accredited for, by whom and until when.",
            ACCREDITATIONS,
            Readers.everyone())
        .find("plans/{utility}/{plan}", "A plan.", PLANS, Readers.everyone())
        .list("plans", "All plans.", PLANS, Readers.everyone())
        .find(
            "plans/{utility}/{plan}/samples/{number}",
            "A sample, from its registration on.",
            SAMPLES,
            Readers.everyone())
        .list(
            "plans/{utility}/{plan}/samples",
            "All samples of a plan, also those that nobody took.",
            SAMPLES,
            Readers.everyone())
        .list(
            "plans/{utility}/{plan}/corrections",
            "The results of a plan that were declared wrong.",
            CORRECTIONS,
            Readers.everyone())
        .find(
            "plans/{utility}/{plan}/published",
            "The figures of a plan as they were published last.",
            PUBLISHED,
            Readers.everyone())
        .derive(
            "plans/{utility}/{plan}/figures",
            "The figures of a plan as its samples are now.",
            PlanId.class,
            Statistic.class,
            Readers.everyone(),
            (state, now, id) ->
                state.find(PLANS, id).map(plan -> Notices.statistic(state, id, plan)))
        .list(
            "plans/{utility}/{plan}/notices",
            "The notices that must be given under a plan.",
            NOTICES,
            Readers.everyone())
        .find(
            "streams/{operator}/{stream}",
            "A stream of readings and its newest.",
            STREAMS,
            Readers.everyone())
        .list("streams", "All streams of readings.", STREAMS, Readers.everyone())
        .list("loggers/{operator}", "The loggers of an operator.", LOGGERS, Readers.everyone())
        .find(
            "captures/{operator}/{logger}/{file}",
            "What a captured file of a logger says.",
            CAPTURES,
            Readers.everyone())
        .list(
            "captures/{operator}/{logger}",
            "The captured files of a logger.",
            CAPTURES,
            Readers.everyone());
  }

  /** Whether {@code said} is in the future, also for a clock that is a little fast. */
  static boolean isAhead(Context at, Timestamp said) {
    return said.isAfter(at.time().plusSeconds(CLOCK_SKEW_SECONDS));
  }
}
