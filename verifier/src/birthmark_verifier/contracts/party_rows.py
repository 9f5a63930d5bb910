"""What parties (contract 1) keep of organisations, people and their keys."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

from ..keys import PublicKey
from ..records import (
    MOMENT,
    Key,
    Many,
    Maybe,
    MaybeHash,
    MaybeMoment,
    Moment,
    Name,
    Number,
    Record,
    Text,
    Uint,
    name_of,
)
from ..state import Table
from .common import HASH, PARTIES, Role

_HANDLE = re.compile(r"[a-z0-9][a-z0-9-]{0,22}[a-z0-9]")


def is_handle(text: str) -> bool:
    """Whether text is an organisation's short name."""
    return _HANDLE.fullmatch(text) is not None


HANDLE = Text(2, 24, is_handle)
ROLE = name_of(Role)
REVOCATION_REASON = Name(4)
SUPERSEDED, COMPROMISED = 0, 2


@dataclass(frozen=True)
class Party:
    """A row of ``parties``."""

    kind: Annotated[int, Name(2)]
    handle: Annotated[str | None, Maybe(HANDLE)]
    name: Annotated[str | None, Maybe(Text(1, 80))]
    commitment: MaybeHash
    roles: Annotated[tuple[int, ...], Many(ROLE, 0, 32)]
    signing_keys: Uint
    since: Uint


@dataclass(frozen=True)
class Revocation:
    """When and why a key came to count no more."""

    height: Uint
    time: Moment
    reason: Annotated[int, REVOCATION_REASON]


@dataclass(frozen=True)
class KeyUse:
    """A row of ``party-keys``."""

    purpose: Annotated[int, Name(2)]
    since: Uint
    revoked: Annotated[Revocation | None, Maybe(Record(Revocation))]
    retires: MaybeMoment


@dataclass(frozen=True)
class Compromise:
    """A row of ``compromises``."""

    since: Uint
    height: Uint
    time: Moment


@dataclass(frozen=True)
class UnderWay:
    """A row of ``recoveries``."""

    key: Annotated[PublicKey, Key()]
    due: Moment
    since: Uint


PARTY_ROWS: Table[Party] = Table(PARTIES, 1, (HASH,), Record(Party))
HANDLES: Table[bytes] = Table(PARTIES, 2, (HANDLE,), HASH)
ROLES: Table[int] = Table(PARTIES, 3, (ROLE, HASH), Number())
PARTY_KEYS: Table[KeyUse] = Table(PARTIES, 4, (HASH, HASH), Record(KeyUse))
RETIREMENTS: Table[int] = Table(PARTIES, 8, (MOMENT, HASH, HASH), Number())
COMPROMISES: Table[Compromise] = Table(PARTIES, 9, (HASH, HASH), Record(Compromise))
RECOVERIES: Table[UnderWay] = Table(PARTIES, 10, (HASH,), Record(UnderWay))
RECOVERY_ENDS: Table[int] = Table(PARTIES, 11, (MOMENT, HASH), Number())
