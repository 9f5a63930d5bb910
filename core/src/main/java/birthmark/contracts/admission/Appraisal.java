package birthmark.contracts.admission;

import birthmark.codec.MalformedException;
import birthmark.codec.Timestamp;
import birthmark.contract.Acceptance;
import birthmark.contract.Checkpoints;
import birthmark.contract.Context;
import birthmark.contract.Keys;
import birthmark.contract.Outcome;
import birthmark.contract.Subject;
import birthmark.contracts.firmware.Firmware;
import birthmark.contracts.firmware.Release;
import birthmark.contracts.firmware.ReleaseId;
import birthmark.contracts.firmware.Version;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.things.Assurance;
import birthmark.contracts.things.Decommissioned;
import birthmark.contracts.things.Model;
import birthmark.contracts.things.Thing;
import birthmark.contracts.things.ThingId;
import birthmark.contracts.things.Things;
import birthmark.cose.KeyId;
import birthmark.state.Entry;
import birthmark.state.View;
import java.util.Optional;

/**
 * The appraisal of evidence (RFC 9334): first whether it is evidence, of the thing and of now; then
 * what it shows. The first refuses the transaction; the second is the verdict.
 */
final class Appraisal {
  private final View state;
  private final Context at;
  private final Evidence evidence;
  private final KeyId key;
  private final Thing thing;
  private final Model model;
  private final PartyId owner;
  private final Policy policy;
  private final Optional<Verdict> before;
  private final Optional<Hold> hold;

  private Appraisal(View state, Context at, EvidenceFormat.Signed signed, ThingId id, Thing thing) {
    this.state = state;
    this.at = at;
    this.evidence = signed.claims();
    this.key = signed.envelope().keyId();
    this.thing = thing;
    this.model = state.find(Things.MODELS, thing.model()).orElseThrow();
    this.owner = Things.owner(state, thing);
    this.policy = Policy.of(state, new PolicyId(owner, thing.model()));
    this.before = state.find(Admission.VERDICTS, id);
    this.hold = Admission.holdOf(state, id, owner);
  }

  /** Decides evidence whose signature by the key it names was verified before. */
  static Outcome decide(View state, Context at, AdmissionTransaction.Attest attest) {
    EvidenceFormat.Signed signed;
    try {
      signed = EvidenceFormat.decode(attest.evidence());
    } catch (MalformedException e) {
      return Outcome.rejected(AdmissionRefusal.EVIDENCE_MALFORMED, e.sentence());
    }
    Optional<Keys.Registered> key = state.find(Keys.TABLE, signed.envelope().keyId());
    if (key.isEmpty() || key.get().subject().kind() != Subject.Kind.THING) {
      return Outcome.rejected(
          AdmissionRefusal.NO_SUCH_THING, "key " + signed.envelope().keyId() + " is no thing's");
    }
    ThingId id = new ThingId(key.get().subject().id());
    Optional<Thing> thing = state.find(Things.THINGS, id);
    if (thing.isEmpty()) {
      return Outcome.rejected(AdmissionRefusal.NO_SUCH_THING, "thing " + id);
    }
    if (!key.get().key().signingAlgorithm().equals(Optional.of(signed.envelope().algorithm()))) {
      return Outcome.rejected(
          AdmissionRefusal.EVIDENCE_MALFORMED,
          "its header names " + signed.envelope().algorithm() + ", which is not the key's");
    }
    if (!key.get().validAt(at.height())) {
      return Outcome.rejected(AdmissionRefusal.EVIDENCE_KEY_REVOKED);
    }
    if (!signed.claims().thing().equals(id)) {
      return Outcome.rejected(
          AdmissionRefusal.UEID_NOT_THE_SIGNER,
          "ueid names " + signed.claims().thing() + ", the key is that of " + id);
    }
    Appraisal appraisal = new Appraisal(state, at, signed, id, thing.get());
    Optional<Decommissioned> end = state.find(Things.DECOMMISSIONED, id);
    if (end.isPresent()) {
      return appraisal.unknownOrOld().orElseGet(() -> appraisal.sighting(end.get()));
    }
    return appraisal.staleness().orElseGet(appraisal::accept);
  }

