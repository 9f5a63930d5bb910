package birthmark.contracts.samples;

import static birthmark.testing.PartyWorld.id;
import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Acting;
import birthmark.contract.Reason;
import birthmark.contracts.parties.PartyRefusal;
import birthmark.cose.CoseKey;
import birthmark.state.Entry;
import birthmark.state.View;
import birthmark.testing.ContractTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Samples once more, over plain maps; one rule, one plan. */
final class NaiveSampling implements ContractTest.NaiveModel {
  private static final long OPEN_SECONDS = 3_600;
  private static final String STREAM = "StreamBeyondLimit ";

  private record Proposal(Bytes id, SamplingTransaction of, Timestamp expires) {}

  private final SamplingWorld world;
  private final NaiveWatches watches;
  private final SamplingMoves moves;
  private final NaiveFigures figures;
  private final Map<Long, NaiveBottle> bottles = new TreeMap<>();
  private final List<Proposal> proposals = new ArrayList<>();
  private final Set<Long> rivalsBottles = new TreeSet<>();
  private Timestamp withdrawal = new Timestamp(Timestamp.MAX_MILLIS);
  private boolean rivals;
  private boolean rule;
  private boolean accredited;
  private boolean withdrawn;
  private Optional<SamplingTransaction.MakePlan> plan = Optional.empty();
  private Bytes statement = Bytes.EMPTY;

  NaiveSampling(SamplingWorld world) {
    this.world = world;
    this.watches = new NaiveWatches(world);
    this.moves = new SamplingMoves(world, watches);
    this.figures = new NaiveFigures(world, bottles);
  }

  private Timestamp now() {
    return world.now();
  }

  private Optional<NaiveBottle> bottle(long number) {
    return Optional.ofNullable(bottles.get(number));
  }

  private static boolean isAt(NaiveBottle bottle, CoseKey key) {
    return bottle.has.equals(Optional.of(id(key)));
  }

  @Override
  public void numbered(Bytes id) {
    statement = id;
  }

  @Override
  public ContractTest.Move move(Random random) {
    List<ContractTest.Move> approvals =
        proposals.stream()
            .map(
                each ->
                    new ContractTest.Move(
                        world.auditor,
                        each.of(),
                        Optional.of(Acting.approving(id(world.utility).value(), each.id()))))
            .toList();
    Set<Long> atTheLaboratory = new TreeSet<>();
    bottles.forEach(
        (number, bottle) -> {
          if (isAt(bottle, world.laboratory)) {
            atTheLaboratory.add(number);
          }
        });
    return moves.next(random, new SamplingMoves.Seen(approvals, plan.isPresent(), atTheLaboratory));
  }

  @Override
  public Optional<Reason> decide(ContractTest.Move move) {
    CoseKey by = move.key();
    return switch ((SamplingTransaction) move.transaction()) {
      case SamplingTransaction.PublishRule tx -> publish(by);
      case SamplingTransaction.Accredit tx -> accredit(by);
      case SamplingTransaction.WithdrawAccreditation tx -> withdraw(by);
      case SamplingTransaction.MakePlan tx -> plan(by, tx);
      case SamplingTransaction.RegisterSample tx -> register(by, tx.number());
      case SamplingTransaction.Collect tx -> collect(by, tx);
      case SamplingTransaction.HandOver tx -> handOver(by, tx);
      case SamplingTransaction.Receive tx -> receive(by, tx.sample().number());
      case SamplingTransaction.ReportResult tx -> report(by, tx);
      case SamplingTransaction.DeclareError tx -> correct(by, tx);
      case SamplingTransaction.Exclude tx -> exclude(by, tx, move.acting());
      case SamplingTransaction.ConfirmNotice tx ->
          by.equals(world.rival)
              ? Optional.of(SamplingRefusal.NO_SUCH_NOTICE)
              : figures.confirm(tx.number());
      case SamplingTransaction.Readmit tx -> readmit(by, tx, move.acting());
      case SamplingTransaction.OpenStream tx -> watches.open(by);
      case SamplingTransaction.ReportReadings tx -> watches.report(by, tx);
      case SamplingTransaction.RegisterLogger tx -> watches.register(by);
      case SamplingTransaction.CaptureLog tx -> watches.capture(by, tx);
    };
  }

