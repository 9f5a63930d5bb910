"""The genesis: the first entry of a log, whose hash names the network."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated

from . import note, records
from .contracts import parties, replica_set
from .contracts.common import KEYS, SUBJECT_KEYS, Purpose, RegisteredKey, Subject, SubjectKind
from .contracts.governance_rows import REPLICA_KEYS, SETS, KeyOwner
from .contracts.party_rows import PARTY_KEYS, ROLE, KeyUse
from .contracts.replica_set import (
    ENDPOINT_MAX,
    MOST,
    REPLICA_SETS,
    WEIGHT_MAX,
    Replica,
    require_keys,
)
from .keys import PublicKey
from .receipt import Anchor
from .records import Hash, Key, Many, Maybe, Moment, Number, Octets, Record, Text, Uint
from .refusal import Reason, Refused
from .state import Change

FORMAT = 1


class GenesisRefusal(Reason):
    """Why octets are no genesis."""

    MALFORMED = "this is not the genesis of a ledger"
    SUCCESSION = "the ledger cannot go on under this genesis"


@dataclass(frozen=True)
class Founder:
    """A party that the ledger starts with."""

    handle: Annotated[str, Text(2, 24)]
    name: Annotated[str, Text(1, 80)]
    keys: Annotated[tuple[PublicKey, ...], Many(Key(), 1, 8)]
    roles: Annotated[tuple[int, ...], Many(ROLE, 1, 8)]


@dataclass(frozen=True)
class FoundingReplica:
    """A replica that the ledger starts with, run by the founder with this handle."""

    founder: Annotated[str, Text(2, 24)]
    checkpoint: Annotated[PublicKey, Key()]
    consensus: Annotated[PublicKey | None, Maybe(Key())]
    weight: Annotated[int, Number(1, WEIGHT_MAX)]
    endpoint: Annotated[str | None, Maybe(Text(1, ENDPOINT_MAX))]

    def __post_init__(self) -> None:
        """Raises MalformedError unless the keys can be those of a replica."""
        require_keys(self.checkpoint, self.consensus)


@dataclass(frozen=True)
class Genesis:
    """What a ledger starts from."""

    format: Annotated[int, Number(FORMAT, FORMAT)]
    name: Annotated[str, Text(3, 64)]
    time: Moment
    founders: Annotated[tuple[Founder, ...], Many(Record(Founder), 1, 64)]
    replicas: Annotated[tuple[FoundingReplica, ...], Many(Record(FoundingReplica), 1, MOST)]
    rules: Uint
    quota: Annotated[int, Number(1)]

    @property
    def anchors(self) -> list[Anchor]:
        """What a reader who trusts this genesis trusts: each replica's key, for one origin."""
        keys = [replica.checkpoint for replica in self.replicas]
        named = [(note.log_key(self.name, key), key) for key in keys]
        return [Anchor(self.name, checkpoint, key) for checkpoint, key in named if checkpoint]

    @property
    def signers(self) -> list[tuple[PublicKey, int]]:
        """Who signs checkpoints at the start, and what each weighs."""
        return [(replica.checkpoint, replica.weight) for replica in self.replicas]

    @property
    def before(self) -> tuple[bytes, ...]:
        """The networks of the ledgers that this one went on from, the newest first."""
        return ()

    def replicas_of_founders(self) -> tuple[Replica, ...]:
        """The replicas, each with the party that its founder's first key names."""
        parties = {each.handle: each.keys[0].thumbprint for each in reversed(self.founders)}
        named = [each for each in self.replicas if each.founder in parties]
        if len(named) != len(self.replicas):
            raise Refused(GenesisRefusal.MALFORMED, "a replica names a founder that is none")
        return replica_set.ordered(
            Replica(
                parties[each.founder],
                each.checkpoint,
                each.consensus,
                each.weight,
                each.endpoint,
            )
            for each in named
        )

    def changes(self) -> list[Change]:
        """What block 0 writes."""
        first = self.replicas_of_founders()
        written: list[Change] = [
            (REPLICA_SETS.key(0), REPLICA_SETS.write(first)),
            (SETS.key(0), SETS.write(first)),
        ]
        for replica in first:
            owner = REPLICA_KEYS.write(KeyOwner(replica.party, 0))
            keys = [replica.checkpoint, *([replica.consensus] if replica.consensus else [])]
            written += [(REPLICA_KEYS.key(key.thumbprint), owner) for key in keys]
        for founder in self.founders:
            party = founder.keys[0].thumbprint
            subject = Subject(SubjectKind.PARTY, party)
            count = len(founder.keys)
            out = parties.founded(party, founder.handle, founder.name, founder.roles, count, 0)
            for key in founder.keys:
                row = RegisteredKey(subject, Purpose.SIGNING, key, 0, None, None)
                out.put(KEYS, key.thumbprint, row)
                out.put(SUBJECT_KEYS, subject.kind, party, key.thumbprint, 0)
                out.put(PARTY_KEYS, party, key.thumbprint, KeyUse(Purpose.SIGNING, 0, None, None))
            written += out.changes
        return written


@dataclass(frozen=True)
class Predecessor:
    """The ledger that another one goes on from, and those that it went on from itself."""

    height: Uint
    size: Uint
    root: Hash
    networks: Annotated[tuple[bytes, ...], Many(Octets(32, 32), 1, 16)]


@dataclass(frozen=True)
class Successor(Genesis):
    """What a ledger goes on under: an entry of the log that it goes on from."""

    predecessor: Annotated[Predecessor, Record(Predecessor)]

    @property
    def before(self) -> tuple[bytes, ...]:
        """The networks of the ledgers that this one went on from, the newest first."""
        return self.predecessor.networks


def is_successor(entry: bytes) -> bool:
    """Whether an entry begins as what a ledger goes on under: an array of eight."""
    return entry[:1] == b"\x88"


def networks_of(entry: bytes) -> list[bytes]:
    """The network ids that statements of the log may name, the newest first. Raises Refused."""
    return [network_of(entry), *decode(entry).before]


def network_of(entry: bytes) -> bytes:
    """The network id of the ledger that starts with this entry."""
    return sha256(entry).digest()


def decode(entry: bytes) -> Genesis:
    """The genesis that an entry is. Raises Refused if it is none."""
    if is_successor(entry):
        return successor(entry)
    try:
        return records.decode(Genesis, entry)
    except records.MalformedError as error:
        raise Refused(GenesisRefusal.MALFORMED, str(error)) from None


def successor(entry: bytes) -> Successor:
    """What a ledger goes on under. Raises Refused if the entry is none."""
    try:
        return records.decode(Successor, entry)
    except records.MalformedError as error:
        raise Refused(GenesisRefusal.MALFORMED, str(error)) from None
