package birthmark.contracts.admission;

import birthmark.codec.Timestamp;
import birthmark.contracts.firmware.Firmware;
import birthmark.contracts.firmware.Release;
import birthmark.contracts.firmware.ReleaseId;
import birthmark.contracts.firmware.Severity;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.things.Decommissioned;
import birthmark.contracts.things.Model;
import birthmark.contracts.things.Thing;
import birthmark.contracts.things.ThingId;
import birthmark.contracts.things.Things;
import birthmark.state.View;
import java.util.Optional;

/**
 * Where things stand in a state as of a moment: a pure function of both.
 *
 * <p>First what somebody decided about the thing, then what follows from its verdict. Of these two
 * only the second gives way to a policy that observes.
 *
 * @param state the state
 * @param now the moment
 */
record Standings(View state, Timestamp now) {
  /** Where {@code id} stands; empty if nobody knows it. */
  Optional<Standing> of(ThingId id) {
    return state
        .find(Things.THINGS, id)
        .map(
            thing ->
                of(
                    id,
                    thing,
                    state.find(Admission.VERDICTS, id),
                    Admission.holdOf(state, id, Things.owner(state, thing))));
  }

  /** Where a thing stands by this {@code verdict} and its present owner's {@code hold}. */
  Standing of(ThingId id, Thing thing, Optional<Verdict> verdict, Optional<Hold> hold) {
    return new Case(this, id, thing, verdict).standing(hold);
  }

  /** What becomes of a thing that runs {@code release}, and would at each severity. */
  Optional<Affected> affected(RunId run, Run record) {
    Optional<Thing> found = state.find(Things.THINGS, run.thing());
    Optional<Verdict> verdict = state.find(Admission.VERDICTS, run.thing());
    Optional<Release> release = state.find(Firmware.RELEASES, run.release());
    if (found.isEmpty() || verdict.isEmpty() || release.isEmpty()) {
      return Optional.empty();
    }
    Thing thing = found.get();
    PartyId owner = Things.owner(state, thing);
    Model model = state.find(Things.MODELS, thing.model()).orElseThrow();
    Policy policy = Policy.of(state, new PolicyId(owner, thing.model()));
    return Optional.of(
        new Affected(
            run.thing(),
            owner,
            record.since(),
            verdict.get().at(),
            verdict.get().measured(),
            of(run.thing(), thing, verdict, Admission.holdOf(state, run.thing(), owner)).kind(),
            release.get().revocation().map(why -> policy.onRevocation(model, why.severity())),
            policy.onRevocation(model, Severity.LOW),
            policy.onRevocation(model, Severity.MEDIUM),
            policy.onRevocation(model, Severity.HIGH),
            policy.onRevocation(model, Severity.CRITICAL),
            policy.observeOnly()));
  }

  /** One thing's case. */
  private static final class Case {
    private final View state;
    private final Timestamp now;
    private final ThingId id;
    private final Thing thing;
    private final Optional<Verdict> verdict;
    private final Model model;
    private final PartyId owner;
    private final Policy policy;

    Case(Standings standings, ThingId id, Thing thing, Optional<Verdict> verdict) {
      this.state = standings.state();
      this.now = standings.now();
      this.id = id;
      this.thing = thing;
      this.verdict = verdict;
      this.model = state.find(Things.MODELS, thing.model()).orElseThrow();
      this.owner = Things.owner(state, thing);
      this.policy = Policy.of(state, new PolicyId(owner, thing.model()));
    }

    /** A standing before it is put into words with the rest of what is known. */
    private record Draft(
        Standing.Kind kind,
        Optional<Finding> finding,
        Optional<Timestamp> since,
        Optional<Timestamp> until,
        long policy,
        String why) {}

