package birthmark.contracts.samples;

import static birthmark.testing.ContractSamples.pick;
import static birthmark.testing.PartyWorld.id;
import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Acting;
import birthmark.contract.Reason;
import birthmark.contracts.parties.PartyId;
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

/** Samples once more, over plain maps; one rule, one plan, figures in tenths. */
final class NaiveSampling implements ContractTest.NaiveModel {
  private static final int NUMBERS = 8;
  private static final int MINIMUM = 3;
  private static final int LIMIT = 15;
  private static final long OPEN_SECONDS = 3_600;
  private static final String STREAM = "StreamBeyondLimit ";

  private static final class Bottle {
    final Timestamp registered;
    Optional<Timestamp> taken = Optional.empty();
    Optional<PartyId> has = Optional.empty();
    Optional<PartyId> offered = Optional.empty();
    Optional<Integer> value = Optional.empty();
    int corrections;
    boolean excluded;

    Bottle(Timestamp registered) {
      this.registered = registered;
    }
  }

  private record Proposal(Bytes id, SamplingTransaction of, Timestamp expires) {}

  private final SamplingWorld world;
  private final NaiveWatches watches;
  private final Map<Long, Bottle> bottles = new TreeMap<>();
  private final List<Proposal> proposals = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private final Map<Long, Timestamp> overdue = new TreeMap<>();
  private final Set<Long> asked = new TreeSet<>();
  private final Set<Long> confirmed = new TreeSet<>();
  private final Set<Long> rivalsBottles = new TreeSet<>();
  private Timestamp withdrawal = new Timestamp(Timestamp.MAX_MILLIS);
  private boolean rivals;
  private boolean rule;
  private boolean accredited;
  private boolean withdrawn;
  private Optional<SamplingTransaction.MakePlan> plan = Optional.empty();
  private boolean changed;
  private boolean published;
  private List<Object> last = List.of();
  private Bytes statement = Bytes.EMPTY;

  NaiveSampling(SamplingWorld world) {
    this.world = world;
    this.watches = new NaiveWatches(world);
  }

  private Timestamp now() {
    return world.now();
  }

  private Optional<Bottle> bottle(long number) {
    return Optional.ofNullable(bottles.get(number));
  }

  private static boolean isAt(Bottle bottle, CoseKey key) {
    return bottle.has.equals(Optional.of(id(key)));
  }

  private Timestamp soon(Random random) {
    return random.nextInt(5) == 0
        ? new Timestamp(now().millis() + random.nextInt(100_000) - 50_000)
        : now();
  }

  @Override
  public void numbered(Bytes id) {
    statement = id;
  }

  private CoseKey mostly(CoseKey key, Random random) {
    return random.nextInt(10) == 0 ? world.rival : key;
  }

  @Override
  public ContractTest.Move move(Random random) {
    if (!proposals.isEmpty() && random.nextInt(12) == 0) {
      Proposal each = pick(proposals, random);
      return new ContractTest.Move(
          world.auditor,
          each.of(),
          Optional.of(Acting.approving(id(world.utility).value(), each.id())));
    }
    long number = 1L + random.nextInt(NUMBERS);
    SampleId sample = world.sample(number);
    int choice = random.nextInt(50);
    if (choice >= 40) {
      return choice < 42
          ? move(world.utility, StreamCases.readmission(number), random)
          : watches.move(random);
    }
    if (choice < 2 || (choice < 6 && plan.isEmpty())) {
      return switch (random.nextInt(4)) {
        case 0 -> move(world.regulator, SamplingWorld.rule(MINIMUM), random);
        case 1 -> move(world.certifier, world.accreditation(), random);
        case 2 ->
            plan.isEmpty() || random.nextInt(4) > 0
                ? move(world.utility, world.plan(5), random)
                : move(
                    world.certifier,
                    new SamplingTransaction.WithdrawAccreditation(
                        id(world.laboratory), SamplingWorld.LEAD, SamplingWorld.CERTIFICATE),
                    random);
        default -> move(world.utility, world.plan(2 + random.nextInt(4)), random);
      };
    }
    if (choice < 12) {
      return move(world.utility, world.registration(number), random);
    }
    if (choice < 18) {
      return move(world.resident, new SamplingTransaction.Collect(sample, soon(random)), random);
    }
    if (choice < 23) {
      boolean atTheLab = bottle(number).map(each -> isAt(each, world.laboratory)).orElse(false);
      return move(
          atTheLab ? world.laboratory : world.resident,
          new SamplingTransaction.HandOver(
              sample, id(random.nextInt(8) == 0 ? world.resident : world.laboratory)),
          random);
    }
    if (choice < 28) {
      return move(
          random.nextInt(8) == 0 ? world.resident : world.laboratory,
          new SamplingTransaction.Receive(sample),
          random);
    }
    String value = random.nextInt(5) == 0 ? "" : "" + (1 + random.nextInt(30));
    Finding finding =
        SamplingWorld.finding(
            value,
            soon(random),
            random.nextInt(15) == 0 ? Unit.PPM : Unit.PPB,
            now().plusSeconds(random.nextInt(40)));
    if (choice < 34) {
      return move(world.laboratory, new SamplingTransaction.ReportResult(sample, finding), random);
    }
    if (choice < 36) {
      return move(
          world.laboratory, new SamplingTransaction.DeclareError(sample, "x", finding), random);
    }
    return choice < 39
        ? move(world.utility, SamplingWorld.exclusion(number), random)
        : move(world.utility, SamplingWorld.confirmation(1 + random.nextInt(3)), random);
  }

