"""Where a thing stands: whether it may be on its operator's network, derived and never stored."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum

from ..state import Rows, find, known
from .admission_rows import (
    EMERGENCIES,
    VERDICTS,
    Action,
    Finding,
    Hold,
    HoldKind,
    Policy,
    Verdict,
    hold_of,
    policy_of,
)
from .common import Accepted, Now
from .firmware import LINES, RELEASES
from .thing_rows import (
    DECOMMISSIONED,
    MODELS,
    QUARANTINES,
    THING_ROWS,
    Model,
    Thing,
    is_quarantined,
    owner_of,
)


class Kind(IntEnum):
    """Where a thing can stand."""

    ADMITTED = 0
    WARNED = 1
    RESTRICTED = 2
    OBSERVED = 3
    NEVER_ATTESTED = 4
    OVERDUE = 5
    REFUSED = 6
    QUARANTINED = 7
    EVICTED = 8
    BANNED = 9
    DECOMMISSIONED = 10
    EMERGENCY = 11

    @property
    def is_in(self) -> bool:
        """Whether a thing that stands so may be on the network."""
        return self <= Kind.OBSERVED or self == Kind.EMERGENCY


@dataclass(frozen=True)
class Standing:
    """Where a thing stands, since when, until when, and by which policy."""

    kind: Kind
    finding: Finding | None = None
    since: int | None = None
    until: int | None = None
    policy: int = 0
    would_be: Kind | None = None


_HELD = {
    HoldKind.BANNED: Kind.BANNED,
    HoldKind.QUARANTINED: Kind.QUARANTINED,
    HoldKind.EVICTED: Kind.EVICTED,
}


def now(state: Rows, moment: int, thing: bytes) -> Standing | None:
    """Where a thing stands as of a moment; None if nobody knows it."""
    found = find(state, THING_ROWS, thing)
    if found is None:
        return None
    hold = hold_of(state, thing, owner_of(state, found))
    return of(state, moment, thing, found, find(state, VERDICTS, thing), hold)


def expire(state: Rows, out: Accepted, at: Now, until: int, thing: bytes) -> None:
    """States that evidence expired, unless something else kept the thing out by then."""
    before, stands = now(state, max(until - 1, 0), thing), now(state, at.time, thing)
    if before is None or stands is None:
        raise AssertionError("evidence of a thing that nobody knows")
    if before.kind.is_in:
        found = known(state, THING_ROWS, thing)
        owner = owner_of(state, found)
        release = known(state, VERDICTS, thing).release
        out.fact(11, thing, owner, found.maker, int(stands.kind), release, until)


def end_emergency(
    state: Rows, out: Accepted, at: Now, until: int, thing: bytes, begun: int
) -> None:
    """States that an emergency ended, unless the thing was not in by it any more."""
    before, stands = now(state, max(until - 1, 0), thing), now(state, at.time, thing)
    if before is None or stands is None:
        raise AssertionError("an emergency of a thing that nobody knows")
    if before.kind == Kind.EMERGENCY:
        found = known(state, THING_ROWS, thing)
        owner = owner_of(state, found)
        out.fact(21, thing, owner, found.maker, int(stands.kind), begun, until)
    out.remove(EMERGENCIES, thing)


def of(
    state: Rows,
    moment: int,
    thing: bytes,
    found: Thing,
    verdict: Verdict | None,
    hold: Hold | None,
) -> Standing:
    """Where it stands by this verdict and its present owner's hold."""
    model = known(state, MODELS, found.model)
    owner = owner_of(state, found)
    policy = policy_of(state, owner, found.model)
    end = find(state, DECOMMISSIONED, thing)
    if end is not None:
        return Standing(Kind.DECOMMISSIONED, since=end.time, policy=policy.revision)
    if hold is not None and hold.kind == HoldKind.BANNED:
        return Standing(Kind.BANNED, since=hold.at, policy=policy.revision)
    if is_quarantined(state, thing) and not model.life_safety:
        since = known(state, QUARANTINES, thing).time
        return Standing(Kind.QUARANTINED, since=since, policy=policy.revision)
    emergency = find(state, EMERGENCIES, thing)
    if (
        emergency is not None
        and emergency.owner == owner
        and moment < emergency.until
        and not is_quarantined(state, thing)
    ):
        since, until = emergency.at, emergency.until
        return Standing(Kind.EMERGENCY, since=since, until=until, policy=policy.revision)
    if hold is not None:
        return Standing(_HELD[HoldKind(hold.kind)], since=hold.at, policy=policy.revision)
    stands = Standing(Kind.NEVER_ATTESTED, policy=policy.revision)
    if verdict is not None and verdict.owner == owner and verdict.key_id == found.signing:
        stands = _by_verdict(state, moment, found, model, policy, verdict)
    if is_quarantined(state, thing) and stands.kind == Kind.ADMITTED:
        stands = replace(stands, kind=Kind.WARNED)
    if policy.observe_only and (not stands.kind.is_in or stands.kind == Kind.RESTRICTED):
        return replace(stands, kind=Kind.OBSERVED, would_be=stands.kind, policy=policy.revision)
    return stands


def _by_verdict(
    state: Rows, moment: int, found: Thing, model: Model, policy: Policy, verdict: Verdict
) -> Standing:
    if verdict.finding not in (None, Finding.IMAGE_REVOKED):
        finding = Finding(verdict.finding)
        return Standing(Kind.REFUSED, finding, verdict.at, policy=verdict.policy)
    if verdict.release is None:
        raise AssertionError("a verdict without a finding names a release")
    release = known(state, RELEASES, found.model, verdict.release)
    deadline = known(state, LINES, found.model).deadline(release.position)
    action = None
    since = verdict.at
    if release.revocation is not None:
        action = policy.action(model, release.revocation.severity)
        since = max(release.revocation.at, verdict.at)
    if action == Action.QUARANTINE:
        return Standing(Kind.QUARANTINED, Finding.IMAGE_REVOKED, since, policy=policy.revision)
    is_past = deadline is not None and deadline <= moment
    if is_past and not model.life_safety:
        return Standing(Kind.REFUSED, Finding.SUPERSEDED, deadline, policy=verdict.policy)
    if verdict.until <= moment:
        return Standing(Kind.OVERDUE, since=verdict.until, policy=verdict.policy)
    until = verdict.until
    if deadline is not None and not model.life_safety:
        until = min(until, deadline)
    if action is not None:
        kind = Kind.RESTRICTED if action == Action.RESTRICT else Kind.WARNED
        return Standing(kind, Finding.IMAGE_REVOKED, since, until, policy.revision)
    if is_past:
        return Standing(Kind.WARNED, Finding.SUPERSEDED, deadline, until, verdict.policy)
    return Standing(Kind.ADMITTED, None, verdict.at, until, verdict.policy)
