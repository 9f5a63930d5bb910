"""What becomes of a thing in its life (contract 3): its parts, a factory reset, its end."""

from __future__ import annotations

from dataclasses import replace

from ..state import Rows, find, known
from . import births
from .agreement import forget
from .common import (
    KEYS,
    THINGS,
    Accepted,
    Context,
    Purpose,
    Rejected,
    SubjectKind,
    is_taken,
    require,
)
from .ownership import owned
from .thing_refusal import ThingRefusal
from .thing_rows import (
    BELONGINGS,
    DECOMMISSIONED,
    OFFERS,
    PARTS,
    THING_ROWS,
    Decommissioned,
    is_decommissioned,
    is_quarantined,
    owner_of,
)
from .things import Decommission, ReplacePart, Reset


def decommission(state: Rows, at: Context, asked: Decommission) -> Accepted:
    """An owner says that a thing is no more. Raises Rejected."""
    thing = asked.thing
    found = owned(state, at, thing)
    require(found.whole is None, ThingRefusal.PART_OF_A_WHOLE)
    require(not is_decommissioned(state, thing), ThingRefusal.THING_DECOMMISSIONED)
    row = Decommissioned(found.owner, asked.reason, at.height, at.time)
    out = Accepted(THINGS).put(DECOMMISSIONED, thing, row)
    out.remove(BELONGINGS, found.owner, thing).remove(OFFERS, thing)
    forget(state, out, thing, *dict.fromkeys((found.owner, found.maker)))
    return out.fact(15, thing, found.maker, found.owner, asked.reason)


def replace_part(state: Rows, at: Context, asked: ReplacePart) -> Accepted:
    """An owner replaces a part of a thing. Raises Rejected."""
    whole = owned(state, at, asked.whole)
    is_alive = not is_decommissioned(state, asked.whole)
    require(is_alive, ThingRefusal.THING_DECOMMISSIONED)
    is_part = find(state, PARTS, asked.whole, asked.old) is not None
    require(is_part, ThingRefusal.NOT_A_PART)
    owner = at.signer.id
    part = births.fitting(state, owner, asked.part)
    require(part.levels < whole.levels, ThingRefusal.PART_TOO_DEEP)
    old = known(state, THING_ROWS, asked.old)
    return (
        Accepted(THINGS)
        .put(THING_ROWS, asked.old, replace(old, owner=owner, whole=None))
        .remove(PARTS, asked.whole, asked.old)
        .put(BELONGINGS, owner, asked.old, at.height)
        .put(THING_ROWS, asked.part, replace(part, whole=asked.whole))
        .put(PARTS, asked.whole, asked.part, at.height)
        .remove(BELONGINGS, owner, asked.part)
        .fact(16, asked.old, asked.whole, owner)
        .fact(3, asked.part, asked.whole, owner)
    )


def reset(state: Rows, at: Context, asked: Reset) -> Accepted:
    """A thing says that it was reset. Raises Rejected."""
    if at.signer.kind != SubjectKind.THING:
        raise Rejected(ThingRefusal.NOT_A_THING)
    thing = at.signer.id
    found = known(state, THING_ROWS, thing)
    require(not is_decommissioned(state, thing), ThingRefusal.THING_DECOMMISSIONED)
    require(not is_quarantined(state, thing), ThingRefusal.THING_QUARANTINED)
    require(not is_taken(state, asked.agreement), ThingRefusal.KEY_TAKEN)
    old, new = found.agreement, asked.agreement.thumbprint
    return (
        Accepted(THINGS)
        .put(KEYS, old, known(state, KEYS, old).revoke(at))
        .register(at, at.signer, Purpose.AGREEMENT, asked.agreement)
        .put(THING_ROWS, thing, replace(found, agreement=new))
        .fact(17, thing, found.maker, owner_of(state, found), old, new)
    )
