"""Deterministic CBOR (RFC 8949, section 4.2.1), written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Item: TypeAlias = "int | bytes | str | bool | Tagged | Sequence[Item] | Mapping[int, Item] | None"


@dataclass(frozen=True)
class Tagged:
    """An item under a tag (section 3.4)."""

    number: int
    item: Item


def encode(item: Item) -> bytes:  # noqa: PLR0911 - a kind of item is a line
    """The one encoding of ``item``."""
    match item:
        case None:
            return b"\xf6"
        case bool():
            return b"\xf5" if item else b"\xf4"
        case int():
            return _head(0, item) if item >= 0 else _head(1, -1 - item)
        case bytes():
            return _head(2, len(item)) + item
        case str():
            text = item.encode()
            return _head(3, len(text)) + text
        case Tagged():
            return _head(6, item.number) + encode(item.item)
        case Mapping():
            pairs = sorted((encode(key), encode(value)) for key, value in item.items())
            return _head(5, len(pairs)) + b"".join(key + value for key, value in pairs)
        case _:
            return _head(4, len(item)) + b"".join(map(encode, item))


def _head(major: int, argument: int) -> bytes:
    if argument < 24:
        return bytes([major << 5 | argument])
    for info, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if argument < 1 << 8 * size:
            return bytes([major << 5 | info]) + argument.to_bytes(size)
    raise ValueError(f"{argument} has more than 64 bits")
