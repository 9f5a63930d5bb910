"""Makers' certificate authorities, and devices' certificates from them (contract 16)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256
from typing import Annotated, Any

from .. import x509
from ..records import (
    Hash,
    Maybe,
    MaybeHash,
    Moment,
    Number,
    Octets,
    Record,
    Text,
    Uint,
)
from ..state import Rows, Table, find, known
from ..x509 import Certificate
from .approval_rows import ApprovalClass
from .approvals import policy_of
from .common import (
    AUTHORITIES,
    HASH,
    KEYS,
    Accepted,
    Context,
    MaybeUint,
    Now,
    PublicKeyField,
    Role,
    Subject,
    SubjectKind,
    require,
)
from .parties import POSSESSION, SigningKey, holds
from .party_rows import PARTY_ROWS
from .thing_rows import THING_ROWS, Thing, owner_of

REASON = Text(1, 200)
Der = Annotated[bytes, Octets(1, x509.OCTETS_MAX)]
Why = Annotated[str, REASON]
FourDigits = Annotated[str | None, Maybe(Text(4, 4))]


@dataclass(frozen=True)
class NameShape(Octets):
    """A name in DER."""

    def read(self, item: Any) -> bytes:  # noqa: ANN401 - whatever was decoded
        """The octets."""
        return x509.read_name(super().read(item))


class AuthorityRefusal(IntEnum):
    """Why a transaction is refused, by the numbers that seals have."""

    NOT_A_REPLICA = 0
    NOT_BY_QUORUM = 1
    NOT_A_MAKER = 2
    NO_SUCH_PARTY = 3
    NO_SUCH_AUTHORITY = 4
    AUTHORITY_EXISTS = 5
    ALREADY_REVOKED = 6
    AUTHORITY_REVOKED = 7
    AUTHORITY_OF_ANOTHER_MAKER = 8
    NAME_OF_ANOTHER_MAKER = 9
    NO_SUCH_THING = 10
    NEITHER_OWNER_NOR_MAKER = 11
    ISSUED_BY_ANOTHER = 12
    NOT_AN_AUTHORITY = 13
    NOT_FOR_CERTIFICATES = 14
    NOT_A_ROOT = 15
    IS_AN_AUTHORITY = 16
    NOT_FOR_SIGNATURES = 17
    NOT_FOR_CLIENTS = 18
    PATH_TOO_LONG = 19
    VENDOR_DIFFERS = 20
    NOT_YET_VALID = 21
    EXPIRED = 22
    AUTHORITY_EXPIRED = 23
    KEY_OF_ANOTHER = 24
    ALREADY_BOUND = 25
    NO_SUCH_CERTIFICATE = 26
    ALREADY_WITHDRAWN = 27


@dataclass(frozen=True)
class Issuer:
    """An authority as what it issues is checked against it."""

    subject: Annotated[bytes, NameShape(2, x509.NAME_MAX)]
    key_id: Annotated[bytes | None, Maybe(Octets(1, 64))]
    key: PublicKeyField
    not_before: Moment
    not_after: Moment
    below: MaybeUint
    vendor: FourDigits
    product: FourDigits

    def holds_at(self, time: int) -> bool:
        """Whether a moment lies in what it holds for."""
        return self.not_before <= time <= self.not_after

    def is_named_by(self, certificate: Certificate) -> bool:
        """Whether a certificate names this as its issuer."""
        named = certificate.extensions.issuer_key
        return (
            certificate.issuer == self.subject
            and certificate.algorithm == self.key.algorithm
            and (named is None or self.key_id is None or named == self.key_id)
        )

    def covers(self, certificate: Certificate) -> bool:
        """Whether a certificate names the vendor and product that this is limited to."""
        vendor = self.vendor in (None, certificate.vendor)
        return vendor and self.product in (None, certificate.product)


@dataclass(frozen=True)
class Ended:
    """A revocation or withdrawal."""

    height: Uint
    time: Moment
    by: Hash
    reason: Why


MaybeEnded = Annotated[Ended | None, Maybe(Record(Ended))]


@dataclass(frozen=True)
class Authority:
    """A row of ``authorities``."""

    issuer: Annotated[Issuer, Record(Issuer)]
    above: MaybeHash
    maker: MaybeHash
    level: Uint
    by: Hash
    since: Uint
    ended: MaybeEnded


@dataclass(frozen=True)
class Binding:
    """A row of ``bindings``."""

    authority: Hash
    key_id: Hash
    not_before: Moment
    not_after: Moment
    by: Hash
    since: Uint
    ended: MaybeEnded


AUTHORITY_ROWS: Table[Authority] = Table(AUTHORITIES, 1, (HASH,), Record(Authority))
NAMES: Table[int] = Table(AUTHORITIES, 2, (HASH, HASH), Number())
BINDINGS: Table[Binding] = Table(AUTHORITIES, 3, (HASH, HASH), Record(Binding))
HOLDERS: Table[bytes] = Table(AUTHORITIES, 4, (HASH,), HASH)


@dataclass(frozen=True)
class AddRoot:
    """Several together trust a root."""

    certificate: Der
    maker: MaybeHash

    def __post_init__(self) -> None:
        """Raises MalformedError unless it is a certificate."""
        x509.parse(self.certificate)

    @property
    def parsed(self) -> Certificate:
        """The certificate, read."""
        return x509.parse(self.certificate)


@dataclass(frozen=True)
class AddIntermediate:
    """A maker adds an authority below another."""

    certificate: Der
    authority: Hash
    key: SigningKey

    def __post_init__(self) -> None:
        """Raises MalformedError unless it is a certificate."""
        x509.parse(self.certificate)

    @property
    def parsed(self) -> Certificate:
        """The certificate, read."""
        return x509.parse(self.certificate)


@dataclass(frozen=True)
class RevokeAuthority:
    """An authority counts no more."""

    authority: Hash
    reason: Why


@dataclass(frozen=True)
class Bind:
    """A device's certificate is bound to a thing."""

    thing: Hash
    certificate: Der
    authority: Hash
    key: SigningKey
    possession: Annotated[bytes, POSSESSION]

    def __post_init__(self) -> None:
        """Raises MalformedError unless it is a certificate."""
        x509.parse(self.certificate)

    @property
    def parsed(self) -> Certificate:
        """The certificate, read."""
        return x509.parse(self.certificate)


