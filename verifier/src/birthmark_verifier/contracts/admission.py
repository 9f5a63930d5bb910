"""Admission (contract 5): policies, baselines, verdicts on evidence, and owners' decisions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated

from ..records import (
    MOMENT,
    Flag,
    Hash,
    MalformedError,
    Many,
    Maybe,
    MaybeHash,
    MaybeMoment,
    Moment,
    Name,
    Number,
    Octets,
    Record,
    Text,
    Uint,
    Yes,
)
from ..state import Rows, Table, find
from .common import ADMISSION, HASH
from .firmware import SEVERITY, VERSION
from .identifiers import IDENTIFIER, KIND, Blinded, Public
from .thing_rows import ASSURANCE, MODEL, Model, ModelName

LABEL = Text(1, 80)
REASON = Text(1, 200)
ENTRY = Text(1, 128)
LOCATION = Text(1, 512)
MaybeSeverity = Annotated[int | None, Maybe(SEVERITY)]


class AdmissionRefusal(IntEnum):
    """Why a transaction is refused, by the numbers that seals have."""

    NOT_AN_OPERATOR = 0
    NO_SUCH_MODEL = 1
    BELOW_THE_MODELS_LEAST = 2
    NO_SUCH_THING = 3
    NOT_THE_OWNER = 4
    OUT_ALREADY = 5
    NOT_BANNED = 6
    NOT_QUARANTINED = 7
    EVIDENCE_MALFORMED = 8
    EVIDENCE_KEY_REVOKED = 9
    UEID_NOT_THE_SIGNER = 10
    KEY_COPIED = 11
    NONCE_UNKNOWN = 12
    NONCE_STALE = 13
    NONCE_USED = 14
    BOOT_COUNT_WENT_BACK = 15
    THING_DECOMMISSIONED = 16
    NOT_BY_TWO = 17
    EMERGENCY_TOO_LONG = 18
    NOT_THE_MAKER = 19
    NO_SUCH_USAGE = 20
    NOT_IN_THE_USAGE = 21
    NOT_A_WATCHER = 22
    NO_SUCH_WATCH = 23
    ALREADY_KNOWN = 24
    HAS_A_CERTIFICATE = 25
    NOT_KNOWN = 26


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


@dataclass(frozen=True)
class SetPolicy:
    """An operator says what it asks for."""

    model: ModelName
    validity_seconds: Annotated[int, Number(60, 31_536_000)]
    freshness_seconds: Annotated[int, Number(10, 900)]
    least_assurance: Annotated[int, ASSURANCE]
    require_baseline: Yes
    restrict_from: MaybeSeverity
    quarantine_from: MaybeSeverity
    observe_only: Yes

    def __post_init__(self) -> None:
        """Refuses thresholds between which nothing lies."""
        low, high = self.restrict_from, self.quarantine_from
        if low is not None and high is not None and high <= low:
            raise MalformedError("nothing would ever be restricted")


@dataclass(frozen=True)
class SetBaseline:
    """An operator sets the settings it wants, or none."""

    model: ModelName
    settings: MaybeHash
    label: Annotated[str, LABEL]


@dataclass(frozen=True)
class Attest:
    """Anybody hands in a thing's evidence."""

    evidence: Annotated[bytes, Octets(1, 4_096)]


@dataclass(frozen=True)
class Evict:
    """An owner puts a thing out until it attests again."""

    thing: Hash
    reason: Annotated[str, REASON]


@dataclass(frozen=True)
class Ban:
    """An owner bans a thing."""

    thing: Hash
    reason: Annotated[str, REASON]


@dataclass(frozen=True)
class Unban:
    """An owner lifts a ban."""

    thing: Hash


@dataclass(frozen=True)
class Quarantine:
    """An owner keeps a thing apart."""

    thing: Hash
    reason: Annotated[str, REASON]


@dataclass(frozen=True)
class Release:
    """An owner ends a quarantine of its own."""

    thing: Hash


@dataclass(frozen=True)
class BreakGlass:
    """Two of an owner's people let a thing in for now."""

    thing: Hash
    until: Moment
    reason: Annotated[str, REASON]


@dataclass(frozen=True)
class DescribeUsage:
    """A maker says what its things may talk to."""

    model: ModelName
    digest: Hash
    location: Annotated[str, LOCATION]
    entries: Entries
    topics: Topics


@dataclass(frozen=True)
class TightenUsage:
    """An operator takes away from that."""

    model: ModelName
    digest: Hash
    keep_local_networks: Yes
    without: EntryNames
    without_topics: Topics
    octets_per_second: Uint


@dataclass(frozen=True)
class KeepWatch:
    """Who decides at a door says when it is heard of again."""

    seconds: Uint

    def __post_init__(self) -> None:
        """Refuses a watch that is too short or too long."""
        if self.seconds != 0 and not 60 <= self.seconds <= 86_400:
            raise MalformedError("a watch is of 60 to 86400 seconds, or ends")


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


@dataclass(frozen=True)
class Device:
    """A device that cannot attest, as its operator names it."""

    identifier: Annotated[Public | Blinded, IDENTIFIER]
    product: Annotated[str, PRODUCT]


@dataclass(frozen=True)
class Enrol:
    """An operator enrols devices that cannot attest."""

    segment: Annotated[str, SEGMENT]
    devices: Annotated[tuple[Device, ...], Many(Record(Device), 1, 64)]

    def __post_init__(self) -> None:
        """Refuses a device that is named twice."""
        if len(set(self.devices)) < len(self.devices):
            raise MalformedError("a device is named twice")


@dataclass(frozen=True)
class StrikeOff:
    """An operator strikes off a device."""

    device: Annotated[Device, Record(Device)]
    reason: Annotated[str, REASON]


TRANSACTIONS = {
    1: SetPolicy,
    2: SetBaseline,
    3: Attest,
    4: Evict,
    5: Ban,
    6: Unban,
    7: Quarantine,
    8: Release,
    9: BreakGlass,
    10: DescribeUsage,
    11: TightenUsage,
    12: KeepWatch,
    13: Enrol,
    14: StrikeOff,
}


def policy_of(state: Rows, owner: bytes, model: str) -> Policy:
    """What an operator asks of its things of a model."""
    return find(state, POLICIES, owner, model) or DEFAULT_POLICY


def hold_of(state: Rows, thing: bytes, owner: bytes) -> Hold | None:
    """The hold of a thing that counts: its present owner's."""
    hold = find(state, HOLDS, thing)
    return hold if hold is not None and hold.owner == owner else None
