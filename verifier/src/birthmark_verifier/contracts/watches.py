"""Streams of readings and files of loggers (contract 7), as they are written and decided."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import pairwise
from typing import Annotated, Any

from .. import keys
from ..records import (
    MOMENT,
    Flag,
    Hash,
    Key,
    MalformedError,
    Many,
    Maybe,
    Moment,
    Name,
    Number,
    Octets,
    Record,
    Text,
    Uint,
    write_body,
)
from ..state import Rows, Table, find, known
from .common import HASH, SAMPLES, Accepted, Context, Now, Rejected, Role, after, require
from .parties import holds
from .sample_rows import MILLION, SHORT, ShortName, Unit, millionths
from .samples import CLOCK_SKEW_MILLIS, SamplingRefusal

READINGS_MAX = 64
LOGGED_MAX = 1_000_000
DAYS_MAX = 1_000
ALARMS_MAX = 8

_SIGNED = re.compile(r"(?!-0$)-?(0|[1-9][0-9]{0,11})(\.[0-9]{0,5}[1-9])?")


def signed_millionths(text: str) -> int:
    """A signed decimal in millionths."""
    return -millionths(text[1:]) if text.startswith("-") else millionths(text)


def signed_decimal(number: int) -> str:
    """Millionths as a signed decimal."""
    whole, rest = divmod(abs(number), MILLION)
    text = f"{whole}.{rest:06}".rstrip("0").rstrip(".")
    return f"-{text}" if number < 0 else text


def mean(total: int, count: int) -> int:
    """The mean in millionths, a half going towards the greater."""
    return (2 * total + count) // (2 * count)


SIGNED = Text(1, 20, lambda text: _SIGNED.fullmatch(text) is not None)
SignedDecimal = Annotated[str, SIGNED]


class Side(IntEnum):
    """On which side of its limit a reading is beyond it."""

    ABOVE = 0
    BELOW = 1


@dataclass(frozen=True)
class StreamId:
    """A stream of an operator."""

    operator: Hash
    stream: ShortName


@dataclass(frozen=True)
class Watch:
    """What is watched."""

    sensor: Hash
    analyte: ShortName
    unit: Unit
    side: Annotated[int, Name(2)]
    limit: SignedDecimal
    seconds: Annotated[int, Number(1, 31_622_400)]

    def is_passed_by(self, value: str) -> bool:
        """Whether a reading is beyond the limit."""
        reading, limit = signed_millionths(value), signed_millionths(self.limit)
        return reading > limit if self.side == Side.ABOVE else reading < limit


@dataclass(frozen=True)
class Reading:
    """A reading."""

    at: Moment
    value: SignedDecimal


READING = Record(Reading)


@dataclass(frozen=True)
class Beyond:
    """That readings are beyond the limit."""

    since: Moment
    told: Annotated[bool, Flag()]


@dataclass(frozen=True)
class Stream:
    """A row of ``streams``."""

    watch: Annotated[Watch, Record(Watch)]
    opened: Moment
    last: Annotated[Reading | None, Maybe(READING)]
    beyond: Annotated[Beyond | None, Maybe(Record(Beyond))]

    @property
    def tell_from(self) -> int | None:
        """From when on it is told, unless it was."""
        if self.beyond is None or self.beyond.told:
            return None
        return after(self.beyond.since, self.watch.seconds)


@dataclass(frozen=True)
class Logger:
    """A row of ``loggers``."""

    model: Annotated[str, Text(1, 80)]
    serial: Annotated[str, Text(1, 40)]
    key: Annotated[keys.PublicKey, Key()]
    registered: Moment


@dataclass(frozen=True)
class Alarm:
    """A limit that a logger watches."""

    limit: SignedDecimal
    allowed_minutes: Uint
    minutes: Uint
    days: Uint


ALARMS = Many(Record(Alarm), 0, ALARMS_MAX)


@dataclass(frozen=True)
class Logged:
    """Readings of a file."""

    count: Annotated[int, Number(1, LOGGED_MAX)]
    sum: SignedDecimal
    lowest: SignedDecimal
    highest: SignedDecimal
    outside: Uint
    first: Moment
    last: Moment

    def __post_init__(self) -> None:
        """Checks that it can be. Raises MalformedError."""
        total = signed_millionths(self.sum)
        lowest, highest = signed_millionths(self.lowest), signed_millionths(self.highest)
        within = self.count * lowest <= total <= self.count * highest
        if not within or self.outside > self.count or self.last < self.first:
            raise MalformedError("has readings around their mean, in order")


@dataclass(frozen=True)
class LogFindings:
    """What a logger's file says."""

    days: Annotated[int, Number(0, DAYS_MAX)]
    alarms: Annotated[tuple[Alarm, ...], ALARMS]
    log: Annotated[Logged | None, Maybe(Record(Logged))]

    def __post_init__(self) -> None:
        """Checks the days. Raises MalformedError."""
        if any(each.days > self.days for each in self.alarms):
            raise MalformedError("has no alarm on more days than it has")


