"""Content (contract 9): what is sealed to a party, and who committed it when."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import IntEnum
from itertools import islice
from typing import Annotated

from ..records import Hash, Octets, Record, Uint
from ..state import Rows, Table, find
from .common import (
    CONTENT,
    HASH,
    KEYS,
    Accepted,
    Context,
    Purpose,
    Rejected,
    Subject,
    SubjectKind,
    require,
)
from .party_rows import PARTY_KEYS


class ContentRefusal(IntEnum):
    """Why a transaction is refused, by the numbers that seals have."""

    NOT_A_PARTY = 0
    NOT_ITS_KEY = 1
    ALREADY_COMMITTED = 2


@dataclass(frozen=True)
class Commitment:
    """A row of ``commitments``."""

    by: Hash
    key: Hash
    length: Uint
    statement: Hash
    since: Uint


COMMITMENTS: Table[Commitment] = Table(CONTENT, 1, (HASH, HASH), Record(Commitment))


@dataclass(frozen=True)
class SubmitSealed:
    """Something that only one party can read, in the statement itself."""

    to: Hash
    key: Hash
    sealed: Annotated[bytes, Octets(1, 50_000)]

    @property
    def digest(self) -> bytes:
        """What names it."""
        return hashlib.sha256(self.sealed).digest()

    @property
    def length(self) -> int:
        """How many octets it has."""
        return len(self.sealed)


@dataclass(frozen=True)
class CommitSealed:
    """The digest of something that only one party can read."""

    to: Hash
    key: Hash
    digest: Hash
    length: Uint


TRANSACTIONS = {1: SubmitSealed, 2: CommitSealed}


def decide(state: Rows, at: Context, asked: SubmitSealed | CommitSealed) -> Accepted:
    """What becomes of a transaction of this contract. Raises Rejected."""
    if at.party is None:
        raise Rejected(ContentRefusal.NOT_A_PARTY)
    key = find(state, KEYS, asked.key)
    is_its = (
        key is not None
        and key.subject == Subject(SubjectKind.PARTY, asked.to)
        and key.purpose == Purpose.AGREEMENT
        and key.counts_at(at.height)
    )
    require(is_its, ContentRefusal.NOT_ITS_KEY)
    is_new = find(state, COMMITMENTS, asked.to, asked.digest) is None
    require(is_new, ContentRefusal.ALREADY_COMMITTED)
    row = Commitment(at.party, asked.key, asked.length, at.statement, at.height)
    told = at.party, asked.to, asked.key, asked.digest, asked.length
    return Accepted(CONTENT).put(COMMITMENTS, asked.to, asked.digest, row).fact(1, *told)


def recipient_of(state: Rows, party: bytes) -> bytes | None:
    """The key to seal to for a party: of those that count the one that it added last."""
    best: tuple[int, bytes] | None = None
    for key, value in islice(state.under(PARTY_KEYS.key(party)), 1_000):
        use = PARTY_KEYS.read(value)
        counts = use.purpose == Purpose.AGREEMENT and use.revoked is None
        if counts and (best is None or use.since >= best[0]):
            best = use.since, key[-32:]
    return None if best is None else best[1]
