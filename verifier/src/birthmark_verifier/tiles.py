"""A log mirrored as C2SP tlog-tiles in a folder: every entry, every hash and the checkpoint."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import logtree, note
from .refusal import Reason, Refused

WIDTH = 256


class MirrorRefusal(Reason):
    """Why a mirror is not the log that its checkpoint says."""

    MISSING = "a file of the mirror is missing or cannot be read"
    CHECKPOINT = "the mirror's checkpoint is malformed"
    BUNDLE = "a bundle of entries is malformed"
    TILE = "a tile has other hashes than its entries give"
    ROOT = "the entries do not give the checkpoint's root"


@dataclass(frozen=True)
class Leaves:
    """A whole log by the hashes of its entries."""

    hashes: tuple[bytes, ...]

    def begins_with(self, checkpoint: note.Checkpoint) -> bool:
        """Whether the log once was what ``checkpoint`` is of."""
        known = checkpoint.size <= len(self.hashes)
        return known and logtree.root_of(self.hashes[: checkpoint.size]) == checkpoint.root


@dataclass(frozen=True)
class Mirror:
    """A mirror that is whole."""

    checkpoint: note.Checkpoint
    note: note.Note
    tiles: int
    first: bytes | None  # the log's first entry
    log: Leaves


def path(level: str, index: int, width: int) -> str:
    """Where a tile or bundle lies: its index in groups of three digits, all but the last with x."""
    groups = [f"{index % 1000:03}"]
    while index := index // 1000:
        groups.append(f"x{index % 1000:03}")
    partial = "" if width == WIDTH else f".p/{width}"
    return f"tile/{level}/{'/'.join(reversed(groups))}{partial}"


def entries_of(bundle: bytes) -> list[bytes]:
    """The entries of a bundle, each behind its length in 2 octets. Raises Refused if cut."""
    entries = []
    at = 0
    while at < len(bundle):
        end = at + 2 + int.from_bytes(bundle[at : at + 2])
        if at + 2 > len(bundle) or end > len(bundle):
            raise Refused(MirrorRefusal.BUNDLE, "it ends within an entry")
        entries.append(bundle[at + 2 : end])
        at = end
    return entries


def _widths(count: int) -> Iterator[tuple[int, int]]:
    for first in range(0, count, WIDTH):
        yield first // WIDTH, min(WIDTH, count - first)


def _read(folder: Path, relative: str) -> bytes:
    try:
        return (folder / relative).read_bytes()
    except OSError as error:
        raise Refused(MirrorRefusal.MISSING, f"{relative}: {error.strerror}") from None


def check(folder: Path) -> Mirror:
    """The mirror in ``folder``, all of it compared. Raises Refused where something differs."""
    try:
        signed = note.decode(_read(folder, "checkpoint"))
        checkpoint = note.checkpoint(signed.text)
    except note.NoteError as error:
        raise Refused(MirrorRefusal.CHECKPOINT, str(error)) from None
    first: bytes | None = None
    hashes: list[bytes] = []
    for index, width in _widths(checkpoint.size):
        where = path("entries", index, width)
        entries = entries_of(_read(folder, where))
        if len(entries) != width:
            raise Refused(MirrorRefusal.BUNDLE, f"{where} has {len(entries)} entries")
        first = entries[0] if index == 0 else first
        hashes += [logtree.leaf(entry) for entry in entries]
    leaves = Leaves(tuple(hashes))
    if logtree.root_of(hashes) != checkpoint.root:
        raise Refused(MirrorRefusal.ROOT)
    tiles = 0
    level = 0
    while hashes:
        for index, width in _widths(len(hashes)):
            where = path(str(level), index, width)
            tile = hashes[index * WIDTH : index * WIDTH + width]
            if _read(folder, where) != b"".join(tile):
                raise Refused(MirrorRefusal.TILE, where)
            tiles += 1
        whole = len(hashes) // WIDTH * WIDTH
        hashes = [
            logtree.root_of(hashes[first : first + WIDTH]) for first in range(0, whole, WIDTH)
        ]
        level += 1
    return Mirror(checkpoint, signed, tiles, first, leaves)
