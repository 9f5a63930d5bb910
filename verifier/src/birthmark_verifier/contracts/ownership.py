"""Who owns a thing (contract 3): its owner offers it, the other accepts."""

from __future__ import annotations

from dataclasses import replace

from ..state import Rows, find
from .agreement import forget
from .common import THINGS, Accepted, Context, Rejected, require
from .party_rows import PARTY_ROWS
from .thing_refusal import ThingRefusal
from .thing_rows import (
    BELONGINGS,
    FLEET_OFFERS,
    OFFERS,
    THING_ROWS,
    Offered,
    Thing,
    is_decommissioned,
    is_quarantined,
    owner_of,
)


def owned(state: Rows, at: Context, thing: bytes) -> Thing:
    """A thing of the signer's. Raises Rejected."""
    found = find(state, THING_ROWS, thing)
    if found is None:
        raise Rejected(ThingRefusal.NO_SUCH_THING)
    require(owner_of(state, found) == at.party, ThingRefusal.NOT_THE_OWNER)
    return found


def offer(state: Rows, at: Context, thing: bytes, to: bytes) -> Accepted:
    """An owner offers a thing to another party. Raises Rejected."""
    found = owned(state, at, thing)
    require(found.whole is None, ThingRefusal.PART_OF_A_WHOLE)
    require(not is_decommissioned(state, thing), ThingRefusal.THING_DECOMMISSIONED)
    require(not is_quarantined(state, thing), ThingRefusal.THING_QUARANTINED)
    require(find(state, PARTY_ROWS, to) is not None, ThingRefusal.NO_SUCH_PARTY)
    require(to != found.owner, ThingRefusal.OFFERED_TO_ITS_OWNER)
    require(find(state, OFFERS, thing) is None, ThingRefusal.ALREADY_OFFERED)
    fleet = find(state, FLEET_OFFERS, found.owner, found.model)
    is_in = fleet is not None and is_covered(state, fleet, found.owner, thing)
    require(not is_in, ThingRefusal.ALREADY_OFFERED)
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
    out = Accepted(THINGS).remove(OFFERS, thing)
    return move(state, at, out, thing, found, offer.to)


def move(
    state: Rows, at: Context, out: Accepted, thing: bytes, found: Thing, to: bytes
) -> Accepted:
    """Gives a thing that is no part to another owner."""
    return (
        forget(state, out, thing, found.owner)
        .put(THING_ROWS, thing, replace(found, owner=to))
        .remove(BELONGINGS, found.owner, thing)
        .put(BELONGINGS, to, thing, at.height)
        .fact(7, thing, found.owner, to)
    )


def is_covered(state: Rows, offer: Offered, owner: bytes, thing: bytes) -> bool:
    """Whether its owner had it, by itself, when it offered all of its model, and has it still."""
    since = find(state, BELONGINGS, owner, thing)
    return since is not None and since <= offer.since


def withdraw(state: Rows, at: Context, thing: bytes) -> Accepted:
    """An owner takes an offer back. Raises Rejected."""
    found = owned(state, at, thing)
    offer = find(state, OFFERS, thing)
    if offer is None:
        raise Rejected(ThingRefusal.NOT_ON_OFFER)
    out = Accepted(THINGS).remove(OFFERS, thing)
    return out.fact(6, thing, owner_of(state, found), offer.to)
