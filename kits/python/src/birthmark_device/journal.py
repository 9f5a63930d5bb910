"""What a device sent and received by one agreement: on disk before it counts."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from birthmark_device.keys import KeyFileError

_SCHEMA = """
CREATE TABLE IF NOT EXISTS sent (
  number INTEGER PRIMARY KEY, recipient BLOB, message BLOB, envelope BLOB, receipt BLOB);
CREATE TABLE IF NOT EXISTS received (
  sender BLOB, number INTEGER, id BLOB, message BLOB, receipt BLOB, PRIMARY KEY (sender, number));
CREATE TABLE IF NOT EXISTS floor (moment INTEGER);
CREATE TABLE IF NOT EXISTS proof (only INTEGER PRIMARY KEY CHECK (only = 1), octets BLOB);
"""


class Journal:
    """A file of messages; one program at a time has it.

    A file that was put back from a backup knows less than was sent and received. That is told by
    a file beside it that nobody touches: its inode and the time of its last change, which nobody
    can put back. Then numbers go on from the clock, and what was sent before now is not taken.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        is_new = not path.exists()
        try:
            self._rows = sqlite3.connect(path, timeout=2, isolation_level=None)
            self._rows.execute("PRAGMA locking_mode=EXCLUSIVE")
            self._rows.execute("PRAGMA synchronous=FULL")
            self._rows.executescript(_SCHEMA)
        except sqlite3.Error as problem:
            raise KeyFileError(f"{path} keeps no messages: {problem}") from None
        place = path.with_name(path.name + ".place")
        noted = place.read_text() if place.exists() else ""
        if is_new or noted != _anchor(path):
            if not is_new:
                now = time.time_ns() // 1_000_000
                self._rows.execute("INSERT INTO floor VALUES (?)", (now,))
            path.with_name(path.name + ".anchor").write_bytes(b"")
            place.write_text(_anchor(path))

    def floor(self) -> int:
        """The moment, in milliseconds, before which it may have had what it does not know of."""
        (moment,) = self._rows.execute("SELECT max(moment) FROM floor").fetchone()
        return moment or 0

    def next(self) -> int:
        """The number of the next message."""
        (highest,) = self._rows.execute("SELECT max(number) FROM sent").fetchone()
        return max((highest or 0) + 1, self.floor())

    def sent(self, number: int, recipient: bytes, message: bytes, envelope: bytes) -> None:
        """Keeps a message that is to be sent until a receipt comes."""
        self._rows.execute(
            "INSERT INTO sent VALUES (?, ?, ?, ?, NULL)", (number, recipient, message, envelope)
        )

    def of(self, number: int) -> tuple[bytes, bytes, bytes] | None:
        """Recipient, message and envelope of what was sent under a number."""
        row: tuple[bytes, bytes, bytes] | None = self._rows.execute(
            "SELECT recipient, message, envelope FROM sent WHERE number = ?", (number,)
        ).fetchone()
        return row

    def answered(self, number: int, receipt: bytes) -> None:
        """Notes the receipt for a message."""
        self._rows.execute("UPDATE sent SET receipt = ? WHERE number = ?", (receipt, number))

    def unanswered(self) -> list[int]:
        """The numbers that no receipt has come for, in order."""
        rows = self._rows.execute("SELECT number FROM sent WHERE receipt IS NULL ORDER BY number")
        return [number for (number,) in rows]

    def had(self, sender: bytes, number: int) -> tuple[bytes, bytes] | None:
        """The id of a message that came before, and its receipt."""
        row: tuple[bytes, bytes] | None = self._rows.execute(
            "SELECT id, receipt FROM received WHERE sender = ? AND number = ?", (sender, number)
        ).fetchone()
        return row

    def received(
        self, sender: bytes, number: int, message_id: bytes, message: bytes, receipt: bytes
    ) -> None:
        """Keeps a message that came."""
        self._rows.execute(
            "INSERT INTO received VALUES (?, ?, ?, ?, ?)",
            (sender, number, message_id, message, receipt),
        )

    def proof(self) -> bytes | None:
        """What proved the agreement last."""
        row = self._rows.execute("SELECT octets FROM proof").fetchone()
        return None if row is None else row[0]

    def keep_proof(self, octets: bytes) -> None:
        """Keeps it in the place of what was kept."""
        self._rows.execute("INSERT OR REPLACE INTO proof VALUES (1, ?)", (octets,))

    def close(self) -> None:
        """Gives the file free."""
        self._rows.close()


def _anchor(path: Path) -> str:
    anchor = path.with_name(path.name + ".anchor")
    if not anchor.exists():
        return "none"
    about = anchor.stat()
    return f"{about.st_ino} {about.st_ctime_ns}"