FINDINGS = Record(LogFindings)


@dataclass(frozen=True)
class Capture:
    """A row of ``captures``."""

    signed: Hash
    signature: Annotated[bytes, Octets(64, 64)]
    findings: Annotated[LogFindings, FINDINGS]
    mean: Annotated[str | None, Maybe(SIGNED)]
    at: Moment


_STREAM = (HASH, SHORT)
STREAMS: Table[Stream] = Table(SAMPLES, 10, _STREAM, Record(Stream))
LASTING: Table[int] = Table(SAMPLES, 11, (MOMENT, *_STREAM), Number())
LOGGERS: Table[Logger] = Table(SAMPLES, 12, (HASH, HASH), Record(Logger))
CAPTURES: Table[Capture] = Table(SAMPLES, 13, (HASH, HASH, HASH), Record(Capture))


@dataclass(frozen=True)
class OpenStream:
    """An operator has a sensor's readings held against a limit."""

    stream: ShortName
    watch: Annotated[Watch, Record(Watch)]


@dataclass(frozen=True)
class ReportReadings:
    """A sensor reports readings."""

    stream: Annotated[StreamId, Record(StreamId)]
    readings: Annotated[tuple[Reading, ...], Many(READING, 1, READINGS_MAX)]

    def __post_init__(self) -> None:
        """Checks the order. Raises MalformedError."""
        moments = [each.at for each in self.readings]
        if any(later <= earlier for earlier, later in pairwise(moments)):
            raise MalformedError("each reading is later than the one before")


def _require_logger(key: keys.PublicKey) -> None:
    if key.algorithm != keys.ES256:
        raise MalformedError("a logger's key is one for ES256")


@dataclass(frozen=True)
class RegisterLogger:
    """An operator registers a logger."""

    model: Annotated[str, Text(1, 80)]
    serial: Annotated[str, Text(1, 40)]
    key: Annotated[keys.PublicKey, Key()]

    def __post_init__(self) -> None:
        """Checks the kind of key. Raises MalformedError."""
        _require_logger(self.key)


@dataclass(frozen=True)
class CaptureLog:
    """An operator captures a file of a logger."""

    key: Annotated[keys.PublicKey, Key()]
    file: Hash
    signed: Hash
    signature: Annotated[bytes, Octets(64, 64)]
    findings: Annotated[LogFindings, FINDINGS]

    def __post_init__(self) -> None:
        """Checks the kind of key. Raises MalformedError."""
        _require_logger(self.key)


TRANSACTIONS = {14: OpenStream, 15: ReportReadings, 16: RegisterLogger, 17: CaptureLog}


def _require_operator(state: Rows, at: Context) -> None:
    require(holds(state, at.signer, Role.OPERATOR), SamplingRefusal.NOT_AN_OPERATOR)


