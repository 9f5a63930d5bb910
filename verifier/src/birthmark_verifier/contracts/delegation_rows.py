"""Who may ask for what in whose name, and which department is whose (contract 1)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

from ..keys import PublicKey
from ..records import (
    Hash,
    Key,
    MalformedError,
    Many,
    Moment,
    Number,
    Octets,
    Record,
    Text,
    Uint,
    Yes,
)
from ..state import Table
from .common import HASH, PARTIES
from .party_rows import HANDLE

_NAME = re.compile(r"[a-z-]+/[a-z-]+")
LINKS_MAX = 4
LEVELS_MAX = 4


def _is_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None


Transactions = Annotated[tuple[str, ...], Many(Text(3, 80, _is_name), 1, 32)]
Things = Annotated[tuple[bytes, ...], Many(HASH, 0, 64)]


@dataclass(frozen=True)
class Delegation:
    """A row of ``delegations``."""

    transactions: Transactions
    things: Things
    until: Moment
    is_onward: Yes
    by: Hash
    since: Uint


@dataclass(frozen=True)
class Above:
    """A row of ``organisations``."""

    organisation: Hash
    since: Uint


DELEGATIONS: Table[Delegation] = Table(PARTIES, 12, (HASH, HASH), Record(Delegation))
HELD: Table[int] = Table(PARTIES, 13, (HASH, HASH), Number())
ABOVE: Table[Above] = Table(PARTIES, 14, (HASH,), Record(Above))
UNDER: Table[int] = Table(PARTIES, 15, (HASH, HASH), Number())


@dataclass(frozen=True)
class Delegate:
    """A party lets another ask for something in its name."""

    to: Hash
    transactions: Transactions
    things: Things
    until: Moment
    is_onward: Yes

    def __post_init__(self) -> None:
        """Checks that nothing is named twice. Raises MalformedError."""
        for named in (self.transactions, self.things):
            if len(set(named)) < len(named):
                raise MalformedError("each is named once")


@dataclass(frozen=True)
class EndDelegation:
    """One of those it concerns ends a delegation."""

    party: Hash
    to: Hash


@dataclass(frozen=True)
class FoundDepartment:
    """An organisation founds a department."""

    organisation: Hash
    key: Annotated[PublicKey, Key(signs=True)]
    handle: Annotated[str, HANDLE]
    name: Annotated[str, Text(1, 80)]
    possession: Annotated[bytes, Octets(1, 4_096)]


@dataclass(frozen=True)
class ReleaseDepartment:
    """An organisation lets a department go."""

    department: Hash
