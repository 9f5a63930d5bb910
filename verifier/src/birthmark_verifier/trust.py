"""Whom the reader trusts: a genesis whose hash is the network id that the reader compared."""

from __future__ import annotations

from pathlib import Path

from . import genesis, receipt
from .genesis import Genesis
from .refusal import Reason, Refused

GENESIS_OCTETS_MAX = 16 << 20


class TrustRefusal(Reason):
    """Why nothing can be checked."""

    NO_NETWORK = "it is not said which ledger you trust, and a proof cannot say so itself"
    NO_GENESIS = "the genesis of the ledger is not at hand"
    OTHER_NETWORK = "this is of another ledger than the one you trust"


def trusted(network: bytes | None, entry: bytes | None) -> Genesis:
    """The genesis that ``entry`` is, if it is that of ``network``. Raises Refused."""
    if entry is None:
        raise Refused(TrustRefusal.NO_GENESIS)
    found = genesis.network_of(entry)
    if network is None:
        raise Refused(TrustRefusal.NO_NETWORK, f"it is of the network {found.hex()}")
    if found != network:
        raise Refused(TrustRefusal.OTHER_NETWORK, f"its network is {found.hex()}")
    return genesis.decode(entry)


def verify(founded: Genesis, entry: bytes, octets: bytes) -> receipt.Proven:
    """What a receipt proves under the key of any replica, each tried in order. Raises Refused."""
    last = Refused(receipt.ReceiptRefusal.CHECKPOINT_UNSIGNED, "the genesis names no key")
    for anchor in founded.anchors:
        try:
            return receipt.verify(anchor, entry, octets)
        except Refused as refused:
            last = refused
    raise last


def read(path: Path, most: int) -> bytes:
    """The octets of a file, which are at most so many. Raises OSError or ValueError."""
    with path.open("rb") as file:
        octets = file.read(most + 1)
    if len(octets) > most:
        raise ValueError(f"{path} has more than the {most} octets that it can have")
    return octets