    Standing standing(Optional<Hold> hold) {
      Optional<Decommissioned> end = state.find(Things.DECOMMISSIONED, id);
      if (end.isPresent()) {
        return worded(
            new Draft(
                Standing.Kind.DECOMMISSIONED,
                Optional.empty(),
                Optional.of(end.get().time()),
                Optional.empty(),
                policy.revision(),
                "It was decommissioned at "
                    + end.get().time()
                    + ": "
                    + end.get().reason()
                    + ". Whoever uses its key now is not it."));
      }
      boolean copied = Things.quarantined(state, id);
      if (hold.isPresent() && hold.get().kind() == Hold.Kind.BANNED) {
        return worded(
            held(hold.get(), Standing.Kind.BANNED, "It is banned", "Its owner can lift the ban."));
      }
      if (copied && !model.lifeSafety()) {
        return worded(
            new Draft(
                Standing.Kind.QUARANTINED,
                Optional.empty(),
                state.find(Things.QUARANTINES, id).map(quarantine -> quarantine.time()),
                Optional.empty(),
                policy.revision(),
                "Its key was copied. Its owner and maker must give it new keys, or release it."));
      }
      Optional<Emergency> emergency =
          state
              .find(Admission.EMERGENCIES, id)
              .filter(each -> each.owner().equals(owner) && now.isBefore(each.until()));
      if (emergency.isPresent() && !copied) {
        return worded(
            new Draft(
                Standing.Kind.EMERGENCY,
                Optional.empty(),
                emergency.map(Emergency::at),
                emergency.map(Emergency::until),
                policy.revision(),
                "Its owner's people let it in until "
                    + emergency.get().until()
                    + ", whatever its evidence shows: "
                    + emergency.get().reason()
                    + ". Putting it out ends that."));
      }
      if (hold.isPresent()) {
        return worded(
            hold.get().kind() == Hold.Kind.QUARANTINED
                ? held(
                    hold.get(),
                    Standing.Kind.QUARANTINED,
                    "Its owner keeps it apart",
                    "Its owner can release it.")
                : held(
                    hold.get(),
                    Standing.Kind.EVICTED,
                    "It was put out",
                    "It comes back with good evidence made since."));
      }
      Draft draft = byVerdict();
      if (copied && draft.kind() == Standing.Kind.ADMITTED) {
        draft =
            new Draft(
                Standing.Kind.WARNED,
                draft.finding(),
                draft.since(),
                draft.until(),
                draft.policy(),
                "Its key was copied. Lives depend on its model, so it stays in: its owner"
                    + " decides.");
      }
      return policy.observeOnly() ? observed(draft) : worded(draft);
    }

    /** What becomes of a standing that nobody decided where the policy only observes. */
    private Standing observed(Draft draft) {
      if (draft.kind().admits() && draft.kind() != Standing.Kind.RESTRICTED) {
        return worded(draft);
      }
      Draft in =
          new Draft(
              Standing.Kind.OBSERVED,
              draft.finding(),
              draft.since(),
              draft.until(),
              policy.revision(),
              "Its operator only observes, so it is in. " + draft.why());
      return worded(in, Optional.of(draft.kind()));
    }

    private Draft held(Hold hold, Standing.Kind kind, String what, String remedy) {
      return new Draft(
          kind,
          Optional.empty(),
          Optional.of(hold.at()),
          Optional.empty(),
          policy.revision(),
          what + " since " + hold.at() + ": " + hold.reason() + ". " + remedy);
    }

    /** Where the thing stands if nobody decided about it. */
    private Draft byVerdict() {
      if (verdict.isEmpty()) {
        return absent("It has not attested yet. It is admitted once it does.");
      }
      Verdict latest = verdict.get();
      if (!latest.owner().equals(owner)) {
        return absent(
            "It has a new owner and has not attested since. It is admitted once it does.");
      }
      if (!latest.key().equals(thing.signing())) {
        return absent("It has new keys and has not attested since. It is admitted once it does.");
      }
      if (latest.finding().isPresent() && latest.finding().get() != Finding.IMAGE_REVOKED) {
        return refused(latest.finding().get(), latest.at(), latest.policy());
      }
      return byRelease(latest);
    }

