"""What all contracts share: who signs, what a decision is, and the ledger's own tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Annotated, Any, TypeVar

from ..cbor import Writable
from ..keys import PublicKey
from ..records import (
    Hash,
    Key,
    Maybe,
    MaybeMoment,
    Moment,
    Name,
    Number,
    Octets,
    Record,
    Uint,
)
from ..state import Change, Rows, Table, find

V = TypeVar("V")

LEDGER, PARTIES, GOVERNANCE, THINGS, FIRMWARE, ADMISSION, REGISTRATIONS, SAMPLES = range(8)
MESSAGES = 8
CONTENT = 9
AUTHORITIES = 16


class SubjectKind(IntEnum):
    """Who holds keys."""

    PARTY = 0
    THING = 1


class Purpose(IntEnum):
    """What a key is for."""

    SIGNING = 0
    AGREEMENT = 1


class Role(IntEnum):
    """What a party may do."""

    MAKER = 0
    OPERATOR = 1
    CERTIFIER = 2
    LABORATORY = 3
    REGULATOR = 4
    AUDITOR = 5
    REPLICA = 6
    PROPOSER = 7


class Assurance(IntEnum):
    """What a measurement rests on, from the least."""

    SELF_REPORTED = 0
    MEASURED_BOOT = 1


@dataclass(frozen=True)
class Subject:
    """A party or a thing."""

    kind: Annotated[int, Name(2)]
    id: Hash


SUBJECT = Record(Subject)
HASH = Octets(32, 32)
PublicKeyField = Annotated[PublicKey, Key()]
MaybeUint = Annotated[int | None, Maybe(Number())]


@dataclass(frozen=True)
class RegisteredKey:
    """A row of ``keys``."""

    subject: Annotated[Subject, SUBJECT]
    purpose: Annotated[int, Name(2)]
    key: PublicKeyField
    since: Uint
    revoked: MaybeUint
    revoked_at: MaybeMoment

    def counts_at(self, height: int) -> bool:
        """Whether the key counts in a block at this height."""
        return self.since <= height and (self.revoked is None or height < self.revoked)

    def revoke(self, at: Now | Context) -> RegisteredKey:
        """The same key, counting no more from this block on."""
        return RegisteredKey(self.subject, self.purpose, self.key, self.since, at.height, at.time)


@dataclass(frozen=True)
class SealedBlock:
    """A row of ``checkpoints``."""

    time: Moment
    size: Uint
    root: Hash


KEYS: Table[RegisteredKey] = Table(LEDGER, 1, (HASH,), Record(RegisteredKey))
SUBJECT_KEYS: Table[int] = Table(LEDGER, 5, (Name(2), HASH, HASH), Number())
CHECKPOINTS: Table[SealedBlock] = Table(LEDGER, 2, (Number(),), Record(SealedBlock))


@dataclass(frozen=True)
class Now:
    """The block in which something comes due."""

    height: int
    time: int


@dataclass(frozen=True)
class Context:
    """The block and the statement that a contract decides."""

    network: bytes
    height: int
    time: int
    statement: bytes
    key_id: bytes
    signer: Subject
    entry: Callable[[int], bytes | None]  # the log as it was before this block

    @property
    def party(self) -> bytes | None:
        """The signer's id if it is a party."""
        return self.signer.id if self.signer.kind == SubjectKind.PARTY else None


class Rejected(Exception):  # noqa: N818 - the protocol's word for a decision, not an error
    """The contract refuses the transaction for this reason."""

    def __init__(self, reason: IntEnum) -> None:
        self.reason = reason
        super().__init__(reason.name)


def require(holds: bool, reason: IntEnum) -> None:
    """Refuses unless something holds."""
    if not holds:
        raise Rejected(reason)


@dataclass
class Accepted:
    """What an accepted transaction writes and makes true."""

    contract: int
    changes: list[Change] = field(default_factory=list)
    facts: list[list[Writable]] = field(default_factory=list)
    registered: list[RegisteredKey] = field(default_factory=list)

    def put(self, table: Table[V], *key_and_value: Any) -> Accepted:  # noqa: ANN401
        """Writes a row: the components of its key, then its value."""
        *key, value = key_and_value
        self.changes.append((table.key(*key), table.write(value)))
        return self

    def remove(self, table: Table[V], *key: Any) -> Accepted:  # noqa: ANN401
        """Removes a row, if it is there."""
        self.changes.append((table.key(*key), None))
        return self

    def register(
        self, at: Now | Context, subject: Subject, purpose: Purpose, key: PublicKey
    ) -> Accepted:
        """Gives a key to a subject from this block on."""
        row = RegisteredKey(subject, purpose, key, at.height, None, None)
        self.registered.append(row)
        self.put(SUBJECT_KEYS, subject.kind, subject.id, key.thumbprint, at.height)
        return self.put(KEYS, key.thumbprint, row)

    def also(self, more: Accepted) -> None:
        """Writes and says what another does."""
        self.changes += more.changes
        self.facts += more.facts
        self.registered += more.registered

    def fact(self, tag: int, *components: Writable) -> Accepted:
        """Says what became true."""
        self.facts.append([self.contract, tag, list(components)])
        return self


def is_taken(state: Rows, key: PublicKey) -> bool:
    """Whether a key belongs to somebody."""
    return find(state, KEYS, key.thumbprint) is not None


def after(moment: int, seconds: int) -> int:
    """A moment so many seconds later, at most the last there is."""
    return min(moment + 1000 * seconds, 253_402_300_799_999)
