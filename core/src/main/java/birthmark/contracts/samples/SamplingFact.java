package birthmark.contracts.samples;

import birthmark.bytes.Bytes;
import birthmark.codec.About;
import birthmark.codec.Length;
import birthmark.codec.Tag;
import birthmark.codec.Timestamp;
import birthmark.contract.Alarm;
import birthmark.contract.Fact;
import birthmark.contract.Open;
import birthmark.contract.Subject;
import birthmark.contracts.parties.PartyId;
import java.util.List;
import java.util.Optional;

/** What became true of samples and their figures: everybody may read it. */
public sealed interface SamplingFact extends Open {
  /** A fact about a plan: it concerns the utility whose it is. */
  interface OfPlan extends Fact {
    /** Which plan. */
    PlanId plan();

    @Override
    default List<Subject> concerns() {
      return List.of(plan().utility().subject());
    }
  }

  /** A fact about a sample: it concerns the utility whose plan it belongs to. */
  interface OfSample extends OfPlan {
    /** Which sample. */
    SampleId sample();

    @Override
    default PlanId plan() {
      return sample().plan();
    }
  }

  /** A fact about a stream: it concerns the operator whose it is. */
  interface OfStream extends Fact {
    /** Which stream. */
    StreamId stream();

    @Override
    default List<Subject> concerns() {
      return List.of(stream().operator().subject());
    }
  }

  /** A fact about a logger: it concerns the operator who registered it. */
  interface OfLogger extends Fact {
    /** Which logger. */
    Logger.Id logger();

    @Override
    default List<Subject> concerns() {
      return List.of(logger().operator().subject());
    }
  }

  /**
   * A rule was published.
   *
   * @param rule which rule
   */
  @Tag(1)
  @About("A rule was published.")
  record RulePublished(RuleId rule) implements SamplingFact {
    @Override
    public List<Subject> concerns() {
      return List.of(rule.regulator().subject());
    }
  }

  /**
   * A laboratory was accredited.
   *
   * @param laboratory the laboratory
   * @param analyte what it measures
   * @param certifier who says so
   * @param from since when
   * @param until until when
   */
  @Tag(2)
  @About("A laboratory was accredited.")
  record LaboratoryAccredited(
      PartyId laboratory, ShortName analyte, PartyId certifier, Timestamp from, Timestamp until)
      implements SamplingFact {
    @Override
    public List<Subject> concerns() {
      return List.of(laboratory.subject(), certifier.subject());
    }
  }

  /**
   * An accreditation was withdrawn.
   *
   * @param laboratory the laboratory
   * @param analyte what it measured
   * @param certifier who withdrew it
   */
  @Tag(3)
  @About("A laboratory's accreditation was withdrawn.")
  record AccreditationWithdrawn(PartyId laboratory, ShortName analyte, PartyId certifier)
      implements SamplingFact, Alarm {
    @Override
    public List<Subject> concerns() {
      return List.of(laboratory.subject(), certifier.subject());
    }
  }

  /**
   * A plan was made.
   *
   * @param plan which plan
   * @param rule under which rule
   * @param required how many samples there are to be
   * @param end from when on none is taken
   * @param reportBy when the figures are published
   */
  @Tag(4)
  @About("A plan to take samples was made.")
  record PlanMade(PlanId plan, RuleId rule, long required, Timestamp end, Timestamp reportBy)
      implements SamplingFact, OfPlan {}

  /**
   * A sample was registered that is to be taken.
   *
   * @param sample which sample
   * @param site the commitment to where
   * @param sampler who is to take it
   */
  @Tag(5)
  @About("A sample was registered that is to be taken.")
  record SampleRegistered(SampleId sample, @Length(min = 32, max = 32) Bytes site, PartyId sampler)
      implements SamplingFact, OfSample {}

  /**
   * A sample was taken.
   *
   * @param sample which sample
   * @param at when, by its sampler
   */
  @Tag(6)
  @About("A sample was taken.")
  record SampleCollected(SampleId sample, Timestamp at) implements SamplingFact, OfSample {}

  /**
   * Who had a sample handed it over.
   *
   * @param sample which sample
   * @param from who had it
   * @param to who is to have it
   */
  @Tag(7)
  @About("A sample was handed over.")
  record SampleHandedOver(SampleId sample, PartyId from, PartyId to)
      implements SamplingFact, OfSample {
    @Override
    public List<Subject> concerns() {
      return List.of(plan().utility().subject(), to.subject());
    }
  }

  /**
   * A sample that was handed over was received.
   *
   * @param sample which sample
   * @param by who has it
   */
  @Tag(8)
  @About("A sample that was handed over was received.")
  record SampleReceived(SampleId sample, PartyId by) implements SamplingFact, OfSample {}

  /**
   * A result was reported.
   *
   * @param sample which sample
   * @param laboratory by whom
   * @param value the value, unless nothing was detected
   * @param unit its unit
   */
  @Tag(9)
  @About("A result was reported.")
  record ResultReported(SampleId sample, PartyId laboratory, Optional<Decimal> value, Unit unit)
      implements SamplingFact, OfSample {}

  /**
   * A result was declared wrong, and another took its place.
   *
   * @param sample which sample
   * @param laboratory by whom
   * @param before the value that was wrong, unless nothing was detected
   * @param after the right one, unless nothing was detected
   * @param reason what was wrong
   */
  @Tag(10)
  @About("A result was declared wrong.")
  record ErrorDeclared(
      SampleId sample,
      PartyId laboratory,
      Optional<Decimal> before,
      Optional<Decimal> after,
      @Length(min = 1, max = 400) String reason)
      implements SamplingFact, OfSample, Alarm {}

