"""Firmware (contract 4): releases, deadlines and revocations."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Annotated, Any

from ..records import (
    MOMENT,
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
)
from ..state import Rows, Table, find, known
from .common import FIRMWARE, HASH, Accepted, Context, Rejected, Role, require
from .parties import holds
from .thing_rows import MODEL, MODELS, ModelName

DEADLINES_MAX = 32

_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,31}")
_LOCATION = re.compile(r"(https://|coaps://|urn:)[!#-;=?-\[\]_a-z~]+")

VERSION = Text(1, 32, lambda text: _VERSION.fullmatch(text) is not None)
LOCATION = Text(1, 512, lambda text: _LOCATION.fullmatch(text) is not None)
NOTES = Maybe(Text(1, 2_000))
REASON = Text(1, 400)
ADVISORY = Maybe(Text(1, 80))
SEVERITY = Name(4)
VersionName = Annotated[str, VERSION]
Severity = Annotated[int, SEVERITY]


class FirmwareRefusal(IntEnum):
    """Why a transaction is refused, by the numbers that seals have."""

    NO_SUCH_MODEL = 0
    NOT_THE_MAKER = 1
    VERSION_TAKEN = 2
    IMAGE_TAKEN = 3
    COUNTER_WENT_BACK = 4
    NO_RELEASE_BEFORE = 5
    TOO_MANY_DEADLINES = 6
    NO_SUCH_RELEASE = 7
    ALREADY_REVOKED = 8


@dataclass(frozen=True)
class ReleaseRevocation:
    """Why a release may no longer run."""

    severity: Severity
    reason: Annotated[str, REASON]
    advisory: Annotated[str | None, ADVISORY]
    at: Moment


@dataclass(frozen=True)
class Release:
    """A row of ``releases``."""

    image: Hash
    image_size: Uint
    security_counter: Uint
    position: Uint
    sbom: MaybeHash
    location: Annotated[str, Text(1, 512)]
    notes: Annotated[str | None, NOTES]
    maker: Hash
    published: Moment
    revocation: Annotated[ReleaseRevocation | None, Maybe(Record(ReleaseRevocation))]


@dataclass(frozen=True)
class Deadline:
    """From when the release at a position, and all before it, are no longer admitted."""

    position: Uint
    since: Moment


@dataclass(frozen=True)
class Line:
    """A row of ``lines``."""

    releases: Uint
    newest: VersionName
    security_counter: Uint
    deadlines: Annotated[tuple[Deadline, ...], Many(Record(Deadline), 0, DEADLINES_MAX)]

    def deadline(self, position: int) -> int | None:
        """From when the release at a position is no longer admitted, if ever."""
        return next((each.since for each in self.deadlines if each.position >= position), None)


RELEASES: Table[Release] = Table(FIRMWARE, 1, (MODEL, VERSION), Record(Release))
IMAGES: Table[str] = Table(FIRMWARE, 2, (MODEL, HASH), VERSION)
LINES: Table[Line] = Table(FIRMWARE, 3, (MODEL,), Record(Line))
DEADLINES: Table[str] = Table(FIRMWARE, 4, (MOMENT, MODEL), VERSION)


@dataclass(frozen=True)
class Publish:
    """A maker publishes a release."""

    model: ModelName
    version: VersionName
    image: Hash
    image_size: Annotated[int, Number(1)]
    security_counter: Uint
    sbom: MaybeHash
    location: Annotated[str, LOCATION]
    previous_deadline: MaybeMoment
    notes: Annotated[str | None, NOTES]


@dataclass(frozen=True)
class RevokeRelease:
    """A maker revokes a release."""

    model: ModelName
    version: VersionName
    severity: Severity
    reason: Annotated[str, REASON]
    advisory: Annotated[str | None, ADVISORY]


TRANSACTIONS = {1: Publish, 2: RevokeRelease}


def by_image(state: Rows, model: str, image: bytes) -> tuple[str, Release] | None:
    """The release of a model that has an image, with its version."""
    version = find(state, IMAGES, model, image)
    return None if version is None else (version, known(state, RELEASES, model, version))


def decide(state: Rows, at: Context, transaction: Any) -> Accepted:  # noqa: ANN401 - of two types
    """What becomes of a transaction of this contract. Raises Rejected."""
    model = find(state, MODELS, transaction.model)
    if model is None:
        raise Rejected(FirmwareRefusal.NO_SUCH_MODEL)
    is_maker = model.maker == at.party and holds(state, at.signer, Role.MAKER)
    require(is_maker, FirmwareRefusal.NOT_THE_MAKER)
    if isinstance(transaction, Publish):
        return _publish(state, at, transaction)
    return _revoke(state, at, transaction)


def _publish(state: Rows, at: Context, asked: Publish) -> Accepted:
    model, version = asked.model, asked.version
    require(find(state, RELEASES, model, version) is None, FirmwareRefusal.VERSION_TAKEN)
    require(find(state, IMAGES, model, asked.image) is None, FirmwareRefusal.IMAGE_TAKEN)
    before = find(state, LINES, model)
    line = before or Line(0, version, 0, ())
    goes_on = asked.security_counter >= line.security_counter
    require(goes_on, FirmwareRefusal.COUNTER_WENT_BACK)
    deadlines = line.deadlines
    out = Accepted(FIRMWARE)
    if asked.previous_deadline is not None:
        require(before is not None, FirmwareRefusal.NO_RELEASE_BEFORE)
        deadlines = _superseded(line, asked.previous_deadline, at.time)
        for late in line.deadlines:
            if late.since >= asked.previous_deadline:
                out.remove(DEADLINES, late.since, model)
        out.put(DEADLINES, asked.previous_deadline, model, line.newest)
    release = Release(
        asked.image,
        asked.image_size,
        asked.security_counter,
        line.releases + 1,
        asked.sbom,
        asked.location,
        asked.notes,
        at.signer.id,
        at.time,
        None,
    )
    grown = Line(line.releases + 1, version, asked.security_counter, deadlines)
    return (
        out.put(RELEASES, model, version, release)
        .put(IMAGES, model, asked.image, version)
        .put(LINES, model, grown)
        .fact(
            1,
            model,
            version,
            asked.image,
            asked.security_counter,
            asked.previous_deadline,
            at.signer.id,
        )
    )


def passed(state: Rows, out: Accepted, since: int, model: str, last: str) -> None:
    """States that a deadline passed, for this release and all before it."""
    out.fact(3, model, last, since, known(state, MODELS, model).maker)


def _superseded(line: Line, since: int, now: int) -> tuple[Deadline, ...]:
    """The deadlines with one more for the newest release; a later one gives way to it."""
    kept = tuple(each for each in line.deadlines if each.since < since)
    kept = (*kept, Deadline(line.releases, since))
    if len(kept) > DEADLINES_MAX:
        require(kept[1].since <= now, FirmwareRefusal.TOO_MANY_DEADLINES)
        return kept[1:]
    return kept


def _revoke(state: Rows, at: Context, asked: RevokeRelease) -> Accepted:
    release = find(state, RELEASES, asked.model, asked.version)
    if release is None:
        raise Rejected(FirmwareRefusal.NO_SUCH_RELEASE)
    require(release.revocation is None, FirmwareRefusal.ALREADY_REVOKED)
    said = asked.severity, asked.reason, asked.advisory
    revoked = replace(release, revocation=ReleaseRevocation(*said, at.time))
    return (
        Accepted(FIRMWARE)
        .put(RELEASES, asked.model, asked.version, revoked)
        .fact(2, asked.model, asked.version, *said, at.signer.id)
    )
