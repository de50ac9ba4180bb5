"""The frontier: the best choice for every size of budget, with a proven gap at each.

Budgets change nothing but the right-hand sides of a few rows. So the choice of a smaller budget is a choice for a
larger one, which makes the frontier rise by construction; and what areas gain at given prices is the same for every
budget, which makes each bound a bound for all.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from opennaphs.analytics.optimise.answers import choice_of
from opennaphs.analytics.optimise.area_prices import PartPrices
from opennaphs.analytics.optimise.formulation import Formulation, formulate
from opennaphs.analytics.optimise.highs import solve_integer
from opennaphs.analytics.optimise.instance import Instance
from opennaphs.analytics.optimise.ladder import SMALL, NoPlan, Relaxed, first_plan, polished
from opennaphs.analytics.optimise.model import Floats, Model
from opennaphs.analytics.optimise.result import FrontierPoint, Watch
from opennaphs.analytics.optimise.search import Search
from opennaphs.domain.choice_check import benefit, violations
from opennaphs.domain.choices import Question
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.money import Money

USUAL_FACTORS = tuple(Decimal(tenth) / 10 for tenth in range(2, 19))
USUAL_SECONDS = 60.0
POINT_GAP = 0.01


@dataclass
class Point:
    """One size of budget, its model, the best solution so far."""

    factor: Decimal
    formulation: Formulation
    search: Search
    relaxed: Relaxed | None = None


def frontier(
    question: Question,
    factors: Sequence[Decimal] = USUAL_FACTORS,
    *,
    seconds: float = USUAL_SECONDS,
    gap: float = POINT_GAP,
    watch: Watch | None = None,
) -> tuple[FrontierPoint, ...]:
    """Choose for several sizes of budget.

    Args:
        question: what there is to choose from.
        factors: what every budget is multiplied by, in any order.
        seconds: how long to look in all.
        gap: the proven gap at which to leave a point.
        watch: hears of every step forward; the work stops after the points found so far when it says True.

    Raises:
        NoPlan: the demands cannot be met even with the largest budget.
    """
    if not factors or min(factors) < 0:
        raise NaphsError("A frontier needs sizes of the budget, none below zero: for example 0.5, 1 and 1.5.")
    began = time.monotonic()
    points: list[Point] = []
    bounds: PartPrices | None = None
    for number, factor in enumerate(sorted(set(factors))):
        left = (seconds - (time.monotonic() - began)) / (len(set(factors)) - number)
        point = _point(question, factor, max(left, 0.1), gap, watch)
        bounds = bounds or PartPrices(point.formulation.model)
        _choose(point, points[-1] if points else None, bounds)
        if point.search.x is not None:
            points.append(point)
        if point.search.stopped:
            break
    if not points:
        raise NoPlan("No choice satisfies all demands and limits together, whatever the size of the budget.")
    return tuple(_result(point, bounds) for point in points if bounds is not None)


def _point(question: Question, factor: Decimal, seconds: float, gap: float, watch: Watch | None) -> Point:
    formulation = formulate(Instance(question.scaled(factor), unit_of=question))
    return Point(factor, formulation, Search(formulation.model, seconds, gap, watch))


def _choose(point: Point, before: Point | None, bounds: PartPrices) -> None:
    """Begin with the choice of the smaller budget, plan anew, prove a bound where none is good enough."""
    search = point.search
    if before is not None and before.search.x is not None:
        search.offer(before.search.x, f"the choice at {before.factor} of the budget")
    try:
        point.relaxed = first_plan(point.formulation, search, None if before is None else before.relaxed)
    except NoPlan:
        return
    if point.relaxed is not None:
        bounds.ask_roughly(point.relaxed.prices)
    search.prove(bounds.bound_of(search.model), "prices by area, relaxed")
    if search.model.columns <= SMALL:
        _finish(search)
    elif not search.proven and point.relaxed is not None:
        bounds.ask_for_all(point.relaxed.prices)
        search.prove(bounds.bound_of(search.model), "prices by area")


def _finish(search: Search) -> None:
    """Let the solver close the gap of a small model."""
    if not search.over:
        found = solve_integer(search.model, seconds=search.left, start=search.x, gap=search.gap)
        search.offer(found.x, "the whole model")
        search.prove(found.bound, "the whole model")


def _result(point: Point, bounds: PartPrices) -> FrontierPoint:
    """Turn a point into a choice and hold it against the exact rules."""
    question = point.formulation.instance.question
    choice = choice_of(point.formulation, _best(point.search.model, point.search.x))
    broken = violations(question, choice)
    if broken:
        message = f"The choice at {point.factor} of the budget breaks a rule: {broken[0]} Please report this."
        raise NaphsError(message)
    value = float(benefit(question, choice))
    bound = max(min(point.search.bound, bounds.bound_of(point.search.model)), value)
    return FrontierPoint(point.factor, _money(question), value, bound, choice)


def _best(model: Model, x: Floats | None) -> Floats:
    assert x is not None  # noqa: S101 - points without a plan are not kept
    return polished(model, x)


def _money(question: Question) -> Money:
    return question.money(sum((source.whole.amount for source in question.sources), Decimal(0)))
