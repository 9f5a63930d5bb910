"""Public keys as identifiers: ``did:key:z`` and a multicodec number with the key in base 58."""

from __future__ import annotations

from . import keys
from .cbor import Map
from .keys import PublicKey, UnknownKeyError

_PREFIX = "did:key:z"
_DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_DIGITS_MAX = 4_096
_ED25519, _P256, _ML_DSA_65 = b"\xed\x01", b"\x80\x24", b"\x91\x24"


def decode(did: str) -> PublicKey:
    """The key that signs and that ``did`` is. Raises UnknownKeyError if it is none known here."""
    if not did.startswith(_PREFIX):
        raise UnknownKeyError("it is not written as a did:key")
    octets = _base58(did[len(_PREFIX) :])
    kind, key = octets[:2], octets[2:]
    if kind == _ED25519:
        return keys.ed25519(key)
    if kind == _ML_DSA_65:
        return keys.of_item(Map(((1, 7), (3, keys.ML_DSA_65), (-1, key))))
    if kind == _P256:
        x, y = keys.decompressed_p256(key)
        return keys.of_item(Map(((1, 2), (3, keys.ES256), (-1, 1), (-2, x), (-3, y))))
    raise UnknownKeyError("it is of a kind that does not sign here")


def _base58(text: str) -> bytes:
    if len(text) > _DIGITS_MAX:
        raise UnknownKeyError("it has more digits than any key here")
    number = 0
    for character in text:
        digit = _DIGITS.find(character)
        if digit < 0:
            raise UnknownKeyError("it has a character that is no digit of base 58")
        number = number * 58 + digit
    zeros = len(text) - len(text.lstrip(_DIGITS[0]))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8)
