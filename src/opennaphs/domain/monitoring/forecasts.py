"""When the work will be done if it goes on at its present pace; and when nothing can be said, why.

Pace is what was done divided by the days it took. That is a straight line, no promise: it knows nothing of what is
planned next, only of how fast it went so far.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from opennaphs.domain.activity_details import MOST_PERCENT, ActivityStatus
from opennaphs.domain.monitoring.rates import ImplementationRates, Share
from opennaphs.domain.monitoring.standings import ActivityStanding, Situation
from opennaphs.domain.sentences import Sentence, Value

FARTHEST_DAYS = 36_525  # a hundred years: beyond that a day would say nothing

IS_COMPLETED = "It is completed."
LEFT_PLAN = "It was cancelled or carried forward, so it will not be completed in this plan."
ON_HOLD = "It is on hold, so it has no pace."
NOT_DUE = "Its first day, {day}, is still to come."
NOT_REPORTED = "Nobody has reported how far it is."
NOTHING_DONE = "Nothing of it is done yet, so it has no pace."
NOT_BEGUN = "It was reported on before its first day, so it has no pace."
OVERTAKEN = "At the pace of the last report, of {on}, it would have been done on {day}. Nobody has reported that it is."
TOO_FAR = "At its present pace it would take more than a hundred years."
REASONS = (IS_COMPLETED, LEFT_PLAN, ON_HOLD, NOT_DUE, NOT_REPORTED, NOTHING_DONE, NOT_BEGUN, OVERTAKEN, TOO_FAR)

PLAN_NOT_BEGUN = "The plan has not begun, so it has no pace."
PLAN_NOTHING_REPORTED = "Nobody has reported how far the activities are, so nothing can be said of the end."
PLAN_NOTHING_DONE = "Nothing is reported done yet, so at the present pace the plan would never be complete."
PLAN_IN_TIME = "At the present pace all is done by {day}, within the plan, which ends on {ends}."
PLAN_DONE_BY = "At the present pace all is done by {day}, and {share} % by the end of the plan, {ends}."
PLAN_TOO_FAR = "At the present pace {share} % is done by the end of the plan, {ends}; all of it not in a hundred years."
PLAN_BETWEEN = (
    "With what nobody reported counted as nothing or as all done, that is between {lowest} % and {highest} %."
)
SENTENCES = (
    *REASONS,
    PLAN_NOT_BEGUN,
    PLAN_NOTHING_REPORTED,
    PLAN_NOTHING_DONE,
    PLAN_IN_TIME,
    PLAN_DONE_BY,
    PLAN_TOO_FAR,
    PLAN_BETWEEN,
)


@dataclass(frozen=True)
class ActivityForecast:
    """When an activity will be done at its pace.

    ``day`` is the expected day, or the day it was reported completed; ``None`` = cannot be said, and ``reason`` says
    why. ``late`` are the days from its planned end to that day, below zero when it comes before; ``None`` without one.
    """

    activity: str
    day: datetime.date | None
    late: int | None
    reason: Sentence | None


@dataclass(frozen=True)
class PlanForecast:
    """When a plan will be done at its present pace.

    Attributes:
        done_by: the day all would be done, from what was reported; ``None`` = cannot be said.
        earliest, latest: the same with everything unreported counted as all done, and as nothing.
        at_end: the share that will be done by the end of the plan, with the interval of what was not reported.
        sentences: the same in words.
    """

    done_by: datetime.date | None
    earliest: datetime.date | None
    latest: datetime.date | None
    at_end: Share
    sentences: tuple[Sentence, ...]


def activity_forecast(standing: ActivityStanding, today: datetime.date) -> ActivityForecast:
    """Give when an activity will be done: days so far x 100 / percentage done, counted from its first day.

    The days so far are those up to the report, because nobody knows what was done since; of a report without a day,
    those up to today.
    """
    if standing.situation is Situation.COMPLETED:
        return _with_day(standing, standing.reported_on, Sentence(IS_COMPLETED))
    if standing.counts and not standing.due and not standing.reported:
        return _without_day(standing, Sentence(NOT_DUE, {"day": standing.starts}))
    reason = _why_not(standing, today)
    if reason is not None:
        return _without_day(standing, Sentence(reason))
    day = _day_at(standing.starts, _days_so_far(standing, today), Fraction(standing.percent or 0, MOST_PERCENT))
    if day is None:
        return _without_day(standing, Sentence(TOO_FAR))
    if day <= today and standing.reported_on is not None:
        said = {"on": standing.reported_on, "day": day}
        return _without_day(standing, Sentence(OVERTAKEN, said))
    return _with_day(standing, day, None)


def activity_forecasts(standings: Iterable[ActivityStanding], today: datetime.date) -> tuple[ActivityForecast, ...]:
    """Give when each of these activities will be done."""
    return tuple(activity_forecast(one, today) for one in standings)


def plan_forecast(
    rates: ImplementationRates, first_day: datetime.date, last_day: datetime.date, today: datetime.date
) -> PlanForecast:
    """Give when these activities will all be done at the pace since the first day of the plan, by count."""
    return share_forecast(rates.progress_by_count, first_day, last_day, today)


def plan_forecast_by_cost(
    rates: ImplementationRates, first_day: datetime.date, last_day: datetime.date, today: datetime.date
) -> PlanForecast:
    """Give the same by cost: a dear activity weighs more."""
    return share_forecast(rates.progress_by_cost, first_day, last_day, today)


def share_forecast(
    done: Share, first_day: datetime.date, last_day: datetime.date, today: datetime.date
) -> PlanForecast:
    """Give when a whole will be done of which these shares were done from its first day to today."""
    passed, whole = (today - first_day).days + 1, (last_day - first_day).days + 1
    if passed < 1:
        return PlanForecast(None, None, None, Share(None, None, None), (Sentence(PLAN_NOT_BEGUN),))
    pace = Fraction(max(whole, passed), passed)
    at_end = Share(*(None if one is None else min(one * pace, Fraction(1)) for one in _ends(done)))
    days = [None if one is None else _day_at(first_day, passed, one) for one in _ends(done)]
    return PlanForecast(days[0], days[2], days[1], at_end, _plan_sentences(done, days[0], at_end, last_day))


def _ends(share: Share) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
    return share.value, share.lowest, share.highest


def _without_day(standing: ActivityStanding, reason: Sentence) -> ActivityForecast:
    return ActivityForecast(standing.activity, None, None, reason)


def _with_day(standing: ActivityStanding, day: datetime.date | None, reason: Sentence | None) -> ActivityForecast:
    late = None if day is None else (day - standing.ends).days
    return ActivityForecast(standing.activity, day, late, reason)


def _why_not(standing: ActivityStanding, today: datetime.date) -> str | None:
    if not standing.counts:
        return LEFT_PLAN
    if standing.status is ActivityStatus.ON_HOLD:
        return ON_HOLD
    if standing.percent is None:
        return NOT_REPORTED
    if standing.percent == 0:
        return NOTHING_DONE
    return NOT_BEGUN if _days_so_far(standing, today) < 1 else None


def _days_so_far(standing: ActivityStanding, today: datetime.date) -> int:
    return ((standing.reported_on or today) - standing.starts).days + 1


def _day_at(first_day: datetime.date, passed: int, share: Fraction) -> datetime.date | None:
    """Give the day on which all is done when this share took so many days; ``None`` when that is too far away."""
    if not share or passed / share > FARTHEST_DAYS:
        return None
    return first_day + datetime.timedelta(days=ceil(passed / share) - 1)


def _plan_sentences(done: Share, day: datetime.date | None, at_end: Share, ends: datetime.date) -> tuple[Sentence, ...]:
    if done.value is None or at_end.value is None:
        return (Sentence(PLAN_NOTHING_REPORTED),)
    between = Sentence(PLAN_BETWEEN, {"lowest": _percent(at_end.lowest), "highest": _percent(at_end.highest)})
    told = (between,) if at_end.lowest != at_end.highest else ()
    if not done.value:
        return (Sentence(PLAN_NOTHING_DONE), *told)
    values: dict[str, Value] = {"share": _percent(at_end.value), "ends": ends}
    if day is None:
        return (Sentence(PLAN_TOO_FAR, values), *told)
    template = PLAN_IN_TIME if day <= ends else PLAN_DONE_BY
    return (Sentence(template, {**values, "day": day}), *told)


def _percent(share: Fraction | None) -> str:
    return "–" if share is None else f"{float(share) * 100:.0f}"
