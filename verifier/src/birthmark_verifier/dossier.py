"""A regulator's dossier of a plan: its proofs, its signed statements, its table."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from . import answer, receipt, sign1, statement, trust
from .answer import Found, Page, Question
from .contracts.common import KEYS, Purpose, RegisteredKey, SubjectKind
from .contracts.sample_figures import statistic_of
from .contracts.sample_rows import (
    CORRECTIONS,
    PLANS,
    PUBLISHED,
    RULES,
    SAMPLE_ROWS,
    SAMPLES_MAX,
    Corrected,
    Held,
    Plan,
    Published,
    Sample,
    Statistic,
    Terms,
)
from .plan_steps import Signed, Steps
from .refusal import Reason, Refused
from .replicas import Trusted
from .telling import Said

TABLE_OCTETS_MAX = 8 << 20

_PLAN = "plans/{utility}/{plan}"


class DossierRefusal(Reason):
    """Why a dossier does not show what it says."""

    QUESTION = "a proof answers another question than its name says"
    NOTHING = "the ledger has no such plan"
    CUT = "the ledger has more rows than the proof shows"
    STATEMENT = "a file is no statement on this ledger"
    SIGNATURE = "a signature is not by the key that the ledger has"
    TABLE = "the table says something else than the proofs"


@dataclass(frozen=True)
class _Folder:
    """A dossier's files, and whom their reader trusts."""

    path: Path
    network: bytes
    trusted: Trusted

    def answer(self, name: str, contract: str, path: str, texts: list[str]) -> Found | Page:
        """What the ledger answers a question, as a proof shows. Raises Refused."""
        octets = trust.read(self.path / f"{name}.proof", answer.OCTETS_MAX)
        proven = answer.verify(self.trusted, octets)
        asked = proven.question
        if (asked.contract, asked.path, asked.after) != (contract, path, []):
            raise Refused(DossierRefusal.QUESTION, name)
        if texts and asked.texts != texts:
            raise Refused(DossierRefusal.QUESTION, f"{name}: {' '.join(asked.texts)}")
        if isinstance(proven.answer, Page) and proven.answer.more_behind is not None:
            raise Refused(DossierRefusal.CUT, name)
        return proven.answer

    def question(self, name: str) -> Question:
        """The question that a proof answers. Raises Refused."""
        return answer.asked(trust.read(self.path / f"{name}.proof", answer.OCTETS_MAX))

    def row(self, name: str, path: str, texts: list[str]) -> bytes | None:
        """A row, or None if the ledger has none."""
        found = self.answer(name, "samples", path, texts)
        return found.value if isinstance(found, Found) and isinstance(found.value, bytes) else None

    def rows(self, name: str, path: str, texts: list[str]) -> list[tuple[bytes, bytes]]:
        """All rows of a list with their keys."""
        found = self.answer(name, "samples", path, texts)
        records = found.records if isinstance(found, Page) else []
        return [(key, value) for key, value in records if isinstance(value, bytes)]

    def key(self, key_id: bytes) -> RegisteredKey:
        """Whose a key is."""
        kid = key_id.hex()
        found = self.answer(f"keys/{kid}", "parties", "public-keys/{key}", [kid])
        if not isinstance(found, Found) or not isinstance(found.value, dict):
            raise Refused(DossierRefusal.SIGNATURE, f"the ledger has no key {kid}")
        return KEYS.read(bytes.fromhex(found.value["row"]))

    def statements(self) -> list[Signed]:
        """The signed statements, in the order of the log."""
        keys: dict[bytes, RegisteredKey] = {}
        found = [self._statement(file, keys) for file in self._files()]
        return sorted(found, key=lambda each: each.index)

    def _files(self) -> list[Path]:
        folder = self.path / "statements"
        return sorted(folder.glob("*.cose")) if folder.is_dir() else []

    def _statement(self, file: Path, keys: dict[bytes, RegisteredKey]) -> Signed:
        entry = trust.read(file, sign1.OCTETS_MAX)
        proof = trust.read(file.with_suffix(".receipt"), receipt.OCTETS_MAX)
        proven = self.trusted.verify(entry, proof)
        found = statement.decode(entry)
        if found.head.network != self.network or file.stem != found.message.id.hex():
            raise Refused(DossierRefusal.STATEMENT, file.name)
        key_id = found.message.key_id
        if key_id not in keys:
            keys[key_id] = self.key(key_id)
        key = keys[key_id]
        is_partys = key.subject.kind == SubjectKind.PARTY and key.purpose == Purpose.SIGNING
        if not is_partys or not found.message.verifies(key.key):
            raise Refused(DossierRefusal.SIGNATURE, file.name)
        acting = found.head.acting
        return Signed(
            proven.index,
            found.message.id,
            key.subject.id,
            key.subject.id if acting is None else acting.party,
            None if acting is None else acting.approves,
            found.transaction,
        )


