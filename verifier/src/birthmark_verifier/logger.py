"""Files of Q-tag loggers (Berlinger, format 0.5): what they say, and whether the device did."""

from __future__ import annotations

import re
from hashlib import sha256

from . import keys, signatures
from .contracts.watches import mean, signed_decimal, signed_millionths
from .refusal import Reason, Refused
from .telling import Said

OCTETS_MAX = 32 << 20

_KEY = re.compile(rb"^ Public Key: ([0-9a-f]{128})\r?$", re.MULTILINE)
_SIGNATURE = re.compile(rb"([0-9a-f]{128})\s*")
_SERIAL = re.compile(rb"^ Serial: (\S{1,40})\r?$", re.MULTILINE)
_READING = re.compile(
    rb"^\t[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}"
    rb"\t\+?(-?[0-9]{1,12})\.([0-9]{1,6})(\tx?)?\r?$",
    re.MULTILINE,
)


class LoggerRefusal(Reason):
    """Why a file is not what its device wrote."""

    NO_FILE = "this is no file of a Q-tag logger"
    SIGNATURE = "the signature is not the device's"


def _numbers(found: re.Match[bytes] | None) -> bytes:
    if found is None:
        raise Refused(LoggerRefusal.NO_FILE)
    octets = bytes.fromhex(found.group(1).decode())
    return octets[31::-1] + octets[:31:-1]


def _value(whole: bytes, places: bytes) -> int:
    digits = places.decode().rstrip("0")
    text = whole.decode() + (f".{digits}" if digits else "")
    return 0 if text == "-0" else signed_millionths(text)


def check(octets: bytes) -> Said:
    """What a file says that its device signed. Raises Refused."""
    said, line, rest = octets.rpartition(b"\nSig: ")
    signed = said + line[:1]
    signature = _numbers(_SIGNATURE.fullmatch(rest))
    key = keys.of_parts(keys.ES256, _numbers(_KEY.search(signed)))
    serial = _SERIAL.search(signed)
    digest = sha256(signed).digest()
    if serial is None:
        raise Refused(LoggerRefusal.NO_FILE)
    if not key.is_sound or not signatures.verifies(key, digest[::-1], signature, hashed=True):
        raise Refused(LoggerRefusal.SIGNATURE)
    found = _READING.findall(signed)
    values = [_value(whole, places) for whole, places, _ in found]
    told: Said = {
        "proven": "the key in the file signed it; whose that key is, the ledger says",
        "file": sha256(octets).hexdigest(),
        "signed": digest.hex(),
        "key": key.thumbprint.hex(),
        "serial": serial.group(1).decode(),
        "readings": len(values),
    }
    if values:
        told["sum"] = signed_decimal(sum(values))
        told["mean"] = signed_decimal(mean(sum(values), len(values)))
        told["lowest"] = signed_decimal(min(values))
        told["highest"] = signed_decimal(max(values))
        told["outside"] = sum(mark.endswith(b"x") for _, _, mark in found)
    return told
