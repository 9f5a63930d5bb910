"""Records: how a transaction, a fact or a row is written in CBOR, and as a key of a table.

A record is declared as a dataclass whose fields are annotated with shapes; this module reads the
declaration. It is the section "Records" of the protocol page.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, Any, TypeVar, get_args, get_type_hints

from . import cbor, keys
from .cbor import Item, Truth, Writable

NUMBER_MAX = 2**63 - 1
MOMENT_MAX = 253_402_300_799_999  # the last millisecond of the year 9999

T = TypeVar("T")


class MalformedError(ValueError):
    """An item does not fit the record; the message says what is wrong."""


class Shape:
    """How one component is written."""

    def read(self, item: Item) -> Any:
        """The value that ``item`` stands for. Raises MalformedError if it stands for none."""
        raise NotImplementedError

    def write(self, value: Any) -> Writable:
        """The item that stands for ``value``."""
        raise NotImplementedError

    def key(self, value: Any) -> bytes:
        """The octets of ``value`` in a key, in the order of values."""
        raise MalformedError(f"{type(self).__name__} has no order")

    def parse(self, text: str) -> Any:
        """The value that a step of a path names. Raises MalformedError if it names none."""
        raise MalformedError(f"{type(self).__name__} is in no path, such as {text}")


@dataclass(frozen=True)
class Number(Shape):
    """A whole number from 0, or a moment in milliseconds."""

    least: int = 0
    most: int = NUMBER_MAX

    def read(self, item: Item) -> int:
        """The number."""
        if not isinstance(item, int) or not self.least <= item <= self.most:
            raise MalformedError(f"must be a number from {self.least} to {self.most}")
        return item

    def write(self, value: int) -> int:
        """The number."""
        return value

    def key(self, value: int) -> bytes:
        """8 octets, big-endian."""
        return value.to_bytes(8)

    def parse(self, text: str) -> int:
        """The number that up to 19 digits are."""
        if not (text.isascii() and text.isdigit() and len(text) <= 19):
            raise MalformedError(f"must be a whole number, not {text}")
        return self.read(int(text))


@dataclass(frozen=True)
class Flag(Shape):
    """Yes or no."""

    def read(self, item: Item) -> bool:
        """The truth."""
        if not isinstance(item, Truth):
            raise MalformedError("must be true or false")
        return item is Truth.TRUE

    def write(self, value: bool) -> bool:
        """The truth."""
        return value

    def key(self, value: bool) -> bytes:
        """One octet."""
        return bytes([value])


@dataclass(frozen=True)
class Text(Shape):
    """Text of so many octets in UTF-8, which a rule may narrow further."""

    least: int
    most: int
    rule: Callable[[str], bool] | None = None

    def read(self, item: Item) -> str:
        """The text."""
        if not isinstance(item, str) or not self.least <= len(item.encode()) <= self.most:
            raise MalformedError(f"must be text of {self.least} to {self.most} octets")
        if any(c < " " or "\x7f" <= c < "\xa0" for c in item):
            raise MalformedError("must have no control characters")
        if self.rule and not self.rule(item):
            raise MalformedError(f"is not written as it must be: {item}")
        return item

    def write(self, value: str) -> str:
        """The text."""
        return value

    def key(self, value: str) -> bytes:
        """UTF-8, then 00."""
        return value.encode() + b"\0"

    def parse(self, text: str) -> str:
        """The text itself."""
        return self.read(text)


@dataclass(frozen=True)
class Octets(Shape):
    """Octets, so many."""

    least: int
    most: int

    def read(self, item: Item) -> bytes:
        """The octets."""
        if not isinstance(item, bytes) or not self.least <= len(item) <= self.most:
            raise MalformedError(f"must be {self.least} to {self.most} octets")
        return item

    def write(self, value: bytes) -> bytes:
        """The octets."""
        return value

    def key(self, value: bytes) -> bytes:
        """Themselves if the length is fixed, else each 00 as 00 FF, then 00 00."""
        if self.least == self.most:
            return value
        return value.replace(b"\0", b"\0\xff") + b"\0\0"

    def parse(self, text: str) -> bytes:
        """The octets that hexadecimal digits are."""
        if re.fullmatch(r"([0-9A-Fa-f]{2})*", text) is None:
            raise MalformedError("must be pairs of hexadecimal digits")
        return self.read(bytes.fromhex(text))


@dataclass(frozen=True)
class Name(Shape):
    """One of so many names, by its position from 0."""

    count: int
    names: tuple[str, ...] = ()  # in kebab case, where paths name them

    def parse(self, text: str) -> int:
        """The position of a name."""
        if text not in self.names:
            raise MalformedError(f"must be one of {', '.join(self.names)}, not {text}")
        return self.names.index(text)

    def read(self, item: Item) -> int:
        """The position."""
        if not isinstance(item, int) or not 0 <= item < self.count:
            raise MalformedError(f"must be one of {self.count} names")
        return item

    def write(self, value: int) -> int:
        """The position."""
        return int(value)

    def key(self, value: int) -> bytes:
        """One octet."""
        return bytes([value])


@dataclass(frozen=True)
class Key(Shape):
    """A public key, which may have to sign (True) or to agree (False)."""

    signs: bool | None = None

    def read(self, item: Item) -> keys.PublicKey:
        """The key."""
        if not isinstance(item, bytes):
            raise MalformedError("must be a COSE_Key in a byte string")
        try:
            key = keys.decode(item)
        except keys.UnknownKeyError as error:
            raise MalformedError(str(error)) from None
        if self.signs is not None and key.signs != self.signs:
            raise MalformedError("a key to sign must sign, one to agree must agree")
        return key

    def write(self, value: keys.PublicKey) -> bytes:
        """The COSE_Key."""
        return value.encoded


@dataclass(frozen=True)
class Maybe(Shape):
    """Something or nothing."""

    shape: Shape

    def read(self, item: Item) -> Any:
        """The value, or None."""
        return None if item is None else self.shape.read(item)

    def write(self, value: Any) -> Writable:
        """The value, or null."""
        return None if value is None else self.shape.write(value)


@dataclass(frozen=True)
class Many(Shape):
    """A list of so many."""

    shape: Shape
    least: int
    most: int

    def read(self, item: Item) -> tuple[Any, ...]:
        """The values."""
        if not isinstance(item, list) or not self.least <= len(item) <= self.most:
            raise MalformedError(f"must be a list of {self.least} to {self.most}")
        return tuple(self.shape.read(each) for each in item)

    def write(self, value: tuple[Any, ...]) -> list[Writable]:
        """The values."""
        return [self.shape.write(each) for each in value]


@dataclass(frozen=True)
class Record(Shape):
    """A record inside another: an array, or its component alone if it has but one."""

    declared: type[Any]

    def read(self, item: Item) -> Any:
        """The record."""
        if len(shapes(self.declared)) == 1:
            return read_body(self.declared, [item])
        return read_body(self.declared, item)

    def write(self, value: Any) -> Writable:
        """An array, or the one component."""
        body = write_body(value)
        return body[0] if len(body) == 1 else body

    def key(self, value: Any) -> bytes:
        """The components in order."""
        return key_of(value)


@dataclass(frozen=True)
class Variant(Shape):
    """One of several records, behind its tag."""

    declared: tuple[tuple[int, type[Any]], ...]

    def read(self, item: Item) -> Any:
        """The record."""
        if isinstance(item, list) and item and isinstance(item[0], int):
            for tag, declared in self.declared:
                if item[0] == tag:
                    return read_body(declared, item[1:])
        raise MalformedError("must be one of several records, behind its tag")

    def write(self, value: Any) -> list[Writable]:
        """The tag and the components."""
        for tag, declared in self.declared:
            if isinstance(value, declared):
                return [tag, *write_body(value)]
        raise MalformedError(f"{value} is none of these records")


_SHAPES: dict[type[Any], tuple[tuple[str, Shape], ...]] = {}


def shapes(declared: type[Any]) -> tuple[tuple[str, Shape], ...]:
    """The fields of a record with their shapes, in order; a declaration is read once."""
    found = _SHAPES.get(declared)
    if found is None:
        found = _SHAPES[declared] = _declared_shapes(declared)
    return found


def _declared_shapes(declared: type[Any]) -> tuple[tuple[str, Shape], ...]:
    hints = get_type_hints(declared, include_extras=True)
    found = []
    for field in dataclasses.fields(declared):
        shape = get_args(hints[field.name])[1]
        if not isinstance(shape, Shape):
            raise TypeError(f"{declared.__name__}.{field.name} has no shape")
        found.append((field.name, shape))
    return tuple(found)


def read_body(declared: type[T], item: Item) -> T:
    """The record whose components ``item`` lists. Raises MalformedError if it does not."""
    expected = shapes(declared)
    if not isinstance(item, list) or len(item) != len(expected):
        raise MalformedError(f"{declared.__name__} has {len(expected)} components")
    values = []
    for (name, shape), each in zip(expected, item, strict=True):
        try:
            values.append(shape.read(each))
        except MalformedError as error:
            raise MalformedError(f"{declared.__name__}.{name} {error}") from None
    return declared(*values)


def write_body(value: Any) -> list[Writable]:
    """The components of a record in an array, also where there is one or none."""
    return [shape.write(getattr(value, name)) for name, shape in shapes(type(value))]


def encode(value: Any) -> bytes:
    """A record in CBOR, as a value of a table."""
    return cbor.encode(Record(type(value)).write(value))


def decode(declared: type[T], octets: bytes) -> T:
    """The record that the value of a table holds. Raises MalformedError if it holds none."""
    try:
        record: T = Record(declared).read(cbor.decode(octets))
    except cbor.CborError as error:
        raise MalformedError(str(error)) from None
    return record


def key_of(value: Any) -> bytes:
    """The ordered key that a record is."""
    return b"".join(shape.key(getattr(value, name)) for name, shape in shapes(type(value)))


def name_of(names: type[IntEnum]) -> Name:
    """The shape of a name of an enumeration, as paths write it."""
    return Name(len(names), tuple(each.name.lower().replace("_", "-") for each in names))


# Shapes that many records have.
MOMENT = Number(0, MOMENT_MAX)
Uint = Annotated[int, Number()]
Moment = Annotated[int, Number(0, MOMENT_MAX)]
Yes = Annotated[bool, Flag()]
Hash = Annotated[bytes, Octets(32, 32)]
MaybeMoment = Annotated[int | None, Maybe(Number(0, MOMENT_MAX))]
MaybeHash = Annotated[bytes | None, Maybe(Octets(32, 32))]
