"""What follows from the samples of a plan, and what is told of it by itself."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice

from ..state import Rows, find, known
from .common import Accepted, Now, after
from .percentile import fewest, percentile, rounded, without_each
from .sample_rows import (
    LISTED_MAX,
    MILLION,
    NOTICES,
    OVERDUE,
    PLANS,
    PUBLISHED,
    RULES,
    SAMPLE_ROWS,
    SAMPLES_MAX,
    STATISTIC,
    Held,
    LeaveOneOut,
    Notice,
    Plan,
    Published,
    RestoredOne,
    Sample,
    SmallestFlip,
    Statistic,
    Terms,
    Told,
    decimal,
    millionths,
)

Value = tuple[int, int]  # in millionths, and the sample's number


class _Measure:
    """A rule's percentile and its limit."""

    def __init__(self, rule: Terms) -> None:
        self.method = rule.percentile.method
        self.p = Fraction(millionths(rule.percentile.fraction), MILLION)
        self.limit = millionths(rule.limit)

    def held(self, ascending: list[int]) -> Held | None:
        """The figure of some values, if there are any."""
        if not ascending:
            return None
        figure = percentile(self.method, self.p, ascending)
        return Held(decimal(rounded(figure)), figure > self.limit)

    def leave_one_out(self, ascending: list[int]) -> LeaveOneOut | None:
        """What leaving out each alone does."""
        figures = without_each(self.method, self.p, ascending)
        if not figures:
            return None
        exceeds = percentile(self.method, self.p, ascending) > self.limit
        flipping = sum((figure > self.limit) != exceeds for figure in figures)
        lowest, highest = rounded(min(figures)), rounded(max(figures))
        return LeaveOneOut(decimal(lowest), decimal(highest), flipping)

    def smallest_flip(self, values: list[Value]) -> SmallestFlip | None:
        """The fewest results that decide."""
        ascending = [value for value, _ in values]
        count = fewest(self.method, self.p, self.limit, ascending)
        if not count:
            return None
        exceeds = percentile(self.method, self.p, ascending) > self.limit
        order = values[::-1] if exceeds else values
        return SmallestFlip(count, tuple(number for _, number in order[:count][:LISTED_MAX]))


def statistic_of(rule: Terms, plan: Plan, samples: list[tuple[int, Sample]]) -> Statistic:
    """What follows from all samples of a plan, each with its number."""
    measure = _Measure(rule)
    analysed = [
        (each.result.counts(rule.non_detects), number, each.exclusion is not None)
        for number, each in samples
        if each.result is not None
    ]
    values = sorted((value, number) for value, number, _ in analysed)
    kept = sorted(value for value, _, left in analysed if not left)
    left_out = [(number, value) for value, number, left in analysed if left]
    everything = [value for value, _ in values]
    restored = []
    for number, value in left_out[:LISTED_MAX]:
        held = measure.held(sorted([*kept, value]))
        if held is not None:
            restored.append(RestoredOne(number, held))
    return Statistic(
        plan.required,
        len(samples),
        sum(each.taken is not None for _, each in samples),
        len(values),
        len(left_out),
        measure.held(everything),
        measure.held(kept),
        measure.leave_one_out(everything) if everything else None,
        measure.smallest_flip(values) if values else None,
        tuple(restored),
    )


def statistic(state: Rows, utility: bytes, name: str, plan: Plan) -> Statistic:
    """The figures of a plan as its samples are now."""
    rule = known(state, RULES, plan.rule.regulator, plan.rule.rule).terms
    rows = islice(state.under(SAMPLE_ROWS.key(utility, name)), SAMPLES_MAX)
    samples = [(int.from_bytes(key[-8:]), SAMPLE_ROWS.read(value)) for key, value in rows]
    return statistic_of(rule, plan, samples)


def reckon(state: Rows, out: Accepted, at: Now, utility: bytes, name: str) -> None:
    """Publishes a plan's figures if they changed, and tells what is to be told, once each."""
    plan = known(state, PLANS, utility, name)
    now = statistic(state, utility, name, plan)
    before = find(state, PUBLISHED, utility, name)
    if before is not None and before.statistic == now:
        return
    rule = known(state, RULES, plan.rule.regulator, plan.rule.rule).terms
    told = Told(False, False, False) if before is None else before.told
    revision = 1 if before is None else before.revision + 1
    out.fact(12, [utility, name], revision, STATISTIC.write(now))
    exceeds = now.kept is not None and now.kept.exceeds
    if now.kept is not None and exceeds and not told.exceeded:
        out.fact(13, [utility, name], now.kept.figure, rule.limit, rule.unit)
        for number, each in enumerate(rule.notices, 1):
            due = after(at.time, each.within_seconds)
            out.put(NOTICES, utility, name, number, Notice(each.recipient, due, None))
            out.put(OVERDUE, due, utility, name, number, at.height)
    results = now.analysed - now.excluded
    too_few = results < rule.minimum
    if too_few and not told.too_few:
        out.fact(14, [utility, name], plan.required, rule.minimum, results)
    pivotal = (now.complete is not None and now.complete.exceeds) != exceeds
    if pivotal and not told.pivotal and now.complete is not None:
        kept = None if now.kept is None else now.kept.figure
        out.fact(15, [utility, name], now.complete.figure, kept)
    said = Told(told.exceeded or exceeds, told.too_few or too_few, told.pivotal or pivotal)
    out.put(PUBLISHED, utility, name, Published(now, revision, at.time, said))


def overdue(state: Rows, out: Accepted, due: int, utility: bytes, name: str, number: int) -> None:
    """Tells that a notice was not confirmed in time."""
    notice = known(state, NOTICES, utility, name, number)
    out.fact(17, [utility, name], number, notice.recipient, due)
