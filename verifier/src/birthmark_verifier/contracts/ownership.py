"""Who owns a thing (contract 3): its owner offers it, the other accepts."""

from __future__ import annotations

from dataclasses import replace

from ..state import Rows, find
from .agreement import forget
from .common import THINGS, Accepted, Context, Rejected, require
from .party_rows import PARTY_ROWS
from .things import (
    BELONGINGS,
    OFFERS,
    THING_ROWS,
    Offered,
    Thing,
    ThingRefusal,
    is_quarantined,
    owner_of,
)


def _owned(state: Rows, at: Context, thing: bytes) -> Thing:
    found = find(state, THING_ROWS, thing)
    if found is None:
        raise Rejected(ThingRefusal.NO_SUCH_THING)
    require(owner_of(state, found) == at.party, ThingRefusal.NOT_THE_OWNER)
    return found


def offer(state: Rows, at: Context, thing: bytes, to: bytes) -> Accepted:
    """An owner offers a thing to another party. Raises Rejected."""
    found = _owned(state, at, thing)
    require(found.whole is None, ThingRefusal.PART_OF_A_WHOLE)
    require(not is_quarantined(state, thing), ThingRefusal.THING_QUARANTINED)
    require(find(state, PARTY_ROWS, to) is not None, ThingRefusal.NO_SUCH_PARTY)
    require(to != found.owner, ThingRefusal.OFFERED_TO_ITS_OWNER)
    require(find(state, OFFERS, thing) is None, ThingRefusal.ALREADY_OFFERED)
    out = Accepted(THINGS).put(OFFERS, thing, Offered(to, at.height))
    return out.fact(5, thing, found.owner, to)


def accept(state: Rows, at: Context, thing: bytes) -> Accepted:
    """A party accepts a thing that it was offered. Raises Rejected."""
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


def withdraw(state: Rows, at: Context, thing: bytes) -> Accepted:
    """An owner takes an offer back. Raises Rejected."""
    found = _owned(state, at, thing)
    offer = find(state, OFFERS, thing)
    if offer is None:
        raise Rejected(ThingRefusal.NOT_ON_OFFER)
    out = Accepted(THINGS).remove(OFFERS, thing)
    return out.fact(6, thing, owner_of(state, found), offer.to)