  /** Why the evidence says nothing about now. */
  private Optional<Outcome> staleness() {
    // Where lives depend on a thing a copied key is a warning alone, so its evidence goes on to
    // count.
    if (Things.quarantined(state, evidence.thing()) && !model.lifeSafety()) {
      return Optional.of(Outcome.rejected(AdmissionRefusal.KEY_COPIED));
    }
    Optional<Outcome> refused = unknownOrOld();
    return refused.isPresent() ? refused : repeated();
  }

  /** Why the nonce names no block of just now. */
  private Optional<Outcome> unknownOrOld() {
    Nonce nonce = evidence.nonce();
    Optional<Checkpoints.Sealed> sealed =
        state
            .find(Checkpoints.TABLE, new Checkpoints.Height(nonce.height()))
            .filter(block -> block.root().equals(nonce.root()));
    if (sealed.isEmpty()) {
      return Optional.of(
          Outcome.rejected(AdmissionRefusal.NONCE_UNKNOWN, "height " + nonce.height()));
    }
    if (sealed.get().time().plusSeconds(policy.freshnessSeconds()).isBefore(at.time())) {
      return Optional.of(
          Outcome.rejected(
              AdmissionRefusal.NONCE_STALE,
              "it was sealed at "
                  + sealed.get().time()
                  + ", the policy allows "
                  + policy.freshnessSeconds()
                  + " seconds"));
    }
    return Optional.empty();
  }

  /** What is said of a thing that is no more. */
  private Outcome sighting(Decommissioned end) {
    long height = evidence.nonce().height();
    if (height < end.since()) {
      return Outcome.rejected(
          AdmissionRefusal.THING_DECOMMISSIONED,
          "at height " + end.since() + ", after the nonce's");
    }
    Optional<Sighting> last = state.find(Admission.SIGHTINGS, evidence.thing());
    if (last.isPresent() && height <= last.get().nonceHeight()) {
      return Outcome.rejected(
          AdmissionRefusal.NONCE_USED, "height " + height + " after " + last.get().nonceHeight());
    }
    return Outcome.accepted()
        .put(Admission.SIGHTINGS, evidence.thing(), new Sighting(height, at.time()))
        .fact(new AdmissionFact.Sighted(evidence.thing(), owner, thing.maker(), height))
        .outcome();
  }

  /** Why the evidence comes too late behind what is known already. */
  private Optional<Outcome> repeated() {
    Nonce nonce = evidence.nonce();
    if (hold.isPresent() && nonce.height() < hold.get().height()) {
      return Optional.of(
          Outcome.rejected(
              AdmissionRefusal.NONCE_STALE,
              "the thing was put out since, at height " + hold.get().height()));
    }
    if (before.isPresent() && nonce.height() <= before.get().nonceHeight()) {
      return Optional.of(
          Outcome.rejected(
              AdmissionRefusal.NONCE_USED,
              "height " + nonce.height() + " after " + before.get().nonceHeight()));
    }
    if (before.isPresent()
        && before.get().key().equals(key)
        && evidence.bootCount() < before.get().bootCount()) {
      return Optional.of(
          Outcome.rejected(
              AdmissionRefusal.BOOT_COUNT_WENT_BACK,
              evidence.bootCount() + " after " + before.get().bootCount()));
    }
    return Optional.empty();
  }

  private Outcome accept() {
    Optional<Entry<ReleaseId, Release>> release =
        Firmware.byImage(state, thing.model(), evidence.image().digest());
    Optional<Timestamp> deadline =
        release
            .filter(found -> !model.lifeSafety())
            .flatMap(found -> Firmware.deadline(state, thing.model(), found.value()));
    Assurance measured =
        thing.assurance().atLeast(evidence.image().measured())
            ? evidence.image().measured()
            : thing.assurance();
    long counter = before.map(Verdict::securityCounter).orElse(0L);
    Optional<Finding> finding = finding(release, deadline, measured, counter);
    Timestamp validUntil = at.time().plusSeconds(policy.validitySeconds());
    Verdict verdict =
        new Verdict(
            owner,
            key,
            at.height(),
            at.time(),
            evidence.nonce().height(),
            evidence.bootCount(),
            measured,
            evidence.image().digest(),
            release.map(found -> found.key().version()),
            evidence.settings(),
            finding,
            deadline.filter(end -> end.isBefore(validUntil)).orElse(validUntil),
            finding.isEmpty() ? Math.max(counter, counter(release)) : counter,
            policy.revision());
    return settle(verdict);
  }

