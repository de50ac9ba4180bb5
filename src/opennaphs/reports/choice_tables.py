"""The rows of a choice that terminal, workbook, brief and CSV share: each figure is worked out once, here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from opennaphs.analytics.optimise.result import FrontierPoint, Optimum, SureChoice
from opennaphs.domain.choice_check import tail, taken_up
from opennaphs.domain.choice_costs import GROUP, Bill, bills
from opennaphs.domain.choice_reasons import Alternative, LeftOut, NextMoney, Reasons
from opennaphs.domain.choice_records import ChosenActivity, SourceUse, chosen_activities, source_uses
from opennaphs.domain.choice_remarks import Remark
from opennaphs.domain.choices import Absorption, Choice, Question
from opennaphs.domain.money import Money
from opennaphs.domain.planning import Activity
from opennaphs.domain.step_weights import StepWeights
from opennaphs.reports.frontier_tables import CurvePoint, NamedPlan

NOTHING = Decimal(0)
UNIT_SHARE = 10
FULL = Decimal("0.999")


@dataclass(frozen=True)
class ChoiceReport(NamedPlan):
    """A choice with all that is said about it.

    Attributes:
        plan: the plan before the choice, with all its activities.
        question: what was asked, with all its money.
        optimum: the answer; of a sure choice, the one with some money held back.
        reasons, weights, remarks: why, what steps weigh, what was assumed.
        rules: name of the rules file.
        less: sizes of the budget at which it was chosen again; where nothing was possible there is no cutback.
        alternative: a choice nearly as good with somebody's favourites, if asked for.
        sure: how sure the money suffices, if asked for.
        frontier: the best choices at other sizes of budget, if asked for.
    """

    question: Question
    optimum: Optimum
    reasons: Reasons
    weights: StepWeights
    remarks: tuple[Remark, ...]
    rules: str
    less: tuple[Decimal, ...] = ()
    alternative: Alternative | None = None
    sure: SureChoice | None = None
    frontier: tuple[FrontierPoint, ...] = ()

    @property
    def choice(self) -> Choice:
        """What is chosen."""
        return self.optimum.choice

    @cached_property
    def activities(self) -> dict[str, Activity]:
        """The activities of the plan, by number."""
        return {activity.id: activity for activity in self.plan.activities}

    @cached_property
    def times(self) -> dict[str, ChosenActivity]:
        """When each chosen activity is done."""
        return {one.activity: one for one in chosen_activities(self.question, self.choice)}

    @cached_property
    def bills(self) -> tuple[Bill, ...]:
        """What is to be paid."""
        return bills(self.question, self.choice)

    @cached_property
    def sources(self) -> tuple[SourceUse, ...]:
        """What each source has, and what is taken of it."""
        return source_uses(self.question, self.choice)

    @cached_property
    def left_out(self) -> dict[str, LeftOut]:
        """Why each step left out is, by step."""
        return {one.step: one for one in self.reasons.left_out}

    @property
    def have(self) -> Money:
        """All the money of all sources."""
        return self.money(sum((one.whole.amount for one in self.question.sources), NOTHING))

    @property
    def used(self) -> Money:
        """All the money that is used."""
        return self.money(sum((payment.amount for payment in self.choice.payments), NOTHING))

    @property
    def tail(self) -> Money:
        """What is due in each year after the plan."""
        return self.money(tail(self.question, self.choice))

    def money(self, amount: Decimal) -> Money:
        """Give an amount of the question as money, to the cent."""
        return self.question.money(amount).rounded()


# --- levels -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LevelRow:
    """A target: its level today, at the end of each plan year, and the goal."""

    target: str
    area: str
    today: int
    by_year: tuple[int, ...]
    goal: int

    @property
    def after(self) -> int:
        """Its level at the end of the plan."""
        return self.by_year[-1]


def level_rows(report: ChoiceReport) -> tuple[LevelRow, ...]:
    """Give every target of the plan with the levels the choice leads to."""
    areas = {step.target: step.area for step in report.steps.values()}
    return tuple(
        LevelRow(
            gap.target,
            areas.get(gap.target, gap.target.rpartition(".")[0]),
            gap.current,
            tuple(_level(report, gap.target, gap.current, year) for year in range(report.question.horizon.years)),
            gap.goal,
        )
        for gap in report.plan.gaps
    )


def _level(report: ChoiceReport, target: str, today: int, year: int) -> int:
    last = report.question.horizon.last_period(year)
    steps = ((report.steps[name], period) for name, period in report.choice.reached.items())
    found = [step.level for step, period in steps if step.target == target and period <= last]
    return max([today, *(level for level in found if level is not None)])


@dataclass(frozen=True)
class AreaRow:
    """An area: its indicators, how many rise, the sum of their levels today, after the plan, and of their goals."""

    area: str
    indicators: int
    lifted: int
    today: int
    after: int
    goal: int
    steps: int
    steps_reached: int
    cost: Money

    def mean(self, levels: int) -> float:
        """Give the mean of the levels of its indicators."""
        return levels / self.indicators


def area_rows(report: ChoiceReport) -> tuple[AreaRow, ...]:
    """Give the areas of the plan in its order."""
    rows: dict[str, list[LevelRow]] = {}
    for row in level_rows(report):
        rows.setdefault(row.area, []).append(row)
    order = {area: number for number, area in enumerate(report.plan.area_titles)}
    return tuple(_area(report, area, rows[area]) for area in sorted(rows, key=lambda area: order.get(area, len(order))))


def _area(report: ChoiceReport, area: str, rows: list[LevelRow]) -> AreaRow:
    steps = [step.id for step in report.steps.values() if step.area == area]
    cost = sum((sum(bill.by_year, NOTHING) for bill in report.bills if bill.bearer.area == area), NOTHING)
    return AreaRow(
        area,
        len(rows),
        sum(row.after > row.today for row in rows),
        sum(row.today for row in rows),
        sum(row.after for row in rows),
        sum(row.goal for row in rows),
        len(steps),
        sum(step in report.choice.reached for step in steps),
        report.money(cost),
    )


# --- activities ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ActivityRow:
    """A chosen activity, or work that several pay once: when, who pays, how much in each plan year.

    ``members`` are the activities of work paid once; their own rows carry no money of their own.
    """

    name: str
    area: str
    time: ChosenActivity | None
    sources: tuple[str, ...]
    by_year: tuple[Money, ...]
    members: tuple[str, ...] = ()
    group: str | None = None

    @property
    def total(self) -> Decimal:
        """What is paid for it over the plan."""
        return sum((money.amount for money in self.by_year), NOTHING)


def activity_rows(report: ChoiceReport) -> tuple[ActivityRow, ...]:
    """Give the chosen activities in the order of the plan, then the work paid once; together all that is paid."""
    paid, sources = _paid(report)
    groups = {work.id: name for name, works in report.question.shared_groups.items() for work in works}
    single = tuple(
        ActivityRow(
            name,
            report.activities[name].area,
            report.times[name],
            sources.get(name, ()),
            _moneys(report, paid.get(name)),
            group=groups.get(name),
        )
        for name in report.activities
        if name in report.times
    )
    return (*single, *(_group_row(report, payee, paid, sources) for payee in paid if payee.startswith(GROUP)))


def _group_row(
    report: ChoiceReport, payee: str, paid: Mapping[str, list[Decimal]], sources: Mapping[str, tuple[str, ...]]
) -> ActivityRow:
    name = payee.removeprefix(GROUP)
    works = report.question.shared_groups[name]
    bearer = next(bill.bearer for bill in report.bills if bill.payee == payee)
    members = tuple(work.id for work in works if work.id in report.times)
    return ActivityRow(name, bearer.area, None, sources[payee], _moneys(report, paid[payee]), members, name)


def _paid(report: ChoiceReport) -> tuple[dict[str, list[Decimal]], dict[str, tuple[str, ...]]]:
    """Give what is paid for each payee in each year, and by whom, who pays most first."""
    by_year: dict[str, list[Decimal]] = {}
    by_source: dict[str, dict[str, Decimal]] = {}
    for payment in report.choice.payments:
        by_year.setdefault(payment.payee, [NOTHING] * report.question.horizon.years)[payment.year] += payment.amount
        sums = by_source.setdefault(payment.payee, {})
        sums[payment.source] = sums.get(payment.source, NOTHING) + payment.amount
    sources = {payee: tuple(sorted(sums, key=lambda one: (-sums[one], one))) for payee, sums in by_source.items()}
    return by_year, sources


def _moneys(report: ChoiceReport, amounts: Iterable[Decimal] | None) -> tuple[Money, ...]:
    known = [NOTHING] * report.question.horizon.years if amounts is None else amounts
    return tuple(report.money(amount) for amount in known)


def activities_left_out(report: ChoiceReport) -> tuple[Activity, ...]:
    """Give the activities that are not chosen, in the order of the plan."""
    return tuple(one for one in report.plan.activities if one.id not in report.times)


# --- money --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SourceRow:
    """A source in a plan year: its money, what came over from the year before, what is used, what is left.

    ``next_money`` is what one more unit of currency would bring; ``None`` when nobody worked it out.
    """

    source: str
    title: str
    year: int
    money: Money
    carried: Money
    used: Money
    next_money: float | None

    @property
    def left(self) -> Money:
        """What is left at the end of the year; by rounding it may seem a cent below nothing, which is nothing."""
        left = self.money + self.carried - self.used
        return left if left.amount > 0 else Money.zero(left.currency, left.price_year)


def source_rows(report: ChoiceReport) -> tuple[SourceRow, ...]:
    """Give every source and plan year."""
    worth = {(one.source, one.year): one.worth for one in report.reasons.next_money}
    shares = {source.id: source.carry_over for source in report.question.sources}
    return tuple(row for one in report.sources for row in _years_of(report, one, shares[one.id], worth))


def _years_of(
    report: ChoiceReport, one: SourceUse, share: Decimal, worth: Mapping[tuple[str, int], float]
) -> Iterable[SourceRow]:
    carried = report.money(NOTHING)
    for year, (money, used) in enumerate(zip(one.by_year, one.used, strict=True)):
        calendar = report.question.horizon.first_year + year
        row = SourceRow(one.id, one.title, calendar, money, carried, used, worth.get((one.id, year)))
        yield row
        carried = row.left.times(share).rounded()


def unused(report: ChoiceReport) -> dict[str, Money]:
    """Give what is left of each source in the end: what is not used in any year of the plan."""
    left = {}
    for one in report.sources:
        have, used = (sum((money.amount for money in moneys), NOTHING) for moneys in (one.by_year, one.used))
        left[one.id] = report.money(max(have - used, NOTHING))
    return left


def reading_unit(report: ChoiceReport) -> Money:
    """Give a round amount to speak of more money in: the power of ten nearest below a tenth of a year's money."""
    a_year = report.have.amount / report.question.horizon.years / UNIT_SHARE
    digits = a_year.adjusted() if a_year >= 1 else 0
    return report.money(Decimal(10) ** digits)


