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
    Now,
    Rejected,
    Role,
    Subject,
    SubjectKind,
    after,
    is_taken,
    require,
)
from .governance_rows import (
    ABSENCE,
    ABSENCES,
    ATTENDANCE,
    OFFERS,
    REPLICA_KEYS,
    SETS,
    SUSPENDED,
    AddReplica,
    GovernanceRefusal,
    KeyOwner,
    LeaveReplicas,
    Offer,
    OfferReplica,
    RemoveReplica,
    Shown,
    Suspended,
    WeighReplica,
    WithdrawOffer,
)
from .parties import holds
from .replica_set import Replica
from .replica_signatures import ReportDoubleCheckpoint, ReportDoubleVote

REMOVED, LEFT, EVICTED, SUSPENSION = range(4)
_AGAIN_SECONDS = 60
VOTES, CHECKPOINTS = range(2)
SAFE = 4


def decide(state: Rows, at: Context, transaction: Any) -> Accepted:  # noqa: ANN401 - of many types
    """What becomes of a transaction that changes replicas. Raises Rejected."""
    match transaction:
        case OfferReplica():
            return _offer(state, at, transaction)
        case AddReplica(replica, weight):
            return _add(state, at, replica, weight)
        case RemoveReplica(replica):
            return _gone(state, at, known_as(state, replica), REMOVED)
        case LeaveReplicas(replica):
            named = known_as(state, replica)
            require(named.party == at.signer.id, GovernanceRefusal.NOT_YOUR_REPLICA)
            return _gone(state, at, named, LEFT)
        case WeighReplica(replica, weight):
            return _weigh(state, at, _named(state, replica), weight)
        case WithdrawOffer(replica):
            return _withdrawn(state, at, replica)
        case ReportDoubleVote():
            voters = [each for each in _all(state) if each.consensus == transaction.voter]
            return _evicted(state, at, voters, VOTES, transaction.height)
        case ReportDoubleCheckpoint():
            is_ours = transaction.origin == origin(at)
            require(is_ours, GovernanceRefusal.OTHER_LOG)
            signers = [each for each in _all(state) if each.checkpoint == transaction.checkpoint]
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
    return added(state, at, offer.weighing(weight)).remove(OFFERS, name)


def added(state: Rows, at: Context, replica: Replica) -> Accepted:
    """What has a replica be one from now on. Raises Rejected."""
    latest = replica_set.latest(state)
    may = holds(state, Subject(SubjectKind.PARTY, replica.party), Role.REPLICA)
    require(may, GovernanceRefusal.OFFER_WITHOUT_ROLE)
    require(len(latest) < replica_set.MOST, GovernanceRefusal.TOO_MANY_REPLICAS)
    out, since = _change(state, at.height, (*latest, replica))
    watch(state, at, replica.id, out)
    return out.fact(5, replica.id, replica.party, replica.weight, since, at.signer.id)


def watch(state: Rows, at: Context | Now, replica: bytes, out: Accepted) -> None:
    """Begins the time that a replica may be absent, where there is a limit."""
    limit = find(state, ABSENCE, 0)
    if limit is not None:
        watch_for(state, at, replica, limit.seconds, out)


def watch_for(state: Rows, at: Context | Now, replica: bytes, seconds: int, out: Accepted) -> None:
    """Begins that time anew."""
    until = after(at.time, seconds)
    forget(state, replica, out)
    out.put(ATTENDANCE, replica, Shown(until, at.height)).put(ABSENCES, until, replica, at.height)


def forget(state: Rows, replica: bytes, out: Accepted) -> None:
    """Ends that time."""
    shown = find(state, ATTENDANCE, replica)
    if shown is not None:
        out.remove(ABSENCES, shown.until, replica)


def away(state: Rows, name: bytes) -> Replica | None:
    """A replica that is suspended."""
    found = find(state, SUSPENDED, name)
    return None if found is None else found.replica


def known_as(state: Rows, name: bytes) -> Replica:
    """A replica of the latest set, or one that is suspended. Raises Rejected."""
    for each in _all(state):
        if each.id == name:
            return each
    raise Rejected(GovernanceRefusal.NO_SUCH_REPLICA)


def _all(state: Rows) -> list[Replica]:
    suspended = state.under(SUSPENDED.prefix)
    return [
        *replica_set.latest(state),
        *(SUSPENDED.read(value).replica for _, value in suspended),
    ]


def _gone(state: Rows, at: Context, replica: Replica, departure: int) -> Accepted:
    if away(state, replica.id) is None:
        return _without(state, at.height, at.signer.id, replica, departure)
    out = Accepted(GOVERNANCE).remove(SUSPENDED, replica.id)
    return out.fact(6, replica.id, replica.party, departure, at.height, at.signer.id)


def suspend(state: Rows, at: Now, name: bytes, since: int) -> Accepted:
    """What happens to a replica that was absent too long."""
    out = Accepted(GOVERNANCE)
    found = [each for each in replica_set.latest(state) if each.id == name]
    if not found or find(state, ABSENCE, 0) is None:
        return out.remove(ATTENDANCE, name)
    replica = found[0]
    try:
        goes = _without(state, at.height, replica.party, replica, SUSPENSION)
    except Rejected:
        again = after(at.time, _AGAIN_SECONDS)
        return out.put(ATTENDANCE, name, Shown(again, since)).put(ABSENCES, again, name, since)
    out.remove(ATTENDANCE, name).put(SUSPENDED, name, Suspended(replica, at.height))
    out.also(goes)
    return out


def _without(state: Rows, height: int, by: bytes, replica: Replica, departure: int) -> Accepted:
    others = tuple(each for each in replica_set.latest(state) if each.id != replica.id)
    require(bool(others), GovernanceRefusal.LAST_REPLICA)
    out, since = _change(state, height, others)
    out.fact(6, replica.id, replica.party, departure, since, by)
    return out.fact(14, len(others), by) if len(others) < SAFE else out


def _evicted(state: Rows, at: Context, found: list[Replica], offence: int, when: int) -> Accepted:
    require(bool(found), GovernanceRefusal.NO_SUCH_REPLICA)
    replica = found[0]
    goes = _gone(state, at, replica, EVICTED)
    out = Accepted(GOVERNANCE)
    out.fact(16, replica.id, replica.party, offence, when, at.signer.id)
    out.also(goes)
    return out


def origin(at: Context) -> str:
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
    out, since = _change(state, at.height, (*others, replace(replica, weight=weight)))
    said = replica.id, replica.party, replica.weight, weight, since, at.signer.id
    return out.fact(7, *said)


def _change(state: Rows, height: int, members: replica_set.Set) -> tuple[Accepted, int]:
    """What has a set follow, and from which height on. Raises Rejected if it is too much."""
    later = replica_set.ordered(members)
    before = replica_set.at(state, height + 1)
    weights = {each.id: each.weight for each in later}
    stays = sum(min(each.weight, weights.get(each.id, 0)) for each in before)
    old, new = replica_set.weight(before), replica_set.weight(later)
    too_much_goes = 3 * (old - stays) > old
    too_much_comes = len(later) >= SAFE and 3 * (new - stays) > new
    require(not (too_much_goes or too_much_comes), GovernanceRefusal.TOO_MUCH_AT_ONCE)
    since = height + replica_set.LEAD
    out = Accepted(GOVERNANCE)
    past = [row for row, _ in replica_set.rows(state) if row <= height]
    for row in past[:-1]:
        out.remove(replica_set.REPLICA_SETS, row)
    out.put(replica_set.REPLICA_SETS, since, later)
    return out.put(SETS, since, later), since
