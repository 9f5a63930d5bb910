"""A mirror of the log that is trusted: signed by who signs for the ledger, from its genesis on."""

from __future__ import annotations

from pathlib import Path

from . import changes, tiles, trust
from .refusal import Reason, Refused
from .replicas import Trusted

_REPLICA_SETS = "replica-sets"


class MirroredRefusal(Reason):
    """Why a mirror that is whole is not that of the ledger."""

    UNSIGNED = "no replica in force signed the mirror's checkpoint"
    OTHER_ORIGIN = "the mirror's checkpoint is of another log than its genesis"
    FORKED = "the mirror does not begin with the log by which the replicas changed"


def trusted(network: bytes, folder: Path) -> tuple[tiles.Mirror, Trusted]:
    """The mirror in ``folder`` and who signs for it. Raises Refused where it is not the one."""
    found = tiles.check(folder)
    founded = trust.trusted(network, found.first)
    signers = trust.founding(founded)
    sets = folder / _REPLICA_SETS
    if sets.is_file():
        octets = trust.read(sets, changes.OCTETS_MAX)
        signers = signers.follow(changes.decode(network, octets))
    if found.checkpoint.origin != founded.name:
        raise Refused(MirroredRefusal.OTHER_ORIGIN, found.checkpoint.origin)
    if not signers.current.has_signed(found.note):
        raise Refused(MirroredRefusal.UNSIGNED)
    for _, last in signers.retired:
        if last.size <= found.checkpoint.size and not found.log.begins_with(last):
            raise Refused(MirroredRefusal.FORKED, f"{last.size} entries")
    return found, signers
