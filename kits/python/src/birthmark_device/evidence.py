"""Evidence: what a device signs to say what it runs (docs/protocol.md, "Evidence")."""

from __future__ import annotations

import hashlib
from enum import IntEnum

from birthmark_device.cbor import Item, encode
from birthmark_device.keys import Keys

_TYPE = "application/eat+cwt"
_PROFILE = "urn:uuid:4aa97566-1ccd-417f-a0c9-03ef1e8e6ce3"
_NONCE, _UEID, _DEBUG, _EAT_PROFILE, _STARTS, _MEASUREMENTS = 10, 256, 263, 265, 267, 273
_COMPONENT = 295  # the media type of a measured component (RFC 10013)
_SHA256 = 1


class DebugStatus(IntEnum):
    """Whether debugging is possible (RFC 9711, section 4.2.9)."""

    ENABLED = 0
    DISABLED = 1
    DISABLED_SINCE_BOOT = 2
    DISABLED_FULLY_AND_PERMANENTLY = 4


def evidence(
    keys: Keys,
    thing: bytes,
    nonce: bytes,
    firmware: bytes,
    version: str,
    starts: int,
    settings: bytes | None = None,
    debug: DebugStatus = DebugStatus.DISABLED,
    measured_boot: bool = False,
) -> bytes:
    """The signed evidence that answers ``nonce`` (40 octets): at most 4,096 octets.

    ``firmware`` and ``settings`` are the SHA-256 of what runs and of how it is set.
    """
    flags = bytes(7) + bytes([measured_boot])
    measured: list[dict[int, Item]] = [
        {1: ["firmware", [version]], 2: [_SHA256, firmware], 4: flags}
    ]
    if settings is not None:
        measured.append({1: ["settings"], 2: [_SHA256, settings]})
    claims: dict[int, Item] = {
        _NONCE: nonce,
        _UEID: b"\x01" + thing,
        _DEBUG: int(debug),
        _EAT_PROFILE: _PROFILE,
        _STARTS: starts,
        _MEASUREMENTS: [[_COMPONENT, encode(component)] for component in measured],
    }
    return keys.sign(_TYPE, encode(claims))


def measurement(octets: bytes) -> bytes:
    """The SHA-256 of an image or of settings."""
    return hashlib.sha256(octets).digest()
