"""Public keys as COSE_Key (RFC 9052, section 7), and their thumbprints (RFC 9679)."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from . import cbor, curve25519
from .cbor import Item, Map

ED25519, ES256, ML_DSA_65, EDDSA, AGREES = -19, -7, -49, -8, -25

_P256_P = 2**256 - 2**224 + 2**192 + 2**96 - 1
_P256_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B

# Key type (1), algorithm (3) and curve (-1) of each kind, then the length of each parameter.
_KINDS: dict[tuple[int, ...], tuple[int, ...]] = {
    (1, ED25519, 6): (32,),
    (1, AGREES, 4): (32,),
    (2, ES256, 1): (32, 32),
    (2, AGREES, 1): (32, 32),
    (7, ML_DSA_65): (1952,),
}


class UnknownKeyError(ValueError):
    """The item is not the one encoding of a key that the protocol admits."""


@dataclass(frozen=True)
class PublicKey:
    """A public key.

    ``algorithm`` is the COSE number of the signatures it verifies, or -25 for a key that agrees;
    ``parts`` its parameters: a point, two coordinates, or an ML-DSA public key.
    """

    algorithm: int
    parts: tuple[bytes, ...]
    encoded: bytes
    thumbprint: bytes

    @property
    def signs(self) -> bool:
        """Whether it verifies signatures; else it agrees on secrets."""
        return self.algorithm != AGREES

    @property
    def is_ed25519(self) -> bool:
        """Whether it verifies Ed25519 signatures."""
        return self.algorithm == ED25519

    @property
    def is_sound(self) -> bool:
        """Whether it may be registered: a canonical point of the prime-order group of its curve."""
        if self.algorithm == ML_DSA_65:
            return True  # FIPS 204, 7.2: every 1,952 octets encode a key
        if len(self.parts) == 2:
            x, y = (int.from_bytes(part) for part in self.parts)
            in_field = x < _P256_P and y < _P256_P
            return in_field and (y * y - x * x * x + 3 * x - _P256_B) % _P256_P == 0
        if self.signs:
            return curve25519.is_sound_ed25519(self.parts[0])
        return curve25519.is_sound_x25519(self.parts[0])


def ed25519(point: bytes) -> PublicKey:
    """The key that signs with this point (RFC 8032)."""
    return of_item(Map(((1, 1), (3, ED25519), (-1, 6), (-2, point))))


def of_parts(algorithm: int, octets: bytes) -> PublicKey:
    """The key that signs by an algorithm, of its parameters one after another."""
    if algorithm == ED25519:
        return ed25519(octets)
    if algorithm == ES256:
        pairs = ((1, 2), (3, ES256), (-1, 1), (-2, octets[:32]), (-3, octets[32:]))
        return of_item(Map(pairs))
    return of_item(Map(((1, 7), (3, ML_DSA_65), (-1, octets))))


def decompressed_p256(point: bytes) -> tuple[bytes, bytes]:
    """The coordinates of a compressed point of P-256 (SEC 1, 2.3.4). Raises UnknownKeyError."""
    x = int.from_bytes(point[1:])
    if len(point) != 33 or point[0] not in (2, 3) or x >= _P256_P:
        raise UnknownKeyError("it is no compressed point of P-256")
    square = (x * x * x - 3 * x + _P256_B) % _P256_P
    y = pow(square, (_P256_P + 1) // 4, _P256_P)
    if y * y % _P256_P != square or y == 0:
        raise UnknownKeyError("no point of P-256 has this x")
    y = y if y & 1 == point[0] & 1 else _P256_P - y
    return point[1:], y.to_bytes(32)


def of_item(item: Item) -> PublicKey:
    """The key that a decoded COSE_Key is. Raises UnknownKeyError if it is not admitted."""
    if not isinstance(item, Map):
        raise UnknownKeyError("a public key is a map")
    labels = item.keys()
    values = item.values()
    named = sum(1 for value in values if isinstance(value, int))
    kind = tuple(value for value in values[:named] if isinstance(value, int))
    lengths = _KINDS.get(kind)
    if lengths is None or len(values) != named + len(lengths):
        raise UnknownKeyError("a key of a kind that the protocol does not admit")
    if labels != [1, 3, *range(-1, -1 - (len(values) - 2), -1)]:
        raise UnknownKeyError("a public key has other parameters than its kind")
    parts = tuple(value for value in values[named:] if isinstance(value, bytes))
    if tuple(len(part) for part in parts) != lengths:
        raise UnknownKeyError("a public key's parameter has another length than its kind's")
    required = item if kind[0] == 7 else Map(tuple(pair for pair in item.pairs if pair[0] != 3))
    return PublicKey(kind[1], parts, cbor.encode(item), sha256(cbor.encode(required)).digest())


def decode(encoded: bytes) -> PublicKey:
    """The key that ``encoded`` holds. Raises UnknownKeyError if it holds none."""
    try:
        return of_item(cbor.decode(encoded))
    except cbor.CborError as error:
        raise UnknownKeyError(str(error)) from None
