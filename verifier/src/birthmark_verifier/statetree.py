"""The tree that commits to the state: a binary radix tree over ordered keys."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

KEY_OCTETS_MAX = 128
EMPTY_ROOT = sha256(b"\x10").digest()


def leaf_hash(key: bytes, value_hash: bytes) -> bytes:
    """The hash of a row by the hash of its value."""
    return sha256(b"\x11" + bytes([len(key)]) + key + value_hash).digest()


def branch_hash(bits: int, count: int, prefix: bytes, left: bytes, right: bytes) -> bytes:
    """The hash over the keys that share their first ``bits`` bits, ``prefix``."""
    head = b"\x12" + bits.to_bytes(2) + count.to_bytes(8)
    return sha256(head + prefix + left + right).digest()


def bit(key: bytes, index: int) -> int:
    """A bit of a key; bit 0 is the highest of the first octet."""
    return key[index >> 3] >> (7 - (index & 7)) & 1


def shared_bits(one: bytes, other: bytes) -> int:
    """How many of their first bits two strings share."""
    length = min(len(one), len(other))
    differing = int.from_bytes(one[:length]) ^ int.from_bytes(other[:length])
    return 8 * length - differing.bit_length()


def prefix_of(key: bytes, bits: int) -> bytes:
    """The first bits of a key, padded with zero bits to whole octets."""
    octets = (bits + 7) // 8
    kept = int.from_bytes(key[:octets]) >> (8 * octets - bits) << (8 * octets - bits)
    return kept.to_bytes(octets)


@dataclass
class _Leaf:
    key: bytes
    hash: bytes
    count: int = 1


@dataclass
class _Branch:
    bits: int
    prefix: bytes
    children: list[_Leaf | _Branch]
    count: int = 0
    hash: bytes = b""  # empty while a child has changed since


class StateTree:
    """The tree over rows that are put and removed; hashes are computed when the root is asked."""

    def __init__(self) -> None:
        self._root: _Leaf | _Branch | None = None

    def _walk(self, key: bytes) -> tuple[list[_Branch], _Leaf | _Branch | None]:
        """The branches whose prefix begins the key, and the first node that does not."""
        path: list[_Branch] = []
        node = self._root
        while isinstance(node, _Branch) and shared_bits(key, node.prefix) >= node.bits:
            if prefix_of(key, node.bits) != node.prefix:
                break
            path.append(node)
            node = node.children[bit(key, node.bits)]
        return path, node

    def _place(self, path: list[_Branch], key: bytes, node: _Leaf | _Branch | None) -> None:
        if path:
            if node is None:
                raise AssertionError("a branch always has two sides")
            path[-1].children[bit(key, path[-1].bits)] = node
        else:
            self._root = node
        for branch in path:
            branch.hash = b""

    def put(self, key: bytes, value: bytes) -> None:
        """Gives a key a value."""
        leaf = _Leaf(key, leaf_hash(key, sha256(value).digest()))
        path, node = self._walk(key)
        if node is None or (isinstance(node, _Leaf) and node.key == key):
            self._place(path, key, leaf)
            return
        other = node.key if isinstance(node, _Leaf) else node.prefix
        bits = shared_bits(key, other)
        if isinstance(node, _Branch):
            bits = min(bits, node.bits)
        children: list[_Leaf | _Branch] = [leaf, node] if bit(key, bits) == 0 else [node, leaf]
        self._place(path, key, _Branch(bits, prefix_of(key, bits), children))

    def remove(self, key: bytes) -> None:
        """Takes a key away, if it is there."""
        path, node = self._walk(key)
        if not isinstance(node, _Leaf) or node.key != key:
            return
        if not path:
            self._root = None
            return
        parent = path.pop()
        self._place(path, key, parent.children[1 - bit(key, parent.bits)])

    @property
    def root(self) -> bytes:
        """The root over all rows."""
        if self._root is None:
            return EMPTY_ROOT
        pending = [self._root]
        order: list[_Branch] = []
        while pending:
            node = pending.pop()
            if isinstance(node, _Branch) and not node.hash:
                order.append(node)
                pending += node.children
        for branch in reversed(order):
            left, right = branch.children
            branch.count = left.count + right.count
            branch.hash = branch_hash(
                branch.bits, branch.count, branch.prefix, left.hash, right.hash
            )
        return self._root.hash
