"""Governance (contract 2): which rules decide from which height on, and what changes replicas."""

from __future__ import annotations

from typing import Any

from ..state import Rows, find
from . import absences, motions, replica_changes, replica_set
from .common import GOVERNANCE, Accepted, Context, Rejected, Role, require
from .governance_rows import (
    CHANGES,
    READINESS,
    RULES,
    THRESHOLDS,
    AddReplica,
    Change,
    GovernanceRefusal,
    LeaveReplicas,
    LimitAbsence,
    OfferReplica,
    Oppose,
    RemoveReplica,
    Scheduled,
    ScheduleRules,
    SetThreshold,
    SignalReadiness,
    Threshold,
    WeighReplica,
    WithdrawOffer,
    WithdrawRules,
)
from .parties import holds, may_propose
from .replica_signatures import Attend, ReportDoubleCheckpoint, ReportDoubleVote

FIRST = 1
NOTICE_BLOCKS = 10

TRANSACTIONS = {
    1: ScheduleRules,
    2: WithdrawRules,
    3: SignalReadiness,
    4: OfferReplica,
    5: AddReplica,
    6: RemoveReplica,
    7: WeighReplica,
    8: LeaveReplicas,
    9: SetThreshold,
    10: Oppose,
    11: WithdrawOffer,
    12: ReportDoubleVote,
    13: ReportDoubleCheckpoint,
    14: LimitAbsence,
    15: Attend,
}
_ANYBODY = Attend, WithdrawOffer, ReportDoubleVote, ReportDoubleCheckpoint
_WITH_REPLICAS = SignalReadiness, OfferReplica, LeaveReplicas, Oppose


def _rows(state: Rows) -> list[tuple[int, Scheduled]]:
    return [
        (int.from_bytes(key[len(RULES.prefix) :]), RULES.read(value))
        for key, value in state.under(RULES.prefix)
    ]


def in_force(state: Rows, height: int) -> int:
    """The rules version that decides the block at a height."""
    versions = [row.version for since, row in _rows(state) if since <= height]
    return versions[-1] if versions else FIRST


def decide(state: Rows, at: Context, transaction: Any) -> Accepted:  # noqa: ANN401 - of many types
    """What becomes of a transaction of this contract. Raises Rejected."""
    if isinstance(transaction, _WITH_REPLICAS):
        require(holds(state, at.signer, Role.REPLICA), GovernanceRefusal.NOT_A_REPLICA)
    elif not isinstance(transaction, _ANYBODY):
        require(may_propose(state, at.signer), GovernanceRefusal.NOT_A_REPLICA)
    require(at.party is not None, GovernanceRefusal.NOT_A_PARTY)
    match transaction:
        case ScheduleRules():
            return _schedule(state, at, transaction)
        case WithdrawRules(version):
            return _withdraw(state, at, version)
        case SignalReadiness(version):
            return _signal(state, at, version)
        case SetThreshold(decision, percent, open_seconds):
            out = Accepted(GOVERNANCE)
            out.put(THRESHOLDS, decision, Threshold(percent, open_seconds, at.height))
            return out.fact(8, decision, percent, open_seconds, at.signer.id)
        case Oppose(motion):
            return motions.opposed(state, at, motion)
        case LimitAbsence(seconds):
            return absences.limit(state, at, seconds)
        case Attend():
            return absences.attended(state, at, transaction)
    return replica_changes.decide(state, at, transaction)


def _schedule(state: Rows, at: Context, asked: ScheduleRules) -> Accepted:
    rows = _rows(state)
    version, since = asked.version, asked.since
    require(all(each <= at.height for each, _ in rows), GovernanceRefusal.ALREADY_SCHEDULED)
    is_next = version == in_force(state, at.height) + 1
    require(is_next, GovernanceRefusal.VERSION_NOT_NEXT)
    require(since >= at.height + NOTICE_BLOCKS, GovernanceRefusal.TOO_SOON)
    latest = replica_set.latest(state)
    enough = 3 * _ready(state, latest, version) > 2 * replica_set.weight(latest)
    require(enough, GovernanceRefusal.NOT_READY)
    out = Accepted(GOVERNANCE)
    for old, _ in rows[:-1]:
        out.remove(RULES, old)
    out.put(RULES, since, Scheduled(version, at.time))
    out.put(CHANGES, since, Change(version, at.signer.id, at.time))
    return out.fact(1, version, since, at.signer.id)


def _withdraw(state: Rows, at: Context, version: int) -> Accepted:
    ahead = [(since, row) for since, row in _rows(state) if since > at.height]
    if not ahead or ahead[0][1].version != version:
        raise Rejected(GovernanceRefusal.NOT_SCHEDULED)
    since = ahead[0][0]
    out = Accepted(GOVERNANCE).remove(RULES, since).remove(CHANGES, since)
    return out.fact(2, version, since, at.signer.id)


def _ready(state: Rows, latest: replica_set.Set, version: int) -> int:
    """What those replicas weigh that know a version."""
    return sum(
        each.weight for each in latest if find(state, READINESS, version, each.party) is not None
    )


def _signal(state: Rows, at: Context, version: int) -> Accepted:
    latest = replica_set.latest(state)
    own = replica_set.weight_of(latest, at.signer.id)
    require(own > 0, GovernanceRefusal.RUNS_NO_REPLICA)
    is_next = version == in_force(state, at.height) + 1
    require(is_next, GovernanceRefusal.VERSION_NOT_NEXT)
    is_new = find(state, READINESS, version, at.signer.id) is None
    require(is_new, GovernanceRefusal.ALREADY_READY)
    out = Accepted(GOVERNANCE).put(READINESS, version, at.signer.id, at.height)
    ready = _ready(state, latest, version) + own
    return out.fact(3, version, ready, replica_set.weight(latest), at.signer.id)
