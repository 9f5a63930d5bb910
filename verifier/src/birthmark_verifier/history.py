"""Histories of things: every accepted statement with a fact about one, as hash chains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from .cbor import Writable
from .contracts.common import ADMISSION, AUTHORITIES, HASH, LEDGER, MESSAGES, THINGS
from .records import Hash, Name, Record, Uint
from .state import Table

# The components that are ids of things, or lists of such, by contract and fact.
_CONCERNED: dict[tuple[int, int], tuple[int, ...]] = {
    (THINGS, 3): (0, 1),
    (THINGS, 15): (0,),
    (THINGS, 16): (0, 1),
    (THINGS, 17): (0,),
    (THINGS, 4): (1, 3),
    **{(THINGS, tag): (0,) for tag in (2, 5, 6, 7, 8, 10, 11, 12)},
    **{(ADMISSION, tag): (0,) for tag in (*range(3, 11), 12, 13)},
    **{(MESSAGES, tag): (1,) for tag in (1, 2, 3)},
    (MESSAGES, 4): (0,),
    **{(AUTHORITIES, tag): (0,) for tag in (4, 5)},
}


@dataclass(frozen=True)
class Trail:
    """A chain over statements: how many, and the hash over the last and all before."""

    count: Uint
    head: Hash

    def link(self, index: int, height: int, time: int, outcome: bytes) -> Trail:
        """The chain with one more, by its place and the leaf hash of its outcome."""
        place = b"".join(number.to_bytes(8) for number in (index, height, time))
        return Trail(self.count + 1, sha256(b"\x20" + self.head + place + outcome).digest())


NONE = Trail(0, bytes(32))
TRAILS: Table[Trail] = Table(LEDGER, 4, (Name(2), HASH), Record(Trail))


def things(facts: Sequence[Writable]) -> list[bytes]:
    """The ids of the things that facts concern, each once."""
    found: dict[bytes, None] = {}
    for fact in facts:
        match fact:
            case [int(contract), int(tag), [*components]]:
                for at in _CONCERNED.get((contract, tag), ()):
                    named = components[at]
                    for thing in named if isinstance(named, list) else [named]:
                        if isinstance(thing, bytes):
                            found[thing] = None
    return list(found)
