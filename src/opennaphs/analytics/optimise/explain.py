"""Reasons of a choice: what an activity unlocks, why steps are left out, what other budgets do, other choices."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np
from scipy import sparse

from opennaphs.analytics.optimise.answers import choice_of, solution_of
from opennaphs.analytics.optimise.formulation import Formulation, formulate
from opennaphs.analytics.optimise.highs import solve_integer, solve_linear
from opennaphs.analytics.optimise.instance import Instance
from opennaphs.analytics.optimise.ladder import NoPlan, optimise, polished
from opennaphs.analytics.optimise.model import NO_COLUMN, NO_ROW, Model
from opennaphs.analytics.optimise.money_rows import ABSORPTION, SOURCE
from opennaphs.analytics.optimise.result import Optimum, Watch
from opennaphs.analytics.optimise.what_if import Widening
from opennaphs.domain.choice_check import benefit
from opennaphs.domain.choice_closures import LeftWork, left_work
from opennaphs.domain.choice_reasons import (
    Alternative,
    Change,
    Cutback,
    LeftOut,
    Limit,
    NextMoney,
    Reasons,
    WhyNot,
    unlocks,
)
from opennaphs.domain.choices import Choice, DemandKind, Question
from opennaphs.domain.errors import NaphsError

LESS = (Decimal("0.9"), Decimal("0.8"))
MOST_LOOKED_INTO = 60
WELL_BELOW = 0.5
WHY = {Limit.SOURCE: WhyNot.BUDGET, Limit.TAIL: WhyNot.TAIL}
FAVOURITE = 1.0


def explain(
    optimum: Optimum, *, cutbacks: Iterable[Decimal] = LESS, seconds: float = 20.0, watch: Watch | None = None
) -> Reasons:
    """Explain a choice.

    Args:
        optimum: the choice, with its question.
        cutbacks: sizes of the budget to choose anew with, as multiples.
        seconds: how long each of these may take.
        watch: hears of their progress; stops one when it says True.
    """
    question, formulation = optimum.question, formulate(Instance(optimum.question))
    prices = next_money(formulation)
    found = (_cutback(optimum, factor, seconds, watch) for factor in cutbacks)
    cut = tuple(one for one in found if one is not None)
    return Reasons(unlocks(question, optimum.choice), left_out(formulation, optimum.choice), prices, cut)


def next_money(formulation: Formulation) -> tuple[NextMoney, ...]:
    """Give what one more unit of currency of each source and year is worth: its price in the linear relaxation.

    Near the optimum it says where money is short; for a large amount a choice has to be made anew.
    """
    instance, model = formulation.instance, formulation.model
    relaxed = solve_linear(model)
    found = []
    for number, source in enumerate(instance.question.sources):
        for year, row in enumerate(model.named[SOURCE, number]):
            price = 0.0 if relaxed is None or row == NO_ROW else float(relaxed.prices[row])
            found.append(NextMoney(source.id, year, max(price, 0.0) / instance.unit))
    return tuple(found)


# --- what is left out ---------------------------------------------------------------------------------------------


def left_out(formulation: Formulation, choice: Choice) -> tuple[LeftOut, ...]:
    """Say of every step that is not reached why, and what would bring it in; the largest gain for its cost first.

    The least change is worked out for the first sixty; the rest would take long and is seldom read.
    """
    question, room = formulation.instance.question, Widening(formulation, choice)
    asked = sorted(
        (left_work(question, choice, step) for step in question.steps if step.id not in choice.reached),
        key=lambda one: (-one.gain / max(one.cost, Decimal(1)), one.step),
    )
    price = price_of_room(formulation)
    return tuple(
        _left_out(question, one, room if number < MOST_LOOKED_INTO else None, price) for number, one in enumerate(asked)
    )


def price_of_room(formulation: Formulation) -> dict[tuple[Limit, str, int | None], float]:
    """Give the price of each limit in the linear relaxation, per unit of currency (or start)."""
    instance, relaxed = formulation.instance, solve_linear(formulation.model)
    found: dict[tuple[Limit, str, int | None], float] = {}
    if relaxed is None:
        return found
    for (kind, number), rows in formulation.model.named.items():
        for year, row in enumerate(rows):
            if row != NO_ROW and kind == SOURCE:
                source = instance.question.sources[number]
                found[Limit.SOURCE, source.id, year] = float(relaxed.prices[row]) / instance.unit
            elif row != NO_ROW and kind == ABSORPTION:
                limit = instance.question.absorption[number]
                found[Limit(str(limit.bearer)), limit.name, year] = float(relaxed.prices[row]) / instance.unit
    return found


def _left_out(
    question: Question, asked: LeftWork, room: Widening | None, price: dict[tuple[Limit, str, int | None], float]
) -> LeftOut:
    plain = LeftOut(asked.step, WhyNot.LOW_VALUE, asked.works, asked.cost, asked.gain, waits_for=asked.waits_for)
    barred = {demand.subject for demand in question.demands if demand.kind is DemandKind.LEAVE_OUT}
    if barred & set(asked.works):
        return replace(plain, why=WhyNot.DEMAND)
    if room is None:
        return plain
    changes = room.needed_for((asked.step, *asked.steps), asked.works)
    if changes is None:
        return replace(plain, why=WhyNot.TIME)
    return replace(plain, why=_why(asked, changes, price), changes=changes)


def _why(asked: LeftWork, changes: Sequence[Change], price: dict[tuple[Limit, str, int | None], float]) -> WhyNot:
    """Name the limit that takes the largest change, unless the gain is worth little at the going prices.

    Without any change it fits: the search ended before it was settled, or it only fits in parts.
    """
    if not changes:
        return WhyNot.UNSETTLED
    at_prices = sum(float(one.amount) * price.get((one.limit, one.name, one.year), 0.0) for one in changes)
    if float(asked.gain) < WELL_BELOW * at_prices:
        return WhyNot.LOW_VALUE
    largest = max(changes, key=lambda one: one.amount)
    return WHY.get(largest.limit, WhyNot.ABSORPTION)


# --- other budgets, other choices ---------------------------------------------------------------------------------


def _cutback(optimum: Optimum, factor: Decimal, seconds: float, watch: Watch | None) -> Cutback | None:
    """Choose anew with less money; ``None`` when the demands cannot be met with it."""
    try:
        other = optimise(optimum.question.scaled(factor), seconds=seconds, gap=max(optimum.gap, 1e-3), watch=watch)
    except NoPlan:
        return None
    return Cutback(factor, other.value, other.bound, *differences(optimum.choice, other.choice))


def differences(before: Choice, after: Choice) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the steps lost and the steps gained from one choice to another."""
    lost, gained = set(before.reached) - set(after.reached), set(after.reached) - set(before.reached)
    return tuple(sorted(lost)), tuple(sorted(gained))


