"""What a step that is left out would take: its own work, and all that comes before it."""

from dataclasses import dataclass
from decimal import Decimal

from opennaphs.domain.choice_reach import completed_in
from opennaphs.domain.choices import Choice, LevelStep, Question


@dataclass(frozen=True)
class LeftWork:
    """The work a left-out step would take.

    Attributes:
        step: the step.
        steps: further steps that have to be reached first and are not.
        works: activities that are not complete in the choice: its own, those of the steps before, those they need.
        cost: what these cost over the plan when begun at once.
        gain: benefit of the step and the steps before, held as early as their durations allow.
        waits_for: what it waits for: the steps before, and needed activities of other steps.
    """

    step: str
    steps: tuple[str, ...]
    works: tuple[str, ...]
    cost: Decimal
    gain: Decimal
    waits_for: tuple[str, ...]


def left_work(question: Question, choice: Choice, step: LevelStep) -> LeftWork:
    """Work out what a step that is not reached would take besides what is chosen."""
    before = _open_steps(question, choice, step)
    steps = (step, *(question.step_of[name] for name in before))
    complete = completed_in(question, choice.started)
    own = tuple(dict.fromkeys(name for one in steps for name in _open_work(question, one, complete)))
    works = _with_needs(question, own, complete)
    needed = tuple(name for name in works if name not in own)
    cost = sum((_whole_cost(question, name) for name in works), Decimal(0))
    return LeftWork(step.id, before, works, cost, _gain(question, steps, works), (*before, *needed))


def _open_steps(question: Question, choice: Choice, step: LevelStep) -> tuple[str, ...]:
    """Give all steps before this one that are not reached, the nearest first."""
    found, waiting = [], list(step.after)
    while waiting:
        name = waiting.pop(0)
        if name not in choice.reached and name not in found:
            found.append(name)
            waiting += question.step_of[name].after
    return tuple(found)


def _open_work(question: Question, step: LevelStep, complete: dict[str, int]) -> list[str]:
    """Give the work a step still asks for: what it requires, and of the optional the cheapest that is enough."""
    missing = step.enough - sum(name in complete for name in step.optional)
    optional = [name for name in step.optional if name not in complete]
    cheapest = sorted(optional, key=lambda name: (_whole_cost(question, name), name))[: max(missing, 0)]
    return [*(name for name in step.required if name not in complete), *cheapest]


def _with_needs(question: Question, works: tuple[str, ...], complete: dict[str, int]) -> tuple[str, ...]:
    found, waiting = list(works), list(works)
    while waiting:
        for need in question.work_of[waiting.pop()].needs:
            if need not in found and need not in complete:
                found.append(need)
                waiting.append(need)
    return tuple(found)


def _whole_cost(question: Question, name: str) -> Decimal:
    work, at_once = question.work_of[name], (Decimal(1),) * question.horizon.years
    return sum((amount for kind in work.outlays for amount in work.due(kind, at_once)), Decimal(0))


def _gain(question: Question, steps: tuple[LevelStep, ...], works: tuple[str, ...]) -> Decimal:
    first = max((question.work_of[name].duration for name in works), default=1) - 1
    return sum((step.worth for step in steps), Decimal(0)) * sum(question.held[first:], Decimal(0))