  private Optional<Reason> publish(CoseKey by) {
    if (!by.equals(world.regulator)) {
      return Optional.of(SamplingRefusal.NOT_A_REGULATOR);
    }
    if (rule) {
      return Optional.of(SamplingRefusal.RULE_TAKEN);
    }
    rule = true;
    return Optional.empty();
  }

  private Optional<Reason> accredit(CoseKey by) {
    if (!by.equals(world.certifier)) {
      return Optional.of(SamplingRefusal.NOT_A_CERTIFIER);
    }
    if (accredited) {
      return Optional.of(SamplingRefusal.ALREADY_ACCREDITED);
    }
    accredited = true;
    return Optional.empty();
  }

  private Optional<Reason> withdraw(CoseKey by) {
    if (!by.equals(world.certifier) || !accredited || withdrawn) {
      return Optional.of(SamplingRefusal.NO_SUCH_ACCREDITATION);
    }
    withdrawn = true;
    withdrawal = now();
    return Optional.empty();
  }

  private Optional<Reason> plan(CoseKey by, SamplingTransaction.MakePlan tx) {
    if (!rule) {
      return Optional.of(SamplingRefusal.NO_SUCH_RULE);
    }
    if (by.equals(world.utility) && plan.isPresent()) {
      return Optional.of(SamplingRefusal.PLAN_TAKEN);
    }
    if (tx.required() < SamplingMoves.MINIMUM) {
      return Optional.of(SamplingRefusal.TOO_FEW_PLANNED);
    }
    if (!now().isBefore(tx.end())) {
      return Optional.of(SamplingRefusal.PLAN_ENDS_TOO_SOON);
    }
    if (by.equals(world.rival)) {
      // The rival's own plan of that name: it may make one, once.
      if (rivals) {
        return Optional.of(SamplingRefusal.PLAN_TAKEN);
      }
      rivals = true;
      return Optional.empty();
    }
    plan = Optional.of(tx);
    return Optional.empty();
  }

  private Optional<Reason> register(CoseKey by, long number) {
    if (by.equals(world.rival) ? !rivals : plan.isEmpty()) {
      return Optional.of(SamplingRefusal.NO_SUCH_PLAN);
    }
    if (!now().isBefore(world.start.plusSeconds(SamplingWorld.PERIOD))) {
      return Optional.of(SamplingRefusal.PLAN_ENDED);
    }
    if (by.equals(world.rival)) {
      return rivalsBottles.add(number)
          ? Optional.empty()
          : Optional.of(SamplingRefusal.SAMPLE_TAKEN);
    }
    if (bottles.containsKey(number)) {
      return Optional.of(SamplingRefusal.SAMPLE_TAKEN);
    }
    bottles.put(number, new NaiveBottle(now()));
    figures.change();
    return Optional.empty();
  }

  private Optional<Reason> collect(CoseKey by, SamplingTransaction.Collect tx) {
    if (bottle(tx.sample().number()).isEmpty()) {
      return Optional.of(SamplingRefusal.NO_SUCH_SAMPLE);
    }
    NaiveBottle bottle = bottle(tx.sample().number()).get();
    if (!by.equals(world.resident)) {
      return Optional.of(SamplingRefusal.NOT_THE_SAMPLER);
    }
    if (bottle.taken.isPresent()) {
      return Optional.of(SamplingRefusal.ALREADY_COLLECTED);
    }
    if (tx.at().isBefore(bottle.registered)
        || tx.at().isAfter(now().plusSeconds(60))
        || !tx.at().isBefore(plan.orElseThrow().end())) {
      return Optional.of(SamplingRefusal.COLLECTED_OUT_OF_TIME);
    }
    bottle.taken = Optional.of(tx.at());
    bottle.has = Optional.of(id(world.resident));
    return Optional.empty();
  }

  private Optional<Reason> handOver(CoseKey by, SamplingTransaction.HandOver tx) {
    if (bottle(tx.sample().number()).isEmpty()) {
      return Optional.of(SamplingRefusal.NO_SUCH_SAMPLE);
    }
    NaiveBottle bottle = bottle(tx.sample().number()).get();
    if (!isAt(bottle, by)) {
      return Optional.of(SamplingRefusal.NOT_THE_CUSTODIAN);
    }
    bottle.offered = Optional.of(tx.to());
    return Optional.empty();
  }

