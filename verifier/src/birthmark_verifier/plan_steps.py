"""Whether each thing that the ledger says of a plan was signed by whom it concerns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from .contracts import samples as asked
from .contracts.sample_rows import Corrected, Finding, Plan, Sample, SampleId, Terms
from .refusal import Reason, Refused

T = TypeVar("T")


class StepRefusal(Reason):
    """What nobody signed."""

    NOT_SIGNED = "the ledger says what no statement of the dossier says"
    TOO_FEW = "fewer approved an exclusion than the rule asks for"


@dataclass(frozen=True)
class Signed:
    """A statement that its receipt and its signature were checked of."""

    index: int
    id: bytes
    by: bytes
    named: bytes  # in whose name it asks
    approves: bytes | None
    transaction: Any


class Steps:
    """The signed statements of a plan."""

    def __init__(self, utility: bytes, name: str, signed: list[Signed]) -> None:
        self._utility = utility
        self._name = name
        self._signed = signed

    def _by(self, party: bytes, kind: type[T], fits: Callable[[T], bool]) -> list[Signed]:
        return [
            each
            for each in self._signed
            if each.named == party and isinstance(each.transaction, kind) and fits(each.transaction)
        ]

    def _require(
        self, what: str, party: bytes, kind: type[T], fits: Callable[[T], bool]
    ) -> list[Signed]:
        found = self._by(party, kind, fits)
        if not found:
            raise Refused(StepRefusal.NOT_SIGNED, what)
        return found

    def require_plan(self, plan: Plan, terms: Terms) -> None:
        """Refuses a rule that no regulator signed, a plan that the utility did not sign."""
        self._require(
            "the rule",
            plan.rule.regulator,
            asked.PublishRule,
            lambda tx: tx.rule == plan.rule.rule and tx.terms == terms,
        )
        made = asked.MakePlan(
            self._name, plan.rule, plan.laboratory, plan.required, plan.end, plan.report_by
        )
        self._require("the plan", self._utility, asked.MakePlan, lambda tx: tx == made)

    def require_sample(self, number: int, sample: Sample, plan: Plan, terms: Terms) -> None:
        """Refuses a sample of which something is not signed by whom it concerns."""
        where = f"sample {number}"
        registered = asked.RegisterSample(self._name, number, sample.site, sample.sampler)
        self._require(
            f"{where}: registered", self._utility, asked.RegisterSample, lambda tx: tx == registered
        )
        if sample.taken is not None:
            taken = sample.taken
            self._require(
                f"{where}: taken",
                sample.sampler,
                asked.Collect,
                lambda tx: self._is_it(tx.sample, number) and tx.at == taken,
            )
        self._require_custody(where, number, sample)
        if sample.result is not None:
            finding = sample.result.finding
            self._require_finding(where, number, sample.result.laboratory, finding)
            self._require_accredited(where, plan, terms, finding)
        if sample.exclusion is not None:
            self._require_exclusion(where, number, sample, terms)

    def _is_it(self, sample: SampleId, number: int) -> bool:
        return sample.key == (self._utility, self._name, number)

    def _require_custody(self, where: str, number: int, sample: Sample) -> None:
        given = [party for party in (sample.custodian, sample.offered) if party is not None]
        for party in given:
            if party == sample.sampler and party != sample.offered:
                continue  # it may have had it all along
            handed = any(
                isinstance(each.transaction, asked.HandOver)
                and self._is_it(each.transaction.sample, number)
                and each.transaction.to == party
                for each in self._signed
            )
            if not handed:
                raise Refused(StepRefusal.NOT_SIGNED, f"{where}: handed to {party.hex()}")
        if sample.custodian is not None and sample.custodian != sample.sampler:
            self._require(
                f"{where}: received",
                sample.custodian,
                asked.Receive,
                lambda tx: self._is_it(tx.sample, number),
            )

    def _findings(self, laboratory: bytes) -> list[tuple[SampleId, Finding]]:
        return [
            (each.transaction.sample, each.transaction.finding)
            for each in self._signed
            if each.named == laboratory
            and isinstance(each.transaction, asked.ReportResult | asked.DeclareError)
        ]

    def _require_finding(
        self, where: str, number: int, laboratory: bytes, finding: Finding
    ) -> None:
        found = self._findings(laboratory)
        if not any(self._is_it(sample, number) and each == finding for sample, each in found):
            raise Refused(StepRefusal.NOT_SIGNED, f"{where}: its result")

    def _require_accredited(self, where: str, plan: Plan, terms: Terms, finding: Finding) -> None:
        if not any(
            isinstance(each.transaction, asked.Accredit)
            and each.transaction.laboratory == plan.laboratory
            and each.transaction.analyte == terms.analyte
            and each.transaction.since <= finding.analysed < each.transaction.until
            for each in self._signed
        ):
            raise Refused(StepRefusal.NOT_SIGNED, f"{where}: the laboratory's accreditation")

    def _require_exclusion(self, where: str, number: int, sample: Sample, terms: Terms) -> None:
        why = sample.exclusion
        if why is None:
            return
        left_out = asked.Exclude(self._name, number, why.ground, why.explanation)
        found = self._require(
            f"{where}: left out", self._utility, asked.Exclude, lambda tx: tx == left_out
        )
        approved: dict[bytes, set[bytes]] = {}
        for each in found:
            approved.setdefault(each.approves or each.id, set()).add(each.by)
        most = max(len(signers) for signers in approved.values())
        if most < terms.approvals:
            raise Refused(StepRefusal.TOO_FEW, f"{where}: {most} of {terms.approvals}")

    def require_corrections(self, corrections: list[Corrected]) -> None:
        """Refuses a result that was declared wrong and that no laboratory had signed."""
        for each in corrections:
            found = [finding for _, finding in self._findings(each.result.laboratory)]
            if each.result.finding not in found:
                raise Refused(StepRefusal.NOT_SIGNED, "a result that was declared wrong")
