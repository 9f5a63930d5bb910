"""Parties (contract 1): organisations and people, what each may do, and their keys."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import islice
from typing import Annotated

from ..keys import PublicKey
from ..records import (
    Hash,
    Key,
    Many,
    Maybe,
    MaybeHash,
    Moment,
    Name,
    Number,
    Octets,
    Record,
    Text,
    Uint,
    name_of,
)
from ..state import Rows, Table, find
from . import approvals
from .approval_rows import (
    LAPSES,
    POLICIES,
    PROPOSALS,
    RequireApprovals,
    WaiveApprovals,
)
from .common import (
    HASH,
    KEYS,
    PARTIES,
    Accepted,
    Context,
    Purpose,
    Rejected,
    Role,
    Subject,
    SubjectKind,
    is_taken,
    require,
)
from .party_refusal import PartyRefusal

__all__ = ["LAPSES", "POLICIES", "PROPOSALS"]  # tables of this contract that others read

_HANDLE = re.compile(r"[a-z0-9][a-z0-9-]{0,22}[a-z0-9]")


def is_handle(text: str) -> bool:
    """Whether text is an organisation's short name."""
    return _HANDLE.fullmatch(text) is not None


HANDLE = Text(2, 24, is_handle)
ROLE = name_of(Role)
REVOCATION_REASON = Name(4)
SigningKey = Annotated[PublicKey, Key(signs=True)]
POSSESSION = Octets(1, 4_096)


@dataclass(frozen=True)
class Party:
    """A row of ``parties``."""

    kind: Annotated[int, Name(2)]
    handle: Annotated[str | None, Maybe(HANDLE)]
    name: Annotated[str | None, Maybe(Text(1, 80))]
    commitment: MaybeHash
    roles: Annotated[tuple[int, ...], Many(ROLE, 0, 32)]
    signing_keys: Uint
    since: Uint


@dataclass(frozen=True)
class Revocation:
    """When and why a key came to count no more."""

    height: Uint
    time: Moment
    reason: Annotated[int, REVOCATION_REASON]


@dataclass(frozen=True)
class KeyUse:
    """A row of ``party-keys``."""

    purpose: Annotated[int, Name(2)]
    since: Uint
    revoked: Annotated[Revocation | None, Maybe(Record(Revocation))]


PARTY_ROWS: Table[Party] = Table(PARTIES, 1, (HASH,), Record(Party))
HANDLES: Table[bytes] = Table(PARTIES, 2, (HANDLE,), HASH)
ROLES: Table[int] = Table(PARTIES, 3, (ROLE, HASH), Number())
PARTY_KEYS: Table[KeyUse] = Table(PARTIES, 4, (HASH, HASH), Record(KeyUse))


@dataclass(frozen=True)
class Register:
    """An organisation makes itself known."""

    key: SigningKey
    handle: Annotated[str, HANDLE]
    name: Annotated[str, Text(1, 80)]


@dataclass(frozen=True)
class RegisterPerson:
    """A person takes a pseudonym."""

    key: SigningKey
    commitment: Hash


@dataclass(frozen=True)
class Grant:
    """A replica gives a role."""

    party: Hash
    role: Annotated[int, ROLE]


@dataclass(frozen=True)
class Withdraw:
    """A replica takes a role."""

    party: Hash
    role: Annotated[int, ROLE]


@dataclass(frozen=True)
class AddSigningKey:
    """A party adds a key that signs."""

    party: Hash
    key: SigningKey
    possession: Annotated[bytes, POSSESSION]


@dataclass(frozen=True)
class AddAgreementKey:
    """A party adds a key that agrees."""

    key: Annotated[PublicKey, Key(signs=False)]


@dataclass(frozen=True)
class RevokeKey:
    """A party revokes one of its keys."""

    key_id: Hash
    reason: Annotated[int, REVOCATION_REASON]


TRANSACTIONS = {
    1: Register,
    2: RegisterPerson,
    3: Grant,
    4: Withdraw,
    5: AddSigningKey,
    6: AddAgreementKey,
    7: RevokeKey,
    8: RequireApprovals,
    9: WaiveApprovals,
}


def holds(state: Rows, subject: Subject, role: Role) -> bool:
    """Whether a subject is a party with this role."""
    is_party = subject.kind == SubjectKind.PARTY
    return is_party and find(state, ROLES, role, subject.id) is not None


def founded(party: bytes, handle: str, name: str, roles: tuple[int, ...], keys: int) -> Accepted:
    """What the genesis writes of a founder, but for its keys."""
    out = Accepted(PARTIES)
    in_order = tuple(role for role in Role if role in roles)
    out.put(PARTY_ROWS, party, Party(0, handle, name, None, in_order, keys, 0))
    out.put(HANDLES, handle, party)
    for role in in_order:
        out.put(ROLES, role, party, 0)
    return out


