"""Who is let in to register, and what it takes (contract 1)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated

from .. import cbor
from ..cbor import Writable
from ..keys import PublicKey
from ..records import (
    MOMENT,
    MOMENT_MAX,
    Hash,
    Key,
    MalformedError,
    Maybe,
    Name,
    Number,
    Octets,
    Record,
    Text,
    Uint,
)
from ..state import Rows, Table, find, known
from .common import (
    CHECKPOINTS,
    HASH,
    PARTIES,
    Accepted,
    Context,
    Now,
    Rejected,
    Subject,
    SubjectKind,
    require,
)
from .party_refusal import PartyRefusal
from .party_rows import HANDLE, PARTY_ROWS, Party

_HOUR = 3_600_000
_BITS_MAX = 64
_KEYS_MAX = 2
_ALL = 0


class Mode(IntEnum):
    """Who may register."""

    FREE = 0
    WORK = 1
    VOUCHED = 2


MaybeUint = Annotated[int | None, Maybe(Number())]


@dataclass(frozen=True)
class Entry:
    """A row of ``entry``."""

    mode: Annotated[int, Name(3)]
    bits: MaybeUint
    hourly: MaybeUint
    quota: MaybeUint
    since: Uint


@dataclass(frozen=True)
class Newcomer:
    """A row of ``newcomers``."""

    quota: Uint
    since: Uint


@dataclass(frozen=True)
class Voucher:
    """A row of ``vouchers``."""

    by: Hash
    since: Uint


ENTRY: Table[Entry] = Table(PARTIES, 16, (Name(1, ("all",)),), Record(Entry))
ARRIVALS: Table[int] = Table(PARTIES, 17, (Name(1, ("all",)),), MOMENT)
NEWCOMERS: Table[Newcomer] = Table(PARTIES, 18, (HASH,), Record(Newcomer))
VOUCHERS: Table[Voucher] = Table(PARTIES, 19, (HASH,), Record(Voucher))

SigningKey = Annotated[PublicKey, Key(signs=True)]


def _in_range(number: int | None, least: int, most: int) -> bool:
    return number is None or least <= number <= most


@dataclass(frozen=True)
class SetEntry:
    """Replicas say who may register."""

    mode: Annotated[int, Name(3)]
    bits: MaybeUint
    hourly: MaybeUint
    quota: MaybeUint

    def __post_init__(self) -> None:
        """Raises MalformedError unless the numbers go with the mode, in their ranges."""
        numbers = (self.bits, self.hourly, self.quota)
        has_work = self.mode == Mode.WORK
        fits = all((number is not None) == has_work for number in numbers)
        if not (
            fits
            and _in_range(self.bits, 1, 40)
            and _in_range(self.hourly, 1, 1_000_000)
            and _in_range(self.quota, 10, 1_000_000)
        ):
            raise MalformedError("numbers go with work, and in their ranges")


@dataclass(frozen=True)
class Vouch:
    """A party with a role answers for another."""

    party: Hash


@dataclass(frozen=True)
class Work:
    """A proof of work for one key."""

    height: Uint
    nonce: Annotated[bytes, Octets(8, 8)]

    def bits(self, network: bytes, key: bytes, root: bytes) -> int:
        """How much it is, in leading zero bits."""
        asked: Writable = ["birthmark work", network, key, self.height, root]
        puzzle = hashlib.sha256(cbor.encode(asked)).digest()
        digest = hashlib.sha256(puzzle + self.nonce).digest()
        return 256 - int.from_bytes(digest, "big").bit_length()


@dataclass(frozen=True)
class RegisterWithWork:
    """An organisation makes itself known where that takes work."""

    key: SigningKey
    handle: Annotated[str, HANDLE]
    name: Annotated[str, Text(1, 80)]
    work: Annotated[Work, Record(Work)]


@dataclass(frozen=True)
class RegisterPersonWithWork:
    """A person takes a pseudonym where that takes work."""

    key: SigningKey
    commitment: Hash
    work: Annotated[Work, Record(Work)]


def set_entry(at: Context, asked: SetEntry) -> Accepted:
    """Replicas say who may register; that the signer may propose was looked at."""
    row = Entry(asked.mode, asked.bits, asked.hourly, asked.quota, at.height)
    told = at.signer.id, asked.mode, asked.bits, asked.hourly, asked.quota
    return Accepted(PARTIES).put(ENTRY, _ALL, row).fact(25, *told)


def vouched(state: Rows, at: Context, voucher: Party, party: bytes) -> Accepted:
    """Somebody answers for a party. Raises Rejected."""
    require(bool(voucher.roles), PartyRefusal.NO_ROLE)
    is_registered = find(state, PARTY_ROWS, party) is not None
    is_newcomer = find(state, NEWCOMERS, party) is not None
    require(is_newcomer or not is_registered, PartyRefusal.NOT_A_NEWCOMER)
    require(find(state, VOUCHERS, party) is None, PartyRefusal.ALREADY_VOUCHED)
    out = Accepted(PARTIES)
    if is_registered:
        out.remove(NEWCOMERS, party)
    else:
        out.put(VOUCHERS, party, Voucher(at.signer.id, at.height))
    return out.fact(26, party, at.signer.id)


def let_in(state: Rows, at: Context, key: PublicKey, work: Work | None) -> Accepted:
    """What follows from letting in whom a key names. Raises Rejected."""
    name = key.thumbprint
    out = Accepted(PARTIES)
    if find(state, VOUCHERS, name) is not None:
        return out.remove(VOUCHERS, name)
    entry = find(state, ENTRY, _ALL)
    if entry is None or entry.mode == Mode.FREE:
        return out
    require(entry.mode == Mode.WORK, PartyRefusal.VOUCHING_NEEDED)
    if work is None:
        raise Rejected(PartyRefusal.WORK_NEEDED)
    block = find(state, CHECKPOINTS, work.height)
    if block is None:
        raise Rejected(PartyRefusal.WORK_STALE)
    done = work.bits(at.network, name, block.root)
    require(done >= needed_bits(state, entry, at.time), PartyRefusal.TOO_LITTLE_WORK)
    used_until = max(at.time, find(state, ARRIVALS, _ALL) or 0)
    used = min(MOMENT_MAX, used_until + _HOUR // (entry.hourly or 1))
    out.put(ARRIVALS, _ALL, used)
    return out.put(NEWCOMERS, name, Newcomer(entry.quota or 0, at.height))


def needed_bits(state: Rows, entry: Entry, time: int) -> int:
    """How much work is needed at a moment."""
    ahead = max(0, (find(state, ARRIVALS, _ALL) or 0) - time)
    return min(_BITS_MAX, (entry.bits or 0) + ahead // _HOUR)


def standing_of(state: Rows, at: Now) -> dict[str, str | int | None]:
    """Who may register, and what it takes now."""
    entry = known(state, ENTRY, _ALL)
    return {
        "mode": Mode(entry.mode).name.lower(),
        "bits": None if entry.bits is None else needed_bits(state, entry, at.time),
        "hourly": entry.hourly,
        "quota": entry.quota,
    }


def quota_of(state: Rows, subject: Subject) -> int | None:
    """How many statements a newcomer's key may place in a minute."""
    row = find(state, NEWCOMERS, subject.id) if subject.kind == SubjectKind.PARTY else None
    return None if row is None else row.quota


def require_key(state: Rows, subject: Subject, party: Party) -> None:
    """A newcomer has no third signing key. Raises Rejected."""
    may = party.signing_keys < _KEYS_MAX or quota_of(state, subject) is None
    require(may, PartyRefusal.NEWCOMER)