@dataclass(frozen=True)
class _Facts:
    """What the ledger says of a plan."""

    utility: bytes
    name: str
    plan: Plan
    terms: Terms
    samples: list[tuple[int, Sample]]
    corrections: list[Corrected]
    published: Published | None


def _facts(folder: _Folder) -> _Facts:
    texts = folder.question("plan").texts
    row = folder.row("plan", _PLAN, texts)
    if row is None or len(texts) != len(PLANS.key_shapes):
        raise Refused(DossierRefusal.NOTHING, " ".join(texts))
    plan = PLANS.read(row)
    of_rule = [plan.rule.regulator.hex(), plan.rule.rule]
    rule = folder.row("rule", "rules/{regulator}/{rule}", of_rule)
    if rule is None:
        raise Refused(DossierRefusal.NOTHING, " ".join(of_rule))
    samples = [
        (int.from_bytes(key[-8:]), SAMPLE_ROWS.read(value))
        for key, value in folder.rows("samples", f"{_PLAN}/samples", texts)
    ]
    corrections = folder.rows("corrections", f"{_PLAN}/corrections", texts)
    published = folder.row("published", f"{_PLAN}/published", texts)
    return _Facts(
        bytes.fromhex(texts[0]),
        texts[1],
        plan,
        RULES.read(rule).terms,
        samples[:SAMPLES_MAX],
        [CORRECTIONS.read(value) for _, value in corrections],
        None if published is None else PUBLISHED.read(published),
    )


def check(trusted: Trusted, network: bytes, path: Path) -> Said:
    """What a dossier shows: who signed what, and the figures. Raises Refused."""
    folder = _Folder(path, network, trusted)
    facts = _facts(folder)
    signed = folder.statements()
    steps = Steps(facts.utility, facts.name, signed)
    steps.require_plan(facts.plan, facts.terms)
    for number, sample in facts.samples:
        steps.require_sample(number, sample, facts.plan, facts.terms)
    steps.require_corrections(facts.corrections)
    _require_table(path / "samples.csv", facts.samples)
    figures = statistic_of(facts.terms, facts.plan, facts.samples)
    return _told(facts, figures, signed)


def _told(facts: _Facts, figures: Statistic, signed: list[Signed]) -> Said:
    said: Said = {
        "proven": "who signed each step, and that the figures follow from what they signed",
        "plan": f"{facts.name} of {facts.utility.hex()}",
        "statements": len(signed),
        "signers": sorted({each.by.hex() for each in signed}),
        "required": figures.required,
        "registered": figures.registered,
        "collected": figures.collected,
        "analysed": figures.analysed,
        "excluded": figures.excluded,
        "complete": _held(figures.complete, facts.terms),
        "kept": _held(figures.kept, facts.terms),
        "restored": [
            f"with {each.number}: {_held(each.held, facts.terms)}" for each in figures.restored
        ],
    }
    if figures.leave_one_out is not None:
        one = figures.leave_one_out
        said["leaveOneOut"] = f"{one.lowest} to {one.highest}, {one.flipping} decide alone"
    if figures.smallest_flip is not None:
        said["smallestFlip"] = figures.smallest_flip.count
    if facts.published is None:
        said["published"] = "not yet"
    else:
        same = facts.published.statistic == figures
        differs = "other figures, which are about to be published again"
        said["published"] = f"revision {facts.published.revision}: {'these' if same else differs}"
    return said


def _held(held: Held | None, terms: Terms) -> str:
    if held is None:
        return "none"
    return f"{held.figure}, {'above' if held.exceeds else 'not above'} {terms.limit}"


def _require_table(file: Path, samples: list[tuple[int, Sample]]) -> None:
    text = trust.read(file, TABLE_OCTETS_MAX).decode()
    table: list[Any] = list(csv.DictReader(StringIO(text, newline="")))
    told = [(row["sample"], row["value"], row["left out because"]) for row in table]
    known = [(str(number), _value(sample), _reason(sample)) for number, sample in samples]
    for one, other in zip(told, known, strict=False):
        if one != other:
            raise Refused(DossierRefusal.TABLE, f"{', '.join(one)} in place of {', '.join(other)}")
    if len(told) != len(known):
        raise Refused(DossierRefusal.TABLE, f"{len(told)} samples in place of {len(known)}")


def _value(sample: Sample) -> str:
    if sample.result is None:
        return ""
    return "ND" if sample.result.finding.value is None else sample.result.finding.value


def _reason(sample: Sample) -> str:
    # Spreadsheets take a cell that begins so for a formula; the table has it quoted.
    text = "" if sample.exclusion is None else sample.exclusion.ground
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") and text else text
