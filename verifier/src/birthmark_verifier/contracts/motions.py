"""Motions (contract 2): what replicas decide together, by asking for the very same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..state import Rows, find, known
from . import replica_set
from .approval_rows import ApprovalClass
from .approvals import Request
from .common import GOVERNANCE, KEYS, Accepted, Context, Now, Rejected, Role, after, require
from .governance_rows import (
    FIRST_THRESHOLD,
    LAPSES,
    MOTIONS,
    THRESHOLDS,
    Decision,
    GovernanceRefusal,
    Motion,
    Threshold,
    Vote,
    Votes,
)
from .parties import holds


def rule(state: Rows, at: Context, asked: Request) -> tuple[bool, Accepted]:
    """Whether enough ask for something, now that the signer does; and what to write.

    Raises Rejected.
    """
    latest = replica_set.latest(state)
    votes = replica_set.weight_of(latest, at.signer.id) > 0
    require(votes or holds(state, at.signer, Role.PROPOSER), GovernanceRefusal.RUNS_NO_REPLICA)
    kind = asked.kind
    decision = Decision.ROLES if kind == ApprovalClass.ROLES else Decision.RULES
    threshold = _threshold(state, decision)
    name = asked.digest
    found = find(state, MOTIONS, name)
    motion = found if found is not None and at.time < found.expires else None
    require(votes or motion is None, GovernanceRefusal.ALREADY_PROPOSED)
    ayes = () if motion is None else motion.ayes
    if votes:
        ayes = _with_own(state, at, latest, ayes)
    out = Accepted(GOVERNANCE)
    weight, total = _weight(latest, ayes), replica_set.weight(latest)
    if threshold.is_met(weight, total):
        if found is not None:
            _close(out, name, found)
        if motion is not None:
            out.fact(11, name, [vote.party for vote in ayes], at.signer.id)
        return True, out
    if motion is not None:
        noes = tuple(vote for vote in motion.noes if vote.party != at.signer.id)
        out.put(MOTIONS, name, replace(motion, ayes=ayes, noes=noes))
        return False, out.fact(10, name, True, weight, total, at.signer.id)
    if found is not None:
        out.remove(LAPSES, found.expires, name)
    expires = after(at.time, threshold.open_seconds)
    said = decision, at.statement, at.signer.id, ayes, (), at.height, expires
    out.put(MOTIONS, name, Motion(*said)).put(LAPSES, expires, name, at.height)
    opened = asked.contract, asked.tag, at.statement, at.signer.id, expires
    return False, out.fact(9, name, *opened)


def opposed(state: Rows, at: Context, name: bytes) -> Accepted:
    """A vote against a motion. Raises Rejected."""
    latest = replica_set.latest(state)
    _require_voter(latest, at)
    motion = find(state, MOTIONS, name)
    if motion is None or motion.expires <= at.time:
        raise Rejected(GovernanceRefusal.NO_SUCH_MOTION)
    noes = _with_own(state, at, latest, motion.noes)
    against, total = _weight(latest, noes), replica_set.weight(latest)
    out = Accepted(GOVERNANCE)
    if not _threshold(state, Decision(motion.decision)).is_met(total - against, total):
        _close(out, name, motion)
        return out.fact(12, name, [vote.party for vote in noes], at.signer.id)
    ayes = tuple(vote for vote in motion.ayes if vote.party != at.signer.id)
    out.put(MOTIONS, name, replace(motion, ayes=ayes, noes=noes))
    return out.fact(10, name, False, against, total, at.signer.id)


def lapse(state: Rows, out: Accepted, name: bytes) -> None:
    """Ends a motion that too few were in favour of in time."""
    by = known(state, MOTIONS, name).by
    out.remove(MOTIONS, name).fact(13, name, by)


def _require_voter(latest: replica_set.Set, at: Context) -> None:
    own = replica_set.weight_of(latest, at.signer.id)
    require(own > 0, GovernanceRefusal.RUNS_NO_REPLICA)


def _threshold(state: Rows, decision: Decision) -> Threshold:
    return find(state, THRESHOLDS, decision) or FIRST_THRESHOLD


def _with_own(state: Rows, at: Context, latest: replica_set.Set, votes: Votes) -> Votes:
    """The votes that count, and the signer's. Raises Rejected if that is among them."""
    counted = _counted(state, at.height, latest, votes)
    is_new = all(vote.party != at.signer.id for vote in counted)
    require(is_new, GovernanceRefusal.ALREADY_VOTED)
    return (*counted, Vote(at.signer.id, at.key_id))


def _counted(state: Rows, height: int, latest: replica_set.Set, votes: Votes) -> Votes:
    """Those whose parties run replicas and whose keys count at this height."""
    return tuple(
        vote
        for vote in votes
        if replica_set.weight_of(latest, vote.party) > 0
        and known(state, KEYS, vote.key_id).counts_at(height)
    )


def waiting(state: Rows, now: Now, name: bytes) -> dict[str, Any] | None:
    """How an open motion stands, and who has not voted."""
    motion = find(state, MOTIONS, name)
    if motion is None or motion.expires <= now.time:
        return None
    latest = replica_set.latest(state)
    ayes = _counted(state, now.height + 1, latest, motion.ayes)
    noes = _counted(state, now.height + 1, latest, motion.noes)
    voted = {vote.party for vote in (*ayes, *noes)}
    parties = dict.fromkeys(each.party for each in latest if each.party not in voted)
    threshold = _threshold(state, Decision(motion.decision))
    return {
        "inFavour": _weight(latest, ayes),
        "against": _weight(latest, noes),
        "needed": -(-threshold.percent * replica_set.weight(latest) // 100),
        "parties": [party.hex() for party in parties],
    }


def _weight(latest: replica_set.Set, votes: Votes) -> int:
    return sum(replica_set.weight_of(latest, vote.party) for vote in votes)


def _close(out: Accepted, name: bytes, motion: Motion) -> None:
    out.remove(MOTIONS, name).remove(LAPSES, motion.expires, name)
