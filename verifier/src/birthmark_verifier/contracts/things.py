"""Things (contract 3): models, births, owners, and what owner and maker must agree on."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import IntEnum
from hashlib import sha256
from typing import Annotated, Any

from .. import cbor, sign1
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
    write_body,
)
from ..refusal import Refused
from ..state import Rows, Table, find, known
from . import identifiers
from .common import (
    HASH,
    KEYS,
    SUBJECT,
    THINGS,
    Accepted,
    Context,
    Purpose,
    Rejected,
    Role,
    Subject,
    SubjectKind,
    after,
    is_taken,
    require,
)
from .identifiers import Blinded, Public
from .parties import PARTY_ROWS, POSSESSION, SigningKey, holds, is_handle

LEVELS_MAX = 8
CLOCK_SKEW_SECONDS = 86_400
PROPOSAL_SECONDS = 604_800

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
}


def _require_message(octets: bytes) -> None:
    try:
        sign1.decode(octets)
    except Refused as refused:
        raise MalformedError(f"is no signed message: {refused.sentence}") from None


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


def decide(state: Rows, at: Context, transaction: Any) -> Accepted:  # noqa: ANN401 - of nine types
    """What becomes of a transaction of this contract. Raises Rejected."""
    from . import copies  # noqa: PLC0415 - it reads this module's tables

    match transaction:
        case RegisterModel():
            return _register_model(state, at, transaction)
        case Birth(certificate, _):
            return _birth(state, at, certificate)
        case Offer(thing, to):
            return _offer(state, at, thing, to)
        case Accept(thing):
            return _accept(state, at, thing)
        case WithdrawOffer(thing):
            return _withdraw(state, at, thing)
        case ReportClone() | ReportCopies():
            return copies.decide(state, at, transaction)
        case Rekey():
            return _rekey(state, at, transaction)
        case Release():
            return _release(state, at, transaction)
    raise AssertionError(f"{transaction} is no transaction of things")


def _register_model(state: Rows, at: Context, asked: RegisterModel) -> Accepted:
    require(holds(state, at.signer, Role.MAKER), ThingRefusal.NOT_A_MAKER)
    handle = known(state, PARTY_ROWS, at.signer.id).handle
    is_own = asked.model.partition(":")[0] == handle
    require(is_own, ThingRefusal.MODEL_OF_ANOTHER_MAKER)
    require(find(state, MODELS, asked.model) is None, ThingRefusal.MODEL_EXISTS)
    said = asked.name, asked.life_safety, asked.least_assurance, asked.gtin
    return (
        Accepted(THINGS)
        .put(MODELS, asked.model, Model(at.signer.id, *said, at.height))
        .fact(1, asked.model, at.signer.id, *said)
    )


def _birth(state: Rows, at: Context, certificate: Certificate) -> Accepted:
    require(holds(state, at.signer, Role.MAKER), ThingRefusal.NOT_A_MAKER)
    model = find(state, MODELS, certificate.model)
    if model is None:
        raise Rejected(ThingRefusal.NO_SUCH_MODEL)
    require(model.maker == at.signer.id, ThingRefusal.MODEL_OF_ANOTHER_MAKER)
    thing = certificate.signing.thumbprint
    require(find(state, THING_ROWS, thing) is None, ThingRefusal.ALREADY_BORN)
    any_taken = is_taken(state, certificate.signing) or is_taken(state, certificate.agreement)
    require(not any_taken, ThingRefusal.KEY_TAKEN)
    is_past = certificate.made <= after(at.time, CLOCK_SKEW_SECONDS)
    require(is_past, ThingRefusal.MADE_IN_THE_FUTURE)
    if model.gtin is not None:
        own = identifiers.fourteen(model.gtin)
        agree = all(each.gtin in (None, own) for each in certificate.identifiers)
        require(agree, ThingRefusal.GTIN_OF_ANOTHER_MODEL)
    components = [_component(state, at, each) for each in certificate.components]
    levels = max((component.levels + 1 for component in components), default=1)
    require(levels <= LEVELS_MAX, ThingRefusal.TOO_MANY_LEVELS)
    return _born(state, at, certificate, components, levels)


def _component(state: Rows, at: Context, thing: bytes) -> Thing:
    component = find(state, THING_ROWS, thing)
    if component is None:
        raise Rejected(ThingRefusal.NO_SUCH_COMPONENT)
    is_own = owner_of(state, component) == at.signer.id
    require(is_own, ThingRefusal.COMPONENT_NOT_YOURS)
    require(component.whole is None, ThingRefusal.COMPONENT_IN_USE)
    require(not is_quarantined(state, thing), ThingRefusal.COMPONENT_QUARANTINED)
    return component


def _born(
    state: Rows, at: Context, certificate: Certificate, components: list[Thing], levels: int
) -> Accepted:
    thing, maker = certificate.signing.thumbprint, at.signer.id
    born = Thing(
        certificate.model,
        certificate.batch,
        maker,
        maker,
        None,
        levels,
        thing,
        certificate.agreement.thumbprint,
        certificate.assurance,
        at.height,
    )
    subject = Subject(SubjectKind.THING, thing)
    out = (
        Accepted(THINGS)
        .put(THING_ROWS, thing, born)
        .put(CERTIFICATES, thing, certificate)
        .put(LINES, certificate.model, certificate.batch, thing, at.height)
        .put(BELONGINGS, maker, thing, at.height)
        .register(at, subject, Purpose.SIGNING, certificate.signing)
        .register(at, subject, Purpose.AGREEMENT, certificate.agreement)
        .fact(2, thing, certificate.model, certificate.batch, maker, certificate.assurance)
    )
    for part, component in zip(certificate.components, components, strict=True):
        out.put(THING_ROWS, part, replace(component, whole=thing))
        out.put(PARTS, thing, part, at.height)
        out.remove(BELONGINGS, maker, part)
        out.fact(3, part, thing, maker)
    for identifier in certificate.identifiers:
        _claim(state, at, out, identifier, certificate)
    return out


def _claim(
    state: Rows, at: Context, out: Accepted, identifier: Public | Blinded, certificate: Certificate
) -> None:
    claimed = (
        identifiers.looked_up_as(identifier.kind),
        isinstance(identifier, Blinded),
        identifier.digest,
        identifiers.scope_of(identifier.kind, certificate.model),
    )
    thing = certificate.signing.thumbprint
    out.put(CLAIMS, *claimed, at.height, thing, certificate.model)
    for key, _ in state.under(CLAIMS.key(*claimed)):
        first = key[-32:]
        its_maker = known(state, THING_ROWS, first).maker
        out.fact(4, identifier.kind, first, its_maker, thing, at.signer.id)
        break


def _owned(state: Rows, at: Context, thing: bytes) -> Thing:
    found = find(state, THING_ROWS, thing)
    if found is None:
        raise Rejected(ThingRefusal.NO_SUCH_THING)
    require(owner_of(state, found) == at.party, ThingRefusal.NOT_THE_OWNER)
    return found


def _offer(state: Rows, at: Context, thing: bytes, to: bytes) -> Accepted:
    found = _owned(state, at, thing)
    require(found.whole is None, ThingRefusal.PART_OF_A_WHOLE)
    require(not is_quarantined(state, thing), ThingRefusal.THING_QUARANTINED)
    require(find(state, PARTY_ROWS, to) is not None, ThingRefusal.NO_SUCH_PARTY)
    require(to != found.owner, ThingRefusal.OFFERED_TO_ITS_OWNER)
    require(find(state, OFFERS, thing) is None, ThingRefusal.ALREADY_OFFERED)
    out = Accepted(THINGS).put(OFFERS, thing, Offered(to, at.height))
    return out.fact(5, thing, found.owner, to)


def _accept(state: Rows, at: Context, thing: bytes) -> Accepted:
    found = find(state, THING_ROWS, thing)
    if found is None:
        raise Rejected(ThingRefusal.NO_SUCH_THING)
    require(found.whole is None, ThingRefusal.PART_OF_A_WHOLE)
    require(not is_quarantined(state, thing), ThingRefusal.THING_QUARANTINED)
    offer = find(state, OFFERS, thing)
    if offer is None:
        raise Rejected(ThingRefusal.NOT_ON_OFFER)
    require(offer.to == at.party, ThingRefusal.OFFERED_TO_ANOTHER)
    return (
        forget(state, Accepted(THINGS), thing, found.owner)
        .put(THING_ROWS, thing, replace(found, owner=offer.to))
        .remove(BELONGINGS, found.owner, thing)
        .put(BELONGINGS, offer.to, thing, at.height)
        .remove(OFFERS, thing)
        .fact(7, thing, found.owner, offer.to)
    )


def _withdraw(state: Rows, at: Context, thing: bytes) -> Accepted:
    found = _owned(state, at, thing)
    offer = find(state, OFFERS, thing)
    if offer is None:
        raise Rejected(ThingRefusal.NOT_ON_OFFER)
    out = Accepted(THINGS).remove(OFFERS, thing)
    return out.fact(6, thing, owner_of(state, found), offer.to)


def _for_both(state: Rows, at: Context, thing: bytes) -> tuple[Thing, bytes]:
    """The thing and its owner, if maker or owner signs."""
    found = find(state, THING_ROWS, thing)
    if found is None:
        raise Rejected(ThingRefusal.NO_SUCH_THING)
    owner = owner_of(state, found)
    require(at.party in (found.maker, owner), ThingRefusal.NEITHER_OWNER_NOR_MAKER)
    return found, owner


def _agreed(
    state: Rows, at: Context, thing: bytes, pair: tuple[bytes, bytes], asked: Rekey | Release
) -> tuple[bool, Accepted]:
    """Whether maker and owner both ask for this now, and what to write; else the proposal."""
    maker, owner = pair
    signer = at.signer.id
    other = maker if signer == owner else owner
    tag, action = (8, 0) if isinstance(asked, Rekey) else (9, 1)
    digest = sha256(cbor.encode([tag, *write_body(asked)])).digest()

    def is_open(by: bytes) -> bool:
        proposal = find(state, PROPOSALS, thing, by)
        if proposal is None or proposal.digest != digest or proposal.expires <= at.time:
            return False
        key = find(state, KEYS, proposal.key_id)
        return key is not None and key.counts_at(at.height)

    out = Accepted(THINGS)
    if maker == owner or is_open(other):
        return True, forget(state, out, thing, maker, owner)
    require(not is_open(signer), ThingRefusal.ALREADY_PROPOSED)
    expires = after(at.time, PROPOSAL_SECONDS)
    proposal = Proposal(action, digest, at.statement, at.key_id, at.height, expires)
    forget(state, out, thing, signer).put(PROPOSALS, thing, signer, proposal)
    out.put(LAPSES, expires, thing, signer, at.height)
    return False, out.fact(10, thing, action, digest, signer, other, expires)


def forget(state: Rows, out: Accepted, thing: bytes, *parties: bytes) -> Accepted:
    """Removes what these parties asked for about a thing, so that it does not lapse."""
    for party in parties:
        proposal = find(state, PROPOSALS, thing, party)
        if proposal is not None:
            out.remove(PROPOSALS, thing, party).remove(LAPSES, proposal.expires, thing, party)
    return out


def lapse(state: Rows, out: Accepted, thing: bytes, party: bytes) -> None:
    """Ends a proposal to which nobody agreed in time."""
    proposal = known(state, PROPOSALS, thing, party)
    found = known(state, THING_ROWS, thing)
    owner = owner_of(state, found)
    other = found.maker if party == owner else owner
    out.remove(PROPOSALS, thing, party)
    out.fact(13, thing, proposal.action, proposal.digest, party, other)


def _rekey(state: Rows, at: Context, asked: Rekey) -> Accepted:
    thing = asked.thing
    found, owner = _for_both(state, at, thing)
    any_taken = is_taken(state, asked.signing) or is_taken(state, asked.agreement)
    require(not any_taken, ThingRefusal.KEY_TAKEN)
    agreed, out = _agreed(state, at, thing, (found.maker, owner), asked)
    if not agreed:
        return out
    for old in (found.signing, found.agreement):
        out.put(KEYS, old, known(state, KEYS, old).revoke(at))
    subject = Subject(SubjectKind.THING, thing)
    signing, agreement = asked.signing.thumbprint, asked.agreement.thumbprint
    return (
        out.remove(QUARANTINES, thing)
        .register(at, subject, Purpose.SIGNING, asked.signing)
        .register(at, subject, Purpose.AGREEMENT, asked.agreement)
        .put(THING_ROWS, thing, replace(found, signing=signing, agreement=agreement))
        .fact(11, thing, found.maker, owner, found.signing, signing, is_quarantined(state, thing))
    )


def _release(state: Rows, at: Context, asked: Release) -> Accepted:
    found, owner = _for_both(state, at, asked.thing)
    require(is_quarantined(state, asked.thing), ThingRefusal.NOT_QUARANTINED)
    agreed, out = _agreed(state, at, asked.thing, (found.maker, owner), asked)
    if not agreed:
        return out
    out.remove(QUARANTINES, asked.thing)
    return out.fact(12, asked.thing, found.maker, owner, asked.note)
