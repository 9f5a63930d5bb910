"""Samples (contract 7): what can be asked, and why it is refused."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated

from ..records import Hash, MalformedError, Moment, Record, Uint
from .sample_rows import (
    CERTIFICATE,
    FINDING,
    GROUND,
    WORDS,
    Finding,
    RuleId,
    SampleId,
    SampleNumber,
    ShortName,
    Terms,
)

# How far clocks may be ahead of the ledger's.
CLOCK_SKEW_MILLIS = 60_000


class SamplingRefusal(IntEnum):
    """Why a transaction is refused, by the numbers that seals have."""

    NOT_A_REGULATOR = 0
    RULE_TAKEN = 1
    NOT_A_CERTIFIER = 2
    NOT_A_LABORATORY = 3
    ALREADY_ACCREDITED = 4
    NO_SUCH_ACCREDITATION = 5
    NOT_AN_OPERATOR = 6
    NO_SUCH_RULE = 7
    PLAN_TAKEN = 8
    TOO_FEW_PLANNED = 9
    PLAN_ENDS_TOO_SOON = 10
    NO_SUCH_PLAN = 11
    PLAN_ENDED = 12
    SAMPLE_TAKEN = 13
    NO_SUCH_PARTY = 14
    NO_SUCH_SAMPLE = 15
    NOT_THE_SAMPLER = 16
    ALREADY_COLLECTED = 17
    COLLECTED_OUT_OF_TIME = 18
    NOT_THE_CUSTODIAN = 19
    NOT_OFFERED = 20
    NO_RESULT = 21
    NOT_ITS_LABORATORY = 22
    ALREADY_REPORTED = 23
    WRONG_UNIT = 24
    ANALYSED_OUT_OF_TIME = 25
    NOT_ACCREDITED = 26
    CALIBRATION_LAPSED = 27
    REASON_NOT_LISTED = 28
    ALREADY_EXCLUDED = 29
    NOT_APPROVED_BY_ENOUGH = 30
    NOT_INDEPENDENT = 31
    NO_SUCH_NOTICE = 32
    ALREADY_CONFIRMED = 33
    NOT_EXCLUDED = 34
    STREAM_TAKEN = 35
    NO_SUCH_STREAM = 36
    NOT_THE_SENSOR = 37
    READINGS_OUT_OF_TIME = 38
    LOGGER_TAKEN = 39
    NO_SUCH_LOGGER = 40
    ALREADY_CAPTURED = 41
    DETECTS_TOO_LITTLE = 42


@dataclass(frozen=True)
class PublishRule:
    """A regulator publishes a rule."""

    rule: ShortName
    terms: Annotated[Terms, Record(Terms)]


@dataclass(frozen=True)
class Accredit:
    """A certifier accredits a laboratory."""

    laboratory: Hash
    analyte: ShortName
    certificate: Annotated[str, CERTIFICATE]
    since: Moment
    until: Moment

    def __post_init__(self) -> None:
        """Checks the order of the moments. Raises MalformedError."""
        if self.since >= self.until:
            raise MalformedError("begins before it ends")


@dataclass(frozen=True)
class WithdrawAccreditation:
    """A certifier withdraws what it gave."""

    laboratory: Hash
    analyte: ShortName
    certificate: Annotated[str, CERTIFICATE]


@dataclass(frozen=True)
class MakePlan:
    """A utility makes a plan."""

    plan: ShortName
    rule: Annotated[RuleId, Record(RuleId)]
    laboratory: Hash
    required: SampleNumber
    end: Moment
    report_by: Moment

    def __post_init__(self) -> None:
        """Checks the order of the moments. Raises MalformedError."""
        if self.report_by < self.end:
            raise MalformedError("is published no earlier than it ends")


@dataclass(frozen=True)
class RegisterSample:
    """A utility registers a sample."""

    plan: ShortName
    number: SampleNumber
    site: Hash
    sampler: Hash


SampleName = Annotated[SampleId, Record(SampleId)]


@dataclass(frozen=True)
class Collect:
    """A sampler took a sample."""

    sample: SampleName
    at: Moment


@dataclass(frozen=True)
class HandOver:
    """Who has a sample hands it over."""

    sample: SampleName
    to: Hash


@dataclass(frozen=True)
class Receive:
    """Who was handed a sample has it."""

    sample: SampleName


@dataclass(frozen=True)
class ReportResult:
    """A laboratory reports what it found."""

    sample: SampleName
    finding: Annotated[Finding, FINDING]


@dataclass(frozen=True)
class DeclareError:
    """A laboratory declares its result wrong."""

    sample: SampleName
    reason: Annotated[str, WORDS]
    finding: Annotated[Finding, FINDING]


@dataclass(frozen=True)
class Exclude:
    """A utility has a sample left out."""

    plan: ShortName
    number: SampleNumber
    ground: Annotated[str, GROUND]
    explanation: Annotated[str, WORDS]


@dataclass(frozen=True)
class ConfirmNotice:
    """A utility says that it sent a notice."""

    plan: ShortName
    number: Uint
    digest: Hash


@dataclass(frozen=True)
class Readmit:
    """A utility takes a sample in again."""

    plan: ShortName
    number: SampleNumber
    explanation: Annotated[str, WORDS]


TRANSACTIONS = {
    1: PublishRule,
    2: Accredit,
    3: WithdrawAccreditation,
    4: MakePlan,
    5: RegisterSample,
    6: Collect,
    7: HandOver,
    8: Receive,
    9: ReportResult,
    10: DeclareError,
    11: Exclude,
    12: ConfirmNotice,
    13: Readmit,
}
