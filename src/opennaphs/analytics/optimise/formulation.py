"""The model of a question: what the columns mean and which rows hold them together.

Columns are states by the end of a period, never events in it: the share of an activity started, a step reached. Such
“by” columns give the strongest linear relaxation known for this kind of problem (``docs/explanation/optimising.md``).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from opennaphs.analytics.optimise.instance import Instance
from opennaphs.analytics.optimise.model import EVERYWHERE, NO_COLUMN, Ints, Model, ModelBuilder
from opennaphs.analytics.optimise.money_rows import MoneyColumns, add_money
from opennaphs.domain.choices import Demand, DemandKind, LevelStep


@dataclass(frozen=True)
class Layout:
    """Where things stand among the columns; ``NO_COLUMN`` where something is impossible, which is a constant zero.

    Attributes:
        started: work x period.
        complete: work x period; the same columns, later.
        reached: step x period.
        counted: (step, optional work) pairs -> their columns by period.
        money: flows, carried money, groups paid once.
    """

    started: Ints
    complete: Ints
    reached: Ints
    counted: dict[tuple[int, int], Ints]
    money: MoneyColumns


@dataclass(frozen=True)
class Formulation:
    """A question's arrays, its model, and where things stand in it."""

    instance: Instance
    model: Model
    layout: Layout


def formulate(instance: Instance) -> Formulation:
    """Build the model of a question."""
    builder = ModelBuilder()
    started, complete = _work_columns(builder, instance)
    reached = _step_columns(builder, instance)
    _reward_work(builder, instance, complete)
    _steps_need_work(builder, instance, reached, complete)
    counted = _steps_need_optional_work(builder, instance, reached, complete)
    _steps_need_steps(builder, instance, reached)
    _work_needs_work(builder, instance, started, complete)
    _laws(builder, instance, complete)
    money = add_money(builder, instance, started)
    layout = Layout(started, complete, reached, counted, money)
    _refuse_the_impossible(builder, instance, layout)
    return Formulation(instance, _with_demands(builder.build(), instance, layout), layout)


def _work_columns(builder: ModelBuilder, instance: Instance) -> tuple[Ints, Ints]:
    """Add a column for each work and each period in which it can start and still be completed."""
    question, duration = instance.question, instance.duration
    periods = np.arange(question.horizon.periods)
    latest = question.horizon.periods - duration
    own = periods[None, :] <= latest[:, None]
    parts = np.broadcast_to(instance.area_of_work[:, None], own.shape)[own]
    numbers = np.full(own.shape, NO_COLUMN)
    numbers[own] = builder.add_columns((int(own.sum()),), integer=not question.straddle, part_of=parts)
    started = _taken(numbers, np.minimum(periods[None, :], latest[:, None]))
    later = own[:, 1:]
    _order(builder, numbers[:, :-1][later], numbers[:, 1:][later])
    return started, _taken(started, periods[None, :] - duration[:, None] + 1)


def _taken(numbers: Ints, periods: Ints) -> Ints:
    """Take columns by period, ``NO_COLUMN`` before the first."""
    taken = np.take_along_axis(numbers, np.maximum(periods, 0), axis=1)
    return np.where(periods >= 0, taken, NO_COLUMN)


def _order(builder: ModelBuilder, lower: Ints, higher: Ints) -> None:
    """Add rows that keep the first columns at or below the second; equal columns need none."""
    lower, higher = lower.ravel(), higher.ravel()
    differ = (lower != higher) & (lower != NO_COLUMN)
    builder.add_rows(np.stack([lower[differ], higher[differ]], axis=1), np.array([1.0, -1.0]), ceiling=0.0)


def _step_columns(builder: ModelBuilder, instance: Instance) -> Ints:
    question = instance.question
    worth = np.array([float(step.worth) for step in question.steps])
    held = np.array([float(one) for one in question.held])
    kept = np.array([1.0 - float(question.partial_credit) if step.required else 1.0 for step in question.steps])
    shape = (len(question.steps), question.horizon.periods)
    worth = (worth * kept)[:, None] * held
    numbers = builder.add_columns(shape, worth=worth, integer=True, part_of=instance.area_of_step[:, None])
    _order(builder, numbers[:, :-1], numbers[:, 1:])
    return numbers


def _reward_work(builder: ModelBuilder, instance: Instance, complete: Ints) -> None:
    """Give partial credit to the work of a step, where the question asks for it."""
    share = float(instance.question.partial_credit)
    held = [float(one) for one in instance.question.held]
    worth = np.concatenate(builder.worth)
    for step in instance.question.steps if share else ():
        each = share * float(step.worth) / max(len(step.required), 1)
        for work in step.required:
            for period, column in enumerate(complete[instance.number_of[work]]):
                worth[column] += each * held[period] if column != NO_COLUMN else 0.0
    builder.worth = [worth]


def _steps_need_work(builder: ModelBuilder, instance: Instance, reached: Ints, complete: Ints) -> None:
    pairs = [
        (step, instance.number_of[work]) for step, one in enumerate(instance.question.steps) for work in _all_of(one)
    ]
    steps, works = np.array(pairs, dtype=np.intp).reshape(-1, 2).T
    _order(builder, reached[steps], complete[works])


