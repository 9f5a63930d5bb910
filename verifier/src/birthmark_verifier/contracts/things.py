"""Things (contract 3): models, births, owners, and what owner and maker must agree on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated

from .. import sign1
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
    Octets,
    Record,
    Text,
    Uint,
    Yes,
)
from ..refusal import Refused
from ..state import Rows, Table, find, known
from . import identifiers
from .common import (
    HASH,
    SUBJECT,
    THINGS,
    Subject,
)
from .identifiers import Blinded, Public
from .parties import POSSESSION, SigningKey
from .party_rows import is_handle

LEVELS_MAX = 8
CLOCK_SKEW_SECONDS = 86_400
PROPOSAL_SECONDS = 604_800
BATCH_MOST = 1 << 24
PATH_MOST = 24

_MODEL_NAME = re.compile(r"[a-z0-9.-]{1,31}")


def _is_model(text: str) -> bool:
    handle, _, name = text.partition(":")
    return is_handle(handle) and _MODEL_NAME.fullmatch(name) is not None


MODEL = Text(4, 56, _is_model)
BATCH = Text(1, 32)
ASSURANCE = Name(2)
COPY = Octets(1, 56_000)
ModelName = Annotated[str, MODEL]
AgreementKey = Annotated[PublicKey, Key(signs=False)]


class ThingRefusal(IntEnum):
    """Why a transaction is refused, by the numbers that seals have."""

    NOT_A_MAKER = 0
    MODEL_OF_ANOTHER_MAKER = 1
    MODEL_EXISTS = 2
    NO_SUCH_MODEL = 3
    ALREADY_BORN = 4
    KEY_TAKEN = 5
    MADE_IN_THE_FUTURE = 6
    GTIN_OF_ANOTHER_MODEL = 7
    NO_SUCH_COMPONENT = 8
    COMPONENT_NOT_YOURS = 9
    COMPONENT_IN_USE = 10
    COMPONENT_QUARANTINED = 11
    TOO_MANY_LEVELS = 12
    NO_SUCH_THING = 13
    NOT_THE_OWNER = 14
    PART_OF_A_WHOLE = 15
    THING_QUARANTINED = 16
    NO_SUCH_PARTY = 17
    OFFERED_TO_ITS_OWNER = 18
    ALREADY_OFFERED = 19
    NOT_ON_OFFER = 20
    OFFERED_TO_ANOTHER = 21
    NO_SUCH_ENTRY = 22
    NOT_A_STATEMENT = 23
    OF_TWO_KEYS = 24
    OF_ANOTHER_NETWORK = 25
    OF_TWO_NUMBERS = 26
    ONE_STATEMENT = 27
    ALREADY_PROVEN = 28
    KEY_REPLACED = 29
    ALREADY_QUARANTINED = 30
    NEITHER_OWNER_NOR_MAKER = 31
    NOT_QUARANTINED = 32
    ALREADY_PROPOSED = 33
    BATCH_EXISTS = 34
    NO_SUCH_BATCH = 35
    NOT_IN_THE_BATCH = 36
    THING_DECOMMISSIONED = 37
    NOT_A_PART = 38
    PART_TOO_DEEP = 39
    NOT_A_THING = 40
    NOT_IN_THE_FLEET = 41
    BATCH_CALLED_OFF = 42


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
        _require_two_points(self.signing, self.agreement)
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


@dataclass(frozen=True)
class RegisterModel:
    """A maker registers a model."""

    model: ModelName
    name: Annotated[str, Text(1, 80)]
    life_safety: Yes
    least_assurance: Annotated[int, ASSURANCE]
    gtin: Annotated[str | None, Maybe(identifiers.GTIN)]


@dataclass(frozen=True)
class Birth:
    """A maker registers a thing."""

    certificate: Annotated[Certificate, Record(Certificate)]
    possession: Annotated[bytes, POSSESSION]


@dataclass(frozen=True)
class Offer:
    """An owner offers a thing."""

    thing: Hash
    to: Hash


@dataclass(frozen=True)
class Accept:
    """A party accepts a thing."""

    thing: Hash


@dataclass(frozen=True)
class WithdrawOffer:
    """An owner takes an offer back."""

    thing: Hash


@dataclass(frozen=True)
class ReportClone:
    """Anybody shows a copied key by a log entry and another statement."""

    first: Uint
    second: Annotated[bytes, COPY]

    def __post_init__(self) -> None:
        """Refuses evidence that is no signed message."""
        _require_message(self.second)


@dataclass(frozen=True)
class ReportCopies:
    """Anybody shows a copied key by two statements."""

    first: Annotated[bytes, COPY]
    second: Annotated[bytes, COPY]

    def __post_init__(self) -> None:
        """Refuses evidence that is no signed message."""
        _require_message(self.first)
        _require_message(self.second)


@dataclass(frozen=True)
class Rekey:
    """Owner and maker give a thing new keys."""

    thing: Hash
    signing: SigningKey
    agreement: AgreementKey
    possession: Annotated[bytes, POSSESSION]

    def __post_init__(self) -> None:
        """Refuses one point for both keys."""
        _require_two_points(self.signing, self.agreement)


@dataclass(frozen=True)
class Release:
    """Owner and maker end a quarantine without new keys."""

    thing: Hash
    note: Annotated[str, Text(1, 200)]


@dataclass(frozen=True)
class RegisterBatch:
    """A maker registers all things of a batch by the root over their certificates."""

    model: ModelName
    count: Annotated[int, Number(1, BATCH_MOST)]
    root: Hash
    content: Hash


@dataclass(frozen=True)
class ClaimBirth:
    """Anybody hands in the birth of a thing of a batch."""

    root: Hash
    index: Uint
    path: Annotated[tuple[bytes, ...], Many(HASH, 0, PATH_MOST)]
    certificate: Annotated[Certificate, Record(Certificate)]
    possession: Annotated[bytes, POSSESSION]


@dataclass(frozen=True)
class Decommission:
    """An owner says that a thing is no more."""

    thing: Hash
    reason: Annotated[str, Text(1, 200)]


@dataclass(frozen=True)
class ReplacePart:
    """An owner replaces a part of a thing."""

    whole: Hash
    old: Hash
    part: Hash


@dataclass(frozen=True)
class Reset:
    """A thing says that it was reset."""

    agreement: AgreementKey


@dataclass(frozen=True)
class OfferFleet:
    """An owner offers all that it has of some models."""

    models: Annotated[tuple[str, ...], Many(MODEL, 1, 16)]
    to: Hash

    def __post_init__(self) -> None:
        """Refuses what is named twice."""
        _require_distinct(self.models)


@dataclass(frozen=True)
class WithdrawFleetOffer:
    """An owner takes such an offer back."""

    model: ModelName


@dataclass(frozen=True)
class AcceptFleet:
    """A party accepts some of what it was offered so."""

    owner: Hash
    model: ModelName
    things: Annotated[tuple[bytes, ...], Many(HASH, 1, 64)]

    def __post_init__(self) -> None:
        """Refuses what is named twice."""
        _require_distinct(self.things)


@dataclass(frozen=True)
class CallOffBatch:
    """A maker calls a batch off."""

    model: ModelName
    root: Hash
    reason: Annotated[str, Text(1, 200)]


TRANSACTIONS = {
    1: RegisterModel,
    2: Birth,
    3: Offer,
    4: Accept,
    5: WithdrawOffer,
    6: ReportClone,
    7: ReportCopies,
    8: Rekey,
    9: Release,
    10: RegisterBatch,
    11: ClaimBirth,
    12: Decommission,
    13: ReplacePart,
    14: Reset,
    15: OfferFleet,
    16: WithdrawFleetOffer,
    17: AcceptFleet,
    18: CallOffBatch,
}


def _require_message(octets: bytes) -> None:
    try:
        sign1.decode(octets)
    except Refused as refused:
        raise MalformedError(f"is no signed message: {refused.sentence}") from None


def _require_distinct(named: tuple[object, ...]) -> None:
    if len(set(named)) < len(named):
        raise MalformedError("one is named twice")


def _require_two_points(signing: PublicKey, agreement: PublicKey) -> None:
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
