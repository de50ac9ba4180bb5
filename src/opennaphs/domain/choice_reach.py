"""What a choice of work reaches: each step's first period, and the work without which nothing would be lost."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from opennaphs.domain.choices import DemandKind, LevelStep, Question

Started = Mapping[str, tuple[Decimal, ...]]


def completed_in(question: Question, started: Started) -> dict[str, int]:
    """Give the period by whose end each activity is complete; activities that never are do not occur."""
    found = {}
    for name, shares in started.items():
        begun = next((period for period, share in enumerate(shares) if share >= 1), None)
        if begun is not None and begun + question.work_of[name].duration <= question.horizon.periods:
            found[name] = begun + question.work_of[name].duration - 1
    return found


def reached_by(question: Question, started: Started) -> dict[str, int]:
    """Give the first period by whose end each step is reached; steps that are not reached do not occur."""
    completed = completed_in(question, started)
    by_work = {step.id: _worked_out_in(step, completed) for step in question.steps}
    reached: dict[str, int] = {}
    open_steps = [step for step in question.steps if by_work[step.id] is not None]
    while True:
        ready = [step for step in open_steps if all(other in reached for other in step.after)]
        if not ready:
            return reached
        for step in ready:
            reached[step.id] = max([by_work[step.id] or 0, *(reached[other] for other in step.after)])
        open_steps = [step for step in open_steps if step.id not in reached]


def _worked_out_in(step: LevelStep, completed: Mapping[str, int]) -> int | None:
    """Give the period in which a step's own work is done, ``None`` when it is not."""
    optional = sorted(completed[work] for work in step.optional if work in completed)
    if any(work not in completed for work in step.required) or len(optional) < step.enough:
        return None
    return max([0, *(completed[work] for work in step.required), *optional[: step.enough]])


def useful_work(question: Question, started: Started) -> set[str]:
    """Give the activities that something depends on: a step reached, a demand, a law, or other useful work.

    With partial credit, work that a step requires is useful by itself.
    """
    completed = completed_in(question, started)
    useful, reached = set(_demanded(question)), reached_by(question, started)
    for step in question.steps:
        if step.id in reached or question.partial_credit:
            useful.update(step.required)
            useful.update(_first(step.optional, completed, step.enough) if step.id in reached else ())
    for law in question.at_least:
        useful.update(_first(law.works, completed, law.count))
    return _with_needs(question, {work for work in useful if work in started})


def _demanded(question: Question) -> Iterable[str]:
    return (demand.subject for demand in question.demands if demand.kind is DemandKind.DO)


def _first(works: Iterable[str], completed: Mapping[str, int], count: int) -> list[str]:
    return sorted((work for work in works if work in completed), key=lambda work: (completed[work], work))[:count]


def _with_needs(question: Question, works: set[str]) -> set[str]:
    found, open_works = set(works), list(works)
    while open_works:
        for need in question.work_of[open_works.pop()].needs:
            if need not in found:
                found.add(need)
                open_works.append(need)
    return found
