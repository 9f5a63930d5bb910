"""What is asked of admission (contract 5): policies, evidence, decisions of owners, watches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from ..records import (
    Hash,
    MalformedError,
    Many,
    MaybeHash,
    Moment,
    Number,
    Octets,
    Record,
    Uint,
    Yes,
)
from .admission_rows import (
    LABEL,
    LOCATION,
    PRODUCT,
    REASON,
    SEGMENT,
    Entries,
    EntryNames,
    MaybeSeverity,
    Topics,
)
from .identifiers import IDENTIFIER, Blinded, Public
from .thing_rows import ASSURANCE, ModelName


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
