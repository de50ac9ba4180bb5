"""How a country makes its timetable: dates, teams, closed days, events, and what it says of single activities."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from opennaphs.domain.library import ActionType, AdministrativeLevel

DAYS_A_WEEK = 7


class TeamBy(StrEnum):
    """Who makes the team of an activity: the sector that leads it, or the role that owns it."""

    LEAD = "lead"
    OWNER = "owner"


@dataclass(frozen=True)
class ClosedDates:
    """Days on which nobody works or no events are held: first and last day, why, whether they return every year."""

    first: datetime.date
    last: datetime.date
    reason: str
    every_year: bool = False
    only_events: bool = False
    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class OwnRule:
    """What the rules say of one activity; ``None`` and empty mean that they say nothing.

    ``starts`` fixes the day (the period that holds it) on which it begins; ``periods`` is its duration.
    """

    periods: int | None = None
    starts: datetime.date | None = None
    earliest: datetime.date | None = None
    deadline: datetime.date | None = None
    team: str | None = None
    uses: int | None = None
    places: tuple[str, ...] = ()
    event_periods: int | None = None
    worth: int | None = None


@dataclass(frozen=True)
class ScheduleRules:
    """How a country makes its timetable; see the file format of the same name.

    Attributes:
        start: the first day; ``None`` is 1 January of the first year scheduled.
        days: length of a period in days.
        default_months: how long an activity takes of which the plan does not say it.
        team_by: who makes the team of an activity.
        teams: how many activities each team can work on at the same time.
        other_teams: the same for every team not named; ``None`` refuses them.
        closed: when nobody works or no events are held.
        event_kinds: kinds of activity that lead to an event.
        event_periods: how many periods, at the end of such an activity, the event takes.
        event_limits: how many events a place (a level such as “district”, or a name) takes at the same time.
        places: the places of a level, so that an event of that level is held in each of them.
        share_kinds: kinds of activity whose functional groups are held as one event.
        shared: further shared events by name, with their activities.
        activities: what is said of single activities.
    """

    start: datetime.date | None = None
    days: int = DAYS_A_WEEK
    default_months: int = 6
    team_by: TeamBy = TeamBy.LEAD
    teams: Mapping[str, int] = field(default_factory=dict)
    other_teams: int | None = None
    closed: tuple[ClosedDates, ...] = ()
    event_kinds: tuple[ActionType, ...] = ()
    event_periods: int = 1
    event_limits: Mapping[str, int] = field(default_factory=dict)
    places: Mapping[AdministrativeLevel, tuple[str, ...]] = field(default_factory=dict)
    share_kinds: tuple[ActionType, ...] = ()
    shared: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    activities: Mapping[str, OwnRule] = field(default_factory=dict)