def _all_of(step: LevelStep) -> tuple[str, ...]:
    """Give the work that a step cannot do without: what it requires, and the optional when all of it is asked for."""
    return (*step.required, *step.optional) if step.enough >= len(step.optional) else step.required


def _steps_need_optional_work(
    builder: ModelBuilder, instance: Instance, reached: Ints, complete: Ints
) -> dict[tuple[int, int], Ints]:
    """Count optional work towards a step, each at most as far as the step itself is reached.

    Summing completed work instead would let half a step be reached with half of the cheapest work.
    """
    found: dict[tuple[int, int], Ints] = {}
    for number, step in enumerate(instance.question.steps):
        if 0 < step.enough < len(step.optional):
            works = np.array([instance.number_of[work] for work in step.optional])
            columns = _count_towards(
                builder, reached[number], complete[works], step.enough, instance.area_of_step[number]
            )
            found.update({(number, int(work)): row for work, row in zip(works, columns, strict=True)})
    return found


def _count_towards(builder: ModelBuilder, reached: Ints, complete: Ints, enough: int, part: int) -> Ints:
    """Add columns “this work counts”: whole or not at all, at most as the step is reached and the work complete."""
    counts = builder.add_columns((len(complete), 1), integer=True, part_of=part)
    columns = builder.add_columns(complete.shape, part_of=part)
    _order(builder, columns, complete)
    builder.add_rows(
        np.stack(np.broadcast_arrays(columns, counts), axis=2).reshape(-1, 2), np.array([1.0, -1.0]), ceiling=0.0
    )
    steps = np.broadcast_to(reached, columns.shape)
    _order(builder, columns, steps)
    # No more count than are asked for: otherwise two halves of different work would count as one.
    builder.add_rows(counts.T, 1.0, ceiling=float(enough))
    total = np.concatenate([columns.T, reached[:, None]], axis=1)
    builder.add_rows(total, np.array([1.0] * len(columns) + [-float(enough)]), floor=0.0)
    _order(builder, columns[:, :-1], columns[:, 1:])
    fourfold = np.stack([steps[:, :-1], columns[:, 1:], columns[:, :-1], steps[:, 1:]], axis=2).reshape(-1, 4)
    builder.add_rows(fourfold, np.array([1.0, 1.0, -1.0, -1.0]), ceiling=0.0)
    return np.concatenate([columns, counts], axis=1)


def _steps_need_steps(builder: ModelBuilder, instance: Instance, reached: Ints) -> None:
    for number, step in enumerate(instance.question.steps):
        for other in step.after:
            _order(builder, reached[number], reached[instance.step_number[other]])


def _work_needs_work(builder: ModelBuilder, instance: Instance, started: Ints, complete: Ints) -> None:
    for number, work in enumerate(instance.question.works):
        for need in work.needs:
            _order(builder, started[number], complete[instance.number_of[need]])


def _laws(builder: ModelBuilder, instance: Instance, complete: Ints) -> None:
    """Add “at least so many complete by the end”; each counts whole or not at all."""
    for law in instance.question.at_least:
        works = np.array([instance.number_of[work] for work in law.works], dtype=np.intp)
        part = _one_part(instance.area_of_work[works])
        counts = builder.add_columns((len(works),), integer=True, part_of=part)
        _order(builder, counts, complete[works, -1])
        builder.add_rows(counts[None, :], 1.0, floor=float(law.count))


def _one_part(parts: Ints) -> int:
    return int(parts[0]) if len(set(parts.tolist())) == 1 else EVERYWHERE


def _refuse_the_impossible(builder: ModelBuilder, instance: Instance, layout: Layout) -> None:
    """Add a row that nothing satisfies for each demand on what cannot be: its column is a constant zero."""
    for demand in instance.question.demands:
        for column, floor, _ in _narrowed(demand, instance, layout):
            if column == NO_COLUMN and floor > 0:
                builder.add_rows(np.array([[NO_COLUMN]]), 1.0, floor=floor)


def _with_demands(model: Model, instance: Instance, layout: Layout) -> Model:
    """Narrow columns to what people demand."""
    low, high = model.low.copy(), model.high.copy()
    for demand in instance.question.demands:
        for column, floor, ceiling in _narrowed(demand, instance, layout):
            if column != NO_COLUMN:
                low[column] = max(low[column], floor)
                high[column] = min(high[column], ceiling)
    return replace(model, low=low, high=high)


def _narrowed(demand: Demand, instance: Instance, layout: Layout) -> Iterator[tuple[int, float, float]]:
    by = instance.question.horizon.periods - 1 if demand.period is None else demand.period
    if demand.kind is DemandKind.REACH:
        yield int(layout.reached[instance.step_number[demand.subject], by]), 1.0, 1.0
        return
    number = instance.number_of[demand.subject]
    if demand.kind is DemandKind.DO:
        yield int(layout.complete[number, by]), 1.0, 1.0
    elif demand.kind is DemandKind.LEAVE_OUT:
        yield int(layout.started[number, -1]), 0.0, 0.0
    elif by > 0:
        yield int(layout.started[number, by - 1]), 0.0, 0.0
