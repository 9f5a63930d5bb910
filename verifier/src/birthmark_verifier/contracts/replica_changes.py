"""How the set of replicas changes (contract 2)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from .. import cbor
from ..state import Rows, find
from . import replica_set
from .common import (
    GOVERNANCE,
    Accepted,
    Context,
    Rejected,
    Role,
    Subject,
    SubjectKind,
    is_taken,
    require,
)
from .double_signing import ReportDoubleCheckpoint, ReportDoubleVote
from .governance_rows import (
    OFFERS,
    REPLICA_KEYS,
    SETS,
    AddReplica,
    GovernanceRefusal,
    KeyOwner,
    LeaveReplicas,
    Offer,
    OfferReplica,
    RemoveReplica,
    WeighReplica,
    WithdrawOffer,
)
from .parties import holds
from .replica_set import Replica

REMOVED, LEFT, EVICTED = range(3)
VOTES, CHECKPOINTS = range(2)
SAFE = 4


def decide(state: Rows, at: Context, transaction: Any) -> Accepted:  # noqa: ANN401 - of many types
    """What becomes of a transaction that changes replicas. Raises Rejected."""
    latest = replica_set.latest(state)
    match transaction:
        case OfferReplica():
            return _offer(state, at, transaction)
        case AddReplica(replica, weight):
            return _add(state, at, replica, weight)
        case RemoveReplica(replica):
            return _without(state, at, _named(state, replica), REMOVED)
        case LeaveReplicas(replica):
            named = _named(state, replica)
            require(named.party == at.signer.id, GovernanceRefusal.NOT_YOUR_REPLICA)
            return _without(state, at, named, LEFT)
        case WeighReplica(replica, weight):
            return _weigh(state, at, _named(state, replica), weight)
        case WithdrawOffer(replica):
            return _withdrawn(state, at, replica)
        case ReportDoubleVote():
            voters = [each for each in latest if each.consensus == transaction.voter]
            return _evicted(state, at, voters, VOTES, transaction.height)
        case ReportDoubleCheckpoint():
            is_ours = transaction.origin == _origin(at)
            require(is_ours, GovernanceRefusal.OTHER_LOG)
            signers = [each for each in latest if each.checkpoint == transaction.checkpoint]
            return _evicted(state, at, signers, CHECKPOINTS, transaction.size)
    raise TypeError(f"{type(transaction).__name__} is no transaction of this contract")


def _named(state: Rows, replica: bytes) -> Replica:
    for each in replica_set.latest(state):
        if each.id == replica:
            return each
    raise Rejected(GovernanceRefusal.NO_SUCH_REPLICA)


def _offer(state: Rows, at: Context, asked: OfferReplica) -> Accepted:
    require(asked.party == at.party, GovernanceRefusal.OFFERED_FOR_ANOTHER)
    keys = [asked.checkpoint] if asked.consensus is None else [asked.checkpoint, asked.consensus]
    out = Accepted(GOVERNANCE)
    for key in keys:
        used = find(state, REPLICA_KEYS, key.thumbprint) is not None or is_taken(state, key)
        require(not used, GovernanceRefusal.KEY_USED)
        out.put(REPLICA_KEYS, key.thumbprint, KeyOwner(asked.party, at.height))
    name = asked.checkpoint.thumbprint
    offer = Offer(asked.party, asked.checkpoint, asked.consensus, asked.endpoint, at.height)
    return out.put(OFFERS, name, offer).fact(4, name, asked.party)


def _add(state: Rows, at: Context, name: bytes, weight: int) -> Accepted:
    latest = replica_set.latest(state)
    is_new = all(each.id != name for each in latest)
    require(is_new, GovernanceRefusal.ALREADY_A_REPLICA)
    offer = find(state, OFFERS, name)
    if offer is None:
        raise Rejected(GovernanceRefusal.NO_SUCH_OFFER)
    may = holds(state, Subject(SubjectKind.PARTY, offer.party), Role.REPLICA)
    require(may, GovernanceRefusal.OFFER_WITHOUT_ROLE)
    require(len(latest) < replica_set.MOST, GovernanceRefusal.TOO_MANY_REPLICAS)
    out, since = _change(state, at, (*latest, offer.weighing(weight)))
    return out.remove(OFFERS, name).fact(5, name, offer.party, weight, since, at.signer.id)


def _without(state: Rows, at: Context, replica: Replica, departure: int) -> Accepted:
    others = tuple(each for each in replica_set.latest(state) if each.id != replica.id)
    require(bool(others), GovernanceRefusal.LAST_REPLICA)
    out, since = _change(state, at, others)
    out.fact(6, replica.id, replica.party, departure, since, at.signer.id)
    return out.fact(14, len(others), at.signer.id) if len(others) < SAFE else out


def _evicted(state: Rows, at: Context, found: list[Replica], offence: int, when: int) -> Accepted:
    require(bool(found), GovernanceRefusal.NO_SUCH_REPLICA)
    replica = found[0]
    goes = _without(state, at, replica, EVICTED)
    out = Accepted(GOVERNANCE)
    out.fact(16, replica.id, replica.party, offence, when, at.signer.id)
    out.also(goes)
    return out


def _origin(at: Context) -> str:
    """The ledger's name, which its first log entry has."""
    genesis = cbor.decode(at.entry(0) or b"")
    if not isinstance(genesis, list) or not isinstance(genesis[1], str):
        raise TypeError("the first entry of the log is no genesis")
    return genesis[1]


def _withdrawn(state: Rows, at: Context, name: bytes) -> Accepted:
    offer = find(state, OFFERS, name)
    if offer is None:
        raise Rejected(GovernanceRefusal.NO_SUCH_OFFER)
    require(offer.party == at.signer.id, GovernanceRefusal.NOT_YOUR_REPLICA)
    return Accepted(GOVERNANCE).remove(OFFERS, name).fact(15, name, offer.party)


def _weigh(state: Rows, at: Context, replica: Replica, weight: int) -> Accepted:
    require(replica.weight != weight, GovernanceRefusal.SAME_WEIGHT)
    others = tuple(each for each in replica_set.latest(state) if each.id != replica.id)
    out, since = _change(state, at, (*others, replace(replica, weight=weight)))
    said = replica.id, replica.party, replica.weight, weight, since, at.signer.id
    return out.fact(7, *said)


def _change(state: Rows, at: Context, members: replica_set.Set) -> tuple[Accepted, int]:
    """What has a set follow, and from which height on. Raises Rejected if it is too much."""
    later = replica_set.ordered(members)
    before = replica_set.at(state, at.height + 1)
    weights = {each.id: each.weight for each in later}
    stays = sum(min(each.weight, weights.get(each.id, 0)) for each in before)
    old, new = replica_set.weight(before), replica_set.weight(later)
    too_much_goes = 3 * (old - stays) > old
    too_much_comes = len(later) >= SAFE and 3 * (new - stays) > new
    require(not (too_much_goes or too_much_comes), GovernanceRefusal.TOO_MUCH_AT_ONCE)
    since = at.height + replica_set.LEAD
    out = Accepted(GOVERNANCE)
    past = [height for height, _ in replica_set.rows(state) if height <= at.height]
    for height in past[:-1]:
        out.remove(replica_set.REPLICA_SETS, height)
    out.put(replica_set.REPLICA_SETS, since, later)
    return out.put(SETS, since, later), since
