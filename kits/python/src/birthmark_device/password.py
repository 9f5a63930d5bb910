"""Connection tokens: a device's password at a site's own broker (docs/protocol.md)."""

from __future__ import annotations

import base64
import os

from birthmark_device.cbor import Item, encode
from birthmark_device.keys import Keys

_TYPE = "application/cwt"
_SUB, _AUD, _EXP, _IAT, _CTI, _CNF = 2, 3, 4, 6, 7, 8
_COSE_KEY = 1
_VALIDITY = 600  # seconds; brokers take no longer ones
_ID_LENGTH = 16


def password(keys: Keys, thing: bytes, broker: str, now: int) -> str:
    """What shows to ``broker``, once and for ten minutes from ``now``, that this is the device."""
    claims: dict[int, Item] = {
        _SUB: thing.hex(),
        _AUD: broker,
        _EXP: now + _VALIDITY,
        _IAT: now,
        _CTI: os.urandom(_ID_LENGTH),
        _CNF: {_COSE_KEY: keys.signing_members},
    }
    token = keys.sign(_TYPE, encode(claims))
    return base64.urlsafe_b64encode(token).rstrip(b"=").decode()
