"""Signed statements of others (RFC 9943, section 6) as they are registered in full."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from . import cbor, did_key, keys
from .cbor import Item, Map, Tagged, Truth
from .keys import PublicKey
from .records import MalformedError
from .sign1 import sig_structure

OCTETS_MAX = 56_000
_TAG = 18
_ALGORITHM, _CRITICAL, _CONTENT_TYPE, _KEY_ID, _CLAIMS, _PUBLIC = 1, 2, 3, 4, 15, -70_001
_UNDERSTOOD = [_ALGORITHM, _CRITICAL, _CONTENT_TYPE, _KEY_ID, _CLAIMS, _PUBLIC]
_ISSUER, _SUBJECT = 1, 2
_ISSUER_MAX, _SUBJECT_MAX = 8_192, 2_000
_ALGORITHMS = (keys.ED25519, keys.EDDSA, keys.ES256, keys.ML_DSA_65)


@dataclass(frozen=True)
class SignedStatement:
    """A signed statement whose signature is not verified yet.

    ``named`` is the key that its issuer is, if that is a did:key.
    """

    encoded: bytes
    algorithm: int
    key_id: bytes
    named: PublicKey | None
    issuer: str
    is_public: bool
    signed: bytes
    signature: bytes

    @property
    def id(self) -> bytes:
        """SHA-256 of what is signed."""
        return sha256(self.signed).digest()

    def is_by(self, key: PublicKey) -> bool:
        """Whether ``key`` is the one it names, by the algorithm it names."""
        algorithm = keys.ED25519 if self.algorithm == keys.EDDSA else self.algorithm
        return key.algorithm == algorithm and key.thumbprint == self.key_id


def decode(octets: bytes) -> SignedStatement:
    """The signed statement that ``octets`` hold. Raises MalformedError if they hold none."""
    if len(octets) > OCTETS_MAX:
        raise MalformedError(f"must have at most {OCTETS_MAX} octets")
    try:
        match cbor.decode(octets):
            case Tagged(int(tag), [bytes(protected), Map(()), bytes(payload), bytes(signature)]):
                header = cbor.decode(protected, any_order=True)
            case _:
                raise MalformedError("is no COSE_Sign1 with an empty unprotected header")
    except cbor.CborError as error:
        raise MalformedError(str(error)) from None
    if tag != _TAG or not isinstance(header, Map):
        raise MalformedError("is no COSE_Sign1")
    _require_labels(header)
    algorithm, key_id = _value(header, _ALGORITHM), _value(header, _KEY_ID)
    if not isinstance(algorithm, int) or algorithm not in _ALGORITHMS:
        raise MalformedError("must name an algorithm known here")
    if not isinstance(key_id, bytes) or len(key_id) != 32:
        raise MalformedError("must name its key by a thumbprint")
    claims = _value(header, _CLAIMS)
    if not isinstance(claims, Map):
        raise MalformedError("must have CWT claims")
    issuer = _claim(claims, _ISSUER, _ISSUER_MAX)
    _claim(claims, _SUBJECT, _SUBJECT_MAX)
    is_public = any(label == _PUBLIC for label, _ in header.pairs)
    if is_public and _value(header, _PUBLIC) is not Truth.TRUE:
        raise MalformedError("must be declared public by true")
    return SignedStatement(
        octets,
        algorithm,
        key_id,
        _named(issuer, key_id),
        issuer,
        is_public,
        sig_structure(protected, payload),
        signature,
    )


def _value(pairs: Map, label: int) -> Item:
    """The value under a label, or None."""
    return next((value for key, value in pairs.pairs if key == label), None)


def _require_labels(header: Map) -> None:
    """Labels are numbers or text; what is critical is there and understood (RFC 9052, 3.1)."""
    labels = header.keys()
    if not all(isinstance(label, (int, str)) for label in labels):
        raise MalformedError("a label is neither number nor text")
    if _CRITICAL not in labels:
        return
    critical = _value(header, _CRITICAL)
    if not isinstance(critical, list) or not critical:
        raise MalformedError("the critical labels are no list of some")
    for label in critical:
        if label not in labels or label not in _UNDERSTOOD:
            raise MalformedError(f"the critical label {label!r} is missing or unknown")


def _claim(claims: Map, label: int, most: int) -> str:
    text = _value(claims, label)
    if not isinstance(text, str) or not 1 <= len(text.encode()) <= most:
        raise MalformedError(f"claim {label} must be text of 1 to {most} octets")
    return text


def _named(issuer: str, key_id: bytes) -> PublicKey | None:
    if not issuer.startswith("did:key:"):
        return None
    try:
        key = did_key.decode(issuer)
    except keys.UnknownKeyError as error:
        raise MalformedError(str(error)) from None
    if key.thumbprint != key_id:
        raise MalformedError("must name the key that its issuer is")
    return key