def decide(state: Rows, at: Context, transaction: object) -> Accepted:
    """What becomes of a transaction of this contract. Raises Rejected."""
    match transaction:
        case Register():
            return _register(state, at, transaction)
        case RegisterPerson(key, commitment):
            require(not is_taken(state, key), PartyRefusal.ALREADY_REGISTERED)
            return _enter(at, key, Party(1, None, None, commitment, (), 1, at.height))
        case Grant(party, role):
            return _grant(state, at, party, role)
        case Withdraw(party, role):
            return _withdraw(state, at, party, role)
        case AddSigningKey(party, key, _):
            is_another = at.party is not None and at.party != party
            require(not is_another, PartyRefusal.KEY_FOR_ANOTHER_PARTY)
            return _add(state, at, key, Purpose.SIGNING)
        case AddAgreementKey(key):
            return _add(state, at, key, Purpose.AGREEMENT)
        case RevokeKey(key_id, reason):
            return _revoke(state, at, key_id, reason)
        case RequireApprovals():
            _signing_party(state, at)
            for approver in transaction.approvers:
                require(find(state, PARTY_ROWS, approver) is not None, PartyRefusal.NO_SUCH_PARTY)
            return approvals.required(at, transaction)
        case WaiveApprovals(kind):
            _signing_party(state, at)
            return approvals.waived(state, at, kind)
    raise AssertionError(f"{transaction} is no transaction of parties")


def _register(state: Rows, at: Context, asked: Register) -> Accepted:
    require(not is_taken(state, asked.key), PartyRefusal.ALREADY_REGISTERED)
    is_free = find(state, HANDLES, asked.handle) is None
    require(is_free, PartyRefusal.HANDLE_TAKEN)
    party = Party(0, asked.handle, asked.name, None, (), 1, at.height)
    return _enter(at, asked.key, party).put(HANDLES, asked.handle, asked.key.thumbprint)


def _enter(at: Context, key: PublicKey, party: Party) -> Accepted:
    name = key.thumbprint
    return (
        Accepted(PARTIES)
        .put(PARTY_ROWS, name, party)
        .put(PARTY_KEYS, name, name, KeyUse(Purpose.SIGNING, at.height, None))
        .register(at, Subject(SubjectKind.PARTY, name), Purpose.SIGNING, key)
        .fact(1, name, party.kind, party.handle)
    )


def _as_replica(state: Rows, at: Context, party: bytes) -> Party:
    require(at.party is not None, PartyRefusal.NOT_A_PARTY)
    require(holds(state, at.signer, Role.REPLICA), PartyRefusal.NOT_A_REPLICA)
    found = find(state, PARTY_ROWS, party)
    if found is None:
        raise Rejected(PartyRefusal.NO_SUCH_PARTY)
    return found


def _grant(state: Rows, at: Context, party: bytes, role: int) -> Accepted:
    found = _as_replica(state, at, party)
    require(role not in found.roles, PartyRefusal.ROLE_HELD)
    roles = tuple(each for each in range(ROLE.count) if each in (*found.roles, role))
    return (
        Accepted(PARTIES)
        .put(PARTY_ROWS, party, replace(found, roles=roles))
        .put(ROLES, role, party, at.height)
        .fact(2, party, role, at.signer.id)
    )


def _withdraw(state: Rows, at: Context, party: bytes, role: int) -> Accepted:
    found = _as_replica(state, at, party)
    require(role in found.roles, PartyRefusal.ROLE_NOT_HELD)
    holders = len(list(islice(state.under(ROLES.key(Role.REPLICA)), 2)))
    require(role != Role.REPLICA or holders > 1, PartyRefusal.LAST_REPLICA)
    return (
        Accepted(PARTIES)
        .put(PARTY_ROWS, party, replace(found, roles=tuple(r for r in found.roles if r != role)))
        .remove(ROLES, role, party)
        .fact(3, party, role, at.signer.id)
    )


def _signing_party(state: Rows, at: Context) -> Party:
    found = None if at.party is None else find(state, PARTY_ROWS, at.party)
    if found is None:
        raise Rejected(PartyRefusal.NOT_A_PARTY)
    return found


def _add(state: Rows, at: Context, key: PublicKey, purpose: Purpose) -> Accepted:
    party = _signing_party(state, at)
    require(not is_taken(state, key), PartyRefusal.KEY_TAKEN)
    name = at.signer.id
    out = Accepted(PARTIES)
    if purpose == Purpose.SIGNING:
        out.put(PARTY_ROWS, name, replace(party, signing_keys=party.signing_keys + 1))
    return (
        out.put(PARTY_KEYS, name, key.thumbprint, KeyUse(purpose, at.height, None))
        .register(at, at.signer, purpose, key)
        .fact(4, name, key.thumbprint, int(purpose))
    )


def _revoke(state: Rows, at: Context, key_id: bytes, reason: int) -> Accepted:
    party = _signing_party(state, at)
    key = find(state, KEYS, key_id)
    if key is None or key.subject != at.signer:
        raise Rejected(PartyRefusal.NOT_YOUR_KEY)
    require(key.revoked is None, PartyRefusal.ALREADY_REVOKED)
    signs = key.purpose == Purpose.SIGNING
    require(not signs or party.signing_keys > 1, PartyRefusal.LAST_SIGNING_KEY)
    name = at.signer.id
    out = Accepted(PARTIES)
    if signs:
        out.put(PARTY_ROWS, name, replace(party, signing_keys=party.signing_keys - 1))
    revoked = Revocation(at.height, at.time, reason)
    return (
        out.put(KEYS, key_id, key.revoke(at))
        .put(PARTY_KEYS, name, key_id, KeyUse(key.purpose, key.since, revoked))
        .fact(5, name, key_id, reason)
    )
