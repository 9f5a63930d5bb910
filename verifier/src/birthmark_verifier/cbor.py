"""Deterministic CBOR (RFC 8949, section 4.2.1), read strictly and written.

Libraries read what is not the one encoding, or accept some of it; here that decides whether two
verifiers agree, so this reads its own. Items are what statements are made of: integers, byte and
text strings, arrays, maps, tags, false, true and null. Nothing nests more than 16 deep.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

DEPTH_MAX = 16

UNSIGNED, NEGATIVE, BYTES, TEXT, ARRAY, MAP, TAG, SIMPLE = range(8)

_ARGUMENT_OCTETS = {24: 1, 25: 2, 26: 4, 27: 8}


class Truth(Enum):
    """True and false, which in Python would be numbers too."""

    FALSE = 20
    TRUE = 21


_SIMPLE: dict[int, Truth | None] = {20: Truth.FALSE, 21: Truth.TRUE, 22: None}


class CborError(ValueError):
    """The octets are not deterministic CBOR; the message says what is wrong and where."""


@dataclass(frozen=True)
class Tagged:
    """An item under a tag (RFC 8949, section 3.4)."""

    number: int
    item: Item


@dataclass(frozen=True)
class Map:
    """Pairs in the order of their keys' encodings."""

    pairs: tuple[tuple[Item, Item], ...]

    def keys(self) -> list[Item]:
        """The keys in order."""
        return [key for key, _ in self.pairs]

    def values(self) -> list[Item]:
        """The values in the order of their keys."""
        return [value for _, value in self.pairs]


Item: TypeAlias = int | bytes | str | Truth | None | list["Item"] | Map | Tagged


def decode(octets: bytes, any_order: bool = False) -> Item:
    """The one item that ``octets`` hold, with nothing after it.

    Raises CborError where they are not its deterministic encoding; with ``any_order`` the keys of
    maps may stand in any order.
    """
    reader = _Reader(octets, any_order)
    item = reader.item(0)
    if reader.at != len(octets):
        raise CborError(f"{len(octets) - reader.at} octets follow the item")
    return item


class _Reader:
    def __init__(self, octets: bytes, any_order: bool) -> None:
        self.octets = octets
        self.any_order = any_order
        self.at = 0

    def take(self, count: int) -> bytes:
        if count > len(self.octets) - self.at:
            raise CborError(f"the octets end where {count} more are announced at {self.at}")
        self.at += count
        return self.octets[self.at - count : self.at]

    def head(self) -> tuple[int, int]:
        """Major type and argument (section 3), the argument in its shortest form."""
        start = self.at
        first = self.take(1)[0]
        major, info = first >> 5, first & 0x1F
        if info < 24:
            return major, info
        size = _ARGUMENT_OCTETS.get(info)
        if size is None:
            raise CborError(f"a head that deterministic CBOR does not have at {start}")
        if major == SIMPLE:
            raise CborError(f"a number with a fraction, or a simple value, at {start}")
        argument = int.from_bytes(self.take(size))
        if argument < (24 if size == 1 else 1 << (4 * size)):
            raise CborError(f"a head that is not minimal at {start}")
        return major, argument

    def count(self, announced: int, octets_each: int) -> int:
        if announced * octets_each > len(self.octets) - self.at:
            raise CborError(f"{announced} items are announced at {self.at} and cannot be there")
        return announced

    def item(self, depth: int) -> Item:
        start = self.at
        major, argument = self.head()
        if major >= ARRAY and major != SIMPLE and depth == DEPTH_MAX:
            raise CborError(f"nested more than {DEPTH_MAX} deep at {start}")
        if major == UNSIGNED:
            return argument
        if major == NEGATIVE:
            return -1 - argument
        if major == BYTES:
            return self.take(argument)
        if major == TEXT:
            return self.text(argument)
        if major == ARRAY:
            return [self.item(depth + 1) for _ in range(self.count(argument, 1))]
        if major == MAP:
            return self.map(self.count(argument, 2), depth + 1)
        if major == TAG:
            return Tagged(argument, self.item(depth + 1))
        if argument not in _SIMPLE:
            raise CborError(f"a simple value other than false, true and null at {start}")
        return _SIMPLE[argument]

    def text(self, length: int) -> str:
        start = self.at
        try:
            return self.take(length).decode("utf-8")
        except UnicodeDecodeError:
            raise CborError(f"text that is not UTF-8 at {start}") from None

    def map(self, count: int, depth: int) -> Map:
        pairs = []
        before = b""
        seen = set()
        for _ in range(count):
            start = self.at
            key = self.item(depth)
            encoded = encode(key) if self.any_order else self.octets[start : self.at]
            if encoded in seen if self.any_order else encoded <= before:
                raise CborError(f"a key of a map twice or out of order at {start}")
            before = encoded
            seen.add(encoded)
            pairs.append((key, self.item(depth)))
        return Map(tuple(pairs))


Writable: TypeAlias = int | bytes | str | bool | Truth | None | Sequence["Writable"] | Map | Tagged


def encode(item: Writable) -> bytes:
    """The deterministic encoding of ``item``."""
    out = bytearray()
    _write(out, item)
    return bytes(out)


def head(major: int, argument: int) -> bytes:
    """The shortest head with this argument."""
    if argument < 24:
        return bytes([major << 5 | argument])
    for info, size in _ARGUMENT_OCTETS.items():
        if argument < 1 << (8 * size):
            return bytes([major << 5 | info]) + argument.to_bytes(size)
    raise CborError(f"{argument} has more than 64 bits")


def _write(out: bytearray, item: Writable) -> None:
    if item is None or isinstance(item, (bool, Truth)):
        out.append(0xF6 if item is None else 0xF5 if item in (True, Truth.TRUE) else 0xF4)
    elif isinstance(item, int):
        out += head(UNSIGNED, item) if item >= 0 else head(NEGATIVE, -1 - item)
    elif isinstance(item, bytes):
        out += head(BYTES, len(item)) + item
    elif isinstance(item, str):
        octets = item.encode("utf-8")
        out += head(TEXT, len(octets)) + octets
    elif isinstance(item, Map):
        out += head(MAP, len(item.pairs))
        for key, value in sorted((encode(key), encode(value)) for key, value in item.pairs):
            out += key + value
    elif isinstance(item, Tagged):
        out += head(TAG, item.number)
        _write(out, item.item)
    else:
        out += head(ARRAY, len(item))
        for each in item:
            _write(out, each)
