"""Transparent statements: somebody's signed statement with its receipts (RFC 9943, section 7)."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from . import answer, cbor, receipt, signatures, signed_statement
from .cbor import Map, Tagged
from .contracts.common import KEYS, Purpose, SubjectKind
from .contracts.registrations import REGISTRATION_ROWS
from .records import MalformedError
from .refusal import Reason, Refused
from .replicas import Trusted
from .signed_statement import SignedStatement

_COSE_SIGN1, _RECEIPTS, _ISSUER = 18, 394, -70_002
_RECEIPTS_MAX, _PROOFS_MAX = 16, 2
OCTETS_MAX = (
    signed_statement.OCTETS_MAX
    + _RECEIPTS_MAX * receipt.OCTETS_MAX
    + _PROOFS_MAX * answer.OCTETS_MAX
)


class TransparentRefusal(Reason):
    """Why a signed statement is not shown to be registered, besides what is wrong with receipts."""

    MALFORMED = "this is no signed statement with receipts"
    SIGNATURE = "its signature does not verify by the key that its issuer is"
    ISSUER_PROOF = "a proof about its issuer does not hold"
    ISSUER_OTHER = "what comes with it about its issuer is of something else"
    ISSUER_KEY = "its issuer's key is not one that a party signed with when it was registered"
    ISSUER_SIGNATURE = "its signature does not verify by the key of its issuer"


@dataclass(frozen=True)
class Registered:
    """A signed statement that a log has: whole, or by its SHA-256."""

    statement: SignedStatement
    receipt: receipt.Proven
    in_full: bool
    party: bytes | None  # whose key signed it, where that comes with it
    since: int | None  # the block that registered it, where that comes with it


def parts(octets: bytes) -> tuple[bytes, list[bytes], list[bytes]] | None:
    """The signed statement, its receipts, what is said of its issuer; None if there are none."""
    try:
        match cbor.decode(octets, any_order=True):
            case Tagged(int(tag), [bytes(protected), Map(pairs), payload, bytes(signature)]):
                found = next((value for label, value in pairs if label == _RECEIPTS), None)
                proofs = next((value for label, value in pairs if label == _ISSUER), [])
            case _:
                return None
    except cbor.CborError:
        return None
    if tag != _COSE_SIGN1 or not isinstance(found, list) or not 0 < len(found) <= _RECEIPTS_MAX:
        return None
    receipts = [each for each in found if isinstance(each, bytes)]
    if not isinstance(proofs, list) or len(proofs) > _PROOFS_MAX:
        return None
    about = [each for each in proofs if isinstance(each, bytes)]
    if len(receipts) != len(found) or len(about) != len(proofs):
        return None
    statement = cbor.encode(Tagged(_COSE_SIGN1, [protected, Map(()), payload, signature]))
    return statement, receipts, about


def verify(trusted: Trusted, octets: bytes) -> Registered:
    """What one of its receipts proves by the word of a trusted replica. Raises Refused."""
    found = parts(octets)
    if found is None:
        raise Refused(TransparentRefusal.MALFORMED)
    entry, receipts, about = found
    try:
        statement = signed_statement.decode(entry)
    except MalformedError as error:
        raise Refused(TransparentRefusal.MALFORMED, str(error)) from None
    named = statement.named
    if named is not None and not (
        statement.is_by(named)
        and named.is_sound
        and signatures.verifies(named, statement.signed, statement.signature)
    ):
        raise Refused(TransparentRefusal.SIGNATURE)
    last = Refused(receipt.ReceiptRefusal.CHECKPOINT_UNSIGNED, "it has no receipt")
    for octets_of_one in receipts:
        for logged in (entry, sha256(entry).digest()):
            try:
                proven = trusted.verify(logged, octets_of_one)
            except Refused as refused:
                last = refused
                continue
            party, since = _signer(trusted, statement, entry, about)
            return Registered(statement, proven, logged == entry, party, since)
    raise last


def _row(trusted: Trusted, octets: bytes, question: answer.Question) -> tuple[bytes, int]:
    """The row that answers a question, and the block as of which it does."""
    try:
        proven = answer.verify(trusted, octets)
    except Refused as refused:
        raise Refused(TransparentRefusal.ISSUER_PROOF, refused.sentence) from None
    found = proven.answer
    if proven.question != question or not isinstance(found, answer.Found):
        raise Refused(TransparentRefusal.ISSUER_OTHER)
    if not isinstance(found.value, bytes):
        raise Refused(TransparentRefusal.ISSUER_OTHER)
    return found.value, proven.seal.height


def _signer(
    trusted: Trusted, statement: SignedStatement, entry: bytes, about: list[bytes]
) -> tuple[bytes | None, int | None]:
    """The party that signed it and the block that registered it, where two proofs show both."""
    if not about or statement.named is not None:
        return None, None
    if len(about) != _PROOFS_MAX:
        raise Refused(TransparentRefusal.ISSUER_OTHER)
    kid = statement.key_id.hex()
    path = "registrations/{registration}/{key}"
    asked = answer.Question("registrations", path, [statement.id.hex(), kid], [], 0)
    row = REGISTRATION_ROWS.read(_row(trusted, about[0], asked)[0])
    asked = answer.Question("ledger", "keys/{kid}", [kid], [], 0)
    value, as_of = _row(trusted, about[1], asked)
    key = KEYS.read(value)
    if row.digest != sha256(entry).digest():
        raise Refused(TransparentRefusal.ISSUER_OTHER)
    is_party = key.subject.kind == SubjectKind.PARTY and key.purpose == Purpose.SIGNING
    if as_of < row.since or not key.counts_at(row.since) or not is_party:
        raise Refused(TransparentRefusal.ISSUER_KEY)
    if not statement.is_by(key.key) or not signatures.verifies(
        key.key, statement.signed, statement.signature
    ):
        raise Refused(TransparentRefusal.ISSUER_SIGNATURE)
    return key.subject.id, row.since
