"""What owner and maker of a thing must agree on (contract 3): new keys, the end of a quarantine."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from .. import cbor
from ..records import write_body
from ..state import Rows, find, known
from .common import (
    KEYS,
    THINGS,
    Accepted,
    Context,
    Purpose,
    Rejected,
    Subject,
    SubjectKind,
    after,
    is_taken,
    require,
)
from .thing_refusal import ThingRefusal
from .thing_rows import (
    LAPSES,
    PROPOSALS,
    QUARANTINES,
    THING_ROWS,
    Proposal,
    Thing,
    is_decommissioned,
    is_quarantined,
    owner_of,
)
from .things import Rekey, Release

PROPOSAL_SECONDS = 604_800


def _for_both(state: Rows, at: Context, thing: bytes) -> tuple[Thing, bytes]:
    """The thing and its owner, if maker or owner signs."""
    found = find(state, THING_ROWS, thing)
    if found is None:
        raise Rejected(ThingRefusal.NO_SUCH_THING)
    owner = owner_of(state, found)
    require(at.party in (found.maker, owner), ThingRefusal.NEITHER_OWNER_NOR_MAKER)
    require(not is_decommissioned(state, thing), ThingRefusal.THING_DECOMMISSIONED)
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


def rekey(state: Rows, at: Context, asked: Rekey) -> Accepted:
    """Gives a thing new keys, once both ask for the same. Raises Rejected."""
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


def release(state: Rows, at: Context, asked: Release) -> Accepted:
    """Ends a quarantine without new keys, once both ask for it. Raises Rejected."""
    found, owner = _for_both(state, at, asked.thing)
    require(is_quarantined(state, asked.thing), ThingRefusal.NOT_QUARANTINED)
    agreed, out = _agreed(state, at, asked.thing, (found.maker, owner), asked)
    if not agreed:
        return out
    out.remove(QUARANTINES, asked.thing)
    return out.fact(12, asked.thing, found.maker, owner, asked.note)
