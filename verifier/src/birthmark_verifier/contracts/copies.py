"""Two statements by one key with one number: evidence that the key was copied (contract 3)."""

from __future__ import annotations

from .. import sign1
from ..refusal import Refused
from ..sign1 import Sign1
from ..state import Rows, find, known
from ..statement import Head, head_of
from .agreement import forget
from .common import KEYS, THINGS, Accepted, Context, Rejected, SubjectKind, require
from .thing_refusal import ThingRefusal
from .thing_rows import (
    COPIES,
    QUARANTINES,
    THING_ROWS,
    Copies,
    Quarantine,
    is_quarantined,
    owner_of,
)
from .things import ReportClone, ReportCopies


def decide(state: Rows, at: Context, report: ReportClone | ReportCopies) -> Accepted:
    """What becomes of a report; the signatures it carries were verified. Raises Rejected."""
    second = sign1.decode(report.second)
    if isinstance(report, ReportCopies):
        return _compare(state, at, sign1.decode(report.first), second)
    entry = at.entry(report.first)
    if entry is None:
        raise Rejected(ThingRefusal.NO_SUCH_ENTRY)
    try:
        first = sign1.decode(entry)
    except Refused:
        raise Rejected(ThingRefusal.NOT_A_STATEMENT) from None
    return _compare(state, at, first, second)


def _head(message: Sign1) -> Head:
    try:
        return head_of(message)
    except Refused:
        raise Rejected(ThingRefusal.NOT_A_STATEMENT) from None


def _compare(state: Rows, at: Context, first: Sign1, second: Sign1) -> Accepted:
    one, other = _head(first), _head(second)
    require(first.key_id == second.key_id, ThingRefusal.OF_TWO_KEYS)
    key = known(state, KEYS, second.key_id)
    is_its_own = {first.algorithm, second.algorithm} == {key.key.algorithm}
    require(is_its_own, ThingRefusal.NOT_A_STATEMENT)
    is_here = {one.network, other.network} == {at.network}
    require(is_here, ThingRefusal.OF_ANOTHER_NETWORK)
    require(one.sequence == other.sequence, ThingRefusal.OF_TWO_NUMBERS)
    require(first.id != second.id, ThingRefusal.ONE_STATEMENT)
    doubled = second.key_id, one.sequence
    require(find(state, COPIES, *doubled) is None, ThingRefusal.ALREADY_PROVEN)
    copies = Copies(first.id, second.id, at.height, key.subject, at.signer)
    if key.subject.kind == SubjectKind.PARTY:
        out = Accepted(THINGS).put(COPIES, *doubled, copies)
        return out.fact(9, key.subject.id, *doubled, first.id, second.id)
    return _quarantine(state, at, doubled, copies)


def _quarantine(state: Rows, at: Context, doubled: tuple[bytes, int], copies: Copies) -> Accepted:
    thing = copies.subject.id
    found = known(state, THING_ROWS, thing)
    require(found.signing == doubled[0], ThingRefusal.KEY_REPLACED)
    require(not is_quarantined(state, thing), ThingRefusal.ALREADY_QUARANTINED)
    owner = owner_of(state, found)
    quarantine = Quarantine(*doubled, at.height, at.time, at.signer)
    return (
        forget(state, Accepted(THINGS), thing, found.maker, owner)
        .put(COPIES, *doubled, copies)
        .put(QUARANTINES, thing, quarantine)
        .fact(8, thing, found.maker, owner, *doubled, copies.first, copies.second)
    )
