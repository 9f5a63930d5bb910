"""Which signatures count; the arithmetic is the library ``cryptography``'s."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from . import curve25519, keys
from .keys import PublicKey

LENGTHS = {keys.ED25519: 64, keys.ES256: 64, keys.ML_DSA_65: 3309}
_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def verifies(key: PublicKey, message: bytes, signature: bytes, hashed: bool = False) -> bool:
    """Whether ``signature`` over ``message`` counts under ``key``.

    With ES256 the message may be ``hashed`` already: 32 octets that count as its SHA-256.

    Ed25519 by the cofactorless equation with S below the group's order (RFC 8032, 5.1.7), ES256
    with r and s from 1 to n - 1, ML-DSA-65 pure with an empty context (FIPS 204).
    """
    if len(signature) != LENGTHS.get(key.algorithm):
        return False
    try:
        if key.algorithm == keys.ED25519:
            if int.from_bytes(signature[32:], "little") >= curve25519.L:
                return False
            Ed25519PublicKey.from_public_bytes(key.parts[0]).verify(signature, message)
        elif key.algorithm == keys.ES256:
            r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
            if not (0 < r < _P256_ORDER and 0 < s < _P256_ORDER):
                return False
            point = ec.EllipticCurvePublicKey.from_encoded_point(
                ec.SECP256R1(), b"\x04" + key.parts[0] + key.parts[1]
            )
            digest = Prehashed(SHA256()) if hashed else SHA256()
            point.verify(encode_dss_signature(r, s), message, ec.ECDSA(digest))
        else:
            MLDSA65PublicKey.from_public_bytes(key.parts[0]).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
