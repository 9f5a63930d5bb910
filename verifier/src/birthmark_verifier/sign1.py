"""Signed messages: tagged COSE_Sign1 (RFC 9052, section 4.2) with three protected headers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from . import cbor, signatures
from .cbor import Map, Tagged
from .keys import PublicKey
from .refusal import Reason, Refused

OCTETS_MAX = 60_000
STATEMENT = "application/vnd.birthmark.statement+cbor"
POSSESSION = "application/vnd.birthmark.possession+cbor"
EVIDENCE = "application/eat+cwt"

_TAG = 18
_MEDIA_TYPE_MAX = 128


class MessageRefusal(Reason):
    """Why octets are no signed message."""

    TOO_LARGE = "a signed message has at most 60,000 octets"
    MALFORMED = "this is not a tagged COSE_Sign1 in deterministic CBOR"
    HEADER = "the headers are not alg, content type and a key id of 32 octets, all protected"
    ALGORITHM = "the algorithm is not Ed25519, ES256 or ML-DSA-65"
    CONTENT_TYPE = "the content type is no media type and no CoAP content format"
    SIGNATURE_LENGTH = "the signature does not have its algorithm's length"


@dataclass(frozen=True)
class Sign1:
    """A signed message whose signature is not verified yet."""

    algorithm: int
    content_type: str | int
    key_id: bytes
    payload: bytes
    signature: bytes
    encoded: bytes

    @cached_property
    def signed(self) -> bytes:
        """The octets under the signature: the Sig_structure (RFC 9052, section 4.4)."""
        return sig_structure(
            _protected(self.algorithm, self.content_type, self.key_id), self.payload
        )

    @cached_property
    def id(self) -> bytes:
        """SHA-256 of what is signed: whoever changes the signature has made no other message."""
        return sha256(self.signed).digest()

    def verifies(self, key: PublicKey) -> bool:
        """Whether the signature is by ``key`` and the header names its algorithm."""
        return key.algorithm == self.algorithm and signatures.verifies(
            key, self.signed, self.signature
        )


def sig_structure(protected: bytes, payload: bytes) -> bytes:
    """``["Signature1", protected, h'', payload]`` (RFC 9052, section 4.4)."""
    return cbor.encode(["Signature1", protected, b"", payload])


def to_be_signed(key: PublicKey, content_type: str, payload: bytes) -> bytes:
    """The Sig_structure of a message by ``key``."""
    return sig_structure(_protected(key.algorithm, content_type, key.thumbprint), payload)


def _protected(algorithm: int, content_type: str | int, key_id: bytes) -> bytes:
    return cbor.encode(Map(((1, algorithm), (3, content_type), (4, key_id))))


def decode(encoded: bytes) -> Sign1:
    """The signed message that ``encoded`` holds. Raises Refused if it is none."""
    if len(encoded) > OCTETS_MAX:
        raise Refused(MessageRefusal.TOO_LARGE, f"{len(encoded)} octets")
    try:
        match cbor.decode(encoded):
            case Tagged(int(tag), [bytes(protected), Map(()), bytes(payload), bytes(signature)]):
                header = cbor.decode(protected)
            case _:
                raise Refused(MessageRefusal.MALFORMED)
    except cbor.CborError as error:
        raise Refused(MessageRefusal.MALFORMED, str(error)) from None
    if tag != _TAG:
        raise Refused(MessageRefusal.MALFORMED, f"tag {tag}")
    match header:
        case Map(((1, algorithm), (3, content_type), (4, bytes(key_id)))) if len(key_id) == 32:
            pass
        case _:
            raise Refused(MessageRefusal.HEADER)
    if not isinstance(algorithm, int) or algorithm not in signatures.LENGTHS:
        raise Refused(MessageRefusal.ALGORITHM, str(algorithm))
    if not isinstance(content_type, (str, int)) or not _is_content_type(content_type):
        raise Refused(MessageRefusal.CONTENT_TYPE)
    if len(signature) != signatures.LENGTHS[algorithm]:
        raise Refused(MessageRefusal.SIGNATURE_LENGTH, f"{len(signature)} octets")
    return Sign1(algorithm, content_type, key_id, payload, signature, encoded)


def _is_content_type(value: str | int) -> bool:
    """A media type or the number of a CoAP content format (RFC 9052, section 3.1)."""
    if isinstance(value, int):
        return 0 <= value <= 0xFFFF
    printable = all(" " <= character <= "~" for character in value)
    slash = value.find("/")
    within = len(value) <= _MEDIA_TYPE_MAX and 0 < slash < len(value) - 1
    return printable and within and value.strip(" ") == value
