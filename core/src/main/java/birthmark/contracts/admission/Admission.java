package birthmark.contracts.admission;

import birthmark.codec.Timestamp;
import birthmark.contract.Acceptance;
import birthmark.contract.ApprovalClass;
import birthmark.contract.Context;
import birthmark.contract.Contract;
import birthmark.contract.Outcome;
import birthmark.contract.Role;
import birthmark.contract.Surface;
import birthmark.contracts.firmware.Firmware;
import birthmark.contracts.parties.Parties;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.things.Assurance;
import birthmark.contracts.things.Model;
import birthmark.contracts.things.ModelId;
import birthmark.contracts.things.Thing;
import birthmark.contracts.things.ThingId;
import birthmark.contracts.things.Things;
import birthmark.state.Table;
import birthmark.state.View;
import java.util.Optional;

/**
 * Admission: what each operator asks of its things, the verdict on their evidence, and which of
 * them may be on its network.
 *
 * <p>A verdict is a pure function of evidence and state and is recorded. Where a thing stands is
 * derived from it on read, so that an expiry, a deadline or a revocation holds at once and for all
 * without a write for each. That evidence expired, or an emergency ended, is also told, by a duty.
 */
public final class Admission implements Contract<AdmissionTransaction> {
  /** What operators ask for; where there is none, {@link Policy#DEFAULT} holds. */
  public static final Table<PolicyId, Policy> POLICIES =
      Table.of(1, "policies", PolicyId.class, Policy.class);

  /** The settings that operators want. */
  public static final Table<PolicyId, Baseline> BASELINES =
      Table.of(2, "baselines", PolicyId.class, Baseline.class);

  /** The latest verdict on each thing. */
  public static final Table<ThingId, Verdict> VERDICTS =
      Table.of(3, "verdicts", ThingId.class, Verdict.class);

  /** Which things run which release, by their latest evidence. */
  public static final Table<RunId, Run> RUNNING = Table.of(4, "running", RunId.class, Run.class);

  /** The things that their owners keep out. */
  public static final Table<ThingId, Hold> HOLDS = Table.of(5, "holds", ThingId.class, Hold.class);

  /** What expires when. */
  public static final Table<Expiry, Expiry.Judged> EXPIRIES =
      Table.of(6, "expiries", Expiry.class, Expiry.Judged.class);

  /** The things that were let in whatever their evidence shows. */
  public static final Table<ThingId, Emergency> EMERGENCIES =
      Table.of(7, "emergencies", ThingId.class, Emergency.class);

  /** The things that are no more and were seen since. */
  public static final Table<ThingId, Sighting> SIGHTINGS =
      Table.of(8, "sightings", ThingId.class, Sighting.class);

  /** What makers say that things may talk to. */
  public static final Table<ModelId, UsageDescription> DESCRIPTIONS =
      Table.of(9, "descriptions", ModelId.class, UsageDescription.class);

  /** What operators take away from that. */
  public static final Table<PolicyId, Tightening> TIGHTENINGS =
      Table.of(10, "tightenings", PolicyId.class, Tightening.class);

  /** Who decides at doors. */
  public static final Table<PartyId, Watch> WATCHES =
      Table.of(11, "watches", PartyId.class, Watch.class);

  /** By when each of them must be heard of. */
  public static final Table<Watch.End, Watch.Heard> WATCH_ENDS =
      Table.of(12, "watch-ends", Watch.End.class, Watch.Heard.class);

  /** The devices that operators know and that cannot attest. */
  public static final Table<KnownDevice.Id, KnownDevice> KNOWN =
      Table.of(13, "known", KnownDevice.Id.class, KnownDevice.class);

  /** When things are in no more whatever their evidence shows. */
  public static final Table<Emergency.End, Emergency.Begun> EMERGENCY_ENDS =
      Table.of(14, "emergency-ends", Emergency.End.class, Emergency.Begun.class);

  /** The contract; it keeps nothing of its own. */
  public Admission() {}

  /** Whether a thing may be on its operator's network in {@code state}, as of {@code now}. */
  public static boolean isAdmitted(View state, Timestamp now, ThingId id) {
    return new Standings(state, now).of(id).map(Standing::admitted).orElse(false);
  }

