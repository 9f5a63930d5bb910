"""Replica sets: who signs from which height on, a table of the ledger itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from ..keys import PublicKey
from ..records import Hash, Key, MalformedError, Many, Maybe, Number, Record, Text
from ..seal import replica_set
from ..state import Rows, Table
from .common import LEDGER

MOST = 64
WEIGHT_MAX = 1_000_000
ENDPOINT_MAX = 200
LEAD = 2


def require_keys(checkpoint: PublicKey, consensus: PublicKey | None) -> None:
    """Refuses what are not one or two different Ed25519 keys. Raises MalformedError."""
    given = [checkpoint] if consensus is None else [checkpoint, consensus]
    if not all(key.is_ed25519 for key in given):
        raise MalformedError("a replica's keys are Ed25519 keys that sign")
    if len({key.thumbprint for key in given}) != len(given):
        raise MalformedError("a replica signs checkpoints and votes with different keys")


@dataclass(frozen=True)
class Replica:
    """A replica: whose it is, its keys and its weight. Its checkpoint key names it."""

    party: Hash
    checkpoint: Annotated[PublicKey, Key()]
    consensus: Annotated[PublicKey | None, Maybe(Key())]
    weight: Annotated[int, Number(1, WEIGHT_MAX)]
    endpoint: Annotated[str | None, Maybe(Text(1, ENDPOINT_MAX))]

    @property
    def id(self) -> bytes:
        """What names it."""
        return self.checkpoint.thumbprint


Set = tuple[Replica, ...]

REPLICA_SETS: Table[Set] = Table(LEDGER, 7, (Number(),), Many(Record(Replica), 1, MOST))


def ordered(replicas: Iterable[Replica]) -> Set:
    """A set in the order of what names its replicas. Raises MalformedError if it is none."""
    found = tuple(sorted(replicas, key=lambda replica: replica.id))
    keys = [each.id for each in found]
    keys += [each.consensus.thumbprint for each in found if each.consensus is not None]
    if len(set(keys)) != len(keys):
        raise MalformedError("no two replicas share a key")
    return found


def rows(state: Rows) -> list[tuple[int, Set]]:
    """The sets by the heights from which they count."""
    return [
        (int.from_bytes(key[len(REPLICA_SETS.prefix) :]), REPLICA_SETS.read(value))
        for key, value in state.under(REPLICA_SETS.prefix)
    ]


def at(state: Rows, height: int) -> Set:
    """The set that signs at a height."""
    return [found for since, found in rows(state) if since <= height][-1]


def latest(state: Rows) -> Set:
    """The last set that was decided."""
    return rows(state)[-1][1]


def weight(found: Set) -> int:
    """What all weigh together."""
    return sum(each.weight for each in found)


def weight_of(found: Set, party: bytes) -> int:
    """What a party's replicas weigh together; 0 if it runs none."""
    return sum(each.weight for each in found if each.party == party)


def digest(found: Set) -> bytes:
    """What a seal names the set by."""
    return replica_set((each.checkpoint, each.weight) for each in found)


def is_changing(state: Rows, height: int) -> bool:
    """Whether another set is to follow that of a height."""
    return any(since > height for since, _ in rows(state))