  private Optional<Reason> receive(CoseKey by, long number) {
    if (bottle(number).isEmpty()) {
      return Optional.of(SamplingRefusal.NO_SUCH_SAMPLE);
    }
    NaiveBottle bottle = bottle(number).get();
    if (!bottle.offered.equals(Optional.of(id(by)))) {
      return Optional.of(SamplingRefusal.NOT_OFFERED);
    }
    bottle.has = bottle.offered;
    bottle.offered = Optional.empty();
    return Optional.empty();
  }

  private Optional<Reason> report(CoseKey by, SamplingTransaction.ReportResult tx) {
    if (bottle(tx.sample().number()).isEmpty()) {
      return Optional.of(SamplingRefusal.NO_SUCH_SAMPLE);
    }
    NaiveBottle bottle = bottle(tx.sample().number()).get();
    if (!isAt(bottle, by)) {
      return Optional.of(SamplingRefusal.NOT_THE_CUSTODIAN);
    }
    if (!by.equals(world.laboratory)) {
      return Optional.of(SamplingRefusal.NOT_ITS_LABORATORY);
    }
    if (bottle.value.isPresent()) {
      return Optional.of(SamplingRefusal.ALREADY_REPORTED);
    }
    return found(bottle, tx.finding());
  }

  private Optional<Reason> correct(CoseKey by, SamplingTransaction.DeclareError tx) {
    if (bottle(tx.sample().number()).isEmpty()) {
      return Optional.of(SamplingRefusal.NO_SUCH_SAMPLE);
    }
    NaiveBottle bottle = bottle(tx.sample().number()).get();
    if (bottle.value.isEmpty()) {
      return Optional.of(SamplingRefusal.NO_RESULT);
    }
    if (!by.equals(world.laboratory)) {
      return Optional.of(SamplingRefusal.NOT_ITS_LABORATORY);
    }
    Optional<Reason> reason = found(bottle, tx.finding());
    bottle.corrections += reason.isEmpty() ? 1 : 0;
    return reason;
  }

  private Optional<Reason> found(NaiveBottle bottle, Finding finding) {
    if (finding.unit() != Unit.PPB) {
      return Optional.of(SamplingRefusal.WRONG_UNIT);
    }
    if (finding.analysed().isBefore(bottle.taken.orElseThrow())
        || finding.analysed().isAfter(now().plusSeconds(60))) {
      return Optional.of(SamplingRefusal.ANALYSED_OUT_OF_TIME);
    }
    Timestamp end = world.start.plusSeconds(3 * SamplingWorld.MONTH);
    boolean holds =
        accredited
            && !finding.analysed().isBefore(world.start)
            && finding.analysed().isBefore(end)
            && finding.analysed().isBefore(withdrawal);
    if (!holds) {
      return Optional.of(SamplingRefusal.NOT_ACCREDITED);
    }
    if (!finding.analysed().isBefore(finding.calibration().until())) {
      return Optional.of(SamplingRefusal.CALIBRATION_LAPSED);
    }
    if (finding.value().isEmpty() && finding.detectionLimit().compareTo(SamplingWorld.LIMIT) > 0) {
      return Optional.of(SamplingRefusal.DETECTS_TOO_LITTLE);
    }
    bottle.value = Optional.of(finding.value().map(each -> Integer.valueOf(each.text())).orElse(0));
    figures.change();
    return Optional.empty();
  }

  private Optional<Reason> exclude(
      CoseKey by, SamplingTransaction.Exclude tx, Optional<Acting> acting) {
    return agreed(
        by,
        tx,
        tx.number(),
        acting,
        SamplingRefusal.NO_RESULT,
        bottle -> {
          if (bottle.value.isEmpty()) {
            return Optional.of(SamplingRefusal.NO_RESULT);
          }
          if (bottle.excluded) {
            return Optional.of(SamplingRefusal.ALREADY_EXCLUDED);
          }
          bottle.excluded = true;
          return Optional.empty();
        });
  }

  private Optional<Reason> readmit(
      CoseKey by, SamplingTransaction.Readmit tx, Optional<Acting> acting) {
    return agreed(
        by,
        tx,
        tx.number(),
        acting,
        SamplingRefusal.NOT_EXCLUDED,
        bottle -> {
          if (!bottle.excluded) {
            return Optional.of(SamplingRefusal.NOT_EXCLUDED);
          }
          bottle.excluded = false;
          return Optional.empty();
        });
  }

