"""The tables of things (contract 3): what is known of models, things and batches."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

from ..keys import PublicKey
from ..records import (
    MOMENT,
    Flag,
    Hash,
    Key,
    MalformedError,
    Many,
    Maybe,
    MaybeHash,
    Moment,
    Name,
    Number,
    Record,
    Text,
    Uint,
    Yes,
)
from ..state import Rows, Table, find, known
from . import identifiers
from .common import HASH, SUBJECT, THINGS, Subject
from .identifiers import Blinded, Public
from .parties import SigningKey
from .party_rows import is_handle

_MODEL_NAME = re.compile(r"[a-z0-9.-]{1,31}")


def _is_model(text: str) -> bool:
    handle, _, name = text.partition(":")
    return is_handle(handle) and _MODEL_NAME.fullmatch(name) is not None


MODEL = Text(4, 56, _is_model)
BATCH = Text(1, 32)
ASSURANCE = Name(2)
ModelName = Annotated[str, MODEL]
AgreementKey = Annotated[PublicKey, Key(signs=False)]


@dataclass(frozen=True)
class Model:
    """A row of ``models``."""

    maker: Hash
    name: Annotated[str, Text(1, 80)]
    life_safety: Yes
    least_assurance: Annotated[int, ASSURANCE]
    gtin: Annotated[str | None, Maybe(identifiers.GTIN)]
    since: Uint


@dataclass(frozen=True)
class Thing:
    """A row of ``things``."""

    model: ModelName
    batch: Annotated[str, BATCH]
    maker: Hash
    owner: Hash
    whole: MaybeHash
    levels: Uint
    signing: Hash
    agreement: Hash
    assurance: Annotated[int, ASSURANCE]
    since: Uint


@dataclass(frozen=True)
class Certificate:
    """A birth certificate."""

    signing: SigningKey
    agreement: AgreementKey
    model: ModelName
    batch: Annotated[str, BATCH]
    made_at: Annotated[str, Text(1, 64)]
    made: Moment
    assurance: Annotated[int, ASSURANCE]
    identifiers: Annotated[tuple[Public | Blinded, ...], Many(identifiers.IDENTIFIER, 0, 16)]
    components: Annotated[tuple[bytes, ...], Many(HASH, 0, 64)]

    def __post_init__(self) -> None:
        """Refuses what is named twice."""
        require_two_points(self.signing, self.agreement)
        if len(set(self.components)) < len(self.components):
            raise MalformedError("a component is named twice")
        names = {(identifiers.looked_up_as(each.kind), each.digest) for each in self.identifiers}
        if len(names) < len(self.identifiers):
            raise MalformedError("an identifier is given twice")


@dataclass(frozen=True)
class Offered:
    """A row of ``offers``."""

    to: Hash
    since: Uint


@dataclass(frozen=True)
class Quarantine:
    """A row of ``quarantines``."""

    key_id: Hash
    sequence: Uint
    since: Uint
    time: Moment
    reporter: Annotated[Subject, SUBJECT]


@dataclass(frozen=True)
class Proposal:
    """A row of ``proposals``."""

    action: Annotated[int, Name(2)]
    digest: Hash
    statement: Hash
    key_id: Hash
    since: Uint
    expires: Moment


@dataclass(frozen=True)
class Copies:
    """A row of ``copies``."""

    first: Hash
    second: Hash
    since: Uint
    subject: Annotated[Subject, SUBJECT]
    reporter: Annotated[Subject, SUBJECT]


@dataclass(frozen=True)
class Batch:
    """A row of ``batches``."""

    maker: Hash
    count: Uint
    content: Hash
    since: Uint


@dataclass(frozen=True)
class Claimed:
    """A row of ``claimed``."""

    thing: Hash
    since: Uint


@dataclass(frozen=True)
class CalledOff:
    """A row of ``called-off``."""

    reason: Annotated[str, Text(1, 200)]
    since: Uint


@dataclass(frozen=True)
class Decommissioned:
    """A row of ``decommissioned``."""

    owner: Hash
    reason: Annotated[str, Text(1, 200)]
    since: Uint
    time: Moment


_SINCE = Number()
MODELS: Table[Model] = Table(THINGS, 1, (MODEL,), Record(Model))
THING_ROWS: Table[Thing] = Table(THINGS, 2, (HASH,), Record(Thing))
CERTIFICATES: Table[Certificate] = Table(THINGS, 3, (HASH,), Record(Certificate))
LINES: Table[int] = Table(THINGS, 4, (MODEL, BATCH, HASH), _SINCE)
BELONGINGS: Table[int] = Table(THINGS, 5, (HASH, HASH), _SINCE)
PARTS: Table[int] = Table(THINGS, 6, (HASH, HASH), _SINCE)
CLAIMS: Table[str] = Table(THINGS, 7, (identifiers.KIND, Flag(), HASH, HASH, _SINCE, HASH), MODEL)
OFFERS: Table[Offered] = Table(THINGS, 8, (HASH,), Record(Offered))
QUARANTINES: Table[Quarantine] = Table(THINGS, 9, (HASH,), Record(Quarantine))
PROPOSALS: Table[Proposal] = Table(THINGS, 10, (HASH, HASH), Record(Proposal))
COPIES: Table[Copies] = Table(THINGS, 11, (HASH, Number()), Record(Copies))
LAPSES: Table[int] = Table(THINGS, 12, (MOMENT, HASH, HASH), _SINCE)
BATCHES: Table[Batch] = Table(THINGS, 13, (MODEL, HASH), Record(Batch))
CLAIMED: Table[Claimed] = Table(THINGS, 14, (MODEL, HASH, Number()), Record(Claimed))
DECOMMISSIONED: Table[Decommissioned] = Table(THINGS, 15, (HASH,), Record(Decommissioned))
FLEET_OFFERS: Table[Offered] = Table(THINGS, 16, (HASH, MODEL), Record(Offered))
CALLED_OFF: Table[CalledOff] = Table(THINGS, 17, (MODEL, HASH), Record(CalledOff))


def require_two_points(signing: PublicKey, agreement: PublicKey) -> None:
    """Refuses one point for both keys."""
    if signing.thumbprint == agreement.thumbprint:
        raise MalformedError("one point to sign and to agree")


def owner_of(state: Rows, thing: Thing) -> bytes:
    """Whose a thing is: a part is its whole's owner's."""
    while thing.whole is not None:
        thing = known(state, THING_ROWS, thing.whole)
    return thing.owner


def is_quarantined(state: Rows, thing: bytes) -> bool:
    """Whether a thing's key has a copy."""
    return find(state, QUARANTINES, thing) is not None


def is_decommissioned(state: Rows, thing: bytes) -> bool:
    """Whether a thing is no more."""
    return find(state, DECOMMISSIONED, thing) is not None
