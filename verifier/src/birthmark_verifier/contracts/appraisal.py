"""The appraisal of evidence (RFC 9334): whether it counts, and the verdict on what it shows."""

from __future__ import annotations

from ..records import MalformedError
from ..state import Rows, find, known
from . import evidence, standing
from .admission_refusal import AdmissionRefusal
from .admission_rows import (
    BASELINES,
    EXPIRIES,
    HOLDS,
    RUNNING,
    SIGHTINGS,
    VERDICTS,
    Action,
    Finding,
    Hold,
    HoldKind,
    Policy,
    Sighting,
    Verdict,
    hold_of,
    policy_of,
)
from .common import (
    ADMISSION,
    CHECKPOINTS,
    KEYS,
    Accepted,
    Context,
    Rejected,
    SubjectKind,
    after,
    require,
)
from .evidence import Evidence
from .firmware import LINES, Release, by_image
from .thing_rows import DECOMMISSIONED, MODELS, THING_ROWS, Model, Thing, is_quarantined, owner_of


def decide(state: Rows, at: Context, octets: bytes) -> Accepted:
    """What becomes of evidence whose signature was verified. Raises Rejected."""
    try:
        message, claims = evidence.decode(octets)
    except MalformedError:
        raise Rejected(AdmissionRefusal.EVIDENCE_MALFORMED) from None
    key = find(state, KEYS, message.key_id)
    if key is None or key.subject.kind != SubjectKind.THING:
        raise Rejected(AdmissionRefusal.NO_SUCH_THING)
    thing = find(state, THING_ROWS, key.subject.id)
    if thing is None:
        raise Rejected(AdmissionRefusal.NO_SUCH_THING)
    is_its_own = key.key.algorithm == message.algorithm
    require(is_its_own, AdmissionRefusal.EVIDENCE_MALFORMED)
    require(key.counts_at(at.height), AdmissionRefusal.EVIDENCE_KEY_REVOKED)
    require(claims.thing == key.subject.id, AdmissionRefusal.UEID_NOT_THE_SIGNER)
    case = _Case(state, at, claims, message.key_id, thing)
    end = find(state, DECOMMISSIONED, claims.thing)
    if end is not None:
        case.require_known()
        return case.sighting(end.since)
    case.require_fresh()
    return case.accept()


def _expires(verdict: Verdict) -> bool:
    """Whether a verdict gets a thing in, so that its end is a change."""
    return verdict.finding in (None, Finding.IMAGE_REVOKED)