def _open(state: Rows, at: Context, asked: OpenStream) -> Accepted:
    _require_operator(state, at)
    key = at.signer.id, asked.stream
    require(find(state, STREAMS, *key) is None, SamplingRefusal.STREAM_TAKEN)
    row = Stream(asked.watch, at.time, None, None)
    return Accepted(SAMPLES).put(STREAMS, *key, row).fact(19, [*key], write_body(asked.watch))


def _report(state: Rows, at: Context, asked: ReportReadings) -> Accepted:
    key = asked.stream.operator, asked.stream.stream
    stream = find(state, STREAMS, *key)
    if stream is None:
        raise Rejected(SamplingRefusal.NO_SUCH_STREAM)
    require(stream.watch.sensor == at.signer.id, SamplingRefusal.NOT_THE_SENSOR)
    late = stream.last is None or stream.last.at < asked.readings[0].at
    in_time = late and asked.readings[-1].at <= at.time + CLOCK_SKEW_MILLIS
    require(in_time, SamplingRefusal.READINGS_OUT_OF_TIME)
    out = Accepted(SAMPLES)
    before = stream.tell_from
    for reading in asked.readings:
        beyond = None
        if stream.watch.is_passed_by(reading.value):
            beyond = stream.beyond or Beyond(reading.at, False)
        stream = replace(stream, last=reading, beyond=beyond)
        if stream.tell_from is not None and stream.tell_from <= reading.at:
            stream = _tell(out, key, stream)
    if before != stream.tell_from:
        if before is not None:
            out.remove(LASTING, before, *key)
        if stream.tell_from is not None:
            out.put(LASTING, stream.tell_from, *key, at.height)
    return out.put(STREAMS, *key, stream)


def _tell(out: Accepted, key: tuple[bytes, str], stream: Stream) -> Stream:
    beyond, last = stream.beyond, stream.last
    if beyond is None or last is None:
        raise AssertionError("nothing is beyond the limit")
    out.fact(20, [*key], beyond.since, READING.write(last), stream.watch.limit, stream.watch.unit)
    return replace(stream, beyond=replace(beyond, told=True))


def lasts(state: Rows, _: Now, out: Accepted, operator: bytes, name: str) -> None:
    """Tells that a stream is beyond its limit: nobody reported otherwise."""
    key = operator, name
    out.put(STREAMS, *key, _tell(out, key, known(state, STREAMS, *key)))


def _register(state: Rows, at: Context, asked: RegisterLogger) -> Accepted:
    _require_operator(state, at)
    key = at.signer.id, asked.key.thumbprint
    require(find(state, LOGGERS, *key) is None, SamplingRefusal.LOGGER_TAKEN)
    row = Logger(asked.model, asked.serial, asked.key, at.time)
    return Accepted(SAMPLES).put(LOGGERS, *key, row).fact(21, [*key], asked.model, asked.serial)


def _capture(state: Rows, at: Context, asked: CaptureLog) -> Accepted:
    logger = at.signer.id, asked.key.thumbprint
    require(find(state, LOGGERS, *logger) is not None, SamplingRefusal.NO_SUCH_LOGGER)
    key = *logger, asked.file
    require(find(state, CAPTURES, *key) is None, SamplingRefusal.ALREADY_CAPTURED)
    log = asked.findings.log
    average = None
    if log is not None:
        average = signed_decimal(mean(signed_millionths(log.sum), log.count))
    row = Capture(asked.signed, asked.signature, asked.findings, average, at.time)
    out = Accepted(SAMPLES).put(CAPTURES, *key, row).fact(22, [*logger], asked.file, average)
    if any(each.days for each in asked.findings.alarms):
        out.fact(23, [*logger], asked.file, ALARMS.write(asked.findings.alarms))
    return out


DECISIONS: dict[type[Any], Any] = {
    OpenStream: _open,
    ReportReadings: _report,
    RegisterLogger: _register,
    CaptureLog: _capture,
}
