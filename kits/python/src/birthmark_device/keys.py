"""A device's two keys: one that signs (Ed25519 or P-256) and one that agrees (X25519 or P-256).

Both are kept in one PEM file: a self-signed certificate for TLS, then the two private keys in
PKCS#8, each encrypted under the password (PBES2: AES-256, PBKDF2 with HMAC-SHA-256).
"""

from __future__ import annotations

import datetime
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from birthmark_device.cbor import Item, encode

ED25519, ES256, ECDH_ES = -19, -7, -25
_TAG_SIGN1 = b"\xd2"
_FILE_MAX = 16_384

SigningKey = Ed25519PrivateKey | EllipticCurvePrivateKey
AgreementKey = X25519PrivateKey | EllipticCurvePrivateKey


class KeyFileError(Exception):
    """A key file that cannot be read or made; the message says which and what to do."""


@dataclass(frozen=True)
class Keys:
    """The private keys of one device; neither leaves it but as what it signs or agrees on."""

    signing: SigningKey
    agreement: AgreementKey

    @staticmethod
    def generate(algorithm: int = ED25519, *, p256_agreement: bool = False) -> Keys:
        """New keys; ``algorithm`` is ED25519 or ES256, that of the key that signs.

        What agrees is of X25519, or of P-256 for a device whose hardware has nothing else.
        """
        signing = Ed25519PrivateKey.generate() if algorithm == ED25519 else _generate_p256()
        return Keys(signing, _generate_p256() if p256_agreement else X25519PrivateKey.generate())

    @property
    def algorithm(self) -> int:
        """The COSE algorithm of the key that signs."""
        return ED25519 if isinstance(self.signing, Ed25519PrivateKey) else ES256

    @property
    def signing_public(self) -> bytes:
        """The COSE_Key of the key that signs."""
        return encode(self.signing_members)

    @property
    def signing_members(self) -> dict[int, Item]:
        """What that COSE_Key holds."""
        return _members(self.signing) | {3: self.algorithm}

    @property
    def agreement_public(self) -> bytes:
        """The COSE_Key of the key that agrees."""
        return encode(_members(self.agreement) | {3: ECDH_ES})

    @property
    def agreement_thumbprint(self) -> bytes:
        """The RFC 9679 thumbprint of the key that agrees, 32 octets."""
        return hashlib.sha256(encode(_members(self.agreement))).digest()

    @property
    def thumbprint(self) -> bytes:
        """The RFC 9679 thumbprint of the key that signs, 32 octets."""
        return hashlib.sha256(encode(_members(self.signing))).digest()

    def sign(self, content_type: str, payload: bytes) -> bytes:
        """The COSE_Sign1 (RFC 9052) over ``payload``, with its tag."""
        header = encode({1: self.algorithm, 3: content_type, 4: self.thumbprint})
        signature = self.signature(encode(["Signature1", header, b"", payload]))
        return _TAG_SIGN1 + encode([header, {}, payload, signature])

    def signature(self, octets: bytes) -> bytes:
        """The signature over ``octets``, 64 octets."""
        if isinstance(self.signing, Ed25519PrivateKey):
            return self.signing.sign(octets)
        r, s = decode_dss_signature(self.signing.sign(octets, ECDSA(hashes.SHA256())))
        return r.to_bytes(32) + s.to_bytes(32)

    def save(self, path: Path, password: str) -> None:
        """Writes them to the new file ``path``, which only its owner may read."""
        if not password:
            raise KeyFileError("a key file needs a password")
        protection = serialization.BestAvailableEncryption(password.encode())
        text = _certificate(self.signing).public_bytes(serialization.Encoding.PEM)
        for key in (self.signing, self.agreement):
            text += key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, protection
            )
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                out.write(text)
                out.flush()
                os.fsync(out.fileno())
        except OSError as problem:
            raise KeyFileError(f"no key file can be made at {path}: {problem.strerror}") from None

    @staticmethod
    def load(path: Path, password: str) -> Keys:
        """The keys in the file ``path``."""
        try:
            with path.open("rb") as file:
                parts = file.read(_FILE_MAX).split(b"-----BEGIN ENCRYPTED")[1:]
            signing, agreement = (
                serialization.load_pem_private_key(
                    b"-----BEGIN ENCRYPTED" + part, password.encode()
                )
                for part in parts
            )
        except OSError as problem:
            raise KeyFileError(f"{path} cannot be read: {problem.strerror}") from None
        except (ValueError, TypeError):
            raise KeyFileError(f"{path} is no key file, or has another password") from None
        if not isinstance(signing, SigningKey) or not isinstance(agreement, AgreementKey):
            raise KeyFileError(f"{path} holds other keys than a device's")
        return Keys(signing, agreement)


def _generate_p256() -> EllipticCurvePrivateKey:
    return generate_private_key(SECP256R1())


def _members(key: SigningKey | AgreementKey) -> dict[int, Item]:
    """The required members of its COSE_Key, of which the thumbprint is made."""
    if not isinstance(key, EllipticCurvePrivateKey):
        curve = 6 if isinstance(key, Ed25519PrivateKey) else 4
        return {1: 1, -1: curve, -2: key.public_key().public_bytes_raw()}
    point = key.public_key().public_numbers()
    return {1: 2, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)}


def _certificate(key: SigningKey) -> x509.Certificate:
    """A certificate that nobody issued, for TLS; it ends never (RFC 5280, section 4.1.2.5)."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Birthmark device")])
    now = datetime.datetime.now(datetime.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(datetime.datetime(9999, 12, 31, 23, 59, 59, tzinfo=datetime.UTC))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        .sign(key, None if isinstance(key, Ed25519PrivateKey) else hashes.SHA256())
    )
