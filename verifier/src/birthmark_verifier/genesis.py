"""The genesis: the first entry of a log, whose hash names the network."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated

from . import note, records
from .contracts import parties
from .contracts.common import KEYS, SUBJECT_KEYS, Purpose, RegisteredKey, Subject, SubjectKind
from .contracts.party_rows import PARTY_KEYS, ROLE, KeyUse
from .keys import PublicKey
from .receipt import Anchor
from .records import Key, Many, Moment, Number, Record, Text, Uint
from .refusal import Reason, Refused
from .state import Change

FORMAT = 1


class GenesisRefusal(Reason):
    """Why octets are no genesis."""

    MALFORMED = "this is not the genesis of a ledger"


@dataclass(frozen=True)
class Founder:
    """A party that the ledger starts with."""

    handle: Annotated[str, Text(2, 24)]
    name: Annotated[str, Text(1, 80)]
    keys: Annotated[tuple[PublicKey, ...], Many(Key(), 1, 8)]
    roles: Annotated[tuple[int, ...], Many(ROLE, 1, 8)]


@dataclass(frozen=True)
class Genesis:
    """What a ledger starts from."""

    format: Annotated[int, Number(FORMAT, FORMAT)]
    name: Annotated[str, Text(3, 64)]
    time: Moment
    founders: Annotated[tuple[Founder, ...], Many(Record(Founder), 1, 64)]
    replicas: Annotated[tuple[PublicKey, ...], Many(Key(), 1, 128)]
    rules: Uint
    quota: Annotated[int, Number(1)]

    @property
    def anchors(self) -> list[Anchor]:
        """What a reader who trusts this genesis trusts: each replica's key, for one origin."""
        named = [(note.log_key(self.name, key), key) for key in self.replicas]
        return [Anchor(self.name, checkpoint, key) for checkpoint, key in named if checkpoint]

    def changes(self) -> list[Change]:
        """What block 0 writes."""
        written: list[Change] = []
        for founder in self.founders:
            party = founder.keys[0].thumbprint
            subject = Subject(SubjectKind.PARTY, party)
            count = len(founder.keys)
            out = parties.founded(party, founder.handle, founder.name, founder.roles, count)
            for key in founder.keys:
                row = RegisteredKey(subject, Purpose.SIGNING, key, 0, None, None)
                out.put(KEYS, key.thumbprint, row)
                out.put(SUBJECT_KEYS, subject.kind, party, key.thumbprint, 0)
                out.put(PARTY_KEYS, party, key.thumbprint, KeyUse(Purpose.SIGNING, 0, None, None))
            written += out.changes
        return written


def network_of(entry: bytes) -> bytes:
    """The network id of the ledger that starts with this entry."""
    return sha256(entry).digest()


def decode(entry: bytes) -> Genesis:
    """The genesis that an entry is. Raises Refused if it is none."""
    try:
        return records.decode(Genesis, entry)
    except records.MalformedError as error:
        raise Refused(GenesisRefusal.MALFORMED, str(error)) from None
