"""Whom the reader trusts: a genesis whose hash is the network id that the reader compared."""

from __future__ import annotations

from pathlib import Path

from . import genesis
from .genesis import Genesis
from .refusal import Reason, Refused
from .replicas import ReplicaSet, Trusted

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


def founding(founded: Genesis) -> Trusted:
    """The replicas that a genesis names."""
    return Trusted(ReplicaSet(founded.name, tuple(founded.signers)))


def read(path: Path, most: int) -> bytes:
    """The octets of a file, which are at most so many. Raises OSError or ValueError."""
    with path.open("rb") as file:
        octets = file.read(most + 1)
    if len(octets) > most:
        raise ValueError(f"{path} has more than the {most} octets that it can have")
    return octets
