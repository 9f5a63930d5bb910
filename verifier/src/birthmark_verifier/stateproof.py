"""Proofs about the state: the tree with all cut off that was not asked for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise

from . import cbor, statetree
from .cbor import Item
from .records import NUMBER_MAX
from .refusal import Reason, Refused
from .statetree import KEY_OCTETS_MAX, branch_hash, leaf_hash, prefix_of, shared_bits

PARTS_MAX = 1 << 20
VALUE_OCTETS_MAX = 1 << 17

_ROW, _NEIGHBOUR, _CUT = range(3)


class StateRefusal(Reason):
    """Why a proof shows nothing of the state."""

    MALFORMED = "this is not a proof about the state, or it was altered or cut"
    KEY_LENGTH = "a key in the proof has a length that no key has"
    KEY_BITS = "a subtree that is cut off has bits behind those that its place tells"
    OUT_OF_ORDER = "the parts of the proof are not in strictly ascending order of their keys"
    KEY_BEGINS_ANOTHER = "a key in the proof begins with another"
    COUNT = "a subtree that is cut off has an impossible number of keys"
    ROOT_DIFFERS = "the rows and the proof do not lead to the state's root"


class NotShownError(Exception):
    """Something is read that the proof does not show; the message is where."""


@dataclass(frozen=True)
class Part:
    """What is left at the end of a branch: a row, a neighbour or a cut."""

    kind: int
    key: bytes
    bits: int  # of the key: all of them, or of a cut those that its place tells
    count: int
    hash: bytes
    value: bytes | None


def decode(octets: bytes) -> list[Part]:
    """The parts that octets hold. Raises Refused if they hold none."""
    try:
        return of_item(cbor.decode(octets))
    except cbor.CborError as error:
        raise Refused(StateRefusal.MALFORMED, str(error)) from None


def of_item(item: Item) -> list[Part]:
    """The parts that a decoded proof has. Raises Refused if it is none."""
    if not isinstance(item, list) or len(item) > PARTS_MAX:
        raise Refused(StateRefusal.MALFORMED)
    parts: list[Part] = []
    before = b""
    for each in item:
        parts.append(_part(each, before))
        before = parts[-1].key
    return parts


def _part(item: Item, before: bytes) -> Part:
    match item:
        case [int(kind), int(shared), bytes(rest), bytes(value)] if kind in (_ROW, _NEIGHBOUR):
            bits, count, hashed = 0, 1, value
        case [int(kind), int(shared), bytes(rest), int(bits), int(count), bytes(hashed)]:
            value = b""
            if kind != _CUT or not 0 <= bits <= 8 * KEY_OCTETS_MAX or not 0 <= count <= NUMBER_MAX:
                raise Refused(StateRefusal.MALFORMED)
        case _:
            raise Refused(StateRefusal.MALFORMED)
    most = VALUE_OCTETS_MAX if kind == _ROW else 32
    if len(value) > most or (kind != _ROW and len(hashed) != 32):
        raise Refused(StateRefusal.MALFORMED)
    if not 0 <= shared <= len(before) or shared + len(rest) > KEY_OCTETS_MAX:
        raise Refused(StateRefusal.MALFORMED)
    shares_more = shared < len(before) and rest[:1] == before[shared : shared + 1]
    if shares_more:
        raise Refused(StateRefusal.MALFORMED, "a key shares more with the one before")
    key = before[:shared] + rest
    if kind == _CUT:
        return Part(kind, key, bits, count, hashed, None)
    if kind == _ROW:
        hashed = sha256(value).digest()
    leaf = leaf_hash(key, hashed) if len(key) > 0 else b""
    return Part(kind, key, 8 * len(key), 1, leaf, value if kind == _ROW else None)


def _check_part(part: Part) -> None:
    if part.kind != _CUT:
        if not 1 <= len(part.key) <= KEY_OCTETS_MAX:
            raise Refused(StateRefusal.KEY_LENGTH)
        return
    if part.count < 1:
        raise Refused(StateRefusal.COUNT)
    if len(part.key) != (part.bits + 7) // 8 or prefix_of(part.key, part.bits) != part.key:
        raise Refused(StateRefusal.KEY_BITS)


def _shared(one: Part, other: Part) -> int:
    """How many bits two parts that follow each other share, at least one less than either has."""
    bits = shared_bits(one.key, other.key)
    least = min(one.bits, other.bits)
    if bits >= least:
        reason = StateRefusal.KEY_BEGINS_ANOTHER
        raise Refused(reason if one.key != other.key else StateRefusal.OUT_OF_ORDER)
    if statetree.bit(one.key, bits) > statetree.bit(other.key, bits):
        raise Refused(StateRefusal.OUT_OF_ORDER)
    return bits


@dataclass
class _Open:
    """A subtree whose right neighbour is still to come."""

    key: bytes
    count: int
    hash: bytes


def check(parts: list[Part], root: bytes) -> Shown:
    """What the parts show of the state with this root. Raises Refused if that is nothing."""
    for part in parts:
        _check_part(part)
    shared = [_shared(one, other) for one, other in pairwise(parts)]
    for at, part in enumerate(parts):
        sides = shared[max(at - 1, 0) : at + 1] if parts[1:] else []
        if part.kind == _CUT and part.bits != (max(sides) + 1 if sides else 0):
            raise Refused(StateRefusal.KEY_BITS)
    if _root(parts, shared) != root:
        raise Refused(StateRefusal.ROOT_DIFFERS)
    return Shown(parts)


def _root(parts: list[Part], shared: list[int]) -> bytes:
    """The hash over the parts: of several the branch at the least bit between them."""
    if not parts:
        return statetree.EMPTY_ROOT
    done: list[_Open] = []
    gaps: list[int] = []

    def close() -> None:
        right, left, bits = done.pop(), done.pop(), gaps.pop()
        count = left.count + right.count
        if count > NUMBER_MAX:
            raise Refused(StateRefusal.COUNT)
        hashed = branch_hash(bits, count, prefix_of(left.key, bits), left.hash, right.hash)
        done.append(_Open(left.key, count, hashed))

    for at, part in enumerate(parts):
        if at:
            while gaps and gaps[-1] > shared[at - 1]:
                close()
            gaps.append(shared[at - 1])
        done.append(_Open(part.key, part.count, part.hash))
    while gaps:
        close()
    return done[0].hash


class Shown:
    """The part of a state that a proof shows, to be read like the state."""

    def __init__(self, parts: list[Part]) -> None:
        self._parts = parts
        self._keys = [part.key for part in parts]

    def value(self, key: bytes) -> bytes | None:
        """The value of a key, None if it is absent. Raises NotShownError."""
        at = bisect_right(self._keys, key) - 1
        if at < 0:
            return None
        part = self._parts[at]
        if (
            part.kind == _CUT
            and len(key) * 8 >= part.bits
            and prefix_of(key, part.bits) == part.key
        ):
            raise NotShownError(key.hex())
        if part.key != key or part.kind == _CUT:
            return None
        if part.value is None:
            raise NotShownError(key.hex())
        return part.value

    def parts(self, prefix: bytes, after: bytes | None = None) -> Iterator[Part]:
        """The parts that may have keys which begin with ``prefix``, behind ``after``."""
        for part in self._parts:
            if part.kind != _CUT:
                if part.key.startswith(prefix) and (after is None or part.key > after):
                    yield part
                continue
            bits = min(part.bits, 8 * len(prefix))
            meets = prefix_of(part.key, bits) == prefix_of(prefix, bits)
            if meets and (after is None or _reaches_behind(part, after)):
                yield part

    def under(self, prefix: bytes) -> Iterator[tuple[bytes, bytes]]:
        """The rows whose keys begin with ``prefix``, in order. Raises NotShownError."""
        for part in self.parts(prefix):
            if part.value is None:
                raise NotShownError(part.key.hex())
            yield part.key, part.value


def _reaches_behind(cut: Part, after: bytes) -> bool:
    """Whether a key behind ``after`` can begin with the bits of a cut."""
    padded = after + bytes(max(0, len(cut.key) - len(after)))
    return prefix_of(padded, cut.bits) <= cut.key
