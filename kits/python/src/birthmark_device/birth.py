"""What a maker needs of a new device to register its birth (docs/protocol.md, "Things")."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from birthmark_device.cbor import encode
from birthmark_device.keys import Keys

_TYPE = "application/vnd.birthmark.possession+cbor"


@dataclass(frozen=True)
class Claim:
    """A birth certificate without identifiers and components, and the proof that it has its key."""

    model: str
    batch: str
    made_at: str
    made: datetime.datetime
    certificate: bytes
    possession: bytes
    signing: bytes
    agreement: bytes

    def options(self) -> list[str]:
        """The options of ``birthmark thing birth`` that register it."""
        made = self.made.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        values = {
            "signing": self.signing.hex(),
            "agreement": self.agreement.hex(),
            "model": self.model,
            "batch": self.batch,
            "made-at": self.made_at,
            "made": made,
            "assurance": "self-reported",
            "possession": self.possession.hex(),
        }
        return [f"--{name}={value}" for name, value in values.items()]


def claim(
    keys: Keys, network: bytes, model: str, batch: str, made_at: str, made: datetime.datetime
) -> Claim:
    """The claim of a device that was made now, for the ledger ``network`` (32 octets)."""
    made = made.replace(microsecond=0)
    certificate = encode(
        [
            keys.signing_public,
            keys.agreement_public,
            model,
            batch,
            made_at,
            int(made.timestamp()) * 1000,
            0,  # what it measures it reports itself
            [],
            [],
        ]
    )
    claimed = b"".join((b"\x83", encode(network), encode("birth"), certificate))
    possession = keys.sign(_TYPE, claimed)
    return Claim(
        model,
        batch,
        made_at,
        made,
        certificate,
        possession[-64:],  # only the signature travels
        keys.signing_public,
        keys.agreement_public,
    )
