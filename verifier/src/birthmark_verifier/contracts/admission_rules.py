"""What becomes of each transaction of admission (contract 5)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..state import Rows, find
from . import appraisal, approvals, enrolment, standing, usage
from .admission import (
    Attest,
    Ban,
    BreakGlass,
    DescribeUsage,
    Enrol,
    Evict,
    KeepWatch,
    Quarantine,
    Release,
    SetBaseline,
    SetPolicy,
    StrikeOff,
    TightenUsage,
    Unban,
)
from .admission_refusal import AdmissionRefusal
from .admission_rows import (
    BASELINES,
    EMERGENCIES,
    EMERGENCY_ENDS,
    HOLDS,
    POLICIES,
    VERDICTS,
    Baseline,
    Emergency,
    Hold,
    HoldKind,
    Policy,
    hold_of,
    policy_of,
)
from .approval_rows import ApprovalClass
from .common import ADMISSION, Accepted, Context, Rejected, Role, after, require
from .parties import holds
from .thing_rows import MODELS, THING_ROWS, Thing, is_decommissioned, owner_of

EMERGENCY_SECONDS = 259_200

_PUT_OUT = {Evict: HoldKind.EVICTED, Ban: HoldKind.BANNED, Quarantine: HoldKind.QUARANTINED}
_OUT_FACTS = {HoldKind.EVICTED: 6, HoldKind.BANNED: 7, HoldKind.QUARANTINED: 9}


def decide(state: Rows, at: Context, transaction: Any) -> Accepted:  # noqa: ANN401 - of several types
    """What becomes of a transaction of this contract. Raises Rejected."""
    match transaction:
        case SetPolicy():
            return _set_policy(state, at, transaction)
        case SetBaseline():
            return _set_baseline(state, at, transaction)
        case Attest(octets):
            return appraisal.decide(state, at, octets)
        case Evict(thing, reason) | Ban(thing, reason) | Quarantine(thing, reason):
            return _hold(state, at, thing, _PUT_OUT[type(transaction)], reason)
        case Unban(thing):
            return _lift(state, at, thing, HoldKind.BANNED)
        case Release(thing):
            return _lift(state, at, thing, HoldKind.QUARANTINED)
        case BreakGlass():
            return _break_glass(state, at, transaction)
        case DescribeUsage():
            return usage.describe(state, at, transaction)
        case TightenUsage():
            return usage.tighten(state, at, transaction)
        case Enrol() | StrikeOff():
            return enrolment.decide(state, at, transaction)
        case KeepWatch():
            return usage.keep_watch(state, at, transaction)
    raise AssertionError(f"{transaction} is no transaction of admission")


def _set_policy(state: Rows, at: Context, asked: SetPolicy) -> Accepted:
    require(holds(state, at.signer, Role.OPERATOR), AdmissionRefusal.NOT_AN_OPERATOR)
    model = find(state, MODELS, asked.model)
    if model is None:
        raise Rejected(AdmissionRefusal.NO_SUCH_MODEL)
    asks_enough = asked.least_assurance >= model.least_assurance
    require(asks_enough, AdmissionRefusal.BELOW_THE_MODELS_LEAST)
    owner = at.signer.id
    revision = policy_of(state, owner, asked.model).revision + 1
    policy = Policy(
        asked.validity_seconds,
        asked.freshness_seconds,
        asked.least_assurance,
        asked.require_baseline,
        asked.restrict_from,
        asked.quarantine_from,
        asked.observe_only,
        revision,
        at.time,
    )
    out = Accepted(ADMISSION).put(POLICIES, owner, asked.model, policy)
    return out.fact(1, owner, asked.model, revision, asked.observe_only)


def _set_baseline(state: Rows, at: Context, asked: SetBaseline) -> Accepted:
    require(holds(state, at.signer, Role.OPERATOR), AdmissionRefusal.NOT_AN_OPERATOR)
    require(find(state, MODELS, asked.model) is not None, AdmissionRefusal.NO_SUCH_MODEL)
    owner = at.signer.id
    out = Accepted(ADMISSION)
    if asked.settings is None:
        out.remove(BASELINES, owner, asked.model)
    else:
        out.put(BASELINES, owner, asked.model, Baseline(asked.settings, asked.label, at.time))
    return out.fact(2, owner, asked.model, asked.settings)


def _owned(state: Rows, at: Context, thing: bytes) -> tuple[Thing, Hold | None]:
    found = find(state, THING_ROWS, thing)
    if found is None:
        raise Rejected(AdmissionRefusal.NO_SUCH_THING)
    owner = owner_of(state, found)
    require(owner == at.party, AdmissionRefusal.NOT_THE_OWNER)
    return found, hold_of(state, thing, owner)


def _hold(state: Rows, at: Context, thing: bytes, kind: HoldKind, reason: str) -> Accepted:
    found, before = _owned(state, at, thing)
    gives_way = (
        before is None
        or before.kind == HoldKind.EVICTED
        or (before.kind == HoldKind.QUARANTINED and kind == HoldKind.BANNED)
    )
    require(gives_way, AdmissionRefusal.OUT_ALREADY)
    owner = at.signer.id
    out = Accepted(ADMISSION).put(HOLDS, thing, Hold(kind, reason, owner, at.height, at.time))
    emergency = find(state, EMERGENCIES, thing)
    if emergency is not None:
        out.remove(EMERGENCIES, thing)
        out.remove(EMERGENCY_ENDS, emergency.until, thing)
    return out.fact(_OUT_FACTS[kind], thing, owner, found.maker, reason)


def _break_glass(state: Rows, at: Context, asked: BreakGlass) -> Accepted:
    found, _ = _owned(state, at, asked.thing)
    owner = at.signer.id
    policy = approvals.policy_of(state, owner, ApprovalClass.BREAK_GLASS)
    require(policy is not None and policy.needed >= 2, AdmissionRefusal.NOT_BY_TWO)
    is_alive = not is_decommissioned(state, asked.thing)
    require(is_alive, AdmissionRefusal.THING_DECOMMISSIONED)
    is_short = at.time < asked.until <= after(at.time, EMERGENCY_SECONDS)
    require(is_short, AdmissionRefusal.EMERGENCY_TOO_LONG)
    row = Emergency(owner, asked.reason, asked.until, at.time)
    out = Accepted(ADMISSION).put(EMERGENCIES, asked.thing, row)
    before = find(state, EMERGENCIES, asked.thing)
    if before is not None and before.until != asked.until:
        out.remove(EMERGENCY_ENDS, before.until, asked.thing)
    out.put(EMERGENCY_ENDS, asked.until, asked.thing, at.time)
    return out.fact(12, asked.thing, owner, found.maker, asked.until, asked.reason)


def _lift(state: Rows, at: Context, thing: bytes, kind: HoldKind) -> Accepted:
    found, hold = _owned(state, at, thing)
    is_ban = kind == HoldKind.BANNED
    if hold is None or hold.kind != kind:
        reason = AdmissionRefusal.NOT_BANNED if is_ban else AdmissionRefusal.NOT_QUARANTINED
        raise Rejected(reason)
    verdict = find(state, VERDICTS, thing)
    is_good = verdict is not None and verdict.finding is None
    attested_since = verdict is not None and is_good and verdict.nonce_height >= hold.height
    left = None if attested_since else replace(hold, kind=int(HoldKind.EVICTED))
    out = Accepted(ADMISSION)
    if left is None:
        out.remove(HOLDS, thing)
    else:
        out.put(HOLDS, thing, left)
    stands = standing.of(state, at.time, thing, found, verdict, left)
    return out.fact(8 if is_ban else 10, thing, hold.owner, found.maker, int(stands.kind))