  @Override
  public Outcome decide(View state, Context at, AdmissionTransaction transaction) {
    return switch (transaction) {
      case AdmissionTransaction.SetPolicy policy -> setPolicy(state, at, policy);
      case AdmissionTransaction.SetBaseline baseline -> setBaseline(state, at, baseline);
      case AdmissionTransaction.Attest attest -> Appraisal.decide(state, at, attest);
      case AdmissionTransaction.Evict evict ->
          hold(state, at, evict.thing(), Hold.Kind.EVICTED, evict.reason());
      case AdmissionTransaction.Ban ban ->
          hold(state, at, ban.thing(), Hold.Kind.BANNED, ban.reason());
      case AdmissionTransaction.Unban unban ->
          lift(state, at, unban.thing(), Hold.Kind.BANNED, AdmissionRefusal.NOT_BANNED);
      case AdmissionTransaction.Quarantine quarantine ->
          hold(state, at, quarantine.thing(), Hold.Kind.QUARANTINED, quarantine.reason());
      case AdmissionTransaction.Release release ->
          lift(state, at, release.thing(), Hold.Kind.QUARANTINED, AdmissionRefusal.NOT_QUARANTINED);
      case AdmissionTransaction.BreakGlass asked -> Emergency.decide(state, at, asked);
      case AdmissionTransaction.DescribeUsage usage -> UsageDescription.decide(state, at, usage);
      case AdmissionTransaction.TightenUsage usage -> Tightening.decide(state, at, usage);
      case AdmissionTransaction.KeepWatch watch -> Watch.decide(state, at, watch);
      case AdmissionTransaction.Enrol enrol -> Enrolment.enrol(state, at, enrol);
      case AdmissionTransaction.StrikeOff end -> Enrolment.strikeOff(state, at, end);
    };
  }

  private static Outcome setPolicy(View state, Context at, AdmissionTransaction.SetPolicy tx) {
    if (!Parties.holds(state, at.signer(), Role.OPERATOR)) {
      return Outcome.rejected(AdmissionRefusal.NOT_AN_OPERATOR);
    }
    Optional<Model> model = state.find(Things.MODELS, tx.model());
    if (model.isEmpty()) {
      return Outcome.rejected(AdmissionRefusal.NO_SUCH_MODEL, "model " + tx.model());
    }
    Assurance least = model.get().leastAssurance();
    if (!tx.leastAssurance().atLeast(least)) {
      return Outcome.rejected(AdmissionRefusal.BELOW_THE_MODELS_LEAST);
    }
    PolicyId id = new PolicyId(new PartyId(at.signer().id()), tx.model());
    long revision = Policy.of(state, id).revision() + 1;
    Policy policy =
        new Policy(
            tx.validitySeconds(),
            tx.freshnessSeconds(),
            tx.leastAssurance(),
            tx.requireBaseline(),
            tx.restrictFrom(),
            tx.quarantineFrom(),
            tx.observeOnly(),
            revision,
            Optional.of(at.time()));
    return Outcome.accepted()
        .put(POLICIES, id, policy)
        .fact(new AdmissionFact.PolicySet(id.owner(), id.model(), revision, tx.observeOnly()))
        .outcome();
  }

  private static Outcome setBaseline(View state, Context at, AdmissionTransaction.SetBaseline tx) {
    if (!Parties.holds(state, at.signer(), Role.OPERATOR)) {
      return Outcome.rejected(AdmissionRefusal.NOT_AN_OPERATOR);
    }
    if (state.find(Things.MODELS, tx.model()).isEmpty()) {
      return Outcome.rejected(AdmissionRefusal.NO_SUCH_MODEL, "model " + tx.model());
    }
    PolicyId id = new PolicyId(new PartyId(at.signer().id()), tx.model());
    Acceptance accepted = Outcome.accepted();
    if (tx.settings().isPresent()) {
      accepted.put(BASELINES, id, new Baseline(tx.settings().get(), tx.label(), at.time()));
    } else {
      accepted.remove(BASELINES, id);
    }
    return accepted
        .fact(new AdmissionFact.BaselineSet(id.owner(), id.model(), tx.settings()))
        .outcome();
  }

