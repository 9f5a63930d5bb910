"""Messages (contract 8): agreements by which things send messages, and what they commit to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Annotated, Any

from ..records import Hash, MalformedError, Many, Maybe, Moment, Number, Record, Text, Uint
from ..state import Rows, Table, find, known
from . import standing
from .common import (
    HASH,
    KEYS,
    MESSAGES,
    Accepted,
    Context,
    Now,
    SubjectKind,
    require,
)
from .thing_rows import THING_ROWS, is_decommissioned, owner_of

THINGS_NAMED = Many(HASH, 2, 8)
Things = Annotated[tuple[bytes, ...], THINGS_NAMED]
Words = Annotated[str, Text(1, 200)]


class MessageRefusal(IntEnum):
    """Why a transaction is refused, by the numbers that seals have."""

    NO_SUCH_THING = 0
    THING_DECOMMISSIONED = 1
    NOT_AN_OWNER = 2
    UNTIL_PAST = 3
    NO_SUCH_AGREEMENT = 4
    AGREEMENT_OVER = 5
    ALREADY_CONSENTED = 6
    NOT_A_MEMBER = 7
    NOT_LONGER = 8


@dataclass(frozen=True)
class Ended:
    """An end before its time."""

    time: Moment
    by: Hash
    reason: Words


@dataclass(frozen=True)
class Agreement:
    """A row of ``agreements``."""

    things: Things
    purpose: Words
    until: Moment
    per_minute: Uint
    waiting: Uint
    by: Hash
    since: Uint
    ended: Annotated[Ended | None, Maybe(Record(Ended))]

    def is_over(self, moment: int) -> bool:
        """Whether somebody ended it, or its time is over."""
        return self.ended is not None or moment >= self.until


@dataclass(frozen=True)
class Conversation:
    """A row of ``conversations``."""

    messages: Uint
    root: Hash
    statement: Hash
    since: Uint


AGREEMENTS: Table[Agreement] = Table(MESSAGES, 1, (HASH,), Record(Agreement))
CONSENTS: Table[int] = Table(MESSAGES, 2, (HASH, HASH), Number())
CONVERSATIONS: Table[Conversation] = Table(MESSAGES, 3, (HASH, HASH), Record(Conversation))


@dataclass(frozen=True)
class OpenAgreement:
    """An owner has things exchange messages."""

    things: Things
    purpose: Words
    until: Moment
    per_minute: Annotated[int, Number(1, 60_000)]
    waiting: Annotated[int, Number(1, 1_000)]

    def __post_init__(self) -> None:
        """Raises MalformedError unless each is named once."""
        if len(set(self.things)) != len(self.things):
            raise MalformedError("a thing is named twice")


@dataclass(frozen=True)
class Consent:
    """The owner of some of the things agrees."""

    agreement: Hash


@dataclass(frozen=True)
class EndAgreement:
    """The owner of some of the things ends it."""

    agreement: Hash
    reason: Words


@dataclass(frozen=True)
class CommitConversation:
    """A thing commits to what it sent and received."""

    agreement: Hash
    messages: Uint
    root: Hash


TRANSACTIONS = {1: OpenAgreement, 2: Consent, 3: EndAgreement, 4: CommitConversation}


def decide(state: Rows, at: Context, transaction: Any) -> Accepted:  # noqa: ANN401 - of four types
    """What becomes of a transaction of this contract. Raises Rejected."""
    match transaction:
        case OpenAgreement():
            return _open(state, at, transaction)
        case Consent(agreement):
            return _consent(state, at, agreement)
        case EndAgreement():
            return _end(state, at, transaction)
        case _:
            return _commit(state, at, transaction)


def owners(state: Rows, things: tuple[bytes, ...]) -> list[bytes]:
    """Whose the things are, each once, in the order of the things."""
    return list(dict.fromkeys(owner_of(state, known(state, THING_ROWS, each)) for each in things))


def _open(state: Rows, at: Context, asked: OpenAgreement) -> Accepted:
    for thing in asked.things:
        require(find(state, THING_ROWS, thing) is not None, MessageRefusal.NO_SUCH_THING)
        require(not is_decommissioned(state, thing), MessageRefusal.THING_DECOMMISSIONED)
    owning = owners(state, asked.things)
    require(at.party in owning, MessageRefusal.NOT_AN_OWNER)
    require(at.time < asked.until, MessageRefusal.UNTIL_PAST)
    by = at.signer.id
    row = Agreement(
        asked.things,
        asked.purpose,
        asked.until,
        asked.per_minute,
        asked.waiting,
        by,
        at.height,
        None,
    )
    out = Accepted(MESSAGES).put(AGREEMENTS, at.statement, row)
    out.put(CONSENTS, at.statement, by, at.height)
    others: list[Any] = [each for each in owning if each != by]
    said = list(asked.things), asked.purpose, asked.until
    return out.fact(1, at.statement, *said, by, others)


def _owned(state: Rows, at: Context, agreement: bytes) -> Agreement:
    """An agreement that the signer, an owner, may change. Raises Rejected."""
    row = find(state, AGREEMENTS, agreement)
    require(row is not None, MessageRefusal.NO_SUCH_AGREEMENT)
    row = known(state, AGREEMENTS, agreement)
    require(at.party in owners(state, row.things), MessageRefusal.NOT_AN_OWNER)
    require(not row.is_over(at.time), MessageRefusal.AGREEMENT_OVER)
    return row


def _consent(state: Rows, at: Context, agreement: bytes) -> Accepted:
    row = _owned(state, at, agreement)
    by = at.signer.id
    is_new = find(state, CONSENTS, agreement, by) is None
    require(is_new, MessageRefusal.ALREADY_CONSENTED)
    out = Accepted(MESSAGES).put(CONSENTS, agreement, by, at.height)
    return out.fact(2, agreement, list(row.things), by)


def _end(state: Rows, at: Context, asked: EndAgreement) -> Accepted:
    row = _owned(state, at, asked.agreement)
    ended = replace(row, ended=Ended(at.time, at.signer.id, asked.reason))
    out = Accepted(MESSAGES).put(AGREEMENTS, asked.agreement, ended)
    return out.fact(3, asked.agreement, list(row.things), at.signer.id, asked.reason)


def _commit(state: Rows, at: Context, commit: CommitConversation) -> Accepted:
    row = find(state, AGREEMENTS, commit.agreement)
    require(row is not None, MessageRefusal.NO_SUCH_AGREEMENT)
    row = known(state, AGREEMENTS, commit.agreement)
    thing = at.signer.id
    is_member = at.signer.kind == SubjectKind.THING and thing in row.things
    require(is_member, MessageRefusal.NOT_A_MEMBER)
    before = find(state, CONVERSATIONS, commit.agreement, thing)
    is_longer = commit.messages > (0 if before is None else before.messages)
    require(is_longer, MessageRefusal.NOT_LONGER)
    longer = Conversation(commit.messages, commit.root, at.statement, at.height)
    out = Accepted(MESSAGES).put(CONVERSATIONS, commit.agreement, thing, longer)
    return out.fact(4, thing, commit.agreement, commit.messages, commit.root)


def standing_of(rows: Rows, at: Now, agreement: bytes) -> dict[str, Any] | None:
    """Whether an agreement is in force, and by which keys its things sign and are sealed to."""
    row = find(rows, AGREEMENTS, agreement)
    if row is None:
        return None
    asked = owners(rows, row.things)
    missing = [each.hex() for each in asked if find(rows, CONSENTS, agreement, each) is None]
    if row.ended is not None:
        kind = "ended"
    elif row.is_over(at.time):
        kind = "expired"
    else:
        kind = "awaiting-consent" if missing else "in-force"
    members = [_member(rows, at, each) for each in row.things]
    return {"kind": kind, "members": members, "missing": missing}


def _member(rows: Rows, at: Now, thing: bytes) -> dict[str, Any]:
    row = known(rows, THING_ROWS, thing)
    stands = standing.now(rows, at.time, thing)
    is_in = stands is not None and stands.kind.is_in
    return {
        "thing": thing.hex(),
        "signing": known(rows, KEYS, row.signing).key.encoded.hex(),
        "agreement": known(rows, KEYS, row.agreement).key.encoded.hex(),
        "admitted": is_in,
        "admittedUntil": stands.until if stands is not None and is_in else None,
    }
