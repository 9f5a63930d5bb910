"""Parties (contract 1): organisations and people, what each may do, and their keys."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import Annotated

from ..keys import PublicKey
from ..records import (
    Hash,
    Key,
    Octets,
    Text,
)
from ..state import Rows, find
from . import approvals, delegations, newcomers, party_keys, replica_set
from .approval_rows import (
    LAPSES,
    POLICIES,
    PROPOSALS,
    ApprovalClass,
    NameGuardians,
    Reject,
    RequireApprovals,
    WaiveApprovals,
)
from .common import (
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
from .delegation_rows import (
    ABOVE,
    DELEGATIONS,
    HELD,
    UNDER,
    Delegate,
    EndDelegation,
    FoundDepartment,
    ReleaseDepartment,
)
from .newcomers import (
    ARRIVALS,
    ENTRY,
    NEWCOMERS,
    VOUCHERS,
    RegisterPersonWithWork,
    RegisterWithWork,
    SetEntry,
    Vouch,
    Work,
)
from .party_keys import (
    Recover,
    ReportCompromise,
    RetireKey,
    RevokeKey,
    StopRecovery,
    signing_party,
)
from .party_refusal import PartyRefusal
from .party_rows import (
    COMPROMISES,
    HANDLE,
    HANDLES,
    PARTY_KEYS,
    PARTY_ROWS,
    RECOVERIES,
    RECOVERY_ENDS,
    RETIREMENTS,
    ROLE,
    ROLES,
    KeyUse,
    Party,
)

TABLES = (LAPSES, POLICIES, PROPOSALS, COMPROMISES, RECOVERIES, RECOVERY_ENDS, RETIREMENTS)
ACTING = (DELEGATIONS, HELD, ABOVE, UNDER)
ENTERING = (ENTRY, ARRIVALS, NEWCOMERS, VOUCHERS)

SigningKey = Annotated[PublicKey, Key(signs=True)]
POSSESSION = Octets(1, 4_096)


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
    10: RetireKey,
    11: ReportCompromise,
    12: NameGuardians,
    13: Recover,
    14: StopRecovery,
    15: Delegate,
    16: EndDelegation,
    17: FoundDepartment,
    18: ReleaseDepartment,
    19: Reject,
    20: SetEntry,
    21: Vouch,
    22: RegisterWithWork,
    23: RegisterPersonWithWork,
}


def holds(state: Rows, subject: Subject, role: Role) -> bool:
    """Whether a subject is a party with this role."""
    is_party = subject.kind == SubjectKind.PARTY
    return is_party and find(state, ROLES, role, subject.id) is not None


def may_propose(state: Rows, subject: Subject) -> bool:
    """Whether a subject may ask for what replicas decide together."""
    return holds(state, subject, Role.REPLICA) or holds(state, subject, Role.PROPOSER)


def founded(
    party: bytes, handle: str, name: str, roles: tuple[int, ...], keys: int, height: int
) -> Accepted:
    """What a genesis writes of a founder, but for its keys."""
    out = Accepted(PARTIES)
    in_order = tuple(role for role in Role if role in roles)
    out.put(PARTY_ROWS, party, Party(0, handle, name, None, in_order, keys, height))
    out.put(HANDLES, handle, party)
    for role in in_order:
        out.put(ROLES, role, party, height)
    return out


def decide(state: Rows, at: Context, transaction: object) -> Accepted:
    """What becomes of a transaction of this contract. Raises Rejected."""
    match transaction:
        case Register(key, handle, name):
            return _register(state, at, key, handle, name, None)
        case RegisterWithWork(key, handle, name, work):
            return _register(state, at, key, handle, name, work)
        case RegisterPerson(key, commitment):
            return _register_person(state, at, key, commitment, None)
        case RegisterPersonWithWork(key, commitment, work):
            return _register_person(state, at, key, commitment, work)
        case SetEntry():
            require(at.party is not None, PartyRefusal.NOT_A_PARTY)
            require(may_propose(state, at.signer), PartyRefusal.NOT_A_REPLICA)
            return newcomers.set_entry(at, transaction)
        case Vouch(party):
            return newcomers.vouched(state, at, signing_party(state, at), party)
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
        case RevokeKey() | RetireKey() | ReportCompromise() | Recover() | StopRecovery():
            return party_keys.decide(state, at, transaction)
        case RequireApprovals():
            signing_party(state, at)
            _require_parties(state, transaction.approvers)
            return approvals.required(at, transaction)
        case NameGuardians():
            signing_party(state, at)
            _require_parties(state, transaction.guardians)
            return approvals.guarded(at, transaction)
        case WaiveApprovals(kind):
            signing_party(state, at)
            return approvals.waived(state, at, kind)
        case Reject():
            signing_party(state, at)
            return approvals.rejected(state, at, transaction)
        case Delegate():
            signing_party(state, at)
            policy = approvals.policy_of(state, at.signer.id, ApprovalClass.POLICIES)
            return delegations.delegate(state, at, transaction, has_policy=policy is not None)
        case EndDelegation():
            signing_party(state, at)
            return delegations.end(state, at, transaction)
        case FoundDepartment():
            return _found(state, at, transaction)
        case ReleaseDepartment(department):
            return delegations.release(state, at, department)
    raise AssertionError(f"{transaction} is no transaction of parties")


def _require_parties(state: Rows, names: tuple[bytes, ...]) -> None:
    for name in names:
        require(find(state, PARTY_ROWS, name) is not None, PartyRefusal.NO_SUCH_PARTY)


def _register(
    state: Rows, at: Context, key: PublicKey, handle: str, name: str, work: Work | None
) -> Accepted:
    require(not is_taken(state, key), PartyRefusal.ALREADY_REGISTERED)
    require(find(state, HANDLES, handle) is None, PartyRefusal.HANDLE_TAKEN)
    let_in = newcomers.let_in(state, at, key, work)
    out = _enter(at, key, Party(0, handle, name, None, (), 1, at.height))
    out.put(HANDLES, handle, key.thumbprint).also(let_in)
    return out


def _register_person(
    state: Rows, at: Context, key: PublicKey, commitment: bytes, work: Work | None
) -> Accepted:
    require(not is_taken(state, key), PartyRefusal.ALREADY_REGISTERED)
    let_in = newcomers.let_in(state, at, key, work)
    out = _enter(at, key, Party(1, None, None, commitment, (), 1, at.height))
    out.also(let_in)
    return out


def _enter(at: Context, key: PublicKey, party: Party) -> Accepted:
    name = key.thumbprint
    return (
        Accepted(PARTIES)
        .put(PARTY_ROWS, name, party)
        .put(PARTY_KEYS, name, name, KeyUse(Purpose.SIGNING, at.height, None, None))
        .register(at, Subject(SubjectKind.PARTY, name), Purpose.SIGNING, key)
        .fact(1, name, party.kind, party.handle)
    )


def _found(state: Rows, at: Context, asked: FoundDepartment) -> Accepted:
    signing_party(state, at)
    delegations.require_foundable(state, at, asked)
    party = Party(0, asked.handle, asked.name, None, (), 1, at.height)
    return delegations.put_under(at, _enter(at, asked.key, party), asked)


def _as_replica(state: Rows, at: Context, party: bytes) -> Party:
    require(at.party is not None, PartyRefusal.NOT_A_PARTY)
    require(may_propose(state, at.signer), PartyRefusal.NOT_A_REPLICA)
    found = find(state, PARTY_ROWS, party)
    if found is None:
        raise Rejected(PartyRefusal.NO_SUCH_PARTY)
    return found


def _grant(state: Rows, at: Context, party: bytes, role: int) -> Accepted:
    found = _as_replica(state, at, party)
    require(role not in found.roles, PartyRefusal.ROLE_HELD)
    roles = tuple(each for each in range(ROLE.count) if each in (*found.roles, role))
    out = (
        Accepted(PARTIES)
        .put(PARTY_ROWS, party, replace(found, roles=roles))
        .put(ROLES, role, party, at.height)
    )
    if find(state, NEWCOMERS, party) is not None:
        out.remove(NEWCOMERS, party)
    return out.fact(2, party, role, at.signer.id)


def _withdraw(state: Rows, at: Context, party: bytes, role: int) -> Accepted:
    found = _as_replica(state, at, party)
    require(role in found.roles, PartyRefusal.ROLE_NOT_HELD)
    holders = len(list(islice(state.under(ROLES.key(Role.REPLICA)), 2)))
    require(role != Role.REPLICA or holders > 1, PartyRefusal.LAST_REPLICA)
    runs = replica_set.weight_of(replica_set.latest(state), party) > 0
    require(role != Role.REPLICA or not runs, PartyRefusal.RUNS_A_REPLICA)
    return (
        Accepted(PARTIES)
        .put(PARTY_ROWS, party, replace(found, roles=tuple(r for r in found.roles if r != role)))
        .remove(ROLES, role, party)
        .fact(3, party, role, at.signer.id)
    )


def _add(state: Rows, at: Context, key: PublicKey, purpose: Purpose) -> Accepted:
    party = signing_party(state, at)
    require(not is_taken(state, key), PartyRefusal.KEY_TAKEN)
    if purpose == Purpose.SIGNING:
        newcomers.require_key(state, at.signer, party)
    name = at.signer.id
    out = Accepted(PARTIES)
    if purpose == Purpose.SIGNING:
        out.put(PARTY_ROWS, name, replace(party, signing_keys=party.signing_keys + 1))
    return (
        out.put(PARTY_KEYS, name, key.thumbprint, KeyUse(purpose, at.height, None, None))
        .register(at, at.signer, purpose, key)
        .fact(4, name, key.thumbprint, int(purpose))
    )
