"""Work packages: what one step asks of one ministry goes together, so that a first plan is found at once.

The restriction loses little and shrinks the model by half. Its plans are plans of the whole question; its bound is not.
"""

from collections.abc import Iterator

import numpy as np

from opennaphs.analytics.optimise.formulation import Formulation
from opennaphs.analytics.optimise.model import NO_COLUMN, Ints, Restriction, merged
from opennaphs.domain.choices import LevelStep, Question, Work
from opennaphs.domain.library import EconomicType


def packaged(formulation: Formulation) -> Restriction:
    """Restrict a model to work packages, and to the cheapest of the optional work."""
    column_of = np.arange(formulation.model.columns)
    tied = _tied(formulation.instance.question)
    users: dict[str, list[LevelStep]] = {}
    for step in formulation.instance.question.steps:
        for name in _counted(formulation, step, column_of):
            users.setdefault(name, []).append(step)
    for work in formulation.instance.question.works:
        if work.id not in users and work.id not in tied:
            _put(column_of, _columns(formulation, work), NO_COLUMN)
    for first, *others in _packages(formulation, users, tied):
        for other in others:
            _put(column_of, _columns(formulation, other), _columns(formulation, first))
    return merged(formulation.model, _renumbered(column_of))


def _tied(question: Question) -> set[str]:
    """Give the work about which something is said that a package could not keep."""
    said = {demand.subject for demand in question.demands} | {name for law in question.at_least for name in law.works}
    groups = {work.id for works in question.shared_groups.values() for work in works}
    needs = {name for work in question.works if work.needs for name in (work.id, *work.needs)}
    return said | groups | needs


def _counted(formulation: Formulation, step: LevelStep, column_of: Ints) -> tuple[str, ...]:
    """Settle which optional work a step counts, the cheapest; give all work it asks for."""
    instance, layout = formulation.instance, formulation.layout
    if step.enough >= len(step.optional):
        return (*step.required, *step.optional)
    cheapest = sorted(step.optional, key=lambda name: (_rough_cost(instance.question, name), name))
    reached = layout.reached[instance.step_number[step.id]]
    for place, name in enumerate(cheapest if step.enough else ()):
        columns = layout.counted[instance.step_number[step.id], instance.number_of[name]]
        column_of[columns] = np.append(reached, reached[-1]) if place < step.enough else NO_COLUMN
    return (*step.required, *cheapest[: step.enough])


def _rough_cost(question: Question, name: str) -> float:
    work = question.work_of[name]
    return sum(float(sum(outlay)) for outlay in work.outlays.values()) + float(work.tail) * (question.horizon.years - 1)


def _columns(formulation: Formulation, work: Work) -> Ints:
    columns: Ints = formulation.layout.started[formulation.instance.number_of[work.id]]
    return columns


def _put(column_of: Ints, columns: Ints, targets: Ints | int) -> None:
    there = columns != NO_COLUMN
    column_of[columns[there]] = targets if isinstance(targets, int) else targets[there]


def _packages(formulation: Formulation, users: dict[str, list[LevelStep]], tied: set[str]) -> Iterator[list[Work]]:
    """Give the packages: work of one step, area, ministry and duration that the same sources may pay."""
    instance = formulation.instance
    found: dict[tuple[object, ...], list[Work]] = {}
    for work in instance.question.works:
        if len(users.get(work.id, ())) == 1 and work.id not in tied:
            classes = tuple(
                sorted((kind is EconomicType.RECURRENT, instance.class_of(work, kind)) for kind in work.outlays)
            )
            key = (users[work.id][0].id, work.area, work.ministry, work.duration, classes)
            found.setdefault(key, []).append(work)
    yield from found.values()


def _renumbered(column_of: Ints) -> Ints:
    kept = column_of != NO_COLUMN
    found = np.full(len(column_of), NO_COLUMN)
    found[kept] = np.unique(column_of[kept], return_inverse=True)[1]
    return found
