"""What a replica signed (contract 2): twice, or to show that it is there."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated

from ..keys import PublicKey
from ..records import (
    Hash,
    Key,
    MalformedError,
    Maybe,
    Number,
    Octets,
    Record,
    Text,
    Uint,
    name_of,
)
from .replica_set import require_keys

Signature = Annotated[bytes, Octets(64, 64)]


class Phase(IntEnum):
    """At which of a round's votes."""

    PREVOTE = 0
    PRECOMMIT = 1


@dataclass(frozen=True)
class Block:
    """A block as votes name it."""

    hash: Hash
    parts: Annotated[int, Number(1, 2**32 - 1)]
    parts_hash: Hash

    @property
    def canonical(self) -> bytes:
        """CometBFT's CanonicalBlockID."""
        header = _number(1, self.parts) + _octets(2, self.parts_hash)
        return _octets(1, self.hash) + _octets(2, header)


@dataclass(frozen=True)
class Vote:
    """A vote, without what it has in common with another of its round."""

    block: Annotated[Block | None, Maybe(Record(Block))]
    seconds: Uint
    nanos: Annotated[int, Number(0, 999_999_999)]
    signature: Signature


@dataclass(frozen=True)
class ReportDoubleVote:
    """A replica voted for two blocks in one round."""

    voter: Annotated[PublicKey, Key()]
    phase: Annotated[int, name_of(Phase)]
    height: Annotated[int, Number(1)]
    round: Annotated[int, Number(0, 2**31 - 1)]
    first: Annotated[Vote, Record(Vote)]
    second: Annotated[Vote, Record(Vote)]

    def __post_init__(self) -> None:
        """Raises MalformedError unless the votes contradict each other."""
        require_keys(self.voter, None)
        if self.first.block == self.second.block:
            raise MalformedError("both votes are on the same block")

    def signed(self, network: bytes) -> list[tuple[bytes, bytes]]:
        """What the voter signed, and each signature."""
        return [
            (self._canonical(vote, network), vote.signature) for vote in (self.first, self.second)
        ]

    def _canonical(self, vote: Vote, network: bytes) -> bytes:
        """CometBFT's CanonicalVote behind its length."""
        block = b"" if vote.block is None else _octets(4, vote.block.canonical)
        said = (
            _number(1, self.phase + 1)
            + _fixed(2, self.height)
            + _fixed(3, self.round)
            + block
            + _octets(5, _number(1, vote.seconds) + _number(2, vote.nanos))
            + _octets(6, f"birthmark-{network.hex()[:32]}".encode())
        )
        return _varint(len(said)) + said


@dataclass(frozen=True)
class ReportDoubleCheckpoint:
    """A replica signed two checkpoints of one size."""

    checkpoint: Annotated[PublicKey, Key()]
    origin: Annotated[str, Text(3, 64)]
    size: Uint
    first: Hash
    first_signature: Signature
    second: Hash
    second_signature: Signature

    def __post_init__(self) -> None:
        """Raises MalformedError unless the checkpoints contradict each other."""
        require_keys(self.checkpoint, None)
        if self.first == self.second:
            raise MalformedError("both checkpoints have the same root")

    def signed(self) -> list[tuple[bytes, bytes]]:
        """What the replica signed, and each signature."""
        both = (self.first, self.first_signature), (self.second, self.second_signature)
        return [(_checkpoint(self.origin, self.size, root), signed) for root, signed in both]


@dataclass(frozen=True)
class Attend:
    """A replica signed a checkpoint of the last minutes."""

    checkpoint: Annotated[PublicKey, Key()]
    origin: Annotated[str, Text(3, 64)]
    height: Uint
    size: Uint
    root: Hash
    signature: Signature

    def __post_init__(self) -> None:
        """Raises MalformedError unless the key can be a replica's."""
        require_keys(self.checkpoint, None)

    def signed(self) -> list[tuple[bytes, bytes]]:
        """What the replica signed, and its signature."""
        return [(_checkpoint(self.origin, self.size, self.root), self.signature)]


def _checkpoint(origin: str, size: int, root: bytes) -> bytes:
    return f"{origin}\n{size}\n{b64encode(root).decode()}\n".encode()


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value) if value else b""


def _fixed(field: int, value: int) -> bytes:
    return _varint(field << 3 | 1) + value.to_bytes(8, "little") if value else b""


def _octets(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value
