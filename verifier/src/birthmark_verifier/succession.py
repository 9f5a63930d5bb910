"""A ledger that goes on under another genesis: what the block writes in which it does."""

from __future__ import annotations

from dataclasses import replace

from .contracts import parties, replica_changes, replica_set
from .contracts.common import (
    GOVERNANCE,
    KEYS,
    PARTIES,
    Accepted,
    Now,
    Purpose,
    Role,
    Subject,
    SubjectKind,
    is_taken,
)
from .contracts.governance_rows import REPLICA_KEYS, SETS, SUSPENDED, KeyOwner
from .contracts.party_rows import HANDLES, PARTY_KEYS, PARTY_ROWS, ROLES, KeyUse
from .contracts.replica_set import REPLICA_SETS, Replica
from .genesis import Founder, GenesisRefusal, Successor
from .refusal import Refused
from .state import State, find, known


def resume(state: State, at: Now, genesis: Successor) -> None:
    """Makes the changes. Raises Refused if the state does not allow them."""
    for founder in genesis.founders:
        state.apply(_founder(state, at, founder).changes)
    replicas = replica_set.ordered(
        replace(each, party=_party(state, each.party)) for each in genesis.replicas_of_founders()
    )
    for replica in replicas:
        state.apply(_claimed(state, at, replica).changes)
    of_sets = Accepted(GOVERNANCE)
    for since, _ in replica_set.rows(state):
        of_sets.remove(REPLICA_SETS, since)
        if since > at.height:
            of_sets.remove(SETS, since)
    for key, _ in list(state.under(SUSPENDED.prefix)):
        of_sets.changes.append((key, None))
    of_sets.put(SETS, at.height, replicas).put(REPLICA_SETS, at.height, replicas)
    state.apply(of_sets.changes)


def _party(state: State, named: bytes) -> bytes:
    """The party whose key a founder's first one is; a new founder is named by it."""
    return known(state, KEYS, named).subject.id


def _founder(state: State, at: Now, founder: Founder) -> Accepted:
    first = founder.keys[0].thumbprint
    registered = find(state, KEYS, first)
    if registered is None:
        if find(state, HANDLES, founder.handle) is not None:
            raise Refused(GenesisRefusal.SUCCESSION, f"the handle {founder.handle} is taken")
        return _new(at, founder)
    subject = registered.subject
    signs = registered.purpose == Purpose.SIGNING and registered.counts_at(at.height)
    if subject.kind != SubjectKind.PARTY or not signs or len(founder.keys) > 1:
        raise Refused(GenesisRefusal.SUCCESSION, f"founder {founder.handle} has no key that signs")
    out = Accepted(PARTIES)
    if Role.REPLICA in founder.roles and not parties.holds(state, subject, Role.REPLICA):
        row = known(state, PARTY_ROWS, subject.id)
        roles = tuple(role for role in Role if role in (*row.roles, Role.REPLICA))
        out.put(PARTY_ROWS, subject.id, replace(row, roles=roles))
        out.put(ROLES, Role.REPLICA, subject.id, at.height)
    return out


def _new(at: Now, founder: Founder) -> Accepted:
    party = founder.keys[0].thumbprint
    subject = Subject(SubjectKind.PARTY, party)
    named = founder.handle, founder.name, founder.roles
    out = parties.founded(party, *named, len(founder.keys), at.height)
    for key in founder.keys:
        out.register(at, subject, Purpose.SIGNING, key)
        use = KeyUse(Purpose.SIGNING, at.height, None, None)
        out.put(PARTY_KEYS, party, key.thumbprint, use)
    return out


def _claimed(state: State, at: Now, replica: Replica) -> Accepted:
    out = Accepted(GOVERNANCE)
    keys = [replica.checkpoint, *([replica.consensus] if replica.consensus else [])]
    for key in keys:
        if is_taken(state, key) or find(state, REPLICA_KEYS, key.thumbprint) is not None:
            raise Refused(GenesisRefusal.SUCCESSION, f"the key {key.thumbprint.hex()} is used")
        out.put(REPLICA_KEYS, key.thumbprint, KeyOwner(replica.party, at.height))
    replica_changes.watch(state, at, replica.id, out)
    return out