@dataclass(frozen=True)
class WithdrawCertificate:
    """A device's certificate counts no more."""

    thing: Hash
    certificate: Hash
    reason: Why


TRANSACTIONS = {
    1: AddRoot,
    2: AddIntermediate,
    3: RevokeAuthority,
    4: Bind,
    5: WithdrawCertificate,
}


def decide(state: Rows, at: Context, transaction: Any) -> Accepted:  # noqa: ANN401 - of five types
    """What becomes of a transaction of this contract. Raises Rejected."""
    match transaction:
        case AddRoot():
            return _add_root(state, at, transaction)
        case AddIntermediate():
            return _add_intermediate(state, at, transaction)
        case RevokeAuthority():
            return _revoke(state, at, transaction)
        case Bind():
            return _bind(state, at, transaction)
        case _:
            return _withdraw(state, at, transaction)


def path_of(rows: Rows, authority: bytes) -> list[Authority]:
    """An authority that is there, and those above it, the root last."""
    path = [known(rows, AUTHORITY_ROWS, authority)]
    while path[-1].above is not None:
        path.append(known(rows, AUTHORITY_ROWS, path[-1].above))
    return path


def _require_quorum(state: Rows, at: Context) -> None:
    require(holds(state, at.signer, Role.REPLICA), AuthorityRefusal.NOT_A_REPLICA)
    policy = policy_of(state, at.signer.id, ApprovalClass.ROOTS)
    is_quorum = (
        policy is not None and policy.needed >= 2 and 3 * policy.needed >= 2 * len(policy.approvers)
    )
    require(is_quorum, AuthorityRefusal.NOT_BY_QUORUM)


def _require_now(at: Context, certificate: Certificate) -> None:
    require(at.time >= certificate.not_before, AuthorityRefusal.NOT_YET_VALID)
    require(at.time <= certificate.not_after, AuthorityRefusal.EXPIRED)


def _require_authority(certificate: Certificate) -> None:
    require(certificate.extensions.authority, AuthorityRefusal.NOT_AN_AUTHORITY)
    require(certificate.is_within_usage, AuthorityRefusal.NOT_FOR_CERTIFICATES)


