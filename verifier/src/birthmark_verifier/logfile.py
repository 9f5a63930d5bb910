"""An exported log: every entry in one file, with the signed checkpoint over all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from . import cbor, note
from .refusal import Reason, Refused

MAGIC = b"birthmark log 1\n"
ENTRY_OCTETS_MAX = 16 << 20


class LogRefusal(Reason):
    """Why an exported log is not accepted."""

    NOT_A_LOG = "the file is no exported log"
    CUT = "the file ends before the log does, or goes on after it"
    CHECKPOINT = "the log's checkpoint is malformed"
    SIZE = "the checkpoint is for another number of entries"
    ROOT = "the entries do not give the checkpoint's root"
    NETWORK = "the log is of another network"
    CHANGES = "its changes of the replicas are of another log"
    NOT_SIGNED = "no replica of the genesis signed the checkpoint"
    FORM = "an entry is neither a statement nor a seal where there should be one"
    REGISTERED = "an entry is not what the statement before it registers"
    BLOCK = "a block does not follow from the one before"
    NOT_ACCEPTED = "an entry is a statement that is not accepted when it is decided again"
    REFUSAL = "a seal lists a refusal that cannot have been one"
    SEAL = "a block leads to another seal when it is decided again"


class LogFile:
    """An exported log that is read once, entry by entry."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.changes: bytes | None
        if file.read(len(MAGIC)) != MAGIC:
            raise Refused(LogRefusal.NOT_A_LOG, "it does not begin as one")
        try:
            match cbor.decode(self._next("the header")):
                case [int(size), str(checkpoint)] if size > 0:
                    self.size, encoded, self.changes = size, checkpoint.encode(), None
                case [int(size), str(checkpoint), bytes(changes)] if size > 0:
                    self.size, encoded, self.changes = size, checkpoint.encode(), changes
                case _:
                    raise Refused(LogRefusal.NOT_A_LOG, "its header is none")
            self.note = note.decode(encoded)
            self.checkpoint = note.checkpoint(self.note.text)
        except cbor.CborError as error:
            raise Refused(LogRefusal.NOT_A_LOG, str(error)) from None
        except note.NoteError as error:
            raise Refused(LogRefusal.CHECKPOINT, str(error)) from None

    def _next(self, what: str) -> bytes:
        head = self._file.read(4)
        length = int.from_bytes(head)
        if len(head) < 4:
            raise Refused(LogRefusal.CUT, f"before {what}")
        if not 0 < length <= ENTRY_OCTETS_MAX:
            raise Refused(LogRefusal.NOT_A_LOG, f"{what} has an impossible length")
        octets = self._file.read(length)
        if len(octets) < length:
            raise Refused(LogRefusal.CUT, f"within {what}")
        return octets

    def __iter__(self) -> Iterator[bytes]:
        """The entries in order. Raises Refused where the file is cut or goes on."""
        for index in range(self.size):
            yield self._next(f"entry {index}")
        if self._file.read(1):
            raise Refused(LogRefusal.CUT, "something follows the last entry")