  /** What comes of a transaction about a sample that several must approve. */
  private Optional<Reason> agreed(
      CoseKey by,
      SamplingTransaction tx,
      long number,
      Optional<Acting> acting,
      SamplingRefusal rivals,
      Function<NaiveBottle, Optional<Reason>> then) {
    if (by.equals(world.rival)) {
      return Optional.of(rivalsBottles.contains(number) ? rivals : SamplingRefusal.NO_SUCH_SAMPLE);
    }
    Optional<Proposal> approved = approved(tx, acting);
    if (approved.isEmpty()) {
      return Optional.empty();
    }
    if (!now().isBefore(approved.get().expires())) {
      return Optional.of(PartyRefusal.NO_SUCH_PROPOSAL);
    }
    Optional<NaiveBottle> bottle = bottle(number);
    if (bottle.isEmpty()) {
      return Optional.of(SamplingRefusal.NO_SUCH_SAMPLE);
    }
    Optional<Reason> reason = then.apply(bottle.get());
    if (reason.isEmpty()) {
      proposals.remove(approved.get());
      figures.change();
    }
    return reason;
  }

  /** The proposal that is approved; none if this is one. */
  private Optional<Proposal> approved(SamplingTransaction tx, Optional<Acting> acting) {
    if (acting.isEmpty()) {
      proposals.add(new Proposal(statement, tx, now().plusSeconds(OPEN_SECONDS)));
      return Optional.empty();
    }
    Bytes id = acting.get().approves().orElseThrow();
    return Optional.of(
        proposals.stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow());
  }

  @Override
  public void pass(long seconds) {
    boolean due = plan.map(each -> !now().isBefore(each.reportBy())).orElse(false);
    List<String> expected = figures.pass(due);
    List<String> happened =
        world.parties.hearing.happened().stream()
            .filter(fact -> fact instanceof SamplingFact)
            .filter(fact -> !fact.concerns().contains(id(world.rival).subject()))
            .map(NaiveSampling::words)
            .toList();
    assertEquals(expected, happened.stream().filter(each -> !each.startsWith(STREAM)).toList());
    assertEquals(
        watches.pass().stream().map(since -> STREAM + since).toList(),
        happened.stream().filter(each -> each.startsWith(STREAM)).toList());
  }

  private static String words(Object fact) {
    return switch (fact) {
      case SamplingFact.FiguresPublished each ->
          "FiguresPublished "
              + each.statistic().complete().map(held -> held.figure().text())
              + each.statistic().kept().map(held -> held.figure().text());
      case SamplingFact.LimitExceeded each -> "LimitExceeded " + each.figure();
      case SamplingFact.TooFewResults each -> "TooFewResults " + each.results();
      case SamplingFact.NoticeOverdue each -> "NoticeOverdue " + each.number();
      case SamplingFact.StreamBeyondLimit each -> STREAM + each.since();
      default -> fact.getClass().getSimpleName();
    };
  }

  @Override
  public void compare(View state) {
    watches.compare(state);
    List<Entry<SampleId, Sample>> stored =
        state.list(
            Sampling.SAMPLES,
            List.of(id(world.utility), SamplingWorld.PLAN),
            Optional.empty(),
            View.LIST_MAX);
    assertEquals(
        List.copyOf(bottles.keySet()), stored.stream().map(each -> each.key().number()).toList());
    for (Entry<SampleId, Sample> each : stored) {
      NaiveBottle bottle = bottle(each.key().number()).orElseThrow();
      assertEquals(bottle.taken, each.value().taken());
      assertEquals(bottle.has, each.value().custodian());
      assertEquals(bottle.offered, each.value().offered());
      assertEquals(bottle.corrections, each.value().corrections());
      assertEquals(bottle.excluded, each.value().exclusion().isPresent());
      assertEquals(
          bottle.value,
          each.value()
              .result()
              .map(
                  result ->
                      result.finding().value().map(v -> Integer.valueOf(v.text())).orElse(0)));
    }
    assertEquals(
        bottles.values().stream().mapToInt(each -> each.corrections).sum(),
        state.list(Sampling.CORRECTIONS, List.of(), Optional.empty(), View.LIST_MAX).size());
  }
}
