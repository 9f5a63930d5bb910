"""Bundles: one file with a thing's whole history and where it stands, checked without a network."""

from __future__ import annotations

from dataclasses import dataclass

from . import answer, bundle_form, genesis, receipt, seal, stateproof, trust
from .bundle_form import Bundle, BundleRefusal, Entry
from .contracts.common import KEYS, SUBJECT_KEYS, Now, Purpose, RegisteredKey, SubjectKind
from .contracts.registry import RULES
from .history import NONE, TRAILS, Trail
from .history_check import check_entries
from .logtree import leaf
from .reads import READS, Listing, parameters
from .refusal import Refused
from .seal import Seal
from .sign1 import Sign1
from .state import find, known
from .stateproof import NotShownError, Shown
from .window import WINDOWS

PAGE = 1_000


@dataclass(frozen=True)
class Told:
    """A bundle that holds: the history in order, and what each read answers."""

    thing: bytes
    entries: list[Entry]
    messages: list[Sign1 | None]
    answers: list[tuple[answer.Question, answer.Found | answer.Page]]
    keys: int
    seal: Seal
    receipt: receipt.Proven
    final: bool


def verify(network: bytes, octets: bytes) -> Told:
    """What a bundle tells a reader who trusts this network. Raises Refused."""
    bundle = bundle_form.decode(octets)
    if genesis.network_of(bundle.genesis) != network:
        detail = genesis.network_of(bundle.genesis).hex()
        raise Refused(BundleRefusal.OTHER_NETWORK, detail)
    try:
        founded = genesis.decode(bundle.genesis)
    except Refused as refused:
        raise Refused(BundleRefusal.OTHER_NETWORK, refused.sentence) from None
    try:
        replicas = trust.founding(founded).follow(bundle.changes)
    except Refused as refused:
        raise Refused(BundleRefusal.REPLICAS, refused.sentence) from None
    try:
        proven = replicas.verify(bundle.seal, bundle.receipt)
    except Refused as refused:
        raise Refused(BundleRefusal.RECEIPT, refused.sentence) from None
    try:
        end = seal.decode(bundle.seal)
    except Refused as refused:
        raise Refused(BundleRefusal.NOT_A_SEAL, refused.sentence) from None
    if end.rules != RULES:
        raise Refused(BundleRefusal.OTHER_RULES, f"version {end.rules}")
    try:
        shown = stateproof.check(bundle.parts, end.state_root)
    except Refused as refused:
        raise Refused(BundleRefusal.STATE, refused.sentence) from None
    messages = check_entries(bundle.entries, genesis.networks_of(bundle.genesis), end, proven)
    rows = _Rows(shown, bundle.thing, messages)
    _check_keys(bundle.entries, messages, rows)
    for entry, message in zip(bundle.entries, messages, strict=True):
        if message is not None and not message.verifies(known(shown, KEYS, message.key_id).key):
            raise Refused(BundleRefusal.SIGNATURE, entry.where)
    _check_trails(bundle.entries, rows)
    signers = {row.subject.id.hex() for row in rows.signers.values() if row is not None}
    answers = _answers(bundle, signers, shown, Now(end.height, end.time))
    final = replicas.is_final(proven.note)
    return Told(bundle.thing, bundle.entries, messages, answers, len(rows.held), end, proven, final)


class _Rows:
    """The rows that a history is checked by: keys, and the chains. Raises Refused."""

    def __init__(self, shown: Shown, thing: bytes, messages: list[Sign1 | None]) -> None:
        self.signers: dict[bytes, RegisteredKey | None] = {}
        self.held: dict[bytes, RegisteredKey] = {}
        self.own: dict[bytes, Trail] = {}
        try:
            for message in messages:
                if message is not None:
                    self.signers[message.key_id] = find(shown, KEYS, message.key_id)
            for key, _ in shown.under(SUBJECT_KEYS.key(SubjectKind.THING, thing)):
                row = find(shown, KEYS, key[-32:])
                if row is not None:
                    self.held[key[-32:]] = row
            for key_id, row in self.held.items():
                if row.purpose == Purpose.SIGNING:
                    window = find(shown, WINDOWS, key_id)
                    self.own[key_id] = (window.trail if window else None) or NONE
            self.others = find(shown, TRAILS, SubjectKind.THING, thing) or NONE
        except NotShownError as error:
            raise Refused(BundleRefusal.NOT_SHOWN, f"at {error}") from None


def _check_keys(entries: list[Entry], messages: list[Sign1 | None], rows: _Rows) -> None:
    for entry, message in zip(entries, messages, strict=True):
        fits = entry.key is None or entry.key in rows.own
        if message is not None:
            row = rows.signers[message.key_id]
            is_own = message.key_id in rows.own
            signs = row is not None and row.purpose == Purpose.SIGNING
            counts = row is not None and row.counts_at(entry.height)
            fits = fits and is_own == (entry.key is not None) and signs and counts
        if not fits:
            raise Refused(BundleRefusal.KEY, entry.where)


def _check_trails(entries: list[Entry], rows: _Rows) -> None:
    others, own = NONE, dict.fromkeys(rows.own, NONE)
    for entry in entries:
        outcome = entry.outcome_hash if entry.outcome is None else leaf(entry.outcome)
        place = entry.index, entry.height, entry.time, outcome
        if entry.key is None:
            others = others.link(*place)
        else:
            own[entry.key] = own[entry.key].link(*place)
    if others != rows.others or own != rows.own:
        raise Refused(BundleRefusal.HISTORY)


def _answers(
    bundle: Bundle, signers: set[str], shown: Shown, at: Now
) -> list[tuple[answer.Question, answer.Found | answer.Page]]:
    ids = {bundle.thing.hex()} | signers
    for asked in bundle.reads:
        contract, path, text = asked
        is_known = (contract, path) in READS and parameters(path) == 1
        if not is_known or text not in ids or bundle.reads.count(asked) > 1:
            raise Refused(BundleRefusal.UNKNOWN_READ, f"{contract}/{path}")
    answers = []
    for contract, path, text in bundle.reads:
        read = READS[contract, path]
        limit = PAGE if isinstance(read, Listing) else 0
        question = answer.Question(contract, path, [text], [], limit)
        try:
            answers.append((question, answer.answer(read, question, shown, at)))
        except Refused as refused:
            detail = f"{contract}/{path}: {refused.sentence}"
            raise Refused(BundleRefusal.NOT_ANSWERED, detail) from None
    return answers
