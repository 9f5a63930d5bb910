"""What becomes of the transactions of samples (contract 7)."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import Any

from ..records import write_body
from ..state import Rows, Table, V, find, known
from . import sample_rows as rows
from . import samples, watches
from .approval_rows import ApprovalClass
from .approvals import policy_of
from .common import SAMPLES, Accepted, Context, Rejected, Role, Subject, SubjectKind, require
from .parties import holds
from .party_rows import PARTY_ROWS
from .sample_rows import (
    ACCREDITATIONS,
    CORRECTIONS,
    NOTICES,
    OVERDUE,
    PLANS,
    RECKONINGS,
    RULES,
    SAMPLE_ROWS,
    Accreditation,
    Corrected,
    Exclusion,
    Finding,
    Plan,
    Result,
    Rule,
    Sample,
    SampleId,
    millionths,
)
from .samples import CLOCK_SKEW_MILLIS, SamplingRefusal

ACCREDITATIONS_MAX = 64


def decide(state: Rows, at: Context, asked: Any) -> Accepted:  # noqa: ANN401 - of seventeen types
    """What becomes of a transaction of this contract. Raises Rejected."""
    decided: Accepted = _DECISIONS[type(asked)](state, at, asked)
    return decided


def _party(party: bytes) -> Subject:
    return Subject(SubjectKind.PARTY, party)


def _found(
    state: Rows,
    refusal: SamplingRefusal,
    table: Table[V],
    *key: Any,  # noqa: ANN401 - of the shapes' types
) -> V:
    row = find(state, table, *key)
    if row is None:
        raise Rejected(refusal)
    return row


def _sample(state: Rows, sample: SampleId) -> Sample:
    return _found(state, SamplingRefusal.NO_SUCH_SAMPLE, SAMPLE_ROWS, *sample.key)


def _id(sample: SampleId) -> list[Any]:
    return write_body(sample)


def _require_party(state: Rows, party: bytes) -> None:
    require(find(state, PARTY_ROWS, party) is not None, SamplingRefusal.NO_SUCH_PARTY)


def _publish(state: Rows, at: Context, asked: samples.PublishRule) -> Accepted:
    require(holds(state, at.signer, Role.REGULATOR), SamplingRefusal.NOT_A_REGULATOR)
    key = at.signer.id, asked.rule
    require(find(state, RULES, *key) is None, SamplingRefusal.RULE_TAKEN)
    return Accepted(SAMPLES).put(RULES, *key, Rule(asked.terms, at.time)).fact(1, [*key])


def _accredit(state: Rows, at: Context, asked: samples.Accredit) -> Accepted:
    require(holds(state, at.signer, Role.CERTIFIER), SamplingRefusal.NOT_A_CERTIFIER)
    is_laboratory = holds(state, _party(asked.laboratory), Role.LABORATORY)
    require(is_laboratory, SamplingRefusal.NOT_A_LABORATORY)
    key = asked.laboratory, asked.analyte, at.signer.id, asked.certificate
    require(find(state, ACCREDITATIONS, *key) is None, SamplingRefusal.ALREADY_ACCREDITED)
    row = Accreditation(asked.since, asked.until, None)
    accepted = Accepted(SAMPLES).put(ACCREDITATIONS, *key, row)
    return accepted.fact(2, *key[:3], asked.since, asked.until)


def _withdraw(state: Rows, at: Context, asked: samples.WithdrawAccreditation) -> Accepted:
    key = asked.laboratory, asked.analyte, at.signer.id, asked.certificate
    given = _found(state, SamplingRefusal.NO_SUCH_ACCREDITATION, ACCREDITATIONS, *key)
    require(given.withdrawn is None, SamplingRefusal.NO_SUCH_ACCREDITATION)
    return (
        Accepted(SAMPLES)
        .put(ACCREDITATIONS, *key, replace(given, withdrawn=at.time))
        .fact(3, *key[:3])
    )


def _plan(state: Rows, at: Context, asked: samples.MakePlan) -> Accepted:
    require(holds(state, at.signer, Role.OPERATOR), SamplingRefusal.NOT_AN_OPERATOR)
    rule_key = asked.rule.regulator, asked.rule.rule
    rule = _found(state, SamplingRefusal.NO_SUCH_RULE, RULES, *rule_key)
    is_laboratory = holds(state, _party(asked.laboratory), Role.LABORATORY)
    require(is_laboratory, SamplingRefusal.NOT_A_LABORATORY)
    key = at.signer.id, asked.plan
    require(find(state, PLANS, *key) is None, SamplingRefusal.PLAN_TAKEN)
    require(asked.required >= rule.terms.minimum, SamplingRefusal.TOO_FEW_PLANNED)
    require(at.time < asked.end, SamplingRefusal.PLAN_ENDS_TOO_SOON)
    plan = Plan(asked.rule, asked.laboratory, asked.required, at.time, asked.end, asked.report_by)
    return (
        Accepted(SAMPLES)
        .put(PLANS, *key, plan)
        .put(RECKONINGS, asked.report_by, *key, at.height)
        .fact(4, [*key], [*rule_key], asked.required, asked.end, asked.report_by)
    )


def _register(state: Rows, at: Context, asked: samples.RegisterSample) -> Accepted:
    plan = at.signer.id, asked.plan
    row = _found(state, SamplingRefusal.NO_SUCH_PLAN, PLANS, *plan)
    require(at.time < row.end, SamplingRefusal.PLAN_ENDED)
    key = *plan, asked.number
    require(find(state, SAMPLE_ROWS, *key) is None, SamplingRefusal.SAMPLE_TAKEN)
    _require_party(state, asked.sampler)
    sample = Sample(asked.site, asked.sampler, at.time, None, None, None, None, 0, None)
    return (
        Accepted(SAMPLES)
        .put(SAMPLE_ROWS, *key, sample)
        .fact(5, [[*plan], asked.number], asked.site, asked.sampler)
    )


def _collect(state: Rows, at: Context, asked: samples.Collect) -> Accepted:
    sample = _sample(state, asked.sample)
    require(at.party == sample.sampler, SamplingRefusal.NOT_THE_SAMPLER)
    require(sample.taken is None, SamplingRefusal.ALREADY_COLLECTED)
    end = known(state, PLANS, *asked.sample.key[:2]).end
    in_time = sample.registered <= asked.at < end and asked.at <= at.time + CLOCK_SKEW_MILLIS
    require(in_time, SamplingRefusal.COLLECTED_OUT_OF_TIME)
    taken = replace(sample, taken=asked.at, custodian=sample.sampler)
    return (
        Accepted(SAMPLES)
        .put(SAMPLE_ROWS, *asked.sample.key, taken)
        .fact(6, _id(asked.sample), asked.at)
    )


def _hand_over(state: Rows, at: Context, asked: samples.HandOver) -> Accepted:
    sample = _sample(state, asked.sample)
    require(sample.custodian == at.signer.id, SamplingRefusal.NOT_THE_CUSTODIAN)
    _require_party(state, asked.to)
    return (
        Accepted(SAMPLES)
        .put(SAMPLE_ROWS, *asked.sample.key, replace(sample, offered=asked.to))
        .fact(7, _id(asked.sample), at.signer.id, asked.to)
    )


def _receive(state: Rows, at: Context, asked: samples.Receive) -> Accepted:
    sample = _sample(state, asked.sample)
    require(sample.offered == at.signer.id, SamplingRefusal.NOT_OFFERED)
    received = replace(sample, custodian=at.signer.id, offered=None)
    return (
        Accepted(SAMPLES)
        .put(SAMPLE_ROWS, *asked.sample.key, received)
        .fact(8, _id(asked.sample), at.signer.id)
    )


def _report(state: Rows, at: Context, asked: samples.ReportResult) -> Accepted:
    sample = _sample(state, asked.sample)
    laboratory = at.signer.id
    require(sample.custodian == laboratory, SamplingRefusal.NOT_THE_CUSTODIAN)
    plan = known(state, PLANS, *asked.sample.key[:2])
    require(plan.laboratory == laboratory, SamplingRefusal.NOT_ITS_LABORATORY)
    require(sample.result is None, SamplingRefusal.ALREADY_REPORTED)
    _require_fit(state, at, plan, sample, asked.finding)
    found = replace(sample, result=Result(asked.finding, laboratory, at.time))
    out = _reckon_again(at, asked.sample, plan).put(SAMPLE_ROWS, *asked.sample.key, found)
    return out.fact(9, _id(asked.sample), laboratory, asked.finding.value, asked.finding.unit)


def _declare_error(state: Rows, at: Context, asked: samples.DeclareError) -> Accepted:
    sample = _sample(state, asked.sample)
    wrong = sample.result
    if wrong is None:
        raise Rejected(SamplingRefusal.NO_RESULT)
    laboratory = at.signer.id
    require(wrong.laboratory == laboratory, SamplingRefusal.NOT_ITS_LABORATORY)
    plan = known(state, PLANS, *asked.sample.key[:2])
    _require_fit(state, at, plan, sample, asked.finding)
    revision = sample.corrections + 1
    right = Result(asked.finding, laboratory, at.time)
    return (
        _reckon_again(at, asked.sample, plan)
        .put(SAMPLE_ROWS, *asked.sample.key, replace(sample, result=right, corrections=revision))
        .put(CORRECTIONS, *asked.sample.key, revision, Corrected(wrong, asked.reason, at.time))
        .fact(
            10,
            _id(asked.sample),
            laboratory,
            wrong.finding.value,
            asked.finding.value,
            asked.reason,
        )
    )


def _require_fit(state: Rows, at: Context, plan: Plan, sample: Sample, finding: Finding) -> None:
    rule = known(state, RULES, plan.rule.regulator, plan.rule.rule).terms
    require(finding.unit == rule.unit, SamplingRefusal.WRONG_UNIT)
    latest = at.time + CLOCK_SKEW_MILLIS
    in_time = sample.taken is not None and sample.taken <= finding.analysed <= latest
    require(in_time, SamplingRefusal.ANALYSED_OUT_OF_TIME)
    accredited = _is_accredited(state, at.signer.id, rule.analyte, finding.analysed)
    require(accredited, SamplingRefusal.NOT_ACCREDITED)
    calibrated = finding.analysed < finding.calibration.until
    require(calibrated, SamplingRefusal.CALIBRATION_LAPSED)
    detects = millionths(finding.detection_limit) <= millionths(rule.limit)
    require(finding.value is not None or detects, SamplingRefusal.DETECTS_TOO_LITTLE)


def _is_accredited(state: Rows, laboratory: bytes, analyte: str, time: int) -> bool:
    under = state.under(ACCREDITATIONS.key(laboratory, analyte))
    for _, value in islice(under, ACCREDITATIONS_MAX):
        given = ACCREDITATIONS.read(value)
        ends = given.until if given.withdrawn is None else min(given.until, given.withdrawn)
        if given.since <= time < ends:
            return True
    return False


def _exclude(state: Rows, at: Context, asked: samples.Exclude) -> Accepted:
    utility = at.signer.id
    sample_id = SampleId(rows.PlanId(utility, asked.plan), asked.number)
    sample = _sample(state, sample_id)
    if sample.result is None:
        raise Rejected(SamplingRefusal.NO_RESULT)
    plan = known(state, PLANS, utility, asked.plan)
    rule = known(state, RULES, plan.rule.regulator, plan.rule.rule).terms
    require(asked.ground in rule.reasons, SamplingRefusal.REASON_NOT_LISTED)
    require(sample.exclusion is None, SamplingRefusal.ALREADY_EXCLUDED)
    _require_approved(state, utility, plan, rule)
    left_out = replace(sample, exclusion=Exclusion(asked.ground, asked.explanation, at.time))
    return (
        _reckon_again(at, sample_id, plan)
        .put(SAMPLE_ROWS, *sample_id.key, left_out)
        .fact(11, _id(sample_id), asked.ground, sample.result.finding.value)
    )


def _readmit(state: Rows, at: Context, asked: samples.Readmit) -> Accepted:
    utility = at.signer.id
    sample_id = SampleId(rows.PlanId(utility, asked.plan), asked.number)
    sample = _sample(state, sample_id)
    if sample.exclusion is None:
        raise Rejected(SamplingRefusal.NOT_EXCLUDED)
    plan = known(state, PLANS, utility, asked.plan)
    rule = known(state, RULES, plan.rule.regulator, plan.rule.rule).terms
    _require_approved(state, utility, plan, rule)
    return (
        _reckon_again(at, sample_id, plan)
        .put(SAMPLE_ROWS, *sample_id.key, replace(sample, exclusion=None))
        .fact(18, _id(sample_id), sample.exclusion.ground, asked.explanation)
    )


def _require_approved(state: Rows, utility: bytes, plan: Plan, rule: rows.Terms) -> None:
    policy = policy_of(state, utility, ApprovalClass.EXCLUSION)
    if policy is None or policy.needed < rule.approvals:
        raise Rejected(SamplingRefusal.NOT_APPROVED_BY_ENOUGH)
    concerned = {utility, plan.rule.regulator, plan.laboratory}
    independent = [
        each
        for each in policy.approvers
        if each not in concerned and holds(state, _party(each), Role.AUDITOR)
    ]
    dependent = len(policy.approvers) - len(independent)
    require(dependent < policy.needed, SamplingRefusal.NOT_INDEPENDENT)


def _reckon_again(at: Context, sample: SampleId, plan: Plan) -> Accepted:
    out = Accepted(SAMPLES)
    if at.time >= plan.report_by:
        out.put(RECKONINGS, at.time, *sample.key[:2], at.height)
    return out


def _confirm(state: Rows, at: Context, asked: samples.ConfirmNotice) -> Accepted:
    plan = at.signer.id, asked.plan
    notice = _found(state, SamplingRefusal.NO_SUCH_NOTICE, NOTICES, *plan, asked.number)
    require(notice.confirmed is None, SamplingRefusal.ALREADY_CONFIRMED)
    said = replace(notice, confirmed=rows.Confirmed(asked.digest, at.time))
    return (
        Accepted(SAMPLES)
        .remove(OVERDUE, notice.due, *plan, asked.number)
        .put(NOTICES, *plan, asked.number, said)
        .fact(16, [*plan], asked.number, asked.digest)
    )


_DECISIONS: dict[type[Any], Any] = {
    samples.PublishRule: _publish,
    samples.Accredit: _accredit,
    samples.WithdrawAccreditation: _withdraw,
    samples.MakePlan: _plan,
    samples.RegisterSample: _register,
    samples.Collect: _collect,
    samples.HandOver: _hand_over,
    samples.Receive: _receive,
    samples.ReportResult: _report,
    samples.DeclareError: _declare_error,
    samples.Exclude: _exclude,
    samples.ConfirmNotice: _confirm,
    samples.Readmit: _readmit,
    **watches.DECISIONS,
}
