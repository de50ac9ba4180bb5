"""Faults of a question that need no model to be seen: unknown names, circles, demands that nothing could ever meet."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from opennaphs.domain.choices import Demand, DemandKind, Question, Work
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.library import EconomicType


def check_question(question: Question) -> None:
    """Refuse a question that cannot be answered as it stands.

    Raises:
        NaphsError: every fault found, each in a sentence of its own line: ids that are unknown or stand twice, amounts
            that are not one for each year, durations, needs or steps that go round in a circle, periods outside the
            plan, demands that contradict each other, demanded work that takes too long or that no source may pay for.
    """
    faults = tuple(_names(question)) or (*_numbers(question), *_circles(question), *_demands(question))
    if faults:
        raise NaphsError("\n".join(faults))


# --- names ---------------------------------------------------------------------------------------------------------


def _names(question: Question) -> Iterator[str]:
    for what, things in (("activity", question.works), ("step", question.steps), ("source", question.sources)):
        counts = Counter(thing.id for thing in things)
        yield from (f"There are {count} of {what} {name}." for name, count in counts.items() if count > 1)
    for work in question.works:
        yield from _unknown(work.needs, question.work_of, "activity", f"{work.id} needs")
    for step in question.steps:
        named = (*step.required, *step.optional)
        yield from _unknown(named, question.work_of, "activity", f"{step.id} requires")
        yield from _unknown(step.after, question.step_of, "step", f"{step.id} comes after")
    for law in question.at_least:
        yield from _unknown(law.works, question.work_of, "activity", f"“{law.name}” counts")
    for demand in question.demands:
        yield from _unknown_subject(question, demand)


def _unknown_subject(question: Question, demand: Demand) -> Iterator[str]:
    known: Mapping[str, object] = question.work_of
    what = "activity"
    if demand.kind is DemandKind.REACH:
        known, what = question.step_of, "step"
    return _unknown((demand.subject,), known, what, f"The demand {shown(demand)} names")


def _unknown(names: Iterable[str], known: Mapping[str, object], what: str, place: str) -> Iterator[str]:
    return (f"{place} {name}, but there is no {what} {name}." for name in names if name not in known)


def shown(demand: Demand) -> str:
    """Give a demand as people wrote it, with its reason."""
    return f"“{demand.kind} {demand.subject}” ({demand.reason})"


# --- numbers -------------------------------------------------------------------------------------------------------


def _numbers(question: Question) -> Iterator[str]:
    years, periods = question.horizon.years, question.horizon.periods
    if len(question.held) != periods:
        yield f"There are {len(question.held)} factors for holding a step, the plan has {periods} periods."
    for work in question.works:
        if work.duration < 1:
            yield f"{work.id} takes {work.duration} periods. Work takes at least 1."
    for step in question.steps:
        if step.enough > len(step.optional):
            yield f"{step.id} asks for {step.enough} of {len(step.optional)} optional activities. Ask for fewer."
    by_name = {source.title: len(source.by_year) for source in question.sources}
    for name, count in (*by_name.items(), *((one.name, len(one.by_year)) for one in question.absorption)):
        if count != years:
            yield f"{name} has {count} amounts, the plan has {years} years. Write one amount for each year."


# --- circles -------------------------------------------------------------------------------------------------------


def _circles(question: Question) -> Iterator[str]:
    yield from _circle({work.id: work.needs for work in question.works}, "Activities need each other", "need")
    yield from _circle({step.id: step.after for step in question.steps}, "Steps come after each other", "order")


def _circle(before: Mapping[str, tuple[str, ...]], what: str, link: str) -> Iterator[str]:
    try:
        TopologicalSorter(before).prepare()
    except CycleError as error:
        names = " → ".join(reversed(error.args[1]))
        yield f"{what} in a circle, so none can be the first: {names}. Take out one {link} of the circle."


# --- demands -------------------------------------------------------------------------------------------------------


def _demands(question: Question) -> Iterator[str]:
    for demand in question.demands:
        if demand.period is not None and not 0 <= demand.period < question.horizon.periods:
            first, last = (question.horizon.name(period) for period in (0, question.horizon.periods - 1))
            yield f"The demand {shown(demand)} names a period outside the plan ({first} to {last})."
    yield from _contradictions(question)
    for demand in question.demands:
        if demand.kind is DemandKind.DO:
            yield from _never(question, demand, question.work_of[demand.subject])


def _contradictions(question: Question) -> Iterator[str]:
    left_out = {one.subject: one for one in question.demands if one.kind is DemandKind.LEAVE_OUT}
    for demand in question.demands:
        if demand.kind is DemandKind.DO and demand.subject in left_out:
            yield f"The demands {shown(demand)} and {shown(left_out[demand.subject])} contradict each other."


def _never(question: Question, demand: Demand, work: Work) -> Iterator[str]:
    by = question.horizon.periods - 1 if demand.period is None else demand.period
    if work.duration > by + 1:
        when = question.horizon.name(min(by, question.horizon.periods - 1))
        yield f"The demand {shown(demand)} is not met: it takes {work.duration} periods, there are {by + 1} to {when}."
    for kind in unpayable(question, work):
        yield (
            f"The demand {shown(demand)} cannot be met: no source may pay for its {kind} costs "
            f"(area {work.area}, ministry {work.ministry}, place {work.place})."
        )


def unpayable(question: Question, work: Work) -> tuple[EconomicType, ...]:
    """Give the kinds of costs of a work within the plan that no source may pay for."""
    shared = {one.id for works in question.shared_groups.values() for one in works}
    return tuple(
        kind
        for kind, outlay in work.outlays.items()
        if any(outlay[: question.horizon.years])
        and work.id not in shared
        and not any(one.earmark.allows(work.area, kind, work.place, work.ministry) for one in question.sources)
    )
