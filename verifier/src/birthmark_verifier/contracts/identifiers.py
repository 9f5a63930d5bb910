"""Weak identifiers of things: serial numbers, GTINs, links, MAC addresses, IMEIs, and tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256
from typing import Annotated

from ..records import Hash, MalformedError, Text, Variant, name_of


class Kind(IntEnum):
    """Kinds of identifiers."""

    SERIAL = 0
    SGTIN = 1
    DIGITAL_LINK = 2
    MAC = 3
    IMEI = 4
    OTHER = 5


KIND = name_of(Kind)
_WORLD = bytes(32)
_SCHEME = re.compile(r"(https?|HTTPS?)://")
_SERIAL = re.compile(r"[0-9A-Za-z!\"%&'()*+,\-./:;<=>?_]{1,20}")  # GS1's set 82
_GTIN = re.compile(r"[0-9]{8}|[0-9]{12,14}")
_COULD_BE_GTIN = re.compile(r"[0-9]{8,14}")
_MAC = re.compile(r"[0-9A-Fa-f]{12}|[0-9A-Fa-f]{2}([:-])[0-9A-Fa-f]{2}(\1[0-9A-Fa-f]{2}){4}")
_IMEI = re.compile(r"[0-9]{15}")
_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})|(%)")


def is_gtin(text: str) -> bool:
    """Whether text is a Global Trade Item Number (GS1 General Specifications, 7.9)."""
    if not _GTIN.fullmatch(text):
        return False
    *body, last = map(int, text)
    weighed = sum(digit * (3, 1)[place % 2] for place, digit in enumerate(reversed(body)))
    return (weighed + last) % 10 == 0


GTIN = Text(8, 14, is_gtin)


def fourteen(gtin: str) -> str:
    """A GTIN in 14 digits: what two forms of one number share."""
    return gtin.zfill(14)


def _passes_luhn(digits: str) -> bool:
    """Whether the last digit checks the others (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        weighed = int(digit) * (1 + place % 2)
        total += weighed // 10 + weighed % 10
    return total % 10 == 0


def _elements(text: str) -> tuple[str, str]:
    """The GTIN and serial number of ``(01)...(21)...``."""
    gtin, separator, serial = text.partition("(21)")
    if not gtin.startswith("(01)") or not separator or not _SERIAL.fullmatch(serial):
        raise MalformedError(f"is not (01), a GTIN, (21), a serial number: {text}")
    return _checked(gtin[4:], text), serial


def _checked(gtin: str, text: str) -> str:
    if not is_gtin(gtin):
        raise MalformedError(f"has no GTIN: {text}")
    return gtin


def _link(text: str) -> tuple[str, str]:
    """The GTIN and serial number of a GS1 Digital Link."""
    scheme = _SCHEME.match(text)
    if not scheme:
        raise MalformedError(f"is no GS1 Digital Link: {text}")
    steps = re.split(r"[?#]", text[scheme.end() :], maxsplit=1)[0].split("/")
    for at in range(1, len(steps) - 1):
        if steps[at] == "01" and _COULD_BE_GTIN.fullmatch(steps[at + 1]):
            return _checked(steps[at + 1], text), _serial(steps[at + 2 :], text)
    raise MalformedError(f"is a link without a GTIN: {text}")


def _serial(steps: list[str], text: str) -> str:
    """The serial number among the qualifiers behind a GTIN, which come in one order."""
    if len(steps) % 2 == 1 and steps[-1] == "":
        steps = steps[:-1]
    names = steps[::2]
    in_order = [name for name in ("22", "10", "21") if name in names]
    if len(steps) % 2 or names != in_order:
        raise MalformedError(f"is a link with other qualifiers than 22, 10, 21: {text}")
    values = [_percent_decoded(step) for step in steps[1::2]]
    if not all(_SERIAL.fullmatch(value) for value in values) or "21" not in names:
        raise MalformedError(f"is a link without a serial number: {text}")
    return values[names.index("21")]


def _percent_decoded(step: str) -> str:
    def character(found: re.Match[str]) -> str:
        if found[2]:
            raise MalformedError(f"has a % without two digits: {step}")
        return chr(int(found[1], 16))

    return _PERCENT.sub(character, step)


def gtin_of(kind: int, text: str) -> str | None:
    """The GTIN in a public identifier, in 14 digits, where its kind has one."""
    if kind == Kind.SGTIN:
        return fourteen(_elements(text)[0])
    return fourteen(_link(text)[0]) if kind == Kind.DIGITAL_LINK else None


def canonical(kind: int, text: str) -> str:
    """The one form of all ways to write it. Raises MalformedError if it is none of its kind."""
    if kind in (Kind.SGTIN, Kind.DIGITAL_LINK):
        gtin, serial = _elements(text) if kind == Kind.SGTIN else _link(text)
        return f"(01){fourteen(gtin)}(21){serial}"
    if kind == Kind.MAC:
        if not _MAC.fullmatch(text):
            raise MalformedError(f"is no MAC address: {text}")
        return re.sub("[:-]", "", text).lower()
    if kind == Kind.IMEI and not (_IMEI.fullmatch(text) and _passes_luhn(text)):
        raise MalformedError(f"is no IMEI: {text}")
    return text


@dataclass(frozen=True)
class Public:
    """An identifier that everybody may read."""

    kind: Annotated[int, KIND]
    text: Annotated[str, Text(1, 200)]

    def __post_init__(self) -> None:
        """Refuses text that is none of its kind."""
        canonical(self.kind, self.text)

    @property
    def digest(self) -> bytes:
        """What it is found by."""
        return sha256(canonical(self.kind, self.text).encode()).digest()

    @property
    def gtin(self) -> str | None:
        """The product it names, in 14 digits."""
        return gtin_of(self.kind, self.text)


@dataclass(frozen=True)
class Blinded:
    """An identifier that is found by its token alone."""

    kind: Annotated[int, KIND]
    token: Hash

    @property
    def digest(self) -> bytes:
        """What it is found by."""
        return self.token

    @property
    def gtin(self) -> None:
        """Nothing can be read from a token."""
        return


IDENTIFIER = Variant(((1, Public), (2, Blinded)))


def looked_up_as(kind: int) -> int:
    """A digital link is the same identifier as its SGTIN."""
    return Kind.SGTIN if kind == Kind.DIGITAL_LINK else kind


def scope_of(kind: int, model: str) -> bytes:
    """Within what an identifier should be unique: its model, or the world."""
    within_model = kind in (Kind.SERIAL, Kind.OTHER)
    return sha256(model.encode()).digest() if within_model else _WORLD