class _Case:
    """One piece of evidence of a thing, with all that it is judged by."""

    def __init__(
        self, state: Rows, at: Context, claims: Evidence, key_id: bytes, thing: Thing
    ) -> None:
        self.state, self.at, self.claims, self.key_id, self.thing = state, at, claims, key_id, thing
        self.model: Model = known(state, MODELS, thing.model)
        self.owner = owner_of(state, thing)
        self.policy: Policy = policy_of(state, self.owner, thing.model)
        self.before: Verdict | None = find(state, VERDICTS, claims.thing)
        self.hold: Hold | None = hold_of(state, claims.thing, self.owner)

    def require_fresh(self) -> None:
        """Refuses what says nothing about now."""
        claims, before = self.claims, self.before
        copied = is_quarantined(self.state, claims.thing) and not self.model.life_safety
        require(not copied, AdmissionRefusal.KEY_COPIED)
        self.require_known()
        put_out_since = self.hold is not None and claims.nonce_height < self.hold.height
        require(not put_out_since, AdmissionRefusal.NONCE_STALE)
        if before is not None:
            is_newer = claims.nonce_height > before.nonce_height
            require(is_newer, AdmissionRefusal.NONCE_USED)
            went_back = before.key_id == self.key_id and claims.boot_count < before.boot_count
            require(not went_back, AdmissionRefusal.BOOT_COUNT_WENT_BACK)

    def require_known(self) -> None:
        """Refuses a nonce that names no block of just now."""
        claims = self.claims
        block = find(self.state, CHECKPOINTS, claims.nonce_height)
        if block is None or block.root != claims.nonce_root:
            raise Rejected(AdmissionRefusal.NONCE_UNKNOWN)
        fresh_until = after(block.time, self.policy.freshness_seconds)
        require(fresh_until >= self.at.time, AdmissionRefusal.NONCE_STALE)

    def sighting(self, since: int) -> Accepted:
        """What is said of a thing that is no more since this height."""
        height, thing = self.claims.nonce_height, self.claims.thing
        require(height >= since, AdmissionRefusal.THING_DECOMMISSIONED)
        last = find(self.state, SIGHTINGS, thing)
        is_newer = last is None or height > last.nonce_height
        require(is_newer, AdmissionRefusal.NONCE_USED)
        out = Accepted(ADMISSION).put(SIGHTINGS, thing, Sighting(height, self.at.time))
        return out.fact(13, thing, self.owner, self.thing.maker, height)

    def accept(self) -> Accepted:
        """The verdict and what follows from it."""
        claims, at = self.claims, self.at
        found = by_image(self.state, self.thing.model, claims.image)
        release = found[1] if found else None
        deadline = None
        if release is not None and not self.model.life_safety:
            line = known(self.state, LINES, self.thing.model)
            deadline = line.deadline(release.position)
        measured = min(int(claims.measured), self.thing.assurance)
        counter = self.before.security_counter if self.before else 0
        finding = self._finding(release, deadline, measured, counter)
        until = after(at.time, self.policy.validity_seconds)
        if release is not None and finding is None:
            counter = max(counter, release.security_counter)
        verdict = Verdict(
            self.owner,
            self.key_id,
            at.height,
            at.time,
            claims.nonce_height,
            claims.boot_count,
            measured,
            claims.image,
            found[0] if found else None,
            claims.settings,
            finding,
            until if deadline is None else min(until, deadline),
            counter,
            self.policy.revision,
        )
        return self._settle(verdict)

    def _finding(
        self, release: Release | None, deadline: int | None, measured: int, counter: int
    ) -> Finding | None:
        if self.claims.debug == 0:
            return Finding.DEBUG_ENABLED
        if measured < max(self.policy.least_assurance, self.model.least_assurance):
            return Finding.NOT_MEASURED_WELL_ENOUGH
        if release is None:
            return Finding.UNKNOWN_IMAGE
        if release.security_counter < counter:
            return Finding.ROLLED_BACK
        if deadline is not None and deadline <= self.at.time:
            return Finding.SUPERSEDED
        baseline = find(self.state, BASELINES, self.owner, self.thing.model)
        if baseline is None and self.policy.require_baseline:
            return Finding.NO_BASELINE
        if baseline is not None and self.claims.settings != baseline.settings:
            return Finding.SETTINGS_DIFFER
        if release.revocation is not None:
            action = self.policy.action(self.model, release.revocation.severity)
            if action == Action.QUARANTINE:
                return Finding.IMAGE_REVOKED
        return None

    def _settle(self, verdict: Verdict) -> Accepted:
        thing, model = self.claims.thing, self.thing.model
        out = Accepted(ADMISSION).put(VERDICTS, thing, verdict)
        if self.before is not None and _expires(self.before):
            out.remove(EXPIRIES, self.before.until, thing)
        if _expires(verdict):
            out.put(EXPIRIES, verdict.until, thing, verdict.at)
        left = self.before.release if self.before else None
        if left != verdict.release:
            if left is not None:
                out.remove(RUNNING, model, left, thing)
            if verdict.release is not None:
                out.put(RUNNING, model, verdict.release, thing, self.at.time)
        hold = self.hold
        if verdict.finding is None and hold is not None and hold.kind == HoldKind.EVICTED:
            out.remove(HOLDS, thing)
            hold = None
        stands = standing.of(self.state, self.at.time, thing, self.thing, verdict, hold)
        named = thing, self.owner, self.thing.maker
        measured = int(verdict.measured)
        if verdict.finding is not None:
            said = int(verdict.finding), verdict.release, measured, stands.kind.is_in
            return out.fact(4, *named, *said)
        if not stands.kind.is_in:
            return out.fact(5, *named, int(stands.kind), verdict.release)
        until = verdict.until if stands.until is None else stands.until
        return out.fact(3, *named, int(stands.kind), verdict.release, measured, until)