    private Draft absent(String why) {
      return new Draft(
          Standing.Kind.NEVER_ATTESTED,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          policy.revision(),
          why);
    }

    private static Draft refused(Finding finding, Timestamp since, long policy) {
      return new Draft(
          Standing.Kind.REFUSED,
          Optional.of(finding),
          Optional.of(since),
          Optional.empty(),
          policy,
          finding.sentence());
    }

    /** Where the thing stands by what became of the release it runs. */
    private Draft byRelease(Verdict latest) {
      Release release =
          state
              .find(Firmware.RELEASES, new ReleaseId(thing.model(), latest.release().orElseThrow()))
              .orElseThrow();
      Optional<Action> action =
          release.revocation().map(why -> policy.onRevocation(model, why.severity()));
      if (action.equals(Optional.of(Action.QUARANTINE))) {
        return revoked(Standing.Kind.QUARANTINED, latest, release, Optional.empty());
      }
      Optional<Timestamp> deadline = Firmware.deadline(state, thing.model(), release);
      boolean superseded = deadline.isPresent() && !now.isBefore(deadline.get());
      if (superseded && !model.lifeSafety()) {
        return refused(Finding.SUPERSEDED, deadline.get(), latest.policy());
      }
      if (!now.isBefore(latest.until())) {
        return new Draft(
            Standing.Kind.OVERDUE,
            Optional.empty(),
            Optional.of(latest.until()),
            Optional.empty(),
            latest.policy(),
            "Its evidence counted until "
                + latest.until()
                + ". It must attest again to be admitted.");
      }
      Timestamp until =
          deadline
              .filter(end -> !model.lifeSafety() && end.isBefore(latest.until()))
              .orElse(latest.until());
      if (action.isPresent()) {
        Standing.Kind kind =
            action.get() == Action.RESTRICT ? Standing.Kind.RESTRICTED : Standing.Kind.WARNED;
        return revoked(kind, latest, release, Optional.of(until));
      }
      return new Draft(
          superseded ? Standing.Kind.WARNED : Standing.Kind.ADMITTED,
          superseded ? Optional.of(Finding.SUPERSEDED) : Optional.empty(),
          superseded ? deadline : Optional.of(latest.at()),
          Optional.of(until),
          latest.policy(),
          superseded
              ? "Its release's deadline has passed. Lives depend on its model, so it stays in."
              : "It runs a genuine release. It must attest again by " + until + ".");
    }

    private Draft revoked(
        Standing.Kind kind, Verdict latest, Release release, Optional<Timestamp> until) {
      Release.Revocation why = release.revocation().orElseThrow();
      Timestamp since = why.at().isAfter(latest.at()) ? why.at() : latest.at();
      String what =
          switch (kind) {
            case QUARANTINED -> "It is kept apart until it runs another release.";
            case RESTRICTED -> "It is restricted until it runs another release.";
            default ->
                model.lifeSafety()
                    ? "Lives depend on its model, so it stays in: install another release."
                    : "It stays in: install another release.";
          };
      return new Draft(
          kind,
          Optional.of(Finding.IMAGE_REVOKED),
          Optional.of(since),
          until,
          policy.revision(),
          "Its release was revoked at " + why.at() + ": " + why.reason() + ". " + what);
    }

    private Standing worded(Draft draft) {
      return worded(draft, Optional.empty());
    }

    private Standing worded(Draft draft, Optional<Standing.Kind> wouldBe) {
      return new Standing(
          id,
          thing.model(),
          owner,
          draft.kind().admits(),
          draft.kind(),
          wouldBe,
          draft.finding(),
          verdict.flatMap(Verdict::release),
          verdict.map(Verdict::measured),
          draft.since(),
          draft.until(),
          draft.policy(),
          draft.why());
    }
  }
}