def scarcest(report: ChoiceReport) -> NextMoney | None:
    """Give the source and year in which more money would bring most; ``None`` when it would nowhere."""
    found = [one for one in report.reasons.next_money if one.worth > 0]
    return max(found, key=lambda one: one.worth, default=None)


def full_limits(report: ChoiceReport) -> tuple[tuple[Absorption, int], ...]:
    """Give each ministry or area that can take up no more, with the first plan year by which it cannot."""
    found = []
    for one in report.question.absorption:
        taken, limits = taken_up(report.question, report.choice, one), one.by_year
        if one.adds_up:
            taken, limits = _added(taken), _added(limits)
        pairs = enumerate(zip(taken, limits, strict=True))
        year = next((year for year, (amount, limit) in pairs if limit > 0 and amount >= limit * FULL), None)
        if year is not None:
            found.append((one, year))
    return tuple(found)


def _added(amounts: Iterable[Decimal]) -> tuple[Decimal, ...]:
    sums = [NOTHING]
    for amount in amounts:
        sums.append(sums[-1] + amount)
    return tuple(sums[1:])


# --- the curve ----------------------------------------------------------------------------------------------------


def curve(report: ChoiceReport) -> tuple[CurvePoint, ...]:
    """Give what is known of the frontier: its points, the choice itself, and those with less or more money."""
    ours = CurvePoint(Decimal(1), report.have, report.optimum.value, report.optimum.bound)
    known = [
        *(CurvePoint(one.factor, one.money, one.value, one.bound) for one in report.frontier),
        *(CurvePoint(one.factor, report.have.times(one.factor).rounded(), one.value, one.bound)
          for one in report.reasons.cutbacks),
    ]  # fmt: skip
    best: dict[Decimal, CurvePoint] = {}
    for point in (*known, *(() if report.sure is not None else (ours,))):
        best[point.factor] = _better(best.get(point.factor, point), point)
    return tuple(best[factor] for factor in sorted(best))


def _better(one: CurvePoint, other: CurvePoint) -> CurvePoint:
    """Give the better of two choices with the same money, with the tighter bound."""
    return replace(max(one, other, key=lambda point: point.value), bound=min(one.bound, other.bound))
