"""Samples (contract 7): rules, plans, samples and results, as they are kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

from ..records import (
    MOMENT,
    Hash,
    MalformedError,
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
from ..state import Table
from .common import HASH, SAMPLES
from .percentile import Method

SAMPLES_MAX = 1_000
LISTED_MAX = 32
MILLION = 1_000_000

_SHORT = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_DECIMAL = re.compile(r"(0|[1-9][0-9]{0,11})(\.[0-9]{0,5}[1-9])?")

SHORT = Text(1, 32, lambda text: _SHORT.fullmatch(text) is not None)
DECIMAL = Text(1, 19, lambda text: _DECIMAL.fullmatch(text) is not None)
NUMBER = Number(1, SAMPLES_MAX)
CERTIFICATE = Text(1, 24)
GROUND = Text(1, 120)
WORDS = Text(1, 400)
ShortName = Annotated[str, SHORT]
Decimal = Annotated[str, DECIMAL]
MaybeDecimal = Annotated[str | None, Maybe(DECIMAL)]
SampleNumber = Annotated[int, NUMBER]
Unit = Annotated[int, Name(10)]


def millionths(text: str) -> int:
    """A decimal in millionths."""
    whole, _, rest = text.partition(".")
    return int(whole) * MILLION + int(rest.ljust(6, "0"))


def decimal(number: int) -> str:
    """Millionths as a decimal."""
    whole, rest = divmod(number, MILLION)
    return f"{whole}.{rest:06}".rstrip("0").rstrip(".")


@dataclass(frozen=True)
class RuleId:
    """A rule of a regulator."""

    regulator: Hash
    rule: ShortName


@dataclass(frozen=True)
class PlanId:
    """A plan of a utility."""

    utility: Hash
    plan: ShortName


@dataclass(frozen=True)
class SampleId:
    """A sample of a plan."""

    plan: Annotated[PlanId, Record(PlanId)]
    number: SampleNumber

    @property
    def key(self) -> tuple[bytes, str, int]:
        """The components of its key."""
        return self.plan.utility, self.plan.plan, self.number


@dataclass(frozen=True)
class Percentile:
    """Which percentile, by which method."""

    fraction: Decimal
    method: Annotated[int, Name(len(Method))]

    def __post_init__(self) -> None:
        """Checks the fraction. Raises MalformedError."""
        if not 0 < millionths(self.fraction) <= MILLION:
            raise MalformedError("is above 0 and at most 1")


@dataclass(frozen=True)
class Addressee:
    """Who must be told, and how soon."""

    recipient: Annotated[str, Text(1, 80)]
    within_seconds: Annotated[int, Number(1, 316_224_000)]


@dataclass(frozen=True)
class Terms:
    """What a rule says."""

    legal_basis: Annotated[str, WORDS]
    analyte: ShortName
    unit: Unit
    percentile: Annotated[Percentile, Record(Percentile)]
    non_detects: Annotated[int, Name(3)]
    limit: Decimal
    minimum: SampleNumber
    reasons: Annotated[tuple[str, ...], Many(GROUND, 0, 16)]
    approvals: Annotated[int, Number(2, 16)]
    notices: Annotated[tuple[Addressee, ...], Many(Record(Addressee), 0, 8)]

    def __post_init__(self) -> None:
        """Checks that each reason is named once. Raises MalformedError."""
        if len(set(self.reasons)) < len(self.reasons):
            raise MalformedError("each reason is named once")


@dataclass(frozen=True)
class Rule:
    """A row of ``rules``."""

    terms: Annotated[Terms, Record(Terms)]
    published: Moment


@dataclass(frozen=True)
class Accreditation:
    """A row of ``accreditations``."""

    since: Moment
    until: Moment
    withdrawn: MaybeMoment


@dataclass(frozen=True)
class Plan:
    """A row of ``plans``."""

    rule: Annotated[RuleId, Record(RuleId)]
    laboratory: Hash
    required: Uint
    start: Moment
    end: Moment
    report_by: Moment


@dataclass(frozen=True)
class Calibration:
    """The certificate of an instrument's calibration."""

    certificate: Hash
    until: Moment


@dataclass(frozen=True)
class Finding:
    """A measured value with what it takes to judge it."""

    value: MaybeDecimal
    unit: Unit
    detection_limit: Decimal
    uncertainty: Decimal
    analysed: Moment
    instrument: Annotated[str, Text(1, 80)]
    calibration: Annotated[Calibration, Record(Calibration)]

    def __post_init__(self) -> None:
        """Checks that what was detected could be. Raises MalformedError."""
        if self.value is not None and millionths(self.value) < millionths(self.detection_limit):
            raise MalformedError("has a value below the detection limit")


