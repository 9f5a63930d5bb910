"""Models and births of things (contract 3)."""

from __future__ import annotations

from dataclasses import replace

from ..state import Rows, find, known
from . import identifiers
from .common import (
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
from .parties import holds
from .party_rows import PARTY_ROWS
from .thing_refusal import ThingRefusal
from .thing_rows import (
    BELONGINGS,
    CERTIFICATES,
    CLAIMS,
    LINES,
    MODELS,
    PARTS,
    THING_ROWS,
    Certificate,
    Model,
    Thing,
    is_decommissioned,
    is_quarantined,
    owner_of,
)
from .things import RegisterModel

LEVELS_MAX = 8
CLOCK_SKEW_SECONDS = 86_400


def register_model(state: Rows, at: Context, asked: RegisterModel) -> Accepted:
    """A maker registers a model under its handle. Raises Rejected."""
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


def birth(state: Rows, at: Context, certificate: Certificate) -> Accepted:
    """A maker registers a thing that it made. Raises Rejected."""
    require(holds(state, at.signer, Role.MAKER), ThingRefusal.NOT_A_MAKER)
    model = find(state, MODELS, certificate.model)
    if model is None:
        raise Rejected(ThingRefusal.NO_SUCH_MODEL)
    require(model.maker == at.signer.id, ThingRefusal.MODEL_OF_ANOTHER_MAKER)
    return made(state, at, at.signer.id, model, certificate)


def made(
    state: Rows, at: Context, maker: bytes, model: Model, certificate: Certificate
) -> Accepted:
    """The birth of what its maker vouches for. Raises Rejected."""
    thing = certificate.signing.thumbprint
    require(not is_decommissioned(state, thing), ThingRefusal.THING_DECOMMISSIONED)
    require(find(state, THING_ROWS, thing) is None, ThingRefusal.ALREADY_BORN)
    any_taken = is_taken(state, certificate.signing) or is_taken(state, certificate.agreement)
    require(not any_taken, ThingRefusal.KEY_TAKEN)
    is_past = certificate.made <= after(at.time, CLOCK_SKEW_SECONDS)
    require(is_past, ThingRefusal.MADE_IN_THE_FUTURE)
    if model.gtin is not None:
        own = identifiers.fourteen(model.gtin)
        agree = all(each.gtin in (None, own) for each in certificate.identifiers)
        require(agree, ThingRefusal.GTIN_OF_ANOTHER_MODEL)
    components = [fitting(state, maker, each) for each in certificate.components]
    levels = max((component.levels + 1 for component in components), default=1)
    require(levels <= LEVELS_MAX, ThingRefusal.TOO_MANY_LEVELS)
    return _born(state, at, maker, certificate, components, levels)


def fitting(state: Rows, owner: bytes, thing: bytes) -> Thing:
    """A thing that its owner may build in. Raises Rejected."""
    found = find(state, THING_ROWS, thing)
    if found is None:
        raise Rejected(ThingRefusal.NO_SUCH_COMPONENT)
    is_own = owner_of(state, found) == owner
    require(is_own, ThingRefusal.COMPONENT_NOT_YOURS)
    require(found.whole is None, ThingRefusal.COMPONENT_IN_USE)
    require(not is_decommissioned(state, thing), ThingRefusal.THING_DECOMMISSIONED)
    require(not is_quarantined(state, thing), ThingRefusal.COMPONENT_QUARANTINED)
    return found


def _born(
    state: Rows,
    at: Context,
    maker: bytes,
    certificate: Certificate,
    components: list[Thing],
    levels: int,
) -> Accepted:
    thing = certificate.signing.thumbprint
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
        _claim(state, at, maker, out, identifier, certificate)
    return out


def _claim(
    state: Rows,
    at: Context,
    maker: bytes,
    out: Accepted,
    identifier: Public | Blinded,
    certificate: Certificate,
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
        out.fact(4, identifier.kind, first, its_maker, thing, maker)
        break