  private static long counter(Optional<Entry<ReleaseId, Release>> release) {
    return release.map(found -> found.value().securityCounter()).orElse(0L);
  }

  /** What the evidence shows to be wrong; the order is that of {@link Finding}. */
  private Optional<Finding> finding(
      Optional<Entry<ReleaseId, Release>> release,
      Optional<Timestamp> deadline,
      Assurance measured,
      long counter) {
    if (evidence.debug() == DebugStatus.ENABLED) {
      return Optional.of(Finding.DEBUG_ENABLED);
    }
    if (!measured.atLeast(policy.least(model))) {
      return Optional.of(Finding.NOT_MEASURED_WELL_ENOUGH);
    }
    if (release.isEmpty()) {
      return Optional.of(Finding.UNKNOWN_IMAGE);
    }
    if (release.get().value().securityCounter() < counter) {
      return Optional.of(Finding.ROLLED_BACK);
    }
    if (deadline.isPresent() && !at.time().isBefore(deadline.get())) {
      return Optional.of(Finding.SUPERSEDED);
    }
    Optional<Baseline> baseline =
        state.find(Admission.BASELINES, new PolicyId(owner, thing.model()));
    if (baseline.isEmpty() && policy.requireBaseline()) {
      return Optional.of(Finding.NO_BASELINE);
    }
    if (baseline.isPresent()
        && !evidence.settings().equals(Optional.of(baseline.get().settings()))) {
      return Optional.of(Finding.SETTINGS_DIFFER);
    }
    return release
        .get()
        .value()
        .revocation()
        .filter(why -> policy.onRevocation(model, why.severity()) == Action.QUARANTINE)
        .map(why -> Finding.IMAGE_REVOKED);
  }

  private Outcome settle(Verdict verdict) {
    ThingId id = evidence.thing();
    Acceptance accepted = Outcome.accepted().put(Admission.VERDICTS, id, verdict);
    Optional<Version> left = before.flatMap(Verdict::release);
    if (!left.equals(verdict.release())) {
      left.ifPresent(version -> accepted.remove(Admission.RUNNING, run(version)));
      verdict
          .release()
          .ifPresent(version -> accepted.put(Admission.RUNNING, run(version), new Run(at.time())));
    }
    Expiry.move(state, accepted, id, before, verdict);
    Optional<Hold> kept = hold;
    if (verdict.finding().isEmpty() && hold.isPresent() && hold.get().kind() == Hold.Kind.EVICTED) {
      accepted.remove(Admission.HOLDS, id);
      kept = Optional.empty();
    }
    Standing standing = new Standings(state, at.time()).of(id, thing, Optional.of(verdict), kept);
    return accepted.fact(fact(verdict, standing)).outcome();
  }

  private RunId run(Version version) {
    return new RunId(new ReleaseId(thing.model(), version), evidence.thing());
  }

  private AdmissionFact fact(Verdict verdict, Standing standing) {
    ThingId id = evidence.thing();
    PartyId maker = thing.maker();
    if (verdict.finding().isPresent()) {
      return new AdmissionFact.Refused(
          id,
          owner,
          maker,
          verdict.finding().get(),
          verdict.release(),
          verdict.measured(),
          standing.admitted());
    }
    Version release = verdict.release().orElseThrow();
    return standing.admitted()
        ? new AdmissionFact.Admitted(
            id,
            owner,
            maker,
            standing.kind(),
            release,
            verdict.measured(),
            standing.until().orElse(verdict.until()))
        : new AdmissionFact.Held(id, owner, maker, standing.kind(), release);
  }
}
