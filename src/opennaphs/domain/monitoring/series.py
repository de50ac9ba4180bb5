"""How the rates of a plan moved from quarter to quarter, and what changed between two days."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from opennaphs.domain.activity_details import NO_DETAILS, ActivityStatus
from opennaphs.domain.monitoring.rates import ImplementationRates, implementation_rates
from opennaphs.domain.monitoring.standings import (
    EVERYTHING,
    NO_MONEY_SAID,
    ActivityStanding,
    FollowUpNarrowing,
    Situation,
    narrowed_standings,
    standings_on,
)
from opennaphs.domain.monitoring.update_order import UpdateIndex, update_index
from opennaphs.domain.planning import Activity, Plan

if TYPE_CHECKING:  # only the shape of the money is needed here
    from opennaphs.domain.funding.positions import ActivityMoney

QUARTER_ENDS = ((3, 31), (6, 30), (9, 30), (12, 31))
BEGUN = frozenset({ActivityStatus.IN_PROGRESS, ActivityStatus.ON_HOLD, ActivityStatus.COMPLETED})


@dataclass(frozen=True)
class SeriesPoint:
    """The rates at the end of a quarter; ``quarter`` is 1 to 4. Only dated updates can be placed in time.

    ``undated`` are the numbers of activities whose progress stands in the plan without a day: here they count as not
    reported.
    """

    on: datetime.date
    quarter: int
    rates: ImplementationRates
    undated: tuple[str, ...]


@dataclass(frozen=True)
class Moved:
    """How far one activity came between two days; ``None`` = not said then."""

    activity: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class PeriodChanges:
    """What changed between two days, by numbers of activities; what came and went in between is not seen.

    Attributes:
        since, until: the two days.
        started: under way or completed now, and not before.
        completed: completed now, and not before.
        reopened: completed before, and no longer.
        blocked, unblocked: with a blocker now and not before, and the other way round.
        became_late, caught_up: delayed now and not before; delayed before, neither delayed nor ended now.
        put_on_hold, cancelled, carried_forward: so now, and not before.
        first_reported: somebody has reported now, and nobody had before.
        moved: those whose percentage is another.
    """

    since: datetime.date
    until: datetime.date
    started: tuple[str, ...]
    completed: tuple[str, ...]
    reopened: tuple[str, ...]
    blocked: tuple[str, ...]
    unblocked: tuple[str, ...]
    became_late: tuple[str, ...]
    caught_up: tuple[str, ...]
    put_on_hold: tuple[str, ...]
    cancelled: tuple[str, ...]
    carried_forward: tuple[str, ...]
    first_reported: tuple[str, ...]
    moved: tuple[Moved, ...]


def progress_series(
    plan: Plan,
    today: datetime.date,
    narrowing: FollowUpNarrowing = EVERYTHING,
    money: Mapping[str, "ActivityMoney"] = NO_MONEY_SAID,
) -> tuple[SeriesPoint, ...]:
    """Give the rates at the end of every quarter from the first year of the plan up to today.

    A narrowing by situation asks for the situation of each day, not of today. ``money`` is today's; its costs weigh.
    """
    index = _index(plan)
    dated, undated = _dated(plan, index)
    return tuple(
        SeriesPoint(
            day,
            (day.month + 2) // 3,
            implementation_rates(narrowed_standings(standings_on(dated, day, index, money), narrowing)),
            undated,
        )
        for day in quarter_ends(plan.first_year, today)
    )


def quarter_ends(first_year: int, today: datetime.date) -> tuple[datetime.date, ...]:
    """Give the last day of every quarter from a year on, up to and with today."""
    days = (datetime.date(year, *end) for year in range(first_year, today.year + 1) for end in QUARTER_ENDS)
    return tuple(day for day in days if day <= today)


def changes_between(
    plan: Plan, since: datetime.date, until: datetime.date, narrowing: FollowUpNarrowing = EVERYTHING
) -> PeriodChanges:
    """Say what changed from the end of one day to the end of another; the narrowing is that of the later day."""
    index = _index(plan)
    now = narrowed_standings(standings_on(plan, until, index), narrowing)
    then = {one.activity: one for one in standings_on(plan, since, index)}
    pairs = [(then[one.activity], one) for one in now]

    def new(holds: Callable[[ActivityStanding], bool]) -> tuple[str, ...]:
        return tuple(after.activity for before, after in pairs if holds(after) and not holds(before))

    def gone(holds: Callable[[ActivityStanding], bool]) -> tuple[str, ...]:
        return tuple(after.activity for before, after in pairs if holds(before) and not holds(after))

    return PeriodChanges(
        since=since,
        until=until,
        started=new(lambda one: one.status in BEGUN),
        completed=new(_is(Situation.COMPLETED)),
        reopened=gone(_is(Situation.COMPLETED)),
        blocked=new(lambda one: one.blocked),
        unblocked=gone(lambda one: one.blocked),
        became_late=new(_is(Situation.DELAYED)),
        caught_up=tuple(after.activity for before, after in pairs if _caught_up(before, after)),
        put_on_hold=new(lambda one: one.status is ActivityStatus.ON_HOLD),
        cancelled=new(_is(Situation.CANCELLED)),
        carried_forward=new(_is(Situation.CARRIED_FORWARD)),
        first_reported=new(lambda one: one.reported),
        moved=tuple(
            Moved(after.activity, before.percent, after.percent)
            for before, after in pairs
            if before.percent != after.percent
        ),
    )


def _is(situation: Situation) -> Callable[[ActivityStanding], bool]:
    return lambda one: one.situation is situation


def _caught_up(before: ActivityStanding, after: ActivityStanding) -> bool:
    on_its_way = after.situation in (Situation.NOT_STARTED, Situation.IN_PROGRESS, Situation.ON_HOLD)
    return before.situation is Situation.DELAYED and on_its_way


def _index(plan: Plan) -> UpdateIndex:
    return update_index(() if plan.follow_up is None else plan.follow_up.updates)


def _dated(plan: Plan, index: UpdateIndex) -> tuple[Plan, tuple[str, ...]]:
    """Give the plan without progress that has no day, and whose that was."""
    without = [one.id for one in plan.activities if one.id not in index.by_activity and _says_progress(one)]
    return replace(plan, activities=tuple(map(_without_progress, plan.activities))), tuple(without)


def _says_progress(activity: Activity) -> bool:
    return activity.details.status is not NO_DETAILS.status or activity.details.percent_done is not None


def _without_progress(activity: Activity) -> Activity:
    if not _says_progress(activity):
        return activity
    details = replace(activity.details, status=NO_DETAILS.status, percent_done=None)
    return replace(activity, details=details)
