"""The state: tables of records, each row a key and a value in octets, under one root."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from . import cbor
from .records import MalformedError, Shape
from .statetree import StateTree

V = TypeVar("V")


@dataclass(frozen=True)
class Table(Generic[V]):
    """A table of a contract: the shapes of its key's components and of its value."""

    contract: int
    number: int
    key_shapes: tuple[Shape, ...]
    value_shape: Shape

    @property
    def prefix(self) -> bytes:
        """What all of its keys begin with."""
        return self.contract.to_bytes(2) + bytes([self.number])

    def key(self, *components: Any) -> bytes:  # noqa: ANN401 - of the shapes' types
        """The octets of a key, or of its first components."""
        shaped = zip(self.key_shapes, components, strict=False)
        return self.prefix + b"".join(shape.key(each) for shape, each in shaped)

    def write(self, value: V) -> bytes:
        """The octets of a value."""
        return cbor.encode(self.value_shape.write(value))

    def read(self, octets: bytes) -> V:
        """The value that octets hold. Raises MalformedError if they hold none."""
        try:
            value: V = self.value_shape.read(cbor.decode(octets))
        except cbor.CborError as error:
            raise MalformedError(str(error)) from None
        return value


class Rows(Protocol):
    """Where rows are read: the whole state, or the part of it that a proof shows."""

    def value(self, key: bytes) -> bytes | None:
        """The value of a key, or None if the key is absent."""
        ...

    def under(self, prefix: bytes) -> Iterator[tuple[bytes, bytes]]:
        """The rows whose keys begin with ``prefix``, in order."""
        ...


def find(rows: Rows, table: Table[V], *key: Any) -> V | None:  # noqa: ANN401 - of the shapes' types
    """The value in a table under a key, or None."""
    octets = rows.value(table.key(*key))
    return None if octets is None else table.read(octets)


def known(rows: Rows, table: Table[V], *key: Any) -> V:  # noqa: ANN401 - of the shapes' types
    """The value in a table under a key that must be there."""
    value = find(rows, table, *key)
    if value is None:
        raise AssertionError(f"the state lacks a row that others name: {table.key(*key).hex()}")
    return value


Change = tuple[bytes, bytes | None]


class State:
    """All rows, in memory; each change shows at once, the root follows when it is asked for."""

    def __init__(self) -> None:
        self._rows: dict[bytes, bytes] = {}
        self._keys: list[bytes] = []
        self._tree = StateTree()
        self._undo: list[Change] = []

    def value(self, key: bytes) -> bytes | None:
        """The value of a key, or None."""
        return self._rows.get(key)

    def under(self, prefix: bytes) -> Iterator[tuple[bytes, bytes]]:
        """The rows whose keys begin with ``prefix``, in order."""
        at = bisect_left(self._keys, prefix)
        while at < len(self._keys) and self._keys[at].startswith(prefix):
            yield self._keys[at], self._rows[self._keys[at]]
            at += 1

    def apply(self, changes: Sequence[Change]) -> None:
        """Makes changes in order; a value of None removes the key."""
        for key, value in changes:
            self._undo.append((key, self._rows.get(key)))
            if value is None:
                if self._rows.pop(key, None) is not None:
                    del self._keys[bisect_left(self._keys, key)]
                self._tree.remove(key)
            else:
                if key not in self._rows:
                    insort(self._keys, key)
                self._rows[key] = value
                self._tree.put(key, value)

    def mark(self) -> None:
        """Remembers what is now, for ``restore``."""
        self._undo = []

    def restore(self) -> None:
        """Takes back all changes since the mark."""
        undo = self._undo[::-1]
        self.apply(undo)
        self._undo = []

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self._keys)

    @property
    def root(self) -> bytes:
        """The state root."""
        return self._tree.root
