"""The changes of a ledger's replicas since its genesis: in a file of their own and in bundles."""

from __future__ import annotations

from . import cbor, note
from .cbor import Item, Tagged
from .records import NUMBER_MAX
from .refusal import Reason, Refused
from .replicas import Change

TAG = 0x73657473
OCTETS_MAX = 32 << 20
MOST = 1_000

_SEAL_MAX = 8 << 20
_PATH_MAX = 63
_KEY_MAX = 4_096
_SIGNERS_MAX = 64


class ChangesRefusal(Reason):
    """Why a file holds no changes of this ledger's replicas."""

    MALFORMED = "these are no changes of a ledger's replicas"
    OTHER_NETWORK = "the changes of the replicas are of another ledger than the one you trust"


def hashes(item: Item) -> list[bytes]:
    """At most 63 hashes. Raises CborError."""
    if isinstance(item, list) and len(item) <= _PATH_MAX:
        found = [each for each in item if isinstance(each, bytes) and len(each) == 32]
        if len(found) == len(item):
            return found
    raise cbor.CborError("a path is not in its form")


def _signer(item: Item) -> tuple[bytes, int]:
    match item:
        case [bytes(key), int(weight)] if len(key) <= _KEY_MAX and 0 <= weight <= NUMBER_MAX:
            return key, weight
    raise cbor.CborError("a replica of the next set is not in its form")


def of_items(items: list[Item]) -> list[Change]:
    """Changes of which nothing is checked but their form. Raises CborError."""
    if len(items) > MOST:
        raise cbor.CborError(f"more than {MOST} changes of the replicas")
    return [_change(each) for each in items]


def _change(item: Item) -> Change:
    match item:
        case [bytes(seal), int(index), path, bytes(checkpoint), list(listed)]:
            in_bounds = len(listed) <= _SIGNERS_MAX and 0 <= index <= NUMBER_MAX
            if in_bounds and len(seal) <= _SEAL_MAX and len(checkpoint) <= note.OCTETS_MAX:
                signers = [_signer(each) for each in listed]
                return Change(seal, index, hashes(path), checkpoint, signers)
    raise cbor.CborError("a change of the replicas is not in its form")


def decode(network: bytes, octets: bytes) -> list[Change]:
    """The changes that a file holds of this ledger. Raises Refused."""
    if len(octets) > OCTETS_MAX:
        raise Refused(ChangesRefusal.MALFORMED, f"{len(octets)} octets")
    try:
        match cbor.decode(octets):
            case Tagged(int(tag), [int(version), bytes(named), list(items)]) if (
                tag,
                version,
                len(named),
            ) == (TAG, 1, 32):
                found = of_items(items)
            case _:
                raise Refused(ChangesRefusal.MALFORMED)
    except cbor.CborError as error:
        raise Refused(ChangesRefusal.MALFORMED, str(error)) from None
    if named != network:
        raise Refused(ChangesRefusal.OTHER_NETWORK, f"its network is {named.hex()}")
    return found
