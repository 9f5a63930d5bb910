"""What things may talk to, and who keeps watch at a door (contract 5)."""

from __future__ import annotations

from ..state import Rows, find
from .admission import DescribeUsage, KeepWatch, TightenUsage
from .admission_refusal import AdmissionRefusal
from .admission_rows import (
    DESCRIPTIONS,
    TIGHTENINGS,
    WATCH_ENDS,
    WATCHES,
    Description,
    Tightening,
    Usage,
    Watch,
)
from .common import ADMISSION, Accepted, Context, Rejected, Role, after, require
from .parties import holds
from .thing_rows import MODELS


def describe(state: Rows, at: Context, asked: DescribeUsage) -> Accepted:
    """What becomes of a maker's description. Raises Rejected."""
    model = find(state, MODELS, asked.model)
    if model is None:
        raise Rejected(AdmissionRefusal.NO_SUCH_MODEL)
    is_maker = model.maker == at.party and holds(state, at.signer, Role.MAKER)
    require(is_maker, AdmissionRefusal.NOT_THE_MAKER)
    row = Description(asked.digest, asked.location, asked.entries, asked.topics, at.time)
    out = Accepted(ADMISSION).put(DESCRIPTIONS, asked.model, row)
    return out.fact(14, asked.model, model.maker, asked.digest)


def tighten(state: Rows, at: Context, asked: TightenUsage) -> Accepted:
    """What becomes of what an operator takes away. Raises Rejected."""
    require(holds(state, at.signer, Role.OPERATOR), AdmissionRefusal.NOT_AN_OPERATOR)
    found = find(state, DESCRIPTIONS, asked.model)
    if found is None or found.digest != asked.digest:
        raise Rejected(AdmissionRefusal.NO_SUCH_USAGE)
    is_known = {*asked.without} <= {entry.name for entry in found.entries}
    is_known &= {*asked.without_topics} <= {*found.topics}
    require(is_known, AdmissionRefusal.NOT_IN_THE_USAGE)
    owner = at.signer.id
    row = Tightening(
        asked.digest,
        asked.keep_local_networks,
        asked.without,
        asked.without_topics,
        asked.octets_per_second,
        at.time,
    )
    out = Accepted(ADMISSION).put(TIGHTENINGS, owner, asked.model, row)
    return out.fact(15, owner, asked.model, asked.digest, asked.keep_local_networks)


def usage_of(state: Rows, owner: bytes, model: str) -> Usage | None:
    """What an operator's things of a model may talk to, if its maker describes it."""
    found = find(state, DESCRIPTIONS, model)
    if found is None:
        return None
    less = find(state, TIGHTENINGS, owner, model)
    if less is None:
        less = Tightening(found.digest, False, (), (), 0, 0)
    keeps_local = less.keep_local_networks and less.digest == found.digest
    return Usage(
        found.digest,
        found.location,
        tuple(
            entry.name
            for entry in found.entries
            if (keeps_local or not entry.local) and entry.name not in less.without
        ),
        tuple(topic for topic in found.topics if topic not in less.without_topics),
        less.octets_per_second,
    )


def keep_watch(state: Rows, at: Context, asked: KeepWatch) -> Accepted:
    """What becomes of a sign of life. Raises Rejected."""
    may = holds(state, at.signer, Role.AUDITOR) or holds(state, at.signer, Role.OPERATOR)
    require(may, AdmissionRefusal.NOT_A_WATCHER)
    party = at.signer.id
    before = find(state, WATCHES, party)
    require(before is not None or asked.seconds > 0, AdmissionRefusal.NO_SUCH_WATCH)
    out = Accepted(ADMISSION)
    if before is not None:
        out.remove(WATCH_ENDS, after(before.heard, before.seconds), party)
    if asked.seconds == 0:
        return out.remove(WATCHES, party).fact(17, party)
    out.put(WATCHES, party, Watch(asked.seconds, at.time))
    out.put(WATCH_ENDS, after(at.time, asked.seconds), party, at.time)
    return out if before is not None else out.fact(16, party, asked.seconds)


def silent(out: Accepted, party: bytes, heard: int) -> None:
    """States that a party was not heard of in time."""
    out.remove(WATCHES, party).fact(18, party, heard)
