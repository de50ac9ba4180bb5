"""Ten reasons for a choice: what it buys cheaply, what its activities carry, what people and the law asked for."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

from opennaphs.domain.choice_costs import GROUP
from opennaphs.domain.choice_reasons import Limit
from opennaphs.domain.choices import DemandKind, Measure
from opennaphs.domain.costing import CostState
from opennaphs.reports.choice_tables import ChoiceReport, full_limits, scarcest, unused
from opennaphs.reports.choice_wording import (
    activity_name,
    bearer_name,
    listed,
    next_money_sentence,
    points,
    rough,
    source_title,
    step_name,
    steps_text,
)
from opennaphs.reports.cost_wording import Translate, readable

TEN = 10
MOST_CARRIERS, MOST_BARGAINS, MOST_DEMANDS = 4, 2, 2
NOTHING = Decimal(0)
WORTH_SAYING = Decimal("0.05")


def ten_reasons(report: ChoiceReport, t: Translate) -> tuple[str, ...]:
    """Give up to ten reasons for a choice, the most telling kinds first."""
    carriers = _carriers(report, t)
    return tuple(
        islice(
            (
                *_bargains(report, t),
                *islice(carriers, MOST_CARRIERS),
                *_demands(report, t),
                *_law(report, t),
                *_scarce(report, t),
                *_limits(report, t),
                *_unused(report, t),
                *_shared(report, t),
                *_free(report, t),
                *carriers,
            ),
            TEN,
        )
    )


def _bargains(report: ChoiceReport, t: Translate) -> Iterator[str]:
    """Name the steps that bring most for their money, of those that cost any."""
    priced = [(step, _own_cost(report, step)) for step in report.choice.reached]
    ratios = [(_benefit(report, step) / cost, step, cost) for step, cost in priced if cost > 0]
    text = t("{step} brings {points} benefit points for {money}: hardly any step is cheaper.")
    for _, step, cost in sorted(ratios, key=lambda one: (-one[0], one[1]))[:MOST_BARGAINS]:
        yield text.format(
            step=step_name(report, step, t),
            points=points(_benefit(report, step), t),
            money=rough(report.money(cost), t),
        )


def _own_cost(report: ChoiceReport, step: str) -> Decimal:
    """Give what the work of a step costs, with all of the work paid once that it has a part in."""
    works = [report.question.work_of[name] for name in report.question.step_of[step].required]
    payees = {work.id for work in works} | {f"{GROUP}{work.group}" for work in works if work.group is not None}
    return sum((sum(bill.by_year, NOTHING) for bill in report.bills if bill.payee in payees), NOTHING)


def _benefit(report: ChoiceReport, step: str) -> Decimal:
    question = report.question
    return question.step_of[step].worth * sum(question.held[report.choice.reached[step] :], NOTHING)


def _carriers(report: ChoiceReport, t: Translate) -> Iterator[str]:
    """Name the activities without which most is lost: the first of each area, then the others."""
    worth = {
        name: sum((_benefit(report, step) for step in steps), NOTHING)
        for name, steps in report.reasons.unlocks.items()
        if len(steps) > 1
    }
    ranked = sorted(worth, key=lambda one: (-worth[one], one))
    first = {report.activities[name].area: name for name in reversed(ranked)}
    leading = [name for name in ranked if name in first.values()]
    for name in (*leading, *(name for name in ranked if name not in leading)):
        yield _carrier(report, name, report.reasons.unlocks[name], worth[name], t)


def _carrier(report: ChoiceReport, name: str, steps: tuple[str, ...], worth: Decimal, t: Translate) -> str:
    text = t("{activity} carries {count} steps worth {points} points: {steps}.")
    activity, shown = activity_name(report.activities[name], t), steps_text(report, steps, t)
    return text.format(activity=activity, count=len(steps), points=points(worth, t), steps=shown)


def _demands(report: ChoiceReport, t: Translate) -> Iterator[str]:
    """Name what is done or reached because people ask for it."""
    asked = [one for one in report.question.demands if one.kind in {DemandKind.DO, DemandKind.REACH}]
    text = t("{what} is in whatever it brings, because the rules ask for it: {reason}.")
    for one in asked[:MOST_DEMANDS]:
        known = one.kind is DemandKind.REACH
        what = step_name(report, one.subject, t) if known else activity_name(report.activities[one.subject], t)
        yield text.format(what=what, reason=readable(one.reason).rstrip("."))


def _law(report: ChoiceReport, t: Translate) -> Iterator[str]:
    if len(report.question.at_least) > 1:
        text = t("At least one duty under the IHR is done in each of {count} areas, as the rules ask.")
        yield text.format(count=len(report.question.at_least))


def _scarce(report: ChoiceReport, t: Translate) -> Iterator[str]:
    short = scarcest(report)
    if short is not None:
        said = next_money_sentence(report, short.source, short.year, short.worth, t)
        yield f"{t('Here money is shortest:')} {said}"


def _limits(report: ChoiceReport, t: Translate) -> Iterator[str]:
    """Name who cannot take up more: there, money alone brings nothing."""
    full = [(one, year) for one, year in full_limits(report) if one.measure is Measure.MONEY]
    if not full:
        return
    limits = ((Limit(str(one.bearer)), one.name, report.question.horizon.first_year + year) for one, year in full)
    names = [f"{bearer_name(report, limit, name, t)} ({year})" for limit, name, year in limits]
    text = t("Some can take up no more, from the year given on; there, more money alone brings nothing: {names}.")
    yield text.format(names=listed(names, t))


def _unused(report: ChoiceReport, t: Translate) -> Iterator[str]:
    """Name the source of which most stays unused, when that is worth saying."""
    left = unused(report)
    whole = {source.id: source.whole.amount for source in report.question.sources}
    most = max(left, key=lambda one: left[one].amount, default=None)
    if most is not None and whole[most] and left[most].amount / whole[most] >= WORTH_SAYING:
        text = t(
            "{amount} of “{source}” stays unused: within its earmark and years, no use was found that brings more."
        )
        yield text.format(amount=rough(left[most], t), source=source_title(report, most))


def _shared(report: ChoiceReport, t: Translate) -> Iterator[str]:
    """Say how much work several areas ask for is paid once."""
    groups = {bill.payee for bill in report.bills if bill.payee.startswith(GROUP)}
    if len(groups) > 1:
        text = t("{count} pieces of work that several areas ask for are paid once and serve all of them.")
        yield text.format(count=len(groups))


def _free(report: ChoiceReport, t: Translate) -> Iterator[str]:
    free = [name for name in report.times if report.activities[name].cost.state is CostState.NO_EXTRA_COST]
    if len(free) > 1:
        text = t("{count} of the activities done cost nothing extra: decisions, agreements and work of staff in post.")
        yield text.format(count=len(free))