  private ContractTest.Move move(CoseKey key, SamplingTransaction tx, Random random) {
    return new ContractTest.Move(mostly(key, random), tx);
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
      case SamplingTransaction.ConfirmNotice tx -> confirm(by, tx.number());
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
    if (tx.required() < MINIMUM) {
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
    bottles.put(number, new Bottle(now()));
    changed = true;
    return Optional.empty();
  }

  private Optional<Reason> collect(CoseKey by, SamplingTransaction.Collect tx) {
    if (bottle(tx.sample().number()).isEmpty()) {
      return Optional.of(SamplingRefusal.NO_SUCH_SAMPLE);
    }
    Bottle bottle = bottle(tx.sample().number()).get();
    if (!by.equals(world.resident)) {
      return Optional.of(SamplingRefusal.NOT_THE_SAMPLER);
    }
    if (bottle.taken.isPresent()) {
      return Optional.of(SamplingRefusal.ALREADY_COLLECTED);
    }
    if (tx.at().isBefore(bottle.registered)
        || tx.at().isAfter(now())
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
    Bottle bottle = bottle(tx.sample().number()).get();
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
    Bottle bottle = bottle(number).get();
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
    Bottle bottle = bottle(tx.sample().number()).get();
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
    Bottle bottle = bottle(tx.sample().number()).get();
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

  private Optional<Reason> found(Bottle bottle, Finding finding) {
    if (finding.unit() != Unit.PPB) {
      return Optional.of(SamplingRefusal.WRONG_UNIT);
    }
    if (finding.analysed().isBefore(bottle.taken.orElseThrow())
        || finding.analysed().isAfter(now())) {
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
    bottle.value = Optional.of(finding.value().map(each -> Integer.valueOf(each.text())).orElse(0));
    changed = true;
    return Optional.empty();
  }

  private Optional<Reason> exclude(
      CoseKey by, SamplingTransaction.Exclude tx, Optional<Acting> acting) {
    if (by.equals(world.rival)) {
      return rivalsBottles.contains(tx.number())
          ? Optional.of(SamplingRefusal.NO_RESULT)
          : Optional.of(SamplingRefusal.NO_SUCH_SAMPLE);
    }
    Optional<Proposal> approved = approved(tx, acting);
    if (approved.isEmpty()) {
      return Optional.empty();
    }
    if (!now().isBefore(approved.get().expires())) {
      return Optional.of(PartyRefusal.NO_SUCH_PROPOSAL);
    }
    if (bottle(tx.number()).isEmpty()) {
      return Optional.of(SamplingRefusal.NO_SUCH_SAMPLE);
    }
    Bottle bottle = bottle(tx.number()).get();
    if (bottle.value.isEmpty()) {
      return Optional.of(SamplingRefusal.NO_RESULT);
    }
    if (bottle.excluded) {
      return Optional.of(SamplingRefusal.ALREADY_EXCLUDED);
    }
    bottle.excluded = true;
    proposals.remove(approved.get());
    changed = true;
    return Optional.empty();
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

  private Optional<Reason> readmit(
      CoseKey by, SamplingTransaction.Readmit tx, Optional<Acting> acting) {
    if (by.equals(world.rival)) {
      return rivalsBottles.contains(tx.number())
          ? Optional.of(SamplingRefusal.NOT_EXCLUDED)
          : Optional.of(SamplingRefusal.NO_SUCH_SAMPLE);
    }
    Optional<Proposal> approved = approved(tx, acting);
    if (approved.isEmpty()) {
      return Optional.empty();
    }
    if (!now().isBefore(approved.get().expires())) {
      return Optional.of(PartyRefusal.NO_SUCH_PROPOSAL);
    }
    if (bottle(tx.number()).isEmpty()) {
      return Optional.of(SamplingRefusal.NO_SUCH_SAMPLE);
    }
    Bottle bottle = bottle(tx.number()).get();
    if (!bottle.excluded) {
      return Optional.of(SamplingRefusal.NOT_EXCLUDED);
    }
    bottle.excluded = false;
    proposals.remove(approved.get());
    changed = true;
    return Optional.empty();
  }

  private Optional<Reason> confirm(CoseKey by, long number) {
    if (by.equals(world.rival) || !asked.contains(number)) {
      return Optional.of(SamplingRefusal.NO_SUCH_NOTICE);
    }
    if (!confirmed.add(number)) {
      return Optional.of(SamplingRefusal.ALREADY_CONFIRMED);
    }
    overdue.remove(number);
    return Optional.empty();
  }

  @Override
  public void pass(long seconds) {
    List<String> expected = new ArrayList<>();
    boolean time = plan.map(each -> !now().isBefore(each.reportBy())).orElse(false);
    if (time && (changed || !published)) {
      reckon(expected);
      published = true;
      changed = false;
    }
    overdue.forEach(
        (number, due) -> {
          if (!now().isBefore(due)) {
            expected.add("NoticeOverdue " + number);
          }
        });
    overdue.values().removeIf(due -> !now().isBefore(due));
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

  private void reckon(List<String> expected) {
    List<Integer> all = values(true);
    List<Integer> kept = values(false);
    List<Object> figures =
        List.of(
            bottles.size(),
            collected(),
            all,
            kept,
            NaivePercentile.tenths(all),
            NaivePercentile.tenths(kept),
            excluded());
    if (figures.equals(last)) {
      return;
    }
    last = figures;
    expected.add(
        "FiguresPublished "
            + NaivePercentile.text(NaivePercentile.tenths(all))
            + NaivePercentile.text(NaivePercentile.tenths(kept)));
    boolean exceeds = NaivePercentile.tenths(kept).map(each -> each > LIMIT * 10).orElse(false);
    if (exceeds) {
      once(
          expected,
          "LimitExceeded",
          "LimitExceeded " + NaivePercentile.text(NaivePercentile.tenths(kept)).orElseThrow());
    }
    if (kept.size() < MINIMUM) {
      once(expected, "TooFewResults", "TooFewResults " + kept.size());
    }
    if (NaivePercentile.tenths(all).map(each -> each > LIMIT * 10).orElse(false) != exceeds) {
      once(expected, "ExclusionsDecide", "ExclusionsDecide");
    }
  }

  private long collected() {
    return bottles.values().stream().filter(each -> each.taken.isPresent()).count();
  }

  private List<Long> excluded() {
    return bottles.entrySet().stream()
        .filter(each -> each.getValue().excluded)
        .map(Map.Entry::getKey)
        .toList();
  }

  private void once(List<String> expected, String what, String words) {
    if (!told.contains(what)) {
      told.add(what);
      expected.add(words);
      if (what.equals("LimitExceeded")) {
        overdue.put(1L, now().plusSeconds(86_400));
        overdue.put(2L, now().plusSeconds(172_800));
        asked.addAll(List.of(1L, 2L));
      }
    }
  }

  private List<Integer> values(boolean withExcluded) {
    return bottles.values().stream()
        .filter(each -> each.value.isPresent() && (withExcluded || !each.excluded))
        .map(each -> each.value.orElseThrow())
        .sorted()
        .toList();
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
      Bottle bottle = bottle(each.key().number()).orElseThrow();
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
