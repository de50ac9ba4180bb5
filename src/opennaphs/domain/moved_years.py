"""Moving an activity to another year, within its plan or into another one, with the money that follows the work."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from opennaphs.domain.costing import CostLine, due
from opennaphs.domain.library import EconomicType
from opennaphs.domain.planning import Activity

NEVER, ONCE = Decimal(0), Decimal(1)


def moved(activity: Activity, was: Sequence[int], to: Sequence[int], first_year: int) -> Activity:
    """Give an activity that begins in another year; its cost lines are due as long after the start as before.

    Args:
        activity: the activity to move.
        was: the calendar years of the plan its amounts stand in.
        to: the calendar years of the plan it moves to; the same for a move within a plan.
        first_year: the calendar year in which it shall begin.

    What a line with years of its own would owe before the first year of the plan falls into that year; what falls after
    the last year is no money of this plan.
    """
    starts, started = first_year - to[0], activity.first_year - was[0]
    lines = tuple(_line(line, starts - started, starts, len(to)) for line in activity.cost.lines)
    return replace(activity, first_year=first_year, cost=replace(activity.cost, lines=lines))


def in_one_year(activity: Activity, years: Sequence[int], year: int) -> Activity:
    """Give an activity as it stands in the plan of one year: with the amounts due in that year and no others."""
    place, starts = year - years[0], activity.first_year - years[0]
    lines = tuple(_one_year(line, place, starts) for line in activity.cost.lines)
    return replace(activity, first_year=year, cost=replace(activity.cost, lines=lines))


def times_due(line: CostLine, starts_in: int, years: int) -> tuple[Decimal, ...]:
    """Say how often a line is due in each plan year: as it says itself, else by its economic type."""
    if line.schedule is not None:
        return line.schedule
    goes_on = ONCE if line.template.economic_type is EconomicType.RECURRENT else NEVER
    return tuple(ONCE if year == starts_in else goes_on if year > starts_in else NEVER for year in range(years))


def _line(line: CostLine, shift: int, starts: int, years: int) -> CostLine:
    schedule = None if line.schedule is None else _shifted(line, line.schedule, shift, years)
    replaces = None if line.replaces is None else _line(line.replaces, shift, starts, years)
    return due(replace(line, schedule=schedule, replaces=replaces), starts, years)


def _shifted(line: CostLine, schedule: tuple[Decimal, ...], shift: int, years: int) -> tuple[Decimal, ...]:
    goes_on = schedule[-1] if schedule and line.template.economic_type is EconomicType.RECURRENT else NEVER
    early = sum(schedule[: max(0, -shift)], NEVER)
    times = [_at(schedule, year - shift, goes_on) for year in range(years)]
    return (times[0] + early, *times[1:])


def _at(schedule: tuple[Decimal, ...], year: int, goes_on: Decimal) -> Decimal:
    if year < 0:
        return NEVER
    return schedule[year] if year < len(schedule) else goes_on


def _one_year(line: CostLine, place: int, starts: int) -> CostLine:
    times = times_due(line, starts, place + 1)[place : place + 1]
    # A line that is due once in this year by its type alone needs no years of its own.
    schedule = None if line.schedule is None and times == (ONCE,) else times
    replaces = None if line.replaces is None else _one_year(line.replaces, place, starts)
    return due(replace(line, schedule=schedule, replaces=replaces), 0, 1)
