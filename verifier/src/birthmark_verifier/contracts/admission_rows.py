"""What the admission contract (5) keeps: policies, baselines, verdicts, holds, usage, watches."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated

from ..records import (
    MOMENT,
    Flag,
    Hash,
    Many,
    Maybe,
    MaybeHash,
    MaybeMoment,
    Moment,
    Name,
    Number,
    Record,
    Text,
    Uint,
    Yes,
)
from ..state import Rows, Table, find
from .common import ADMISSION, HASH
from .firmware import SEVERITY, VERSION
from .identifiers import IDENTIFIER, KIND, Blinded, Public
from .thing_rows import ASSURANCE, MODEL, Model

LABEL = Text(1, 80)
REASON = Text(1, 200)
ENTRY = Text(1, 128)
LOCATION = Text(1, 512)
MaybeSeverity = Annotated[int | None, Maybe(SEVERITY)]


class Finding(IntEnum):
    """What evidence shows to be wrong, in the order checked."""

    DEBUG_ENABLED = 0
    NOT_MEASURED_WELL_ENOUGH = 1
    UNKNOWN_IMAGE = 2
    ROLLED_BACK = 3
    SUPERSEDED = 4
    NO_BASELINE = 5
    SETTINGS_DIFFER = 6
    IMAGE_REVOKED = 7


class HoldKind(IntEnum):
    """How an owner keeps a thing out."""

    EVICTED = 0
    QUARANTINED = 1
    BANNED = 2


class Action(IntEnum):
    """What a revocation does to what runs the release."""

    WARN = 0
    RESTRICT = 1
    QUARANTINE = 2


@dataclass(frozen=True)
class Policy:
    """A row of ``policies``."""

    validity_seconds: Uint
    freshness_seconds: Uint
    least_assurance: Annotated[int, ASSURANCE]
    require_baseline: Yes
    restrict_from: MaybeSeverity
    quarantine_from: MaybeSeverity
    observe_only: Yes
    revision: Uint
    set: MaybeMoment

    def action(self, model: Model, severity: int) -> Action:
        """What a revocation of this severity does to the operator's things of the model."""
        if model.life_safety:
            return Action.WARN
        if self.quarantine_from is not None and self.quarantine_from <= severity:
            return Action.QUARANTINE
        restricts = self.restrict_from is not None and self.restrict_from <= severity
        return Action.RESTRICT if restricts else Action.WARN


DEFAULT_POLICY = Policy(86_400, 300, 0, False, 2, 3, False, 0, None)


@dataclass(frozen=True)
class Baseline:
    """A row of ``baselines``."""

    settings: Hash
    label: Annotated[str, LABEL]
    set: Moment


@dataclass(frozen=True)
class Verdict:
    """A row of ``verdicts``."""

    owner: Hash
    key_id: Hash
    height: Uint
    at: Moment
    nonce_height: Uint
    boot_count: Uint
    measured: Annotated[int, ASSURANCE]
    image: Hash
    release: Annotated[str | None, Maybe(VERSION)]
    settings: MaybeHash
    finding: Annotated[int | None, Maybe(Name(len(Finding)))]
    until: Moment
    security_counter: Uint
    policy: Uint


@dataclass(frozen=True)
class Hold:
    """A row of ``holds``."""

    kind: Annotated[int, Name(3)]
    reason: Annotated[str, REASON]
    owner: Hash
    height: Uint
    at: Moment


@dataclass(frozen=True)
class Emergency:
    """A row of ``emergencies``."""

    owner: Hash
    reason: Annotated[str, REASON]
    until: Moment
    at: Moment


@dataclass(frozen=True)
class Sighting:
    """A row of ``sightings``."""

    nonce_height: Uint
    at: Moment


@dataclass(frozen=True)
class Entry:
    """An entry of a usage description."""

    name: Annotated[str, ENTRY]
    local: Yes


@dataclass(frozen=True)
class TopicUse:
    """A topic of messages that things may use."""

    direction: Annotated[int, Name(2)]  # publish, subscribe
    filter: Annotated[str, Text(1, 200)]


Entries = Annotated[tuple[Entry, ...], Many(Record(Entry), 0, 512)]
Topics = Annotated[tuple[TopicUse, ...], Many(Record(TopicUse), 0, 64)]
EntryNames = Annotated[tuple[str, ...], Many(ENTRY, 0, 256)]


@dataclass(frozen=True)
class Description:
    """A row of ``descriptions``."""

    digest: Hash
    location: Annotated[str, LOCATION]
    entries: Entries
    topics: Topics
    set: Moment


@dataclass(frozen=True)
class Tightening:
    """A row of ``tightenings``."""

    digest: Hash
    keep_local_networks: Yes
    without: EntryNames
    without_topics: Topics
    octets_per_second: Uint
    set: Moment


@dataclass(frozen=True)
class Usage:
    """What an operator's things of a model may talk to."""

    digest: Hash
    location: Annotated[str, LOCATION]
    entries: Annotated[tuple[str, ...], Many(ENTRY, 0, 512)]
    topics: Topics
    octets_per_second: Uint


@dataclass(frozen=True)
class Watch:
    """A row of ``watches``."""

    seconds: Uint
    heard: Moment


POLICIES: Table[Policy] = Table(ADMISSION, 1, (HASH, MODEL), Record(Policy))
BASELINES: Table[Baseline] = Table(ADMISSION, 2, (HASH, MODEL), Record(Baseline))
VERDICTS: Table[Verdict] = Table(ADMISSION, 3, (HASH,), Record(Verdict))
RUNNING: Table[int] = Table(ADMISSION, 4, (MODEL, VERSION, HASH), Number())
HOLDS: Table[Hold] = Table(ADMISSION, 5, (HASH,), Record(Hold))
EXPIRIES: Table[int] = Table(ADMISSION, 6, (MOMENT, HASH), MOMENT)
EMERGENCIES: Table[Emergency] = Table(ADMISSION, 7, (HASH,), Record(Emergency))
SIGHTINGS: Table[Sighting] = Table(ADMISSION, 8, (HASH,), Record(Sighting))
DESCRIPTIONS: Table[Description] = Table(ADMISSION, 9, (MODEL,), Record(Description))
TIGHTENINGS: Table[Tightening] = Table(ADMISSION, 10, (HASH, MODEL), Record(Tightening))
WATCHES: Table[Watch] = Table(ADMISSION, 11, (HASH,), Record(Watch))
WATCH_ENDS: Table[int] = Table(ADMISSION, 12, (MOMENT, HASH), MOMENT)
EMERGENCY_ENDS: Table[int] = Table(ADMISSION, 14, (MOMENT, HASH), MOMENT)
PRODUCT = Text(1, 80)
SEGMENT = Text(1, 32)


@dataclass(frozen=True)
class Known:
    """A row of ``known``."""

    identifier: Annotated[Public | Blinded, IDENTIFIER]
    product: Annotated[str, PRODUCT]
    segment: Annotated[str, SEGMENT]
    since: Uint


KNOWN: Table[Known] = Table(ADMISSION, 13, (HASH, KIND, Flag(), HASH, HASH), Record(Known))


def policy_of(state: Rows, owner: bytes, model: str) -> Policy:
    """What an operator asks of its things of a model."""
    return find(state, POLICIES, owner, model) or DEFAULT_POLICY


def hold_of(state: Rows, thing: bytes, owner: bytes) -> Hold | None:
    """The hold of a thing that counts: its present owner's."""
    hold = find(state, HOLDS, thing)
    return hold if hold is not None and hold.owner == owner else None
