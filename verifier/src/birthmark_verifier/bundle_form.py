"""The form of bundles: what is in one, and within which bounds."""

from __future__ import annotations

from dataclasses import dataclass

from . import cbor, changes, receipt, sign1, stateproof
from .cbor import Item, Tagged
from .records import MOMENT_MAX, NUMBER_MAX
from .refusal import Reason, Refused
from .replicas import Change
from .stateproof import Part

TAG = 0x62756E64
HEAD = cbor.head(cbor.TAG, TAG)
OCTETS_MAX = 32 << 20

_SEAL_MAX = 8 << 20
_GENESIS_MAX = 1 << 20
_TEXT_MAX = 512
_ENTRIES_MAX, _READS_MAX = 20_000, 256


class BundleRefusal(Reason):
    """Why a bundle is not believed, in the order checked."""

    TOO_LARGE = "the bundle is larger than any bundle is"
    MALFORMED = "this is not a bundle, or it was altered or cut"
    OTHER_NETWORK = "the bundle is of another ledger than the one you trust"
    REPLICAS = "a change of the replicas does not follow from the set before"
    RECEIPT = "the receipt does not prove the block that the bundle is as of"
    NOT_A_SEAL = "the receipt is for another entry of the log than the end of a block"
    OTHER_RULES = "the block was decided by another version of the rules than this program knows"
    STATE = "the rows are not a part of the ledger's state after that block"
    ORDER = "the history's entries are not in the order of the log up to that block"
    OUTCOME = "an outcome is malformed"
    STATEMENT = "an entry is not the statement that its outcome and key say"
    NOT_INCLUDED = "a statement is not in the log where its entry says"
    NOT_SHOWN = "the rows do not show all that the history is checked by"
    KEY = "an entry is by a key that cannot have signed it then"
    SIGNATURE = "a statement's signature does not verify"
    HISTORY = "the history is not whole: an entry was left out, added or altered"
    UNKNOWN_READ = "the bundle answers a question that this program does not know"
    NOT_ANSWERED = "the rows do not show what an answer follows from"


@dataclass(frozen=True)
class Entry:
    """A statement of the history; of a hidden one only its place and the outcome's hash."""

    key: bytes | None
    index: int
    height: int
    time: int
    outcome: bytes | None
    outcome_hash: bytes
    statement: bytes
    path: list[bytes]

    @property
    def where(self) -> str:
        """The entry's place, for people."""
        return f"entry {self.index} of the log"


@dataclass(frozen=True)
class Bundle:
    """A bundle of which nothing is checked but its form."""

    genesis: bytes
    changes: list[Change]
    thing: bytes
    entries: list[Entry]
    reads: list[tuple[str, str, str]]
    seal: bytes
    receipt: bytes
    parts: list[Part]


def decode(octets: bytes) -> Bundle:
    """The bundle that octets hold. Raises Refused if they hold none."""
    if len(octets) > OCTETS_MAX:
        raise Refused(BundleRefusal.TOO_LARGE, f"{len(octets)} octets")
    try:
        return _of(cbor.decode(octets))
    except (cbor.CborError, _FormError) as error:
        raise Refused(BundleRefusal.MALFORMED, str(error)) from None
    except Refused as refused:
        raise Refused(BundleRefusal.MALFORMED, refused.sentence) from None


class _FormError(ValueError):
    """A part of a bundle is not in its form."""


def _need(holds: bool, what: str) -> None:
    if not holds:
        raise _FormError(f"{what} is not in the form of a bundle")


def _of(item: Item) -> Bundle:
    match item:
        case Tagged(
            int(tag),
            [
                int(version),
                bytes(genesis),
                list(listed),
                [int(kind), bytes(thing)],
                list(entries),
                list(reads),
                bytes(seal),
                bytes(receipt_octets),
                parts,
            ],
        ):
            pass
        case _:
            raise _FormError("a bundle has nine parts under its tag")
    _need((tag, version, kind) == (TAG, 1, 1) and len(thing) == 32, "the tag, version or subject")
    _need(len(genesis) <= _GENESIS_MAX and len(seal) <= _SEAL_MAX, "the genesis or seal")
    _need(len(receipt_octets) <= receipt.OCTETS_MAX, "the receipt")
    _need(len(entries) <= _ENTRIES_MAX and len(reads) <= _READS_MAX, "the number of entries")
    return Bundle(
        genesis,
        changes.of_items(listed),
        thing,
        [_entry(each) for each in entries],
        [_read(each) for each in reads],
        seal,
        receipt_octets,
        stateproof.of_item(parts),
    )


def _entry(item: Item) -> Entry:
    statement, hashed = b"", b""
    path: list[bytes] = []
    outcome: bytes | None = None
    match item:
        case [int(form), key, int(index), int(height), int(time), bytes(hashed)] if form == 1:
            _need(len(hashed) == 32, "a hidden entry")
        case [
            int(form),
            key,
            int(index),
            int(height),
            int(time),
            bytes(said),
            bytes(statement),
            hashes,
        ] if form == 0:
            path, outcome = changes.hashes(hashes), said
            _need(len(said) <= _SEAL_MAX and len(statement) <= sign1.OCTETS_MAX, "an entry")
        case _:
            raise _FormError("an entry is neither shown nor hidden")
    in_bounds = all(0 <= number <= NUMBER_MAX for number in (index, height))
    _need(in_bounds and 0 <= time <= MOMENT_MAX, "an entry's place")
    if key is None:
        return Entry(None, index, height, time, outcome, hashed, statement, path)
    if not isinstance(key, bytes) or len(key) != 32:
        raise _FormError("an entry's key is none")
    return Entry(key, index, height, time, outcome, hashed, statement, path)


def _read(item: Item) -> tuple[str, str, str]:
    match item:
        case [str(contract), str(path), str(text)]:
            longest = max(len(each.encode()) for each in (contract, path, text))
            _need(longest <= _TEXT_MAX, "a read")
            return contract, path, text
    raise _FormError("a read is not in the form of a bundle")