  /**
   * A sample is left out.
   *
   * @param sample which sample
   * @param ground the reason, in the rule's words
   * @param value its value, unless nothing was detected
   */
  @Tag(11)
  @About("A sample is left out.")
  record SampleExcluded(SampleId sample, Rule.Ground ground, Optional<Decimal> value)
      implements SamplingFact, OfSample, Alarm {}

  /**
   * A plan's figures were published, or changed.
   *
   * @param plan which plan
   * @param revision 1 for the first ones
   * @param statistic the figures
   */
  @Tag(12)
  @About("A plan's figures were published.")
  record FiguresPublished(PlanId plan, long revision, Statistic statistic)
      implements SamplingFact, OfPlan {}

  /**
   * The limit is exceeded.
   *
   * @param plan under which plan
   * @param figure the figure, six places half up
   * @param limit the limit
   * @param unit their unit
   */
  @Tag(13)
  @About("The limit is exceeded.")
  record LimitExceeded(PlanId plan, Decimal figure, Decimal limit, Unit unit)
      implements SamplingFact, OfPlan, Alarm {}

  /**
   * There are too few results.
   *
   * @param plan under which plan
   * @param required how many samples were planned
   * @param minimum how many results the rule asks for
   * @param results how many there are, without those left out
   */
  @Tag(14)
  @About("There are too few results.")
  record TooFewResults(PlanId plan, long required, long minimum, long results)
      implements SamplingFact, OfPlan, Alarm {}

  /**
   * The exclusions decide: without them the figure is on the other side of the limit.
   *
   * @param plan under which plan
   * @param complete the figure of all results
   * @param kept the figure of those not left out, if any is left
   */
  @Tag(15)
  @About("The exclusions decide which side of the limit the figure is on.")
  record ExclusionsDecide(PlanId plan, Decimal complete, Optional<Decimal> kept)
      implements SamplingFact, OfPlan, Alarm {}

  /**
   * A notice was sent, by the word of the utility.
   *
   * @param plan under which plan
   * @param number its place in the rule's list, from 1
   * @param digest SHA-256 of its text
   */
  @Tag(16)
  @About("A notice was sent.")
  record NoticeConfirmed(PlanId plan, long number, @Length(min = 32, max = 32) Bytes digest)
      implements SamplingFact, OfPlan {}

  /**
   * A notice was not confirmed in time.
   *
   * @param plan under which plan
   * @param number its place in the rule's list, from 1
   * @param recipient who should have been told
   * @param due by when
   */
  @Tag(17)
  @About("A notice was not confirmed in time.")
  record NoticeOverdue(
      PlanId plan, long number, @Length(min = 1, max = 80) String recipient, Timestamp due)
      implements SamplingFact, OfPlan, Alarm {}

  /**
   * A sample that was left out counts again.
   *
   * @param sample which sample
   * @param ground for what it was left out
   * @param explanation why that was wrong
   */
  @Tag(18)
  @About("A sample that was left out counts again.")
  record SampleReadmitted(
      SampleId sample, Rule.Ground ground, @Length(min = 1, max = 400) String explanation)
      implements SamplingFact, OfSample, Alarm {}

  /**
   * A sensor's readings are held against a limit.
   *
   * @param stream which stream
   * @param watch what is watched
   */
  @Tag(19)
  @About("A sensor's readings are held against a limit.")
  record StreamOpened(StreamId stream, SensorStream.Watch watch)
      implements SamplingFact, OfStream {}

  /**
   * A sensor's readings are beyond their limit for as long as it takes to be told.
   *
   * @param stream which stream
   * @param since the first of them
   * @param newest the newest
   * @param limit the limit
   * @param unit their unit
   */
  @Tag(20)
  @About("A sensor's readings were beyond their limit for too long.")
  record StreamBeyondLimit(
      StreamId stream, Timestamp since, SensorStream.Reading newest, SignedDecimal limit, Unit unit)
      implements SamplingFact, OfStream, Alarm {}

  /**
   * A logger was registered.
   *
   * @param logger which logger
   * @param model what it is
   * @param serial its number
   */
  @Tag(21)
  @About("A logger was registered.")
  record LoggerRegistered(
      Logger.Id logger,
      @Length(min = 1, max = 80) String model,
      @Length(min = 1, max = 40) String serial)
      implements SamplingFact, OfLogger {}

  /**
   * A logger's file was captured, its device's signature being good.
   *
   * @param logger which logger's
   * @param file SHA-256 of the file
   * @param mean the mean of its readings, if it lists them
   */
  @Tag(22)
  @About("A logger's file was captured.")
  record LogCaptured(
      Logger.Id logger, @Length(min = 32, max = 32) Bytes file, Optional<SignedDecimal> mean)
      implements SamplingFact, OfLogger {}

  /**
   * A logger raised an alarm.
   *
   * @param logger which logger
   * @param file SHA-256 of the file that says so
   * @param alarms what it watches
   */
  @Tag(23)
  @About("A logger raised an alarm.")
  record ExcursionFound(
      Logger.Id logger,
      @Length(min = 32, max = 32) Bytes file,
      @Length(max = LogFindings.ALARMS_MAX) List<LogFindings.Alarm> alarms)
      implements SamplingFact, OfLogger, Alarm {}
}
