"""Transparent statements: somebody's signed statement with its receipts (RFC 9943, section 7)."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from . import cbor, receipt, signatures, signed_statement
from .cbor import Map, Tagged
from .records import MalformedError
from .refusal import Reason, Refused
from .replicas import Trusted
from .signed_statement import SignedStatement

_COSE_SIGN1, _RECEIPTS = 18, 394
_RECEIPTS_MAX = 16
OCTETS_MAX = signed_statement.OCTETS_MAX + _RECEIPTS_MAX * receipt.OCTETS_MAX


class TransparentRefusal(Reason):
    """Why a signed statement is not shown to be registered, besides what is wrong with receipts."""

    MALFORMED = "this is no signed statement with receipts"
    SIGNATURE = "its signature does not verify by the key that its issuer is"


@dataclass(frozen=True)
class Registered:
    """A signed statement that a log has: whole, or by its SHA-256."""

    statement: SignedStatement
    receipt: receipt.Proven
    in_full: bool


def parts(octets: bytes) -> tuple[bytes, list[bytes]] | None:
    """The signed statement and its receipts, or None if ``octets`` hold none."""
    try:
        match cbor.decode(octets, any_order=True):
            case Tagged(int(tag), [bytes(protected), Map(pairs), payload, bytes(signature)]):
                found = next((value for label, value in pairs if label == _RECEIPTS), None)
            case _:
                return None
    except cbor.CborError:
        return None
    if tag != _COSE_SIGN1 or not isinstance(found, list) or not 0 < len(found) <= _RECEIPTS_MAX:
        return None
    receipts = [each for each in found if isinstance(each, bytes)]
    if len(receipts) != len(found):
        return None
    statement = cbor.encode(Tagged(_COSE_SIGN1, [protected, Map(()), payload, signature]))
    return statement, receipts


def verify(trusted: Trusted, octets: bytes) -> Registered:
    """What one of its receipts proves by the word of a trusted replica. Raises Refused."""
    found = parts(octets)
    if found is None:
        raise Refused(TransparentRefusal.MALFORMED)
    entry, receipts = found
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
                return Registered(statement, proven, logged == entry)
            except Refused as refused:
                last = refused
    raise last
