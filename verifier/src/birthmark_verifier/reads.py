"""What may be read of the state: look-ups, lists, and what follows from some rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeAlias

from .contracts import (
    admission_rows,
    approval_rows,
    authorities,
    content,
    delegation_rows,
    firmware,
    governance_rows,
    identifiers,
    messages,
    motions,
    newcomers,
    party_rows,
    registrations,
    sample_figures,
    sample_rows,
    standing,
    thing_rows,
    watches,
)
from .contracts.common import KEYS, Now
from .contracts.firmware import SEVERITY
from .contracts.usage import usage_of
from .records import MalformedError, Shape, Text, encode
from .state import Rows, Table, find, known

Derived: TypeAlias = dict[str, Any]
Derive: TypeAlias = Callable[[Rows, Now, list[Any]], Derived | None]
DeriveEach: TypeAlias = Callable[[Rows, Now, bytes], Derived]

CLAIMANTS_MAX = 100


@dataclass(frozen=True)
class Find:
    """The row under the key that the texts name."""

    table: Table[Any]


@dataclass(frozen=True)
class Listing:
    """The rows whose keys begin with what the texts name; ``open`` if everyone may read them."""

    table: Table[Any]
    open: bool = False
    each: DeriveEach | None = None  # what is told of a row in place of its value


@dataclass(frozen=True)
class Derivation:
    """What follows from some rows, by a query of these shapes."""

    shapes: tuple[Shape, ...]
    derive: Derive


Read: TypeAlias = Find | Listing | Derivation


def parameters(path: str) -> int:
    """How many values a path names."""
    return len(re.findall(r"\{[^}]*\}", path))


def _public_key(rows: Rows, _: Now, query: list[Any]) -> Derived | None:
    octets = rows.value(KEYS.key(query[0]))
    return None if octets is None else {"row": octets.hex()}


def _thing(rows: Rows, _: Now, query: list[Any]) -> Derived | None:
    found = find(rows, thing_rows.THING_ROWS, query[0])
    if found is None:
        return None
    owner = thing_rows.owner_of(rows, found)
    quarantined = thing_rows.is_quarantined(rows, query[0])
    return {"owner": owner.hex(), "signing": found.signing.hex(), "quarantined": quarantined}


def _claimants(rows: Rows, _: Now, query: list[Any]) -> Derived | None:
    kind, label = query
    looked_up = identifiers.looked_up_as(kind)
    digests = []
    with suppress(MalformedError):  # nobody goes by it as printed; it may be a token
        digests.append((False, identifiers.Public(kind, label).digest))
    if re.fullmatch("[0-9a-f]{64}", label):
        digests.append((True, bytes.fromhex(label)))
    found: list[str] = []
    for blinded, digest in digests:
        under = rows.under(thing_rows.CLAIMS.key(looked_up, blinded, digest))
        found += [key[-32:].hex() for key, _ in islice(under, CLAIMANTS_MAX - len(found))]
    return {"things": found} if found else None


def _release(rows: Rows, at: Now, query: list[Any]) -> Derived | None:
    release = find(rows, firmware.RELEASES, *query)
    if release is None:
        return None
    line = find(rows, firmware.LINES, query[0])
    if line is None:
        return None
    deadline = line.deadline(release.position)
    if release.revocation is not None:
        kind = "revoked"
    elif deadline is not None and deadline <= at.time:
        kind = "superseded"
    else:
        kind = "newest" if release.position == line.releases else "older"
    return {"kind": kind, "newest": line.newest, "deadline": deadline}


def _told(stands: standing.Standing, owner: bytes) -> Derived:
    def named(value: Any) -> str | None:  # noqa: ANN401 - a name of any enumeration
        return None if value is None else value.name.lower().replace("_", "-")

    return {
        "owner": owner.hex(),
        "kind": named(stands.kind),
        "wouldBe": named(stands.would_be),
        "finding": named(stands.finding),
        "since": stands.since,
        "until": stands.until,
        "policy": stands.policy,
    }


def _stands(rows: Rows, at: Now, thing: bytes) -> Derived | None:
    stands = standing.now(rows, at.time, thing)
    if stands is None:
        return None
    return _told(stands, thing_rows.owner_of(rows, known(rows, thing_rows.THING_ROWS, thing)))


def _standing(rows: Rows, at: Now, query: list[Any]) -> Derived | None:
    return _stands(rows, at, query[0])


def _standing_of_row(rows: Rows, at: Now, key: bytes) -> Derived:
    found = _stands(rows, at, key[-32:])
    if found is None:
        raise AssertionError("a row names a thing that nobody knows")
    return found


def _affected(rows: Rows, at: Now, key: bytes) -> Derived:
    thing = key[-32:]
    model, version = (part.decode() for part in key[3:-33].split(b"\0"))
    found = known(rows, thing_rows.THING_ROWS, thing)
    known(rows, admission_rows.VERDICTS, thing)
    release = known(rows, firmware.RELEASES, model, version)
    owner = thing_rows.owner_of(rows, found)
    kind = known(rows, thing_rows.MODELS, found.model)
    policy = admission_rows.policy_of(rows, owner, found.model)
    stands = _standing_of_row(rows, at, key)
    actions = [policy.action(kind, severity).name.lower() for severity in range(SEVERITY.count)]
    revoked = release.revocation
    return {
        "owner": owner.hex(),
        "standing": stands["kind"],
        "action": None if revoked is None else actions[revoked.severity],
        "actions": actions,
    }


def _policy(rows: Rows, _: Now, query: list[Any]) -> Derived | None:
    owner, model = query
    if find(rows, thing_rows.MODELS, model) is None:
        return None
    policy = admission_rows.policy_of(rows, owner, model)
    return {"revision": policy.revision, "validitySeconds": policy.validity_seconds}


def _usage(rows: Rows, _: Now, query: list[Any]) -> Derived | None:
    found = usage_of(rows, *query)
    return None if found is None else {"row": encode(found).hex()}


def _registration_policy(rows: Rows, _: Now, __: list[Any]) -> Derived | None:
    policy = registrations.policy_of(rows)
    named = [registrar.hex() for registrar in policy.registrars]
    return {"revision": policy.revision, "didKeys": policy.did_keys, "registrars": named}


def _figures(rows: Rows, _: Now, query: list[Any]) -> Derived | None:
    plan = find(rows, sample_rows.PLANS, *query)
    if plan is None:
        return None
    utility, name = query
    told = sample_figures.statistic(rows, utility, name, plan)
    return {"statistic": encode(told).hex()}


def _certificate(rows: Rows, at: Now, key: bytes) -> Derived:
    return authorities.standing_of(rows, at, key[-64:-32], key[-32:])


def _agreement(rows: Rows, at: Now, query: list[Any]) -> Derived | None:
    return messages.standing_of(rows, at, query[0])


def _waiting(rows: Rows, at: Now, query: list[Any]) -> Derived | None:
    return motions.waiting(rows, at, query[0])


def _entry(rows: Rows, at: Now, _: bytes) -> Derived:
    return newcomers.standing_of(rows, at)


def _recipient(rows: Rows, _: Now, query: list[Any]) -> Derived | None:
    key = content.recipient_of(rows, query[0])
    return None if key is None else {"key": key.hex()}


_HASH = KEYS.key_shapes[0]
_MODEL, _VERSION = firmware.RELEASES.key_shapes
_LABEL = Text(1, 200)

READS: dict[tuple[str, str], Read] = {
    ("ledger", "keys/{kid}"): Find(KEYS),
    ("parties", "parties/{party}"): Find(party_rows.PARTY_ROWS),
    ("parties", "parties"): Listing(party_rows.PARTY_ROWS, open=True),
    ("parties", "handles/{handle}"): Find(party_rows.HANDLES),
    ("parties", "roles/{role}"): Listing(party_rows.ROLES, open=True),
    ("parties", "keys/{party}"): Listing(party_rows.PARTY_KEYS, open=True),
    ("parties", "compromises/{party}"): Listing(party_rows.COMPROMISES, open=True),
    ("parties", "recoveries/{party}"): Find(party_rows.RECOVERIES),
    ("parties", "policies/{party}"): Listing(approval_rows.POLICIES, open=True),
    ("parties", "proposals/{party}"): Listing(approval_rows.PROPOSALS),
    ("parties", "delegations/{party}"): Listing(delegation_rows.DELEGATIONS, open=True),
    ("parties", "held-delegations/{to}"): Listing(delegation_rows.HELD, open=True),
    ("parties", "departments/{organisation}"): Listing(delegation_rows.UNDER, open=True),
    ("parties", "organisations/{department}"): Find(delegation_rows.ABOVE),
    ("parties", "public-keys/{key}"): Derivation((_HASH,), _public_key),
    ("parties", "entry"): Listing(newcomers.ENTRY, open=True, each=_entry),
    ("parties", "newcomers"): Listing(newcomers.NEWCOMERS, open=True),
    ("parties", "vouchers"): Listing(newcomers.VOUCHERS, open=True),
    ("governance", "changes"): Listing(governance_rows.CHANGES, open=True),
    ("governance", "sets"): Listing(governance_rows.SETS, open=True),
    ("governance", "offers"): Listing(governance_rows.OFFERS, open=True),
    ("governance", "motions"): Listing(governance_rows.MOTIONS, open=True),
    ("governance", "motions/{motion}/waiting"): Derivation((_HASH,), _waiting),
    ("governance", "readiness/{version}"): Listing(governance_rows.READINESS, open=True),
    ("governance", "absence"): Listing(governance_rows.ABSENCE, open=True),
    ("governance", "attendance"): Listing(governance_rows.ATTENDANCE, open=True),
    ("governance", "suspended"): Listing(governance_rows.SUSPENDED, open=True),
    ("governance", "thresholds"): Listing(governance_rows.THRESHOLDS, open=True),
    ("things", "models/{model}"): Find(thing_rows.MODELS),
    ("things", "models"): Listing(thing_rows.MODELS, open=True),
    ("things", "things/{thing}"): Derivation((_HASH,), _thing),
    ("things", "certificates/{thing}"): Find(thing_rows.CERTIFICATES),
    ("things", "identifiers/{kind}/{value}"): Derivation((identifiers.KIND, _LABEL), _claimants),
    ("things", "lines/{model}"): Listing(thing_rows.LINES),
    ("things", "lines/{model}/{batch}"): Listing(thing_rows.LINES),
    ("things", "batches/{model}/{root}"): Find(thing_rows.BATCHES),
    ("things", "batches/{model}"): Listing(thing_rows.BATCHES),
    ("things", "called-off/{model}/{root}"): Find(thing_rows.CALLED_OFF),
    ("things", "called-off/{model}"): Listing(thing_rows.CALLED_OFF),
    ("things", "claimed/{model}/{root}"): Listing(thing_rows.CLAIMED),
    ("things", "belongings/{owner}"): Listing(thing_rows.BELONGINGS),
    ("things", "parts/{whole}"): Listing(thing_rows.PARTS),
    ("things", "offers/{thing}"): Find(thing_rows.OFFERS),
    ("things", "fleet-offers/{owner}"): Listing(thing_rows.FLEET_OFFERS),
    ("things", "decommissioned/{thing}"): Find(thing_rows.DECOMMISSIONED),
    ("things", "quarantines/{thing}"): Find(thing_rows.QUARANTINES),
    ("things", "quarantines"): Listing(thing_rows.QUARANTINES),
    ("things", "proposals"): Listing(thing_rows.PROPOSALS),
    ("things", "proposals/{thing}"): Listing(thing_rows.PROPOSALS),
    ("things", "copies/{key}"): Listing(thing_rows.COPIES),
    ("firmware", "releases/{model}/{version}"): Find(firmware.RELEASES),
    ("firmware", "models/{model}/releases"): Listing(firmware.RELEASES, open=True),
    ("firmware", "models/{model}/line"): Find(firmware.LINES),
    ("firmware", "images/{model}/{digest}"): Find(firmware.IMAGES),
    ("firmware", "releases/{model}/{version}/standing"): Derivation((_MODEL, _VERSION), _release),
    ("admission", "standings/{thing}"): Derivation((_HASH,), _standing),
    ("admission", "standings"): Listing(admission_rows.VERDICTS, each=_standing_of_row),
    ("admission", "operators/{owner}/standings"): Listing(
        thing_rows.BELONGINGS, each=_standing_of_row
    ),
    ("admission", "verdicts/{thing}"): Find(admission_rows.VERDICTS),
    ("admission", "running/{model}/{version}"): Listing(admission_rows.RUNNING),
    ("admission", "affected/{model}/{version}"): Listing(admission_rows.RUNNING, each=_affected),
    ("admission", "holds/{thing}"): Find(admission_rows.HOLDS),
    ("admission", "emergencies/{thing}"): Find(admission_rows.EMERGENCIES),
    ("admission", "known/{owner}"): Listing(admission_rows.KNOWN),
    ("admission", "sightings/{thing}"): Find(admission_rows.SIGHTINGS),
    ("admission", "policies/{owner}/{model}"): Derivation((_HASH, _MODEL), _policy),
    ("admission", "policies/{owner}"): Listing(admission_rows.POLICIES),
    ("admission", "baselines/{owner}/{model}"): Find(admission_rows.BASELINES),
    ("admission", "baselines/{owner}"): Listing(admission_rows.BASELINES),
    ("admission", "descriptions/{model}"): Find(admission_rows.DESCRIPTIONS),
    ("admission", "usages/{owner}/{model}"): Derivation((_HASH, _MODEL), _usage),
    ("admission", "tightenings/{owner}"): Listing(admission_rows.TIGHTENINGS),
    ("admission", "watches/{party}"): Find(admission_rows.WATCHES),
    ("registrations", "registrations/{registration}/{key}"): Find(registrations.REGISTRATION_ROWS),
    ("registrations", "registrations/{registration}"): Listing(
        registrations.REGISTRATION_ROWS, open=True
    ),
    ("registrations", "policies/{name}"): Derivation(
        (registrations.POLICY_NAME,), _registration_policy
    ),
    ("samples", "rules/{regulator}/{rule}"): Find(sample_rows.RULES),
    ("samples", "rules"): Listing(sample_rows.RULES, open=True),
    ("samples", "accreditations/{laboratory}"): Listing(sample_rows.ACCREDITATIONS, open=True),
    ("samples", "plans/{utility}/{plan}"): Find(sample_rows.PLANS),
    ("samples", "plans"): Listing(sample_rows.PLANS, open=True),
    ("samples", "plans/{utility}/{plan}/samples/{number}"): Find(sample_rows.SAMPLE_ROWS),
    ("samples", "plans/{utility}/{plan}/samples"): Listing(sample_rows.SAMPLE_ROWS, open=True),
    ("samples", "plans/{utility}/{plan}/corrections"): Listing(sample_rows.CORRECTIONS, open=True),
    ("samples", "plans/{utility}/{plan}/published"): Find(sample_rows.PUBLISHED),
    ("samples", "plans/{utility}/{plan}/figures"): Derivation(
        sample_rows.PLANS.key_shapes, _figures
    ),
    ("samples", "plans/{utility}/{plan}/notices"): Listing(sample_rows.NOTICES, open=True),
    ("messages", "agreements/{agreement}"): Derivation((_HASH,), _agreement),
    ("messages", "agreements"): Listing(messages.AGREEMENTS),
    ("messages", "consents/{agreement}"): Listing(messages.CONSENTS),
    ("messages", "conversations/{agreement}"): Listing(messages.CONVERSATIONS),
    ("content", "recipients/{party}"): Derivation((_HASH,), _recipient),
    ("content", "commitments/{to}"): Listing(content.COMMITMENTS, open=True),
    ("content", "commitments/{to}/{digest}"): Find(content.COMMITMENTS),
    ("samples", "streams/{operator}/{stream}"): Find(watches.STREAMS),
    ("samples", "streams"): Listing(watches.STREAMS, open=True),
    ("samples", "loggers/{operator}"): Listing(watches.LOGGERS, open=True),
    ("samples", "captures/{operator}/{logger}/{file}"): Find(watches.CAPTURES),
    ("samples", "captures/{operator}/{logger}"): Listing(watches.CAPTURES, open=True),
    ("authorities", "authorities/{authority}"): Find(authorities.AUTHORITY_ROWS),
    ("authorities", "authorities"): Listing(authorities.AUTHORITY_ROWS, open=True),
    ("authorities", "certificates/{thing}"): Listing(
        authorities.BINDINGS, open=True, each=_certificate
    ),
    ("authorities", "holders/{key}"): Find(authorities.HOLDERS),
}
