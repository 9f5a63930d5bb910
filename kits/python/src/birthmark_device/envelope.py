"""Messages between things, sealed and receipted (docs/protocol.md, "Messages between things")."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from birthmark_verifier import cbor, sign1
from birthmark_verifier.cbor import CborError, Item
from birthmark_verifier.keys import PublicKey
from birthmark_verifier.refusal import Refused as Unread
from birthmark_verifier.sign1 import Sign1
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from pyhpke import AEADId, CipherSuite, KDFId, KEMId, KEMKey, KEMKeyInterface, PyHPKEError

from birthmark_device.cbor import encode
from birthmark_device.keys import Keys
from birthmark_device.refused import NotTaken

MESSAGE = "application/vnd.birthmark.message+cbor"
ENVELOPE = "application/vnd.birthmark.envelope+cbor"
RECEIPT = "application/vnd.birthmark.message-receipt+cbor"
CONTENT_MAX = 32_768
_INFO = b"birthmark message"
_ADDRESS = 5


@dataclass(frozen=True)
class Address:
    """A message's place, which one message has for ever."""

    network: bytes
    agreement: bytes
    sender: bytes
    recipient: bytes
    number: int

    def items(self) -> list[bytes | int]:
        """It as it is written."""
        return [self.network, self.agreement, self.sender, self.recipient, self.number]


@dataclass(frozen=True)
class Signed:
    """What a thing signed; whether it did is asked of ``signed``."""

    signed: Sign1
    address: Address
    rest: tuple[Any, ...]

    def require_by(self, key: PublicKey) -> None:
        """Raises NotTaken unless ``key`` signed it."""
        if self.signed.key_id != key.thumbprint or not self.signed.verifies(key):
            raise NotTaken("signature-invalid", "it is not signed by the sender's key")


def message(keys: Keys, address: Address, sent: int, content: bytes) -> bytes:
    """What one thing tells another, signed; ``sent`` in milliseconds."""
    if len(content) > CONTENT_MAX:
        raise NotTaken("malformed", f"a message has at most {CONTENT_MAX} octets")
    return keys.sign(MESSAGE, encode([*address.items(), sent, content]))


def seal(keys: Keys, address: Address, signed: bytes, recipient: PublicKey) -> bytes:
    """The envelope of a signed message, for the key on which ``recipient`` agrees."""
    suite = _suite(is_x25519=len(recipient.parts) == 1)
    encapsulated, context = suite.create_sender_context(_kem_key(recipient), _INFO)
    sealed = context.seal(signed, encode(address.items()))
    payload = encode([*address.items(), recipient.thumbprint, encapsulated, sealed])
    return keys.sign(ENVELOPE, payload)


def unseal(keys: Keys, envelope: Signed) -> bytes:
    """The signed message in an envelope. Raises NotTaken."""
    sealed_to, encapsulated, sealed = envelope.rest
    if sealed_to != keys.agreement_thumbprint:
        raise NotTaken("not-sealed-to-us", "sealed to another key")
    secret = keys.agreement
    suite = _suite(is_x25519=isinstance(secret, X25519PrivateKey))
    try:
        key = KEMKey.from_pyca_cryptography_key(secret)
        context = suite.create_recipient_context(encapsulated, key, _INFO)
        return context.open(sealed, encode(envelope.address.items()))
    except (PyHPKEError, ValueError):
        raise NotTaken("not-sealed-to-us", "sealed to another key, or changed") from None


def receipt(keys: Keys, address: Address, message_id: bytes, received: int) -> bytes:
    """A recipient's word that it has a message; ``received`` in milliseconds."""
    return keys.sign(RECEIPT, encode([*address.items(), message_id, received]))


def read(octets: bytes, content_type: str) -> Signed:
    """What ``octets`` say, whose signature is not checked here. Raises NotTaken."""
    try:
        signed = sign1.decode(octets)
        items = cbor.decode(signed.payload)
    except (Unread, CborError) as problem:
        raise NotTaken("malformed", str(problem)) from None
    forms: dict[str, tuple[type, ...]] = {
        MESSAGE: (int, bytes),
        ENVELOPE: (bytes, bytes, bytes),
        RECEIPT: (bytes, int),
    }
    if signed.content_type != content_type or not isinstance(items, list):
        raise NotTaken("malformed", f"it is signed as {signed.content_type}")
    rest = tuple(items[_ADDRESS:])
    fits = len(rest) == len(forms[content_type])
    if not fits or any(type(a) is not b for a, b in zip(rest, forms[content_type], strict=True)):
        raise NotTaken("malformed", "it has other parts")
    return Signed(signed, _address(items[:_ADDRESS]), rest)


def _address(items: list[Item]) -> Address:
    match items:
        case [bytes(network), bytes(agreement), bytes(sender), bytes(recipient), int(number)]:
            ids = network, agreement, sender, recipient
            if all(len(each) == 32 for each in ids) and number >= 1:
                return Address(*ids, number)
    raise NotTaken("malformed", "it has no address")


def _suite(*, is_x25519: bool) -> CipherSuite:
    kem = KEMId.DHKEM_X25519_HKDF_SHA256 if is_x25519 else KEMId.DHKEM_P256_HKDF_SHA256
    return CipherSuite.new(kem, KDFId.HKDF_SHA256, AEADId.AES128_GCM)


def _kem_key(key: PublicKey) -> KEMKeyInterface:
    if len(key.parts) == 1:
        return KEMKey.from_pyca_cryptography_key(X25519PublicKey.from_public_bytes(key.parts[0]))
    point = b"\x04" + key.parts[0] + key.parts[1]
    return KEMKey.from_pyca_cryptography_key(
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point)
    )
