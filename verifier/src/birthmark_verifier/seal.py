"""Seals: the log entry that ends a block and commits to everything the block did."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated

from . import cbor, records
from .cbor import Tagged
from .keys import PublicKey
from .records import Hash, Many, Moment, Record, Uint
from .refusal import Reason, Refused

TAG = 0x7365616C
REFUSALS_MAX = 700
_HEAD = cbor.head(cbor.TAG, TAG)


class SealRefusal(Reason):
    """Why an entry is no seal."""

    NOT_A_SEAL = "the entry is not the end of a block"


@dataclass(frozen=True)
class Refusal:
    """A statement that was counted and refused."""

    key_id: Hash
    sequence: Uint
    statement: Hash
    contract: Uint
    reason: Uint
    after: Uint


@dataclass(frozen=True)
class Seal:
    """What a block did."""

    height: Uint
    time: Moment
    state_root: Hash
    outcomes_root: Hash
    refusals: Annotated[tuple[Refusal, ...], Many(Record(Refusal), 0, REFUSALS_MAX)]
    rules: Uint
    replicas: Hash
    replicas_after: Hash

    def encode(self) -> bytes:
        """The log entry."""
        return cbor.encode(Tagged(TAG, cbor.decode(records.encode(self))))


def replica_set(signers: Iterable[tuple[PublicKey, int]]) -> bytes:
    """What a seal names a replica set by: of each its checkpoint key's thumbprint and weight."""
    listed = sorted((key.thumbprint, weight) for key, weight in signers)
    return sha256(cbor.encode([[thumbprint, weight] for thumbprint, weight in listed])).digest()


def is_seal(entry: bytes) -> bool:
    """Whether an entry begins as a seal does."""
    return entry.startswith(_HEAD)


def decode(entry: bytes) -> Seal:
    """The seal that an entry is. Raises Refused if it is none."""
    try:
        match cbor.decode(entry):
            case Tagged(int(tag), item) if tag == TAG:
                return records.read_body(Seal, item)
    except (cbor.CborError, records.MalformedError) as error:
        raise Refused(SealRefusal.NOT_A_SEAL, str(error)) from None
    raise Refused(SealRefusal.NOT_A_SEAL)