  private static Outcome hold(View state, Context at, ThingId id, Hold.Kind kind, String reason) {
    Optional<Thing> thing = state.find(Things.THINGS, id);
    if (thing.isEmpty()) {
      return Outcome.rejected(AdmissionRefusal.NO_SUCH_THING, "thing " + id);
    }
    PartyId owner = Things.owner(state, thing.get());
    if (!owner.subject().equals(at.signer())) {
      return Outcome.rejected(AdmissionRefusal.NOT_THE_OWNER);
    }
    Optional<Hold> before = holdOf(state, id, owner);
    boolean stronger =
        before.isEmpty()
            || before.get().kind() == Hold.Kind.EVICTED
            || (before.get().kind() == Hold.Kind.QUARANTINED && kind == Hold.Kind.BANNED);
    if (!stronger) {
      return Outcome.rejected(
          AdmissionRefusal.OUT_ALREADY, before.get().kind() + " since " + before.get().at());
    }
    PartyId maker = thing.get().maker();
    Acceptance accepted = Outcome.accepted();
    Emergency.callOff(state, accepted, id);
    return accepted
        .put(HOLDS, id, new Hold(kind, reason, owner, at.height(), at.time()))
        .fact(
            switch (kind) {
              case EVICTED -> new AdmissionFact.Evicted(id, owner, maker, reason);
              case QUARANTINED -> new AdmissionFact.Quarantined(id, owner, maker, reason);
              case BANNED -> new AdmissionFact.Banned(id, owner, maker, reason);
            })
        .outcome();
  }

  private static Outcome lift(
      View state, Context at, ThingId id, Hold.Kind kind, AdmissionRefusal otherwise) {
    Optional<Thing> thing = state.find(Things.THINGS, id);
    if (thing.isEmpty()) {
      return Outcome.rejected(AdmissionRefusal.NO_SUCH_THING, "thing " + id);
    }
    PartyId owner = Things.owner(state, thing.get());
    if (!owner.subject().equals(at.signer())) {
      return Outcome.rejected(AdmissionRefusal.NOT_THE_OWNER);
    }
    Optional<Hold> hold = holdOf(state, id, owner).filter(each -> each.kind() == kind);
    if (hold.isEmpty()) {
      return Outcome.rejected(otherwise);
    }
    Optional<Verdict> verdict = state.find(VERDICTS, id);
    // What was put out comes back only with good evidence made since: until then it is evicted.
    boolean attestedSince =
        verdict
            .filter(latest -> latest.finding().isEmpty())
            .map(latest -> latest.nonceHeight() >= hold.get().height())
            .orElse(false);
    Optional<Hold> left =
        attestedSince
            ? Optional.empty()
            : Optional.of(
                new Hold(
                    Hold.Kind.EVICTED,
                    hold.get().reason(),
                    owner,
                    hold.get().height(),
                    hold.get().at()));
    Acceptance accepted = Outcome.accepted();
    if (left.isPresent()) {
      accepted.put(HOLDS, id, left.get());
    } else {
      accepted.remove(HOLDS, id);
    }
    Standing.Kind now = new Standings(state, at.time()).of(id, thing.get(), verdict, left).kind();
    PartyId maker = thing.get().maker();
    return accepted
        .fact(
            kind == Hold.Kind.BANNED
                ? new AdmissionFact.Unbanned(id, owner, maker, now)
                : new AdmissionFact.Released(id, owner, maker, now))
        .outcome();
  }

  /** What {@code owner}, whose the thing is, decided about it; another owner's decision is void. */
  static Optional<Hold> holdOf(View state, ThingId id, PartyId owner) {
    return state.find(HOLDS, id).filter(hold -> hold.owner().equals(owner));
  }

  /** Where {@code thing} stands in {@code state} as of {@code now}; empty if nobody knows it. */
  public static Optional<Standing> standing(View state, Timestamp now, ThingId thing) {
    return new Standings(state, now).of(thing);
  }

  @Override
  public Surface surface() {
    return AdmissionReads.addTo(
        Surface.at(
                "admission",
                "admission",
                "What operators ask of their things, verdicts on evidence, and which things are"
                    + " in.")
            .reads(Parties.class)
            .reads(Things.class)
            .reads(Firmware.class)
            .submit(AdmissionTransaction.class)
            .facts(AdmissionFact.class)
            .refusals(AdmissionRefusal.class)
            .approvals(
                ApprovalClass.ADMISSION,
                AdmissionTransaction.SetPolicy.class,
                AdmissionTransaction.SetBaseline.class,
                AdmissionTransaction.TightenUsage.class)
            .approvals(ApprovalClass.BREAK_GLASS, AdmissionTransaction.BreakGlass.class)
            .tables(POLICIES, BASELINES, VERDICTS, RUNNING, HOLDS, EXPIRIES, EMERGENCIES, SIGHTINGS)
            .tables(DESCRIPTIONS, TIGHTENINGS, WATCHES, WATCH_ENDS, KNOWN, EMERGENCY_ENDS)
            .due(EXPIRIES, Expiry::perform)
            .due(WATCH_ENDS, Watch::silent)
            .due(EMERGENCY_ENDS, Emergency::end));
  }
}
