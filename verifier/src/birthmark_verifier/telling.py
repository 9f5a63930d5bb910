"""What was proven, in words and numbers for people and programs."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TypeAlias

from . import cbor
from .answer import Found, Page, Proven, Question
from .bundle import Told
from .bundle_form import Entry
from .contracts.registry import transaction_name
from .reads import Derived
from .receipt import Proven as ProvenEntry
from .refusal import Refused
from .sign1 import Sign1
from .statement import Statement, head_of
from .transparent import Registered

Said: TypeAlias = dict[str, str | int | list[str]]


def moment(millis: int) -> str:
    """A moment as RFC 3339 writes it."""
    seconds = datetime.fromtimestamp(millis // 1000, UTC)
    return f"{seconds:%Y-%m-%dT%H:%M:%S}.{millis % 1000:03}Z"


def of_statement(found: Statement, proven: ProvenEntry) -> Said:
    """A statement that is in the log."""
    return {
        "proven": "the statement took effect on this ledger",
        "ledger": proven.checkpoint.origin,
        "statement": found.message.id.hex(),
        "transaction": _transaction(found.head.contract, found.head.tag),
        "key": found.message.key_id.hex(),
        "sequence": found.head.sequence,
        "index": proven.index,
        "size": proven.checkpoint.size,
        "root": proven.checkpoint.root.hex(),
    }


def of_registered(found: Registered) -> Said:
    """Somebody's signed statement that is registered."""
    by_key = found.statement.named is not None
    by_party: Said = {}
    if found.party is not None and found.since is not None:
        by_key = True
        by_party = {"party": found.party.hex(), "registeredAt": found.since}
    return by_party | {
        "proven": "this signed statement is registered on this ledger",
        "ledger": found.receipt.checkpoint.origin,
        "registration": found.statement.id.hex(),
        "issuer": found.statement.issuer,
        "signature": "verified" if by_key else "not checked here: whoever registered it did",
        "inFull": "yes" if found.in_full else "no: by its SHA-256",
        "index": found.receipt.index,
        "size": found.receipt.checkpoint.size,
        "root": found.receipt.checkpoint.root.hex(),
    }


def _transaction(contract: int, tag: int) -> str:
    name = transaction_name(contract, tag)
    return f"contract {contract}, transaction {tag}" if name is None else name.replace("/", " ")


def _value(value: bytes | Derived | None) -> str:
    if value is None:
        return "nothing"
    return value.hex() if isinstance(value, bytes) else json.dumps(value)


def _answer(question: Question, found: Found | Page) -> str:
    asked = f"{question.contract}/{question.path} {' '.join(question.texts)}".strip()
    if isinstance(found, Found):
        return f"{asked}: {_value(found.value)}"
    rows = [f"{key.hex()} {_value(value)}" for key, value in found.records]
    withheld = f", {found.withheld} withheld" if found.withheld else ""
    more = ", and more behind" if found.more_behind else ""
    return f"{asked}: {len(rows)} records{withheld}{more}" + "".join(f"; {row}" for row in rows)


def of_signers(final: bool) -> Said:
    """Whether enough replicas, or a witness that the reader named, signed for the log."""
    return {"final": "yes" if final else "no: as one node says, not confirmed by others"}


def of_answer(found: Proven) -> Said:
    """An answer that follows from proven rows."""
    return {
        "proven": "this is what the ledger held after the block",
        "ledger": found.receipt.checkpoint.origin,
        "height": found.seal.height,
        "time": moment(found.seal.time),
        "answer": _answer(found.question, found.answer),
    }


def of_answers(found: list[Proven]) -> Said:
    """Several answers that follow from the same rows."""
    said = of_answer(found[0])
    del said["answer"]
    return said | {
        f"answer {number}": _answer(each.question, each.answer)
        for number, each in enumerate(found, 1)
    }


def _entry(entry: Entry, message: Sign1 | None) -> str:
    place = f"{moment(entry.time)} block {entry.height}"
    if message is None:
        return f"{place} hidden by whoever made the bundle"
    try:
        head = head_of(message)
        what = _transaction(head.contract, head.tag)
    except Refused:
        what = "a statement"
    signer = "itself" if entry.key is not None else f"key {message.key_id.hex()[:12]}"
    match cbor.decode(entry.outcome or b"\x80"):
        case [bytes(), [*facts]]:
            plural = "" if len(facts) == 1 else "s"
            return f"{place} {what}, signed by {signer}: {len(facts)} fact{plural}"
    return f"{place} {what}, signed by {signer}"


def of_bundle(told: Told) -> Said:
    """A thing's history, with what the reads answer."""
    pairs = zip(told.entries, told.messages, strict=True)
    return {
        "proven": "this is all that this ledger holds of the thing up to the block",
        "ledger": told.receipt.checkpoint.origin,
        "thing": told.thing.hex(),
        "height": told.seal.height,
        "time": moment(told.seal.time),
        "history": [_entry(entry, message) for entry, message in pairs],
        "answer": [_answer(question, found) for question, found in told.answers],
    }
