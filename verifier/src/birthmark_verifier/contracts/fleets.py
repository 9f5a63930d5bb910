"""Who owns many things (contract 3): all of a model are offered at once, taken over in parts."""

from __future__ import annotations

from ..state import Rows, find
from .common import THINGS, Accepted, Context, Rejected, SubjectKind, require
from .ownership import is_covered, move
from .party_rows import PARTY_ROWS
from .thing_refusal import ThingRefusal
from .thing_rows import FLEET_OFFERS, MODELS, OFFERS, THING_ROWS, Offered, is_quarantined
from .things import AcceptFleet, OfferFleet


def offer(state: Rows, at: Context, asked: OfferFleet) -> Accepted:
    """An owner offers all that it has of some models. Raises Rejected."""
    require(at.signer.kind == SubjectKind.PARTY, ThingRefusal.NOT_THE_OWNER)
    require(find(state, PARTY_ROWS, asked.to) is not None, ThingRefusal.NO_SUCH_PARTY)
    owner = at.signer.id
    require(asked.to != owner, ThingRefusal.OFFERED_TO_ITS_OWNER)
    out = Accepted(THINGS)
    for model in asked.models:
        require(find(state, MODELS, model) is not None, ThingRefusal.NO_SUCH_MODEL)
        is_new = find(state, FLEET_OFFERS, owner, model) is None
        require(is_new, ThingRefusal.ALREADY_OFFERED)
        out.put(FLEET_OFFERS, owner, model, Offered(asked.to, at.height))
        out.fact(18, owner, model, asked.to)
    return out


def withdraw(state: Rows, at: Context, model: str) -> Accepted:
    """An owner takes such an offer back. Raises Rejected."""
    owner = at.signer.id
    offered = find(state, FLEET_OFFERS, owner, model)
    if offered is None:
        raise Rejected(ThingRefusal.NOT_ON_OFFER)
    out = Accepted(THINGS).remove(FLEET_OFFERS, owner, model)
    return out.fact(19, owner, model, offered.to)


def accept(state: Rows, at: Context, asked: AcceptFleet) -> Accepted:
    """A party accepts some of what it was offered so. Raises Rejected."""
    offered = find(state, FLEET_OFFERS, asked.owner, asked.model)
    if offered is None:
        raise Rejected(ThingRefusal.NOT_ON_OFFER)
    require(offered.to == at.party, ThingRefusal.OFFERED_TO_ANOTHER)
    out = Accepted(THINGS)
    for thing in asked.things:
        found = find(state, THING_ROWS, thing)
        if found is None:
            raise Rejected(ThingRefusal.NO_SUCH_THING)
        is_in = found.model == asked.model and is_covered(state, offered, asked.owner, thing)
        require(is_in, ThingRefusal.NOT_IN_THE_FLEET)
        require(not is_quarantined(state, thing), ThingRefusal.THING_QUARANTINED)
        require(find(state, OFFERS, thing) is None, ThingRefusal.ALREADY_OFFERED)
        move(state, at, out, thing, found, offered.to)
    return out