def alternative(
    optimum: Optimum, favourites: Sequence[str], *, within: float = 0.01, seconds: float = 30.0
) -> Alternative:
    """Find a choice nearly as good that keeps as many favourites as it can.

    Args:
        optimum: the best choice.
        favourites: activities to complete and steps to reach, by id.
        within: how much benefit may be given up, as a share.
        seconds: how long to look.

    Raises:
        NaphsError: a favourite is neither an activity nor a step of the question.
    """
    formulation = formulate(Instance(optimum.question))
    model = _for_favourites(formulation, favourites, float(optimum.value) * (1 - within))
    start = solution_of(formulation, optimum.choice)
    found = solve_integer(model, seconds=seconds, start=start)
    if found.x is None:
        raise NaphsError("No plan so close to the best was found in the time given. Allow more time, or give up more.")
    choice = choice_of(formulation, polished(model, found.x))
    kept = tuple(one for one in favourites if one in choice.reached or one in choice.started)
    missing = tuple(one for one in favourites if one not in kept)
    value = float(benefit(optimum.question, choice))
    return Alternative(choice, value, kept, missing, *differences(optimum.choice, choice))


def _for_favourites(formulation: Formulation, favourites: Sequence[str], least: float) -> Model:
    """Ask for favourites instead of benefit, of which so much has to remain; between equals, benefit decides."""
    model = formulation.model
    worth = model.worth / max(float(np.abs(model.worth).sum()), 1.0) / 2
    for name in favourites:
        column = _last_column(formulation, name)
        if column != NO_COLUMN:
            worth[column] += FAVOURITE
    rows = sparse.vstack([model.rows, sparse.csr_matrix(model.worth)]).tocsr()
    floor, ceiling = np.append(model.floor, least), np.append(model.ceiling, np.inf)
    return replace(model, worth=worth, rows=rows, floor=floor, ceiling=ceiling)


def _last_column(formulation: Formulation, name: str) -> int:
    instance, layout = formulation.instance, formulation.layout
    if name in instance.step_number:
        return int(layout.reached[instance.step_number[name], -1])
    if name in instance.number_of:
        return int(layout.complete[instance.number_of[name], -1])
    message = f"“{name}” is neither an activity nor a level step of this plan. Write ids as the plan shows them."
    raise NaphsError(message)
