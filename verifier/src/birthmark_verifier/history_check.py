"""The entries of a bundle's history, before they are compared with the ledger's rows."""

from __future__ import annotations

from . import cbor, logtree, receipt, sign1
from .bundle_form import BundleRefusal, Entry
from .refusal import Refused
from .seal import Seal
from .sign1 import Sign1
from .statement import head_of


def check_entries(
    entries: list[Entry], networks: list[bytes], end: Seal, proven: receipt.Proven
) -> list[Sign1 | None]:
    """The statements of the entries shown, each in its place of the log. Raises Refused.

    Each step is done for all entries before the next begins.
    """
    _check_order(entries, end, proven.index)
    ids = [None if each.outcome is None else _id_of(each, each.outcome) for each in entries]
    messages = [
        None if found is None else _message(entry, found, networks)
        for entry, found in zip(entries, ids, strict=True)
    ]
    root = proven.checkpoint.root
    for entry in entries:
        if entry.outcome is None:
            continue
        leaf = logtree.leaf(entry.statement)
        try:
            logtree.check_inclusion(leaf, entry.index, proven.checkpoint.size, entry.path, root)
        except Refused as refused:
            detail = f"{entry.where}: {refused.sentence}"
            raise Refused(BundleRefusal.NOT_INCLUDED, detail) from None
    return messages


def _check_order(entries: list[Entry], end: Seal, seal_index: int) -> None:
    before = (-1, -1, 0)
    for entry in entries:
        index, height, time = before
        follows = index < entry.index < seal_index and height <= entry.height <= end.height
        if not follows or not time <= entry.time <= end.time:
            raise Refused(BundleRefusal.ORDER, entry.where)
        before = entry.index, entry.height, entry.time


def _id_of(entry: Entry, outcome: bytes) -> bytes:
    """The statement's id in ``[id, [[contract, tag, [component...]]...]]``."""
    try:
        match cbor.decode(outcome):
            case [bytes(found), list(facts)] if len(found) == 32:
                if all(_is_fact(fact) for fact in facts):
                    return found
    except cbor.CborError as error:
        raise Refused(BundleRefusal.OUTCOME, f"{entry.where}: {error}") from None
    raise Refused(BundleRefusal.OUTCOME, entry.where)


def _is_fact(item: cbor.Item) -> bool:
    match item:
        case [int(contract), int(tag), list(_)]:
            return all(0 <= number < 1 << 63 for number in (contract, tag))
    return False


def _message(entry: Entry, found: bytes, networks: list[bytes]) -> Sign1:
    try:
        message = sign1.decode(entry.statement)
        is_here = head_of(message).network in networks
    except Refused as refused:
        detail = f"{entry.where}: {refused.sentence}"
        raise Refused(BundleRefusal.STATEMENT, detail) from None
    if not is_here or message.id != found or entry.key not in (None, message.key_id):
        raise Refused(BundleRefusal.STATEMENT, entry.where)
    return message