def _add_root(state: Rows, at: Context, add: AddRoot) -> Accepted:
    _require_quorum(state, at)
    if add.maker is not None:
        is_party = find(state, PARTY_ROWS, add.maker) is not None
        require(is_party, AuthorityRefusal.NO_SUCH_PARTY)
    root = add.parsed
    _require_new(state, root)
    _require_authority(root)
    require(root.says_what_a_root_says, AuthorityRefusal.NOT_A_ROOT)
    _require_now(at, root)
    row = Authority(_issuer(root), None, add.maker, 1, at.signer.id, at.height, None)
    return _added(state, at, root.digest, row).fact(1, root.digest, add.maker, at.signer.id)


def _issuer(certificate: Certificate, above: Issuer | None = None) -> Issuer:
    """An authority, with what one above it asks of all that is below."""
    below, vendor, product = certificate.extensions.path_length, None, None
    if above is not None:
        vendor, product = above.vendor, above.product
        if above.below is not None:
            left = max(0, above.below - 1)
            below = left if below is None else min(below, left)
    return Issuer(
        certificate.subject,
        certificate.extensions.subject_key,
        certificate.key,
        certificate.not_before,
        certificate.not_after,
        below,
        certificate.vendor or vendor,
        certificate.product or product,
    )


def _require_new(state: Rows, certificate: Certificate) -> None:
    is_new = find(state, AUTHORITY_ROWS, certificate.digest) is None
    require(is_new, AuthorityRefusal.AUTHORITY_EXISTS)


def _added(state: Rows, at: Context, authority: bytes, row: Authority) -> Accepted:
    name = sha256(row.issuer.subject + (row.issuer.key_id or b"")).digest()
    for key, _ in state.under(NAMES.key(name)):
        first = known(state, AUTHORITY_ROWS, key[-32:])
        require(first.maker == row.maker, AuthorityRefusal.NAME_OF_ANOTHER_MAKER)
        break
    out = Accepted(AUTHORITIES).put(AUTHORITY_ROWS, authority, row)
    return out.put(NAMES, name, authority, at.height)


def _usable(state: Rows, authority: bytes, maker: bytes) -> list[Authority]:
    """The path of an authority that a maker's devices can be below. Raises Rejected."""
    is_there = find(state, AUTHORITY_ROWS, authority) is not None
    require(is_there, AuthorityRefusal.NO_SUCH_AUTHORITY)
    path = path_of(state, authority)
    counts = all(each.ended is None for each in path)
    require(counts, AuthorityRefusal.AUTHORITY_REVOKED)
    is_own = path[0].maker in (None, maker)
    require(is_own, AuthorityRefusal.AUTHORITY_OF_ANOTHER_MAKER)
    return path


def _require_issued(above: Issuer, key: Any, certificate: Certificate) -> None:  # noqa: ANN401
    is_issuer = above.key == key and above.is_named_by(certificate)
    require(is_issuer, AuthorityRefusal.ISSUED_BY_ANOTHER)


def _require_times(at: Context, path: list[Authority], certificate: Certificate) -> None:
    hold = all(each.issuer.holds_at(at.time) for each in path)
    require(hold, AuthorityRefusal.AUTHORITY_EXPIRED)
    _require_now(at, certificate)


def _add_intermediate(state: Rows, at: Context, add: AddIntermediate) -> Accepted:
    require(holds(state, at.signer, Role.MAKER), AuthorityRefusal.NOT_A_MAKER)
    maker = at.signer.id
    path = _usable(state, add.authority, maker)
    above = path[0].issuer
    certificate = add.parsed
    _require_new(state, certificate)
    _require_issued(above, add.key, certificate)
    _require_authority(certificate)
    require(above.below != 0, AuthorityRefusal.PATH_TOO_LONG)
    require(above.covers(certificate), AuthorityRefusal.VENDOR_DIFFERS)
    is_short = path[0].level < x509.AUTHORITIES_MAX
    require(is_short, AuthorityRefusal.PATH_TOO_LONG)
    _require_times(at, path, certificate)
    issuer = _issuer(certificate, above)
    row = Authority(issuer, add.authority, maker, path[0].level + 1, maker, at.height, None)
    digest = certificate.digest
    return _added(state, at, digest, row).fact(2, digest, add.authority, maker)


def _ended(at: Context, reason: str) -> Ended:
    return Ended(at.height, at.time, at.signer.id, reason)


