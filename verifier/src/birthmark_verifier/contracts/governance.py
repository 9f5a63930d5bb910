"""Governance (contract 2): which rules version decides from which height on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, Any

from ..records import Hash, Moment, Number, Record, Uint
from ..state import Rows, Table
from .common import GOVERNANCE, LEDGER, Accepted, Context, Rejected, Role, require
from .parties import holds

FIRST = 1
NOTICE_BLOCKS = 10


class GovernanceRefusal(IntEnum):
    """Why a transaction is refused, by the numbers that seals have."""

    NOT_A_REPLICA = 0
    ALREADY_SCHEDULED = 1
    VERSION_NOT_NEXT = 2
    TOO_SOON = 3
    NOT_SCHEDULED = 4


@dataclass(frozen=True)
class Scheduled:
    """A row of ``rules``."""

    version: Uint
    time: Moment


@dataclass(frozen=True)
class Change:
    """A row of ``changes``."""

    version: Uint
    party: Hash
    time: Moment


RULES: Table[Scheduled] = Table(LEDGER, 6, (Number(),), Record(Scheduled))
CHANGES: Table[Change] = Table(GOVERNANCE, 1, (Number(),), Record(Change))


@dataclass(frozen=True)
class ScheduleRules:
    """A replica has the next version decide from a height on."""

    version: Uint
    since: Annotated[int, Number()]


@dataclass(frozen=True)
class WithdrawRules:
    """A replica takes back what was scheduled."""

    version: Uint


TRANSACTIONS = {1: ScheduleRules, 2: WithdrawRules}


def _rows(state: Rows) -> list[tuple[int, Scheduled]]:
    return [
        (int.from_bytes(key[len(RULES.prefix) :]), RULES.read(value))
        for key, value in state.under(RULES.prefix)
    ]


def in_force(state: Rows, height: int) -> int:
    """The rules version that decides the block at a height."""
    versions = [row.version for since, row in _rows(state) if since <= height]
    return versions[-1] if versions else FIRST


def decide(state: Rows, at: Context, transaction: Any) -> Accepted:  # noqa: ANN401 - of two types
    """What becomes of a transaction of this contract. Raises Rejected."""
    require(holds(state, at.signer, Role.REPLICA), GovernanceRefusal.NOT_A_REPLICA)
    rows = _rows(state)
    ahead = [(since, row) for since, row in rows if since > at.height]
    out = Accepted(GOVERNANCE)
    if isinstance(transaction, ScheduleRules):
        version, since = transaction.version, transaction.since
        require(not ahead, GovernanceRefusal.ALREADY_SCHEDULED)
        is_next = version == in_force(state, at.height) + 1
        require(is_next, GovernanceRefusal.VERSION_NOT_NEXT)
        require(since >= at.height + NOTICE_BLOCKS, GovernanceRefusal.TOO_SOON)
        for old, _ in rows[:-1]:
            out.remove(RULES, old)
        out.put(RULES, since, Scheduled(version, at.time))
        out.put(CHANGES, since, Change(version, at.signer.id, at.time))
        return out.fact(1, version, since, at.signer.id)
    if not ahead or ahead[0][1].version != transaction.version:
        raise Rejected(GovernanceRefusal.NOT_SCHEDULED)
    since, row = ahead[0]
    out.remove(RULES, since).remove(CHANGES, since)
    return out.fact(2, row.version, since, at.signer.id)
