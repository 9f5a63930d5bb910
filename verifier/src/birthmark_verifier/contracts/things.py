"""What is asked of things (contract 3): models, births, owners, and copied keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from .. import sign1
from ..records import Hash, MalformedError, Many, Maybe, Number, Octets, Record, Text, Uint, Yes
from ..refusal import Refused
from . import identifiers
from .common import HASH
from .parties import POSSESSION, SigningKey
from .thing_rows import ASSURANCE, MODEL, AgreementKey, Certificate, ModelName, require_two_points

BATCH_MOST = 1 << 24
PATH_MOST = 24
COPY = Octets(1, 56_000)


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
        require_two_points(self.signing, self.agreement)


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
