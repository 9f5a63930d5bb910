"""Registrations (contract 6): signed statements of others, once each, by a policy on the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256
from typing import Annotated, Any

from .. import signed_statement
from ..records import (
    Hash,
    MalformedError,
    Many,
    Maybe,
    MaybeMoment,
    Octets,
    Record,
    Text,
    Uint,
    Yes,
    name_of,
)
from ..signed_statement import SignedStatement
from ..state import Rows, Table, find
from .common import (
    HASH,
    KEYS,
    REGISTRATIONS,
    Accepted,
    Context,
    Purpose,
    RegisteredKey,
    Rejected,
    SubjectKind,
    require,
)
from .parties import may_propose
from .party_rows import PARTY_ROWS

REGISTRARS = Many(HASH, 0, 16)


class RegistrationRefusal(IntEnum):
    """Why a transaction is refused, by the numbers that seals have."""

    NOT_A_REPLICA = 0
    NO_SUCH_PARTY = 1
    NOT_A_PARTY = 2
    ALREADY_REGISTERED = 3
    UNKNOWN_ISSUER = 4
    NOT_AN_ISSUER = 5
    ISSUER_KEY_REVOKED = 6
    NOT_A_REGISTRAR = 7
    NOT_THE_KEYS_ALGORITHM = 8
    ISSUER_NAMED_OTHERWISE = 9
    NOT_PUBLIC = 10


class PolicyName(IntEnum):
    """What policies there are."""

    REGISTRATION = 0


@dataclass(frozen=True)
class Registered:
    """A row of ``registrations``."""

    digest: Hash
    issuer: Annotated[bytes | None, Maybe(HASH)]
    by: Hash
    in_full: Yes
    statement: Hash
    policy: Uint
    since: Uint


@dataclass(frozen=True)
class Policy:
    """A row of ``policies``."""

    did_keys: Yes
    registrars: Annotated[tuple[bytes, ...], REGISTRARS]
    note: Annotated[str, Text(0, 400)]
    revision: Uint
    set: MaybeMoment


DEFAULT = Policy(False, (), "", 0, None)
POLICY_NAME = name_of(PolicyName)
REGISTRATION_ROWS: Table[Registered] = Table(REGISTRATIONS, 1, (HASH, HASH), Record(Registered))
POLICIES: Table[Policy] = Table(REGISTRATIONS, 2, (POLICY_NAME,), Record(Policy))


@dataclass(frozen=True)
class SetRegistrationPolicy:
    """A replica sets what is registered from now on."""

    did_keys: Yes
    registrars: Annotated[tuple[bytes, ...], REGISTRARS]
    note: Annotated[str, Text(1, 400)]

    def __post_init__(self) -> None:
        """Raises MalformedError unless each is named once."""
        if len(set(self.registrars)) != len(self.registrars):
            raise MalformedError("a registrar is named twice")


@dataclass(frozen=True)
class RegisterDigest:
    """A signed statement by its hashes."""

    id: Hash
    digest: Hash
    key: Hash

    @property
    def entry(self) -> bytes:
        """What is logged behind the statement."""
        return self.digest


@dataclass(frozen=True)
class RegisterInFull:
    """A signed statement whole."""

    statement: Annotated[bytes, Octets(1, signed_statement.OCTETS_MAX)]

    def __post_init__(self) -> None:
        """Raises MalformedError unless it is a signed statement."""
        signed_statement.decode(self.statement)

    @property
    def entry(self) -> bytes:
        """What is logged behind the statement."""
        return self.statement

    @property
    def signed(self) -> SignedStatement:
        """The statement, read."""
        return signed_statement.decode(self.statement)


TRANSACTIONS = {1: SetRegistrationPolicy, 2: RegisterDigest, 3: RegisterInFull}


def policy_of(rows: Rows) -> Policy:
    """The policy that holds."""
    return find(rows, POLICIES, PolicyName.REGISTRATION) or DEFAULT


def decide(state: Rows, at: Context, transaction: Any) -> Accepted:  # noqa: ANN401 - of three types
    """What becomes of a transaction of this contract. Raises Rejected."""
    match transaction:
        case SetRegistrationPolicy():
            return _set(state, at, transaction)
        case RegisterDigest(statement_id, digest, key_id):
            issuer = _issuer(state, at, statement_id, key_id, True)
            return _accept(state, at, (statement_id, key_id), digest, issuer, False)
        case _:
            return _in_full(state, at, transaction.signed)


def _set(state: Rows, at: Context, transaction: SetRegistrationPolicy) -> Accepted:
    require(may_propose(state, at.signer), RegistrationRefusal.NOT_A_REPLICA)
    for registrar in transaction.registrars:
        is_party = find(state, PARTY_ROWS, registrar) is not None
        require(is_party, RegistrationRefusal.NO_SUCH_PARTY)
    revision = policy_of(state).revision + 1
    did_keys, registrars = transaction.did_keys, transaction.registrars
    row = Policy(did_keys, registrars, transaction.note, revision, at.time)
    out = Accepted(REGISTRATIONS).put(POLICIES, PolicyName.REGISTRATION, row)
    return out.fact(1, at.signer.id, revision)


def _in_full(state: Rows, at: Context, signed: SignedStatement) -> Accepted:
    issuer = _issuer(state, at, signed.id, signed.key_id, signed.named is not None)
    key = signed.named if issuer is None else issuer.key
    is_by = key is not None and signed.is_by(key)
    require(is_by, RegistrationRefusal.NOT_THE_KEYS_ALGORITHM)
    if signed.named is None:
        ending = "" if issuer is None else f":party:{issuer.subject.id.hex()}"
        is_named = signed.issuer.startswith("did:web:") and signed.issuer.endswith(ending)
        require(is_named, RegistrationRefusal.ISSUER_NAMED_OTHERWISE)
    is_own = issuer is not None and issuer.subject == at.signer
    require(signed.is_public or is_own, RegistrationRefusal.NOT_PUBLIC)
    digest = sha256(signed.encoded).digest()
    return _accept(state, at, (signed.id, signed.key_id), digest, issuer, True)


def _issuer(
    state: Rows, at: Context, statement_id: bytes, key_id: bytes, may_name_itself: bool
) -> RegisteredKey | None:
    """The issuer's key if somebody registered it. Raises Rejected unless the signer may."""
    require(at.signer.kind == SubjectKind.PARTY, RegistrationRefusal.NOT_A_PARTY)
    if find(state, REGISTRATION_ROWS, statement_id, key_id) is not None:
        raise Rejected(RegistrationRefusal.ALREADY_REGISTERED)
    policy = policy_of(state)
    issuer = find(state, KEYS, key_id)
    if issuer is None:
        require(may_name_itself and policy.did_keys, RegistrationRefusal.UNKNOWN_ISSUER)
    else:
        is_party = issuer.subject.kind == SubjectKind.PARTY
        signs = issuer.purpose == Purpose.SIGNING
        require(is_party and signs, RegistrationRefusal.NOT_AN_ISSUER)
        require(issuer.counts_at(at.height), RegistrationRefusal.ISSUER_KEY_REVOKED)
    is_own = issuer is not None and issuer.subject == at.signer
    is_registrar = at.signer.id in policy.registrars
    require(is_own or is_registrar, RegistrationRefusal.NOT_A_REGISTRAR)
    return issuer


def _accept(
    state: Rows,
    at: Context,
    name: tuple[bytes, bytes],
    digest: bytes,
    issuer: RegisteredKey | None,
    in_full: bool,
) -> Accepted:
    by = at.signer.id
    party = None if issuer is None else issuer.subject.id
    revision = policy_of(state).revision
    row = Registered(digest, party, by, in_full, at.statement, revision, at.height)
    out = Accepted(REGISTRATIONS).put(REGISTRATION_ROWS, *name, row)
    return out.fact(2, *name, party, by, in_full)