def _revoke(state: Rows, at: Context, revoke: RevokeAuthority) -> Accepted:
    row = find(state, AUTHORITY_ROWS, revoke.authority)
    if row is None:
        require(False, AuthorityRefusal.NO_SUCH_AUTHORITY)
        raise AssertionError("it was refused")
    require(row.ended is None, AuthorityRefusal.ALREADY_REVOKED)
    is_own = row.above is not None and row.maker == at.party
    if not is_own:
        _require_quorum(state, at)
    end = _ended(at, revoke.reason)
    ended = Authority(row.issuer, row.above, row.maker, row.level, row.by, row.since, end)
    out = Accepted(AUTHORITIES).put(AUTHORITY_ROWS, revoke.authority, ended)
    return out.fact(3, revoke.authority, row.maker, at.signer.id, revoke.reason)


def _thing(state: Rows, at: Context, thing: bytes) -> Thing:
    """A thing of which the signer is owner or maker. Raises Rejected."""
    found = find(state, THING_ROWS, thing)
    require(found is not None, AuthorityRefusal.NO_SUCH_THING)
    row = known(state, THING_ROWS, thing)
    is_concerned = at.party is not None and at.party in (row.maker, owner_of(state, row))
    require(is_concerned, AuthorityRefusal.NEITHER_OWNER_NOR_MAKER)
    return row


def _bind(state: Rows, at: Context, bind: Bind) -> Accepted:
    thing = _thing(state, at, bind.thing)
    path = _usable(state, bind.authority, thing.maker)
    device = bind.parsed
    _require_issued(path[0].issuer, bind.key, device)
    require(not device.extensions.authority, AuthorityRefusal.IS_AN_AUTHORITY)
    require(device.is_for_signatures, AuthorityRefusal.NOT_FOR_SIGNATURES)
    require(device.is_for_clients, AuthorityRefusal.NOT_FOR_CLIENTS)
    require(path[0].issuer.covers(device), AuthorityRefusal.VENDOR_DIFFERS)
    _require_times(at, path, device)
    key_id = device.key.thumbprint
    holder, owner = find(state, HOLDERS, key_id), find(state, KEYS, key_id)
    is_free = holder in (None, bind.thing)
    is_own = owner is None or owner.subject == Subject(SubjectKind.THING, bind.thing)
    require(is_free and is_own, AuthorityRefusal.KEY_OF_ANOTHER)
    is_new = find(state, BINDINGS, bind.thing, device.digest) is None
    require(is_new, AuthorityRefusal.ALREADY_BOUND)
    by, until = at.signer.id, device.not_after
    row = Binding(bind.authority, key_id, device.not_before, until, by, at.height, None)
    out = Accepted(AUTHORITIES).put(BINDINGS, bind.thing, device.digest, row)
    out.put(HOLDERS, key_id, bind.thing)
    return out.fact(4, bind.thing, device.digest, bind.authority, until, by)


def _withdraw(state: Rows, at: Context, withdraw: WithdrawCertificate) -> Accepted:
    _thing(state, at, withdraw.thing)
    row = find(state, BINDINGS, withdraw.thing, withdraw.certificate)
    require(row is not None, AuthorityRefusal.NO_SUCH_CERTIFICATE)
    row = known(state, BINDINGS, withdraw.thing, withdraw.certificate)
    require(row.ended is None, AuthorityRefusal.ALREADY_WITHDRAWN)
    end = _ended(at, withdraw.reason)
    ended = Binding(
        row.authority, row.key_id, row.not_before, row.not_after, row.by, row.since, end
    )
    out = Accepted(AUTHORITIES).put(BINDINGS, withdraw.thing, withdraw.certificate, ended)
    return out.fact(5, withdraw.thing, withdraw.certificate, at.signer.id, withdraw.reason)


def standing_of(rows: Rows, at: Now, thing: bytes, certificate: bytes) -> dict[str, Any]:
    """Where a thing's certificate stands as of a moment."""
    binding = known(rows, BINDINGS, thing, certificate)
    path = path_of(rows, binding.authority)
    since = max([binding.not_before, *(each.issuer.not_before for each in path)])
    until = min([binding.not_after, *(each.issuer.not_after for each in path)])
    if binding.ended is not None:
        kind = "withdrawn"
    elif any(each.ended is not None for each in path):
        kind = "authority-revoked"
    elif at.time < since:
        kind = "not-yet-valid"
    else:
        kind = "expired" if at.time > until else "valid"
    return {"kind": kind, "authority": binding.authority.hex(), "until": until}
