"""A device: its keys in a file, its name, and how often it has started."""

from __future__ import annotations

import datetime
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from birthmark_device.birth import Claim, claim
from birthmark_device.connection import Connection, Patience
from birthmark_device.evidence import evidence, measurement
from birthmark_device.keys import ED25519, KeyFileError, Keys
from birthmark_device.password import password

if TYPE_CHECKING:
    from birthmark_device.conversation import Conversation


class Device:
    """A device that is on; each time its file is opened counts as a start."""

    def __init__(self, path: Path, password: str, keys: Keys, thing: bytes, starts: int) -> None:
        self.path = path
        self.keys = keys
        self.thing = thing
        self.starts = starts
        self._password = password

    @staticmethod
    def create(
        path: Path | str,
        password: str,
        algorithm: int = ED25519,
        *,
        p256_agreement: bool = False,
    ) -> Device:
        """A new device, its keys in the new file ``path``."""
        Keys.generate(algorithm, p256_agreement=p256_agreement).save(Path(path), password)
        return Device.open(path, password)

    @staticmethod
    def open(path: Path | str, password: str, thing: bytes | None = None) -> Device:
        """The device whose keys are in ``path``.

        It is named by its first key; one that was given new keys since names itself: ``thing``.
        """
        path = Path(path)
        keys = Keys.load(path, password)
        return Device(path, password, keys, thing or keys.thumbprint, _started(path))

    @property
    def id(self) -> str:
        """The thing's id, 64 hexadecimal digits: also its client id at the gateway."""
        return self.thing.hex()

    def claim(self, network: bytes, model: str, batch: str, made_at: str) -> Claim:
        """What its maker needs to register its birth on the ledger ``network`` (32 octets)."""
        now = datetime.datetime.now(datetime.UTC)
        return claim(self.keys, network, model, batch, made_at, now)

    def evidence(self, firmware: bytes, version: str, settings: bytes | None = None) -> Evidence:
        """What it says about itself, given the octets of its image and of its settings."""
        image = measurement(firmware)
        setup = None if settings is None else measurement(settings)
        return lambda nonce: evidence(
            self.keys, self.thing, nonce, image, version, self.starts, setup
        )

    def password(self, broker: str) -> str:
        """A new password for a site's own broker, by the name that the site calls it."""
        return password(self.keys, self.thing, broker, int(time.time()))

    def connect(
        self, host: str, port: int, trust: Path | str, patience: Patience | None = None
    ) -> Connection:
        """A connection to the gateway whose certificate is in the PEM file ``trust``."""
        return Connection(
            self.id, self.path, self._password, host, port, Path(trust), patience or Patience()
        )

    def converse(self, connection: Connection, agreement: str, genesis: Path | str) -> Conversation:
        """Its messages by ``agreement`` over a connection of its own.

        ``genesis`` is the file of the ledger that it trusts.
        """
        from birthmark_device.conversation import Conversation  # noqa: PLC0415 - see below

        # Only messages need the verifier of proofs, which is a package of its own.
        return Conversation(self, connection, agreement, Path(genesis).read_bytes())


Evidence = Callable[[bytes], bytes]
"""Signs what the device says about itself in answer to a nonce."""


def _started(path: Path) -> int:
    """How often it has started, this time too; kept on disk beside the keys."""
    file = path.with_name(path.name + ".starts")
    try:
        starts = int(file.read_text()) + 1 if file.exists() else 1
        new = file.with_name(file.name + ".new")
        with new.open("w") as out:
            out.write(str(starts))
            out.flush()
            os.fsync(out.fileno())
        new.replace(file)
    except (OSError, ValueError) as problem:
        raise KeyFileError(f"{file} cannot count the device's starts: {problem}") from None
    return starts
