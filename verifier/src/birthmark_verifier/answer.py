"""Answers that carry their proof: the rows that an answer follows from, and the read run again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from . import cbor, receipt, seal, stateproof
from .cbor import Item
from .contracts.common import Now
from .contracts.registry import RULES
from .reads import READS, Derivation, Derived, Find, Listing, Read, parameters
from .records import MalformedError, Shape
from .refusal import Reason, Refused
from .replicas import Trusted
from .seal import Seal
from .stateproof import NotShownError, Part, Shown

OCTETS_MAX = 32 << 20
SEAL_OCTETS_MAX = 8 << 20
LIMIT_MAX = 100_000

HEAD = b"\x85\x01"  # an array of five, the first the version
HEAD_OF_SEVERAL = b"\x85\x02"
QUESTIONS_MAX = 1_024

_VERSION = 1
_VERSION_OF_SEVERAL = 2
_NAME_OCTETS_MAX = 128
_TEXTS_MAX = 16
_TEXT_OCTETS_MAX = 512


class AnswerRefusal(Reason):
    """Why an answer is not proven, in the order checked."""

    TOO_LARGE = "the proof is longer than any proof of an answer is"
    MALFORMED = "this is not the proof of an answer, or it was altered or cut"
    UNKNOWN_READ = "the proof answers a question that this program does not know"
    RECEIPT = "the receipt does not prove the block that the answer is as of"
    NOT_A_SEAL = "the receipt is for another entry of the log than the end of a block"
    OTHER_RULES = "the block was decided by another version of the rules than this program knows"
    STATE = "the rows are not a part of the ledger's state after that block"
    QUESTION = "the question names no key of this read"
    NOT_SHOWN = "the rows do not show all that the answer follows from: something is left out"
    NOT_ANSWERED = "this program cannot answer the question from the rows"


@dataclass(frozen=True)
class Question:
    """Which read is asked what."""

    contract: str
    path: str
    texts: list[str]
    after: list[str]
    limit: int


@dataclass(frozen=True)
class Proof:
    """A proof of which nothing is checked."""

    questions: list[Question]
    seal: bytes
    receipt: bytes
    parts: list[Part]


@dataclass(frozen=True)
class Found:
    """A row, or what was derived, under its key; without either where there is nothing."""

    value: bytes | Derived | None


@dataclass(frozen=True)
class Page:
    """A part of a listing: keys with values, how many are withheld, and where to go on."""

    records: list[tuple[bytes, bytes | Derived]]
    withheld: int
    more_behind: bytes | None


@dataclass(frozen=True)
class Proven:
    """The answer, true of the ledger after the block that the seal ends."""

    question: Question
    answer: Found | Page
    seal: Seal
    receipt: receipt.Proven


def _texts(item: Item) -> list[str]:
    texts = [each for each in item if isinstance(each, str)] if isinstance(item, list) else None
    if texts is None or not isinstance(item, list) or len(texts) != len(item):
        raise Refused(AnswerRefusal.MALFORMED)
    if len(texts) > _TEXTS_MAX or any(len(each.encode()) > _TEXT_OCTETS_MAX for each in texts):
        raise Refused(AnswerRefusal.MALFORMED)
    return texts


def _question(item: Item) -> Question:
    match item:
        case [str(contract), str(path), texts, after, int(limit)]:
            pass
        case _:
            raise Refused(AnswerRefusal.MALFORMED)
    names_fit = max(len(contract.encode()), len(path.encode())) <= _NAME_OCTETS_MAX
    if not names_fit or not 0 <= limit < 1 << 31:
        raise Refused(AnswerRefusal.MALFORMED)
    return Question(contract, path, _texts(texts), _texts(after), limit)


def _decode(octets: bytes, wanted: int) -> Proof:
    """The proof of this version that octets hold. Raises Refused if they hold none."""
    if len(octets) > OCTETS_MAX:
        raise Refused(AnswerRefusal.TOO_LARGE, f"{len(octets)} octets")
    try:
        item = cbor.decode(octets)
    except cbor.CborError as error:
        raise Refused(AnswerRefusal.MALFORMED, str(error)) from None
    match item:
        case [int(version), asked, bytes(sealed), bytes(receipt_octets), parts] if (
            version == wanted
        ):
            pass
        case _:
            raise Refused(AnswerRefusal.MALFORMED)
    if len(sealed) > SEAL_OCTETS_MAX or len(receipt_octets) > receipt.OCTETS_MAX:
        raise Refused(AnswerRefusal.MALFORMED)
    if version == _VERSION:
        questions = [_question(asked)]
    elif isinstance(asked, list) and 1 <= len(asked) <= QUESTIONS_MAX:
        questions = [_question(each) for each in asked]
    else:
        raise Refused(AnswerRefusal.MALFORMED)
    try:
        return Proof(questions, sealed, receipt_octets, stateproof.of_item(parts))
    except Refused as refused:
        raise Refused(AnswerRefusal.MALFORMED, refused.sentence) from None


def decode(octets: bytes) -> Proof:
    """The proof of one answer, of which nothing is checked. Raises Refused."""
    return _decode(octets, _VERSION)


def asked(octets: bytes) -> Question:
    """The question that a proof answers, of which nothing is checked. Raises Refused."""
    return decode(octets).questions[0]


def verify(trusted: Trusted, octets: bytes) -> Proven:
    """What the proof says to a reader who trusts these replicas. Raises Refused."""
    return _proven(trusted, decode(octets))[0]


def verify_several(trusted: Trusted, octets: bytes) -> list[Proven]:
    """What the proof of several answers says; all of them hold or none. Raises Refused."""
    return _proven(trusted, _decode(octets, _VERSION_OF_SEVERAL))


def _proven(trusted: Trusted, proof: Proof) -> list[Proven]:
    reads = []
    for question in proof.questions:
        read = READS.get((question.contract, question.path))
        if read is None:
            raise Refused(AnswerRefusal.UNKNOWN_READ, f"{question.contract}/{question.path}")
        reads.append(read)
    try:
        proven = trusted.verify(proof.seal, proof.receipt)
    except Refused as refused:
        raise Refused(AnswerRefusal.RECEIPT, refused.sentence) from None
    try:
        end = seal.decode(proof.seal)
    except Refused as refused:
        raise Refused(AnswerRefusal.NOT_A_SEAL, refused.sentence) from None
    if end.rules != RULES:
        raise Refused(AnswerRefusal.OTHER_RULES, f"version {end.rules}")
    try:
        shown = stateproof.check(proof.parts, end.state_root)
    except Refused as refused:
        raise Refused(AnswerRefusal.STATE, refused.sentence) from None
    at = Now(end.height, end.time)
    return [
        Proven(question, answer(read, question, shown, at), end, proven)
        for read, question in zip(reads, proof.questions, strict=True)
    ]


def answer(read: Read, question: Question, shown: Shown, at: Now) -> Found | Page:
    """The answer to a question from the rows shown. Raises Refused."""
    try:
        return _run(read, question, shown, at)
    except MalformedError as error:
        raise Refused(AnswerRefusal.QUESTION, str(error)) from None
    except NotShownError as error:
        raise Refused(AnswerRefusal.NOT_SHOWN, f"at {error}") from None
    except AssertionError as error:
        raise Refused(AnswerRefusal.NOT_ANSWERED, str(error)) from None


def _parse(shapes: tuple[Shape, ...], texts: list[str], count: int) -> list[Any]:
    if len(texts) != count:
        raise MalformedError(f"needs {count} values, not {len(texts)}")
    return [shape.parse(text) for shape, text in zip(shapes, texts, strict=False)]


def _run(read: Read, question: Question, shown: Shown, at: Now) -> Found | Page:
    texts = question.texts
    count = parameters(question.path)
    match read:
        case Find(table):
            key = table.key(*_parse(table.key_shapes, texts, count))
            value = shown.value(key)
            if value is not None:
                table.read(value)
            return Found(value)
        case Derivation(shapes, derive):
            return Found(derive(shown, at, _parse(shapes, texts, count)))
        case Listing():
            return _page(read, question, shown, at, _parse(read.table.key_shapes, texts, count))


def _page(read: Listing, question: Question, shown: Shown, at: Now, leading: list[Any]) -> Page:
    if not 1 <= question.limit <= LIMIT_MAX:
        raise MalformedError(f"limit is from 1 to {LIMIT_MAX}")
    table = read.table
    prefix = table.key(*leading)
    after = None
    if question.after:
        behind = _parse(table.key_shapes, question.after, len(table.key_shapes))
        if behind[: len(leading)] != leading:
            raise MalformedError("after must be the next of an answer to this very listing")
        after = table.key(*behind)
    records: list[tuple[bytes, bytes | Derived]] = []
    withheld = 0
    for part in shown.parts(prefix, after):
        if len(records) + withheld >= question.limit:
            break
        if part.value is None:
            if read.open:
                raise NotShownError(part.key.hex())
            withheld += part.count
            continue
        table.read(part.value)
        told = part.value if read.each is None else read.each(shown, at, part.key)
        records.append((part.key, told))
    ends = len(records) + withheld < question.limit or not records
    return Page(records, withheld, None if ends else records[-1][0])
