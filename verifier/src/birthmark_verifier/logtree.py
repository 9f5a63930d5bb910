"""The log's Merkle tree (RFC 9162, section 2.1): roots, inclusion, consistency."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256

from .refusal import Reason, Refused

HASH_OCTETS = 32
EMPTY_ROOT = sha256(b"").digest()


class ProofRefusal(Reason):
    """Why a proof about the log shows nothing."""

    INDEX_OUTSIDE = "the entry's index is not within the size that the proof is for"
    SIZE_ZERO = "there is nothing to prove about a log of size 0"
    SIZES_OUT_OF_ORDER = "the first size is larger than the second"
    NOT_A_SUBTREE = "no node of a log covers this range of entries"
    HASH_LENGTH = "a hash in the proof does not have 32 octets"
    PATH_TOO_SHORT = "the proof has fewer hashes than its sizes ask for"
    PATH_TOO_LONG = "the proof has more hashes than its sizes ask for"
    FIRST_ROOT_DIFFERS = "the proof does not lead to the root of the smaller log"
    ROOT_DIFFERS = "the proof does not lead to the log's root"


def leaf(entry: bytes) -> bytes:
    """The hash of an entry."""
    return sha256(b"\x00" + entry).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash over two neighbouring subtrees."""
    return sha256(b"\x01" + left + right).digest()


def split(size: int) -> int:
    """The largest power of two below ``size``, which is at least 2."""
    return 1 << (size - 1).bit_length() - 1


class Frontier:
    """A log that grows: the roots of the complete subtrees at its end, the largest first."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def append(self, leaf_hash: bytes) -> None:
        """Adds one entry by its hash."""
        rest = self.size
        while rest & 1:
            leaf_hash = node(self._peaks.pop(), leaf_hash)
            rest >>= 1
        self._peaks.append(leaf_hash)
        self.size += 1

    @property
    def root(self) -> bytes:
        """The root over all entries."""
        if not self._peaks:
            return EMPTY_ROOT
        root = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            root = node(peak, root)
        return root


def root_of(leaf_hashes: Iterable[bytes]) -> bytes:
    """The root over these leaf hashes."""
    frontier = Frontier()
    for each in leaf_hashes:
        frontier.append(each)
    return frontier.root


class _Path:
    """The hashes of a proof, each taken once."""

    def __init__(self, path: list[bytes], *held: bytes) -> None:
        if any(len(each) != HASH_OCTETS for each in [*path, *held]):
            raise Refused(ProofRefusal.HASH_LENGTH)
        self._hashes: Iterator[bytes] = iter(path)

    def next(self) -> bytes:
        taken = next(self._hashes, None)
        if taken is None:
            raise Refused(ProofRefusal.PATH_TOO_SHORT)
        return taken

    def end(self) -> None:
        if next(self._hashes, None) is not None:
            raise Refused(ProofRefusal.PATH_TOO_LONG)


def check_inclusion(
    leaf_hash: bytes, index: int, size: int, path: list[bytes], root: bytes
) -> None:
    """Refuses unless the path leads from the entry to the root (RFC 9162, 2.1.3)."""
    if not 0 <= index < size:
        raise Refused(ProofRefusal.INDEX_OUTSIDE, f"{index} of {size}")
    hashes = _Path(path, leaf_hash, root)
    went_left = []
    while size > 1:
        half = split(size)
        went_left.append(index < half)
        if index < half:
            size = half
        else:
            index, size = index - half, size - half
    found = leaf_hash
    for left in reversed(went_left):
        found = node(found, hashes.next()) if left else node(hashes.next(), found)
    hashes.end()
    if found != root:
        raise Refused(ProofRefusal.ROOT_DIFFERS)


def check_consistency(
    first: int, second: int, first_root: bytes, second_root: bytes, path: list[bytes]
) -> None:
    """Refuses unless the path shows that the first log begins the second (RFC 9162, 2.1.4)."""
    if first <= 0:
        raise Refused(ProofRefusal.SIZE_ZERO)
    if first > second:
        raise Refused(ProofRefusal.SIZES_OUT_OF_ORDER, f"{first} and {second}")
    check_subtree_consistency(0, first, second, first_root, second_root, path)


def _check_subtree(start: int, end: int) -> None:
    """Refuses a range that no node of a log covers when it is cut at its end."""
    ceiling = 1 << (end - start - 1).bit_length() if end > start else 1
    if start < 0 or end <= start or start % ceiling:
        raise Refused(ProofRefusal.NOT_A_SUBTREE, f"{start} to {end}")


def check_subtree_inclusion(
    leaf_hash: bytes, index: int, start: int, end: int, path: list[bytes], root: bytes
) -> None:
    """The same within the subtree over the entries from ``start`` to before ``end``.

    Subtrees are those of draft-ietf-plants-merkle-tree-certs, section 4.
    """
    _check_subtree(start, end)
    check_inclusion(leaf_hash, index - start, end - start, path, root)


def check_subtree_consistency(
    start: int, end: int, size: int, part_root: bytes, root: bytes, path: list[bytes]
) -> None:
    """Refuses unless the log with this size and root has that subtree under ``part_root``."""
    if end > size:
        raise Refused(ProofRefusal.SIZES_OUT_OF_ORDER, f"{end} and {size}")
    if start == end >= 0:
        _Path(path).end()
        if part_root != EMPTY_ROOT:
            raise Refused(ProofRefusal.FIRST_ROOT_DIFFERS)
        return
    _check_subtree(start, end)
    # Of the whole nothing is hashed, so that its two roots are compared whatever they are.
    hashes = _Path(path) if (start, end) == (0, size) else _Path(path, part_root, root)

    def walk(low: int, high: int, n: int, given: bool) -> tuple[bytes, bytes]:
        """The hashes of the part and of the whole of the first ``n`` entries."""
        if low == 0 and high == n:
            both = part_root if given else hashes.next()
            return both, both
        half = split(n)
        if high <= half:
            part, whole = walk(low, high, half, given)
            return part, node(whole, hashes.next())
        if low >= half:
            part, whole = walk(low - half, high - half, n - half, given)
            return part, node(hashes.next(), whole)
        part, whole = walk(0, high - half, n - half, False)
        left = hashes.next()
        return node(left, part), node(left, whole)

    part, whole = walk(start, end, size, True)
    hashes.end()
    if part != part_root:
        raise Refused(ProofRefusal.FIRST_ROOT_DIFFERS)
    if whole != root:
        raise Refused(ProofRefusal.ROOT_DIFFERS)
