"""What the pictures of a plan's work show of its activities: number, words, days or year, and what comes first."""

import datetime
from dataclasses import dataclass

from opennaphs.domain.planning import Activity, Plan
from opennaphs.reports.cost_wording import Translate, readable


@dataclass(frozen=True)
class PlannedWork:
    """One activity. ``starts`` and ``ends`` are ``None`` when nobody has said; ``year`` is the year it begins in.

    ``after`` are the numbers of activities of this plan that must come first: those the team named, then those its
    action needs by the library.
    """

    number: str
    area: str
    words: str
    starts: datetime.date | None
    ends: datetime.date | None
    year: int
    after: tuple[str, ...]


def planned_work(plan: Plan, translate: Translate = str) -> tuple[PlannedWork, ...]:
    """Give the activities of a plan in its order."""
    numbers: dict[str, list[str]] = {}
    for activity in plan.activities:
        numbers.setdefault(activity.action.id, []).append(activity.id)
    there = {activity.id for activity in plan.activities}
    return tuple(_work(activity, numbers, there, translate) for activity in plan.activities)


def _work(activity: Activity, numbers: dict[str, list[str]], there: set[str], translate: Translate) -> PlannedWork:
    needed = (number for need in activity.action.needs for number in numbers.get(need, ()))
    named = (number for number in activity.details.after if number in there)
    after = dict.fromkeys(number for number in (*named, *needed) if number != activity.id)
    return PlannedWork(
        activity.id,
        activity.area,
        readable(translate(activity.action.text)),
        _day(activity.details.starts),
        _day(activity.details.ends),
        activity.first_year,
        tuple(after),
    )


def _day(text: str | None) -> datetime.date | None:
    return None if text is None else datetime.date.fromisoformat(text)
