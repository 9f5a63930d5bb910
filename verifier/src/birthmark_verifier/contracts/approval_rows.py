"""What several must approve (contract 1): policies, proposals, and what sets them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated

from ..records import (
    MOMENT,
    Hash,
    MalformedError,
    Many,
    Moment,
    Number,
    Record,
    Uint,
    name_of,
)
from ..state import Table
from .common import HASH, PARTIES

APPROVERS_MAX = 16


class ApprovalClass(IntEnum):
    """Classes of transactions that several may have to approve."""

    POLICIES = 0
    KEYS = 1
    ROLES = 2
    RULES = 3
    OWNERSHIP = 4
    RELEASE = 5
    REVOCATION = 6
    ADMISSION = 7
    RECOVERY = 8
    EXCLUSION = 9
    ROOTS = 10
    BREAK_GLASS = 11
    MAKERS = 12


CLASS = name_of(ApprovalClass)
Kind = Annotated[int, CLASS]
OpenSeconds = Annotated[int, Number(60, 7_776_000)]
Approvers = Annotated[tuple[bytes, ...], Many(HASH, 1, APPROVERS_MAX)]


@dataclass(frozen=True)
class Policy:
    """A row of ``policies``."""

    needed: Uint
    approvers: Approvers
    open_seconds: Uint
    delay_seconds: Uint
    statement: Hash
    since: Uint


@dataclass(frozen=True)
class Approval:
    """One who approved, or said no."""

    party: Hash
    key_id: Hash


Votes = Annotated[tuple[Approval, ...], Many(Record(Approval), 0, APPROVERS_MAX)]


@dataclass(frozen=True)
class Proposal:
    """A row of ``proposals``."""

    kind: Kind
    digest: Hash
    statement: Hash
    policy: Hash
    approvals: Votes
    rejections: Votes
    since: Uint
    expires: Moment


POLICIES: Table[Policy] = Table(PARTIES, 5, (HASH, CLASS), Record(Policy))
PROPOSALS: Table[Proposal] = Table(PARTIES, 6, (HASH, HASH), Record(Proposal))
LAPSES: Table[int] = Table(PARTIES, 7, (MOMENT, HASH, HASH), Number())


@dataclass(frozen=True)
class RequireApprovals:
    """A party has several approve what is of a class."""

    kind: Kind
    needed: Uint
    approvers: Approvers
    open_seconds: OpenSeconds

    def __post_init__(self) -> None:
        """Checks that enough can approve, each once. Raises MalformedError."""
        _require(self.needed, self.approvers)
        if self.kind == ApprovalClass.RECOVERY:
            raise MalformedError("who may recover a party is said by name-guardians")


@dataclass(frozen=True)
class NameGuardians:
    """A party says who may give it a new key."""

    needed: Uint
    guardians: Approvers
    open_seconds: OpenSeconds
    delay_seconds: Annotated[int, Number(3_600, 7_776_000)]

    def __post_init__(self) -> None:
        """Checks that enough can agree, each once. Raises MalformedError."""
        _require(self.needed, self.guardians)


def _require(needed: int, approvers: tuple[bytes, ...]) -> None:
    if not 1 <= needed <= len(approvers):
        raise MalformedError("of n approvers 1 to n can be needed")
    if len(set(approvers)) < len(approvers):
        raise MalformedError("each approver is named once")


@dataclass(frozen=True)
class Reject:
    """An approver says no."""

    party: Hash
    proposal: Hash


@dataclass(frozen=True)
class WaiveApprovals:
    """A party no longer has what is of a class approved."""

    kind: Kind
