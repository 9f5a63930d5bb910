"""Replicas that are absent too long, and how they come back (contract 2)."""

from __future__ import annotations

from ..state import Rows, find
from . import replica_changes, replica_set
from .common import CHECKPOINTS, GOVERNANCE, Accepted, Context, require
from .governance_rows import ABSENCE, SUSPENDED, GovernanceRefusal, Limit
from .replica_signatures import Attend


def limit(state: Rows, at: Context, seconds: int | None) -> Accepted:
    """Replicas say how long one may be absent."""
    out = Accepted(GOVERNANCE)
    for replica in replica_set.latest(state):
        if seconds is None:
            replica_changes.forget(state, replica.id, out)
        else:
            replica_changes.watch_for(state, at, replica.id, seconds, out)
    if seconds is None:
        out.remove(ABSENCE, 0)
    else:
        out.put(ABSENCE, 0, Limit(seconds, at.height))
    return out.fact(17, seconds, at.signer.id)


def attended(state: Rows, at: Context, shown: Attend) -> Accepted:
    """A replica shows that it is there. Raises Rejected."""
    is_ours = shown.origin == replica_changes.origin(at)
    require(is_ours, GovernanceRefusal.OTHER_LOG)
    name = shown.checkpoint.thumbprint
    away = replica_changes.away(state, name)
    is_member = any(each.id == name for each in replica_set.latest(state))
    require(away is not None or is_member, GovernanceRefusal.NO_SUCH_REPLICA)
    is_limited = find(state, ABSENCE, 0) is not None
    require(away is not None or is_limited, GovernanceRefusal.NO_LIMIT)
    block = find(state, CHECKPOINTS, shown.height)
    is_recent = block is not None and (block.size, block.root) == (shown.size, shown.root)
    require(is_recent, GovernanceRefusal.NOT_RECENT)
    if away is not None:
        return replica_changes.added(state, at, away).remove(SUSPENDED, name)
    out = Accepted(GOVERNANCE)
    replica_changes.watch(state, at, name, out)
    return out.fact(18, name, at.signer.id)
