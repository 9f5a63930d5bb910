"""Signed notes (C2SP signed-note) and the checkpoints in them (C2SP tlog-checkpoint)."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from hashlib import sha256

from . import keys, signatures

OCTETS_MAX = 100_000
SIGNATURES_MAX = 64
EXTENSIONS_MAX = 16

_DASH = "\u2014 "
_LOG, _WITNESS = 1, 4
# Unicode's property White_Space beyond the control characters; the set is closed.
_SPACES = frozenset("\u0020\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000") | {
    chr(code) for code in range(0x2000, 0x200B)
}


class NoteError(ValueError):
    """The octets are no note, or their text is no checkpoint; the message says why."""


@dataclass(frozen=True)
class Signature:
    """A line under a note: who says to have signed, by which key, and the signature."""

    name: str
    key_hash: bytes
    octets: bytes


@dataclass(frozen=True)
class Note:
    """A text and the lines that sign it; none of them is verified."""

    text: str
    signatures: tuple[Signature, ...]


@dataclass(frozen=True)
class Key:
    """A key that signs notes: the log's own (kind 1) or a witness's (kind 4)."""

    name: str
    kind: int
    point: bytes

    @property
    def key_hash(self) -> bytes:
        """What a line names the key by."""
        octets = self.name.encode() + b"\n" + bytes([self.kind]) + self.point
        return sha256(octets).digest()[:4]

    @property
    def cosigns(self) -> bool:
        """Whether it is a witness's, not a log's."""
        return self.kind == _WITNESS

    def names(self, line: Signature) -> bool:
        """Whether the line says to be by this key."""
        return line.name == self.name and line.key_hash == self.key_hash

    def verifies(self, text: str, line: Signature) -> bool:
        """Whether the line is this key's signature over ``text``."""
        signed, signature = text.encode(), line.octets
        if self.kind == _WITNESS:
            seconds, signature = int.from_bytes(signature[:8]), signature[8:]
            if seconds >> 63:
                return False
            signed = f"cosignature/v1\ntime {seconds}\n".encode() + signed
        return self.names(line) and signatures.verifies(keys.ed25519(self.point), signed, signature)


@dataclass(frozen=True)
class Checkpoint:
    """What a log was: its origin, how many entries it had, and their root."""

    origin: str
    size: int
    root: bytes


def log_key(origin: str, key: keys.PublicKey) -> Key | None:
    """The key by which a replica signs the checkpoints of ``origin``; only Ed25519 keys do."""
    return Key(origin, _LOG, key.parts[0]) if key.algorithm == keys.ED25519 else None


def decode_key(line: str) -> Key:
    """The key that ``name+hash+base64`` says. Raises NoteError if it says none."""
    name, _, rest = line.partition("+")
    digits, _, encoded = rest.partition("+")
    typed = _from_base64(encoded, "a key")
    _check_name(name)
    if len(typed) != 33 or typed[0] not in (_LOG, _WITNESS):
        raise NoteError("a key is its kind, 01 or 04, and 32 octets")
    key = Key(name, typed[0], typed[1:])
    if key.key_hash.hex() != digits:
        raise NoteError("the hash in a key is not that of its name and octets")
    return key


def decode(octets: bytes) -> Note:
    """The note that ``octets`` hold. Raises NoteError if they hold none."""
    if len(octets) > OCTETS_MAX:
        raise NoteError(f"a note has at most {OCTETS_MAX} octets")
    try:
        whole = octets.decode("utf-8")
    except UnicodeDecodeError:
        raise NoteError("a note is UTF-8") from None
    if any(character < " " and character != "\n" for character in whole):
        raise NoteError("a note has no control characters but newlines")
    text, separator, lines = whole.rpartition("\n\n")
    if not separator or not lines.endswith("\n"):
        raise NoteError("a note is a text, an empty line, and lines that sign it")
    signed = lines[:-1].split("\n")
    if len(signed) > SIGNATURES_MAX:
        raise NoteError(f"a note has at most {SIGNATURES_MAX} signatures")
    return Note(text + "\n", tuple(_signature(line) for line in signed))


def _signature(line: str) -> Signature:
    name, separator, encoded = line.removeprefix(_DASH).rpartition(" ")
    if not line.startswith(_DASH) or not separator:
        raise NoteError("a line that signs is an em dash, a name and base64")
    _check_name(name)
    octets = _from_base64(encoded, "a signature")
    if len(octets) <= 4:
        raise NoteError("a signature follows a key hash of 4 octets")
    return Signature(name, octets[:4], octets[4:])


def checkpoint(text: str) -> Checkpoint:
    """The checkpoint that a note's text is. Raises NoteError if it is none."""
    lines = text[:-1].split("\n")
    if not text.endswith("\n") or not 3 <= len(lines) <= 3 + EXTENSIONS_MAX or "" in lines:
        raise NoteError("a checkpoint is three lines and up to 16 more, none of them empty")
    size = lines[1]
    plain = size.isascii() and size.isdigit() and (size == "0" or not size.startswith("0"))
    if not plain or len(size) > 19 or int(size) >= 1 << 63:
        raise NoteError("a size is a decimal number below 2^63 without leading zeros")
    root = _from_base64(lines[2], "a root")
    if len(root) != 32:
        raise NoteError("a root has 32 octets")
    return Checkpoint(lines[0], int(size), root)


def _check_name(name: str) -> None:
    if not name or any(c == "+" or c < " " or c in _SPACES for c in name):
        raise NoteError("a key's name is not empty and has no white space and no plus")


def _from_base64(text: str, what: str) -> bytes:
    """The octets of base64 with padding in its one form (RFC 4648, section 4)."""
    try:
        octets = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise NoteError(f"{what} is not base64 with padding") from None
    if base64.b64encode(octets).decode() != text:
        raise NoteError(f"{what} is not the one base64 of its octets")
    return octets
