"""Evidence: what a thing signs to say what it runs, an Entity Attestation Token (RFC 9711)."""

from __future__ import annotations

from dataclasses import dataclass

from .. import cbor, sign1
from ..cbor import Item, Map
from ..records import NUMBER_MAX, MalformedError
from ..refusal import Refused
from ..sign1 import Sign1
from .common import Assurance
from .firmware import VERSION

PROFILE = "urn:uuid:4aa97566-1ccd-417f-a0c9-03ef1e8e6ce3"
OCTETS_MAX = 4_096

_MEASURED_COMPONENT = 295  # the CoAP content format of RFC 10013
_COMPONENT_OCTETS_MAX = 256
_SHA256 = 1
_CLAIMS = [10, 256, 263, 265, 267, 273]
_FLAGS = {
    bytes(8): Assurance.SELF_REPORTED,
    bytes(7) + b"\x01": Assurance.MEASURED_BOOT,
}


@dataclass(frozen=True)
class Evidence:
    """The claims of a thing about itself."""

    nonce_height: int
    nonce_root: bytes
    thing: bytes
    debug: int
    boot_count: int
    image: bytes
    measured: Assurance
    settings: bytes | None


def decode(octets: bytes) -> tuple[Sign1, Evidence]:
    """The signed message and its claims. Raises MalformedError if they are not of the profile."""
    try:
        message = sign1.decode(octets)
    except Refused as refused:
        raise MalformedError(refused.sentence) from None
    if message.content_type != sign1.EVIDENCE:
        raise MalformedError(f"content type {message.content_type}")
    try:
        return message, _claims(cbor.decode(message.payload))
    except cbor.CborError as error:
        raise MalformedError(str(error)) from None


def _claims(item: Item) -> Evidence:
    if not isinstance(item, Map) or item.keys() != _CLAIMS:
        raise MalformedError("not exactly the claims of the profile")
    match item.values():
        case [bytes(nonce), bytes(ueid), int(debug), str(profile), int(boots), list(measurements)]:
            pass
        case _:
            raise MalformedError("a claim of another type than the profile's")
    height = int.from_bytes(nonce[:8])
    if len(nonce) != 40 or height > NUMBER_MAX:
        raise MalformedError("eat_nonce is not a height and a root")
    if len(ueid) != 33 or ueid[0] != 1:
        raise MalformedError("ueid is not 01 and a thing's id")
    if debug not in (0, 1, 2, 4):
        raise MalformedError(f"dbgstat is {debug}")
    if profile != PROFILE:
        raise MalformedError(f"eat_profile is {profile}")
    if not 0 <= boots <= NUMBER_MAX:
        raise MalformedError("bootcount is out of bounds")
    if len(measurements) not in (1, 2):
        raise MalformedError("measurements are not one or two")
    image, measured = _firmware(_component(measurements[0]))
    settings = _settings(_component(measurements[1])) if len(measurements) == 2 else None
    return Evidence(height, nonce[8:], ueid[1:], debug, boots, image, measured, settings)


def _component(item: Item) -> Item:
    match item:
        case [int(form), bytes(component)] if form == _MEASURED_COMPONENT:
            if len(component) <= _COMPONENT_OCTETS_MAX:
                return cbor.decode(component)
    raise MalformedError("a measurement is not a measured component")


def _firmware(item: Item) -> tuple[bytes, Assurance]:
    match item:
        case Map(((1, ["firmware", [version]]), (2, digest), (4, bytes(flags)))):
            VERSION.read(version)
            if flags in _FLAGS:
                return _digest(digest), _FLAGS[flags]
    raise MalformedError("the first component is not the firmware")


def _settings(item: Item) -> bytes:
    match item:
        case Map(((1, ["settings"]), (2, digest))):
            return _digest(digest)
    raise MalformedError("the second component is not the settings")


def _digest(item: Item) -> bytes:
    match item:
        case [int(algorithm), bytes(digest)] if algorithm == _SHA256 and len(digest) == 32:
            return digest
    raise MalformedError("a digest is not SHA-256")