FINDING = Record(Finding)


@dataclass(frozen=True)
class Result:
    """What a laboratory found in a sample."""

    finding: Annotated[Finding, FINDING]
    laboratory: Hash
    reported: Moment

    def counts(self, non_detects: int) -> int:
        """What it counts as, in millionths."""
        if self.finding.value is not None:
            return millionths(self.finding.value)
        least = millionths(self.finding.detection_limit)
        return (0, (least + 1) // 2, least)[non_detects]


@dataclass(frozen=True)
class Exclusion:
    """Why a sample is left out."""

    ground: Annotated[str, GROUND]
    explanation: Annotated[str, WORDS]
    at: Moment


@dataclass(frozen=True)
class Sample:
    """A row of ``samples``."""

    site: Hash
    sampler: Hash
    registered: Moment
    taken: MaybeMoment
    custodian: MaybeHash
    offered: MaybeHash
    result: Annotated[Result | None, Maybe(Record(Result))]
    corrections: Uint
    exclusion: Annotated[Exclusion | None, Maybe(Record(Exclusion))]


@dataclass(frozen=True)
class Corrected:
    """A row of ``corrections``."""

    result: Annotated[Result, Record(Result)]
    reason: Annotated[str, WORDS]
    at: Moment


@dataclass(frozen=True)
class Held:
    """A figure held against the limit."""

    figure: Decimal
    exceeds: Yes


HELD = Record(Held)
MaybeHeld = Annotated[Held | None, Maybe(HELD)]


@dataclass(frozen=True)
class LeaveOneOut:
    """The figures of all results but one."""

    lowest: Decimal
    highest: Decimal
    flipping: Uint


@dataclass(frozen=True)
class SmallestFlip:
    """The fewest results that decide."""

    count: Uint
    numbers: Annotated[tuple[int, ...], Many(Number(), 0, LISTED_MAX)]


@dataclass(frozen=True)
class RestoredOne:
    """What is kept and one more."""

    number: Uint
    held: Annotated[Held, HELD]


@dataclass(frozen=True)
class Statistic:
    """What follows from the samples of a plan."""

    required: Uint
    registered: Uint
    collected: Uint
    analysed: Uint
    excluded: Uint
    complete: MaybeHeld
    kept: MaybeHeld
    leave_one_out: Annotated[LeaveOneOut | None, Maybe(Record(LeaveOneOut))]
    smallest_flip: Annotated[SmallestFlip | None, Maybe(Record(SmallestFlip))]
    restored: Annotated[tuple[RestoredOne, ...], Many(Record(RestoredOne), 0, LISTED_MAX)]


STATISTIC = Record(Statistic)


@dataclass(frozen=True)
class Told:
    """What was told of a plan."""

    exceeded: Yes
    too_few: Yes
    pivotal: Yes


@dataclass(frozen=True)
class Published:
    """A row of ``published``."""

    statistic: Annotated[Statistic, STATISTIC]
    revision: Uint
    at: Moment
    told: Annotated[Told, Record(Told)]


@dataclass(frozen=True)
class Confirmed:
    """A notice that was sent."""

    digest: Hash
    at: Moment


@dataclass(frozen=True)
class Notice:
    """A row of ``notices``."""

    recipient: Annotated[str, Text(1, 80)]
    due: Moment
    confirmed: Annotated[Confirmed | None, Maybe(Record(Confirmed))]


_PLAN = (HASH, SHORT)
RULES: Table[Rule] = Table(SAMPLES, 1, (HASH, SHORT), Record(Rule))
ACCREDITATIONS: Table[Accreditation] = Table(
    SAMPLES, 2, (HASH, SHORT, HASH, CERTIFICATE), Record(Accreditation)
)
PLANS: Table[Plan] = Table(SAMPLES, 3, _PLAN, Record(Plan))
SAMPLE_ROWS: Table[Sample] = Table(SAMPLES, 4, (*_PLAN, NUMBER), Record(Sample))
CORRECTIONS: Table[Corrected] = Table(SAMPLES, 5, (*_PLAN, NUMBER, Number()), Record(Corrected))
PUBLISHED: Table[Published] = Table(SAMPLES, 6, _PLAN, Record(Published))
NOTICES: Table[Notice] = Table(SAMPLES, 7, (*_PLAN, Number()), Record(Notice))
RECKONINGS: Table[int] = Table(SAMPLES, 8, (MOMENT, *_PLAN), Number())
OVERDUE: Table[int] = Table(SAMPLES, 9, (MOMENT, *_PLAN, Number()), Number())
