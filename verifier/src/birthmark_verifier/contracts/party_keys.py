"""How keys of parties end, and how a party gets one back (contract 1)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from ..keys import PublicKey
from ..records import Hash, Key, Moment, Octets, Uint
from ..state import Rows, find, known
from .approval_rows import POLICIES, ApprovalClass
from .common import (
    KEYS,
    PARTIES,
    Accepted,
    Context,
    Now,
    Purpose,
    RegisteredKey,
    Rejected,
    Subject,
    SubjectKind,
    after,
    is_taken,
    require,
)
from .party_refusal import PartyRefusal
from .party_rows import (
    COMPROMISED,
    COMPROMISES,
    PARTY_KEYS,
    PARTY_ROWS,
    RECOVERIES,
    RECOVERY_ENDS,
    RETIREMENTS,
    REVOCATION_REASON,
    SUPERSEDED,
    Compromise,
    KeyUse,
    Party,
    Revocation,
    UnderWay,
)


@dataclass(frozen=True)
class RevokeKey:
    """A party revokes one of its keys."""

    key_id: Hash
    reason: Annotated[int, REVOCATION_REASON]


@dataclass(frozen=True)
class RetireKey:
    """A party says until when one of its keys counts."""

    key_id: Hash
    until: Moment


@dataclass(frozen=True)
class ReportCompromise:
    """A party says from which block on others may have had one of its keys."""

    key_id: Hash
    since: Uint


@dataclass(frozen=True)
class Recover:
    """Guardians give a party a new key."""

    party: Hash
    key: Annotated[PublicKey, Key(signs=True)]
    possession: Annotated[bytes, Octets(1, 4_096)]


@dataclass(frozen=True)
class StopRecovery:
    """A party stops its recovery."""

    key_id: Hash


KeyTransaction = RevokeKey | RetireKey | ReportCompromise | Recover | StopRecovery


def signing_party(state: Rows, at: Context) -> Party:
    """The party that signs. Raises Rejected if none does."""
    found = None if at.party is None else find(state, PARTY_ROWS, at.party)
    if found is None:
        raise Rejected(PartyRefusal.NOT_A_PARTY)
    return found


@dataclass(frozen=True)
class _Own:
    """A key of a party."""

    name: bytes
    party: Party
    key_id: bytes
    key: RegisteredKey
    use: KeyUse

    @property
    def stays(self) -> bool:
        """Whether it is one of those that go on counting."""
        return self.key.purpose == Purpose.SIGNING and self.use.retires is None

    def require_another(self) -> None:
        """Refuses if the party would have no key left."""
        is_last = self.stays and self.party.signing_keys < 2
        require(not is_last, PartyRefusal.LAST_SIGNING_KEY)

    def uncounted(self) -> Accepted:
        """What is written when it is no longer among those that go on counting."""
        out = Accepted(PARTIES)
        if self.stays:
            fewer = replace(self.party, signing_keys=self.party.signing_keys - 1)
            out.put(PARTY_ROWS, self.name, fewer)
        return out

    def ended(self, at: Now | Context, reason: int) -> Accepted:
        """What is written when it counts no more; fact 5."""
        out = self.uncounted()
        if self.use.retires is not None:
            out.remove(RETIREMENTS, self.use.retires, self.name, self.key_id)
        ended = replace(self.use, revoked=Revocation(at.height, at.time, reason))
        out.put(KEYS, self.key_id, self.key.revoke(at))
        out.put(PARTY_KEYS, self.name, self.key_id, ended)
        return out.fact(5, self.name, self.key_id, reason)


def _owned(state: Rows, name: bytes, key_id: bytes) -> _Own:
    party = known(state, PARTY_ROWS, name)
    use = known(state, PARTY_KEYS, name, key_id)
    return _Own(name, party, key_id, known(state, KEYS, key_id), use)


def _own(state: Rows, at: Context, key_id: bytes) -> _Own:
    signing_party(state, at)
    key = find(state, KEYS, key_id)
    if key is None or key.subject != at.signer:
        raise Rejected(PartyRefusal.NOT_YOUR_KEY)
    return _owned(state, at.signer.id, key_id)


def decide(state: Rows, at: Context, asked: KeyTransaction) -> Accepted:
    """What becomes of such a transaction. Raises Rejected."""
    match asked:
        case RevokeKey(key_id, reason):
            own = _own(state, at, key_id)
            require(own.key.revoked is None, PartyRefusal.ALREADY_REVOKED)
            own.require_another()
            return own.ended(at, reason)
        case RetireKey(key_id, until):
            return _retire(at, _own(state, at, key_id), until)
        case ReportCompromise(key_id, since):
            return _report(state, at, _own(state, at, key_id), since)
        case Recover():
            return _recover(state, at, asked)
        case StopRecovery(key_id):
            return _stop(state, at, key_id)


def _retire(at: Context, own: _Own, until: int) -> Accepted:
    require(own.key.revoked is None, PartyRefusal.ALREADY_REVOKED)
    require(own.use.retires is None, PartyRefusal.ALREADY_RETIRING)
    require(until > at.time, PartyRefusal.RETIRES_IN_THE_PAST)
    own.require_another()
    return (
        own.uncounted()
        .put(PARTY_KEYS, own.name, own.key_id, replace(own.use, retires=until))
        .put(RETIREMENTS, until, own.name, own.key_id, at.height)
        .fact(12, own.name, own.key_id, until)
    )


def _report(state: Rows, at: Context, own: _Own, since: int) -> Accepted:
    could = since <= at.height and own.key.counts_at(since)
    require(could, PartyRefusal.KEY_DID_NOT_COUNT)
    before = find(state, COMPROMISES, own.name, own.key_id)
    is_earlier = before is None or since < before.since
    require(is_earlier, PartyRefusal.ALREADY_REPORTED)
    out = Accepted(PARTIES)
    if own.key.revoked is None:
        own.require_another()
        out = own.ended(at, COMPROMISED)
    out.put(COMPROMISES, own.name, own.key_id, Compromise(since, at.height, at.time))
    return out.fact(13, own.name, own.key_id, since)


def retired(state: Rows, at: Now, party: bytes, key_id: bytes) -> Accepted:
    """Ends a key whose moment has come."""
    return _owned(state, party, key_id).ended(at, SUPERSEDED)


def _under_way(state: Rows, at: Context, party: bytes) -> UnderWay | None:
    found = find(state, RECOVERIES, party)
    return None if found is None or found.due <= at.time else found


def _recover(state: Rows, at: Context, asked: Recover) -> Accepted:
    require(at.party == asked.party, PartyRefusal.KEY_FOR_ANOTHER_PARTY)
    policy = find(state, POLICIES, asked.party, ApprovalClass.RECOVERY)
    if policy is None:
        raise Rejected(PartyRefusal.NO_GUARDIANS)
    require(not is_taken(state, asked.key), PartyRefusal.KEY_TAKEN)
    is_first = _under_way(state, at, asked.party) is None
    require(is_first, PartyRefusal.RECOVERY_UNDER_WAY)
    due = after(at.time, policy.delay_seconds)
    return (
        Accepted(PARTIES)
        .put(RECOVERIES, asked.party, UnderWay(asked.key, due, at.height))
        .put(RECOVERY_ENDS, due, asked.party, at.height)
        .fact(15, asked.party, asked.key.thumbprint, due)
    )


def _stop(state: Rows, at: Context, key_id: bytes) -> Accepted:
    signing_party(state, at)
    party = at.signer.id
    found = _under_way(state, at, party)
    if found is None or found.key.thumbprint != key_id:
        raise Rejected(PartyRefusal.NO_RECOVERY)
    out = Accepted(PARTIES).remove(RECOVERIES, party).remove(RECOVERY_ENDS, found.due, party)
    return out.fact(16, party, key_id)


def recovered(state: Rows, at: Now, party: bytes) -> Accepted:
    """Gives a party the key that its guardians agreed on, unless somebody has it by now."""
    key = known(state, RECOVERIES, party).key
    out = Accepted(PARTIES).remove(RECOVERIES, party)
    if is_taken(state, key):
        return out.fact(16, party, key.thumbprint)
    row = known(state, PARTY_ROWS, party)
    use = KeyUse(Purpose.SIGNING, at.height, None, None)
    return (
        out.put(PARTY_ROWS, party, replace(row, signing_keys=row.signing_keys + 1))
        .put(PARTY_KEYS, party, key.thumbprint, use)
        .register(at, Subject(SubjectKind.PARTY, party), Purpose.SIGNING, key)
        .fact(4, party, key.thumbprint, int(Purpose.SIGNING))
        .fact(17, party, key.thumbprint)
    )
