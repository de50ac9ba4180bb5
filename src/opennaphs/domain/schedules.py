"""From a plan to the workload of a timetable: which activities, how long, by which team, where, and what is assumed.

Periods are counted from the start date of the rules. Everything the plan does not say and the rules fill in is counted
and told, never silent.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from opennaphs.domain.errors import NaphsError
from opennaphs.domain.library import Rating
from opennaphs.domain.planning import Activity, Plan
from opennaphs.domain.schedules_rules import DAYS_A_WEEK, ClosedDates, OwnRule, ScheduleRules, TeamBy
from opennaphs.domain.timetables import Calendar, Closure, Job, Limits, Workload
from opennaphs.domain.timetables_demands import order_by_needs
from opennaphs.domain.timetables_shared import join_shared

WEEKS_A_YEAR, MONTHS_A_YEAR, DAYS_A_YEAR = 52, 12, 365
MOST_NAMED = 8
# Days that return every year are closed for so many years; no timetable of a plan reaches further.
YEARS_AHEAD = 10
WORTH = {Rating.LOW: 1, Rating.MEDIUM: 2, Rating.HIGH: 4}
OBLIGATION_WORTH = 2


class Assumption(StrEnum):
    """What was assumed because the plan does not say it, or left aside."""

    DEFAULT_DURATION = "default-duration"
    NEED_OUTSIDE = "need-outside"
    NEED_EARLIER = "need-earlier"
    NEED_LATER = "need-later"
    NO_TEAM = "no-team"
    SHARED = "shared"
    NOT_SHARED = "not-shared"


@dataclass(frozen=True)
class Assumed:
    """One assumption, how many activities it concerns, and the first of them."""

    code: Assumption
    count: int
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Scheduled:
    """The workload of a plan (or of one of its years), the day on which period 0 begins, and what was assumed."""

    workload: Workload
    activities: tuple[Activity, ...]
    start: datetime.date
    days: int
    assumed: tuple[Assumed, ...]

    def day(self, period: int) -> datetime.date:
        """Give the day on which a period begins."""
        return self.start + datetime.timedelta(days=period * self.days)

    def last_day(self, end: int) -> datetime.date:
        """Give the last day of something that has ended before a period."""
        return self.day(end) - datetime.timedelta(days=1)


def periods_of(months: int, days: int = DAYS_A_WEEK) -> int:
    """Turn months into periods of so many days: 52 weeks of 7 days a year, rounded half up, at least one."""
    numerator, denominator = months * WEEKS_A_YEAR * DAYS_A_WEEK, MONTHS_A_YEAR * days
    return max(1, (2 * numerator + denominator) // (2 * denominator))


def build_workload(plan: Plan, rules: ScheduleRules, year: int | None = None) -> Scheduled:
    """Build the workload of a plan, or of the activities that begin in one of its years.

    Raises:
        NaphsError: the plan has no activities (in that year), the rules name an activity it does not have, or a team
            of which nobody says how much it can do.
    """
    chosen = tuple(one for one in plan.activities if year is None or one.first_year == year)
    if not chosen:
        raise NaphsError(_nothing(plan, year))
    _check_names(plan, rules, chosen)
    first = plan.first_year if year is None else year
    start = rules.start or datetime.date(first, 1, 1)
    building = _Building(plan, rules, chosen, start, first)
    calendar = Calendar(tuple(_closures(rules, start)))
    jobs = _nailed(tuple(building.job(activity) for activity in chosen), rules, calendar)
    jobs = building.share(jobs)
    workload = Workload(jobs, building.limits(jobs), calendar)
    return Scheduled(workload, chosen, start, rules.days, tuple(building.assumed()))


def _nothing(plan: Plan, year: int | None) -> str:
    if year is None:
        return "The plan has no activities to schedule. Draft it first."
    years = sorted({one.first_year for one in plan.activities})
    return f"No activity of the plan begins in {year}. Choose one of: {', '.join(map(str, years))}."


def _check_names(plan: Plan, rules: ScheduleRules, chosen: tuple[Activity, ...]) -> None:
    """Refuse rules for activities the plan does not have; those of other years are simply not asked for now."""
    known = {one.id for one in plan.activities}
    named = [*rules.activities, *(name for names in rules.shared.values() for name in names)]
    unknown = [name for name in dict.fromkeys(named) if name not in known]
    if unknown:
        message = (
            f"The rules speak of {', '.join(unknown[:MOST_NAMED])}, but the plan has no such activity. Its activities "
            f"are {chosen[0].id} … {chosen[-1].id}; correct the number or take the rule out."
        )
        raise NaphsError(message)


class _Building:
    """What is known of all activities while their jobs are built, and what had to be assumed."""

    def __init__(
        self, plan: Plan, rules: ScheduleRules, chosen: tuple[Activity, ...], start: datetime.date, first: int
    ) -> None:
        self.rules, self.start, self.first, self.activities = rules, start, first, chosen
        self.chosen = {one.action.id: one.id for one in chosen}
        self.year_of = {one.action.id: one.first_year for one in plan.activities}
        self.shared = {name: event for event, names in rules.shared.items() for name in names}
        self.found: dict[Assumption, list[str]] = {}

    def _note(self, code: Assumption, activity: Activity) -> None:
        self.found.setdefault(code, []).append(activity.id)

    def assumed(self) -> Iterator[Assumed]:
        """Give what was assumed, in the order of the list of assumptions."""
        for code in Assumption:
            if code in self.found:
                names = tuple(dict.fromkeys(self.found[code]))
                yield Assumed(code, len(self.found[code]), names[:MOST_NAMED])

    def period(self, day: datetime.date) -> int:
        """Give the period that holds a day; days before the start lie in the first."""
        return max(0, (day - self.start).days // self.rules.days)

    def job(self, activity: Activity) -> Job:
        """Build the job of an activity."""
        own = self.rules.activities.get(activity.id, OwnRule())
        return Job(
            activity.id,
            self._duration(activity, own),
            tuple(self._needs(activity)),
            self._uses(activity, own),
            self._places(activity, own),
            own.event_periods or self.rules.event_periods,
            self._earliest(activity, own),
            None if own.deadline is None else (own.deadline - self.start).days // self.rules.days + 1,
            worth_of(activity) if own.worth is None else own.worth,
            self.shared.get(activity.id),
        )

    def _duration(self, activity: Activity, own: OwnRule) -> int:
        if own.periods is not None:
            return own.periods
        if activity.action.months is None:
            self._note(Assumption.DEFAULT_DURATION, activity)
            return periods_of(self.rules.default_months, self.rules.days)
        return periods_of(activity.action.months, self.rules.days)

    def _needs(self, activity: Activity) -> Iterator[str]:
        """Give the needs among the jobs; those met earlier, left to later years or outside are told."""
        for need in activity.action.needs:
            if need in self.chosen:
                yield self.chosen[need]
            elif need not in self.year_of:
                self._note(Assumption.NEED_OUTSIDE, activity)
            else:
                earlier = self.year_of[need] < activity.first_year
                self._note(Assumption.NEED_EARLIER if earlier else Assumption.NEED_LATER, activity)

    def _uses(self, activity: Activity, own: OwnRule) -> dict[str, int]:
        said = activity.action.lead if self.rules.team_by is TeamBy.LEAD else activity.owner
        team = own.team or (None if said is None else str(said))
        if team is None:
            self._note(Assumption.NO_TEAM, activity)
            return {}
        return {team: 1 if own.uses is None else own.uses}

    def _places(self, activity: Activity, own: OwnRule) -> tuple[str, ...]:
        if own.places:
            return own.places
        level = activity.action.administrative_level
        if level is None or not set(activity.action.types) & set(self.rules.event_kinds):
            return ()
        return self.rules.places.get(level, (str(level),))

    def _earliest(self, activity: Activity, own: OwnRule) -> int:
        year = _in_year(self.start, self.start.year + activity.first_year - self.first)
        return max(self.period(day) for day in (year, own.earliest or self.start, own.starts or self.start))

    def share(self, jobs: tuple[Job, ...]) -> tuple[Job, ...]:
        """Make one event of each functional group that the rules let share; a group that needs itself stays apart."""
        for group, names in _groups(self.activities, self.rules, set(self.shared)).items():
            trial = tuple(replace(job, shared_event=group) if job.id in names else job for job in jobs)
            joined = _goes_together(trial)
            self.found.setdefault(Assumption.SHARED if joined else Assumption.NOT_SHARED, []).extend(names)
            jobs = trial if joined else jobs
        return jobs

    def limits(self, jobs: Iterable[Job]) -> Limits:
        """Give the capacities of all teams asked for.

        Raises:
            NaphsError: a team has no capacity.
        """
        asked = dict.fromkeys(team for job in jobs for team in job.uses)
        unknown = [team for team in asked if team not in self.rules.teams]
        if unknown and self.rules.other_teams is None:
            message = (
                f"The rules do not say how many activities these teams can work on at a time: {', '.join(unknown)}. "
                "Add each under “teams”, or give “other_teams” for all of them."
            )
            raise NaphsError(message)
        more = dict.fromkeys(unknown, self.rules.other_teams or 0)
        return Limits({**self.rules.teams, **more}, self.rules.event_limits)


def worth_of(activity: Activity) -> int:
    """Say what an activity is worth: 1, 2 or 4 by its impact (2 when nobody rated it), and 2 more for an obligation."""
    rating = activity.action.priority
    if rating is None:
        return WORTH[Rating.MEDIUM]
    return WORTH[rating.impact] + (OBLIGATION_WORTH if rating.ihr_obligation else 0)


def _groups(activities: tuple[Activity, ...], rules: ScheduleRules, taken: set[str]) -> dict[str, list[str]]:
    """Give the groups of several areas that may be one event.

    What one area asks for several times is different work: the first of every area make one event, the second another.
    """
    groups: dict[str, list[str]] = {}
    times: dict[tuple[str, str], int] = {}
    for activity in activities:
        group, kinds = activity.action.group, set(activity.action.types) & set(rules.share_kinds)
        if group is not None and kinds and activity.id not in taken:
            number = times[group, activity.area] = times.get((group, activity.area), 0) + 1
            groups.setdefault(group if number == 1 else f"{group} ({number})", []).append(activity.id)
    return {group: names for group, names in groups.items() if len(names) > 1}


def _goes_together(jobs: tuple[Job, ...]) -> bool:
    """Say whether nothing waits for itself once shared events are one."""
    try:
        joined = join_shared(Workload(jobs)).workload
    except NaphsError:
        return False
    return len(order_by_needs(joined)) == len(joined.jobs)


def _nailed(jobs: tuple[Job, ...], rules: ScheduleRules, calendar: Calendar) -> tuple[Job, ...]:
    """Nail jobs with a fixed day to it, by the deadline that leaves no other."""
    nailed = {name for name, own in rules.activities.items() if own.starts is not None}
    return tuple(replace(job, deadline=_nailed_end(job, calendar)) if job.id in nailed else job for job in jobs)


def _nailed_end(job: Job, calendar: Calendar) -> int:
    return calendar.end(calendar.next_start(job, job.earliest), job.duration)


def _closures(rules: ScheduleRules, start: datetime.date) -> Iterator[Closure]:
    for closed in rules.closed:
        periods = frozenset(_closed_periods(closed, rules.days, start))
        yield Closure(periods, closed.reason, closed.only_events, closed.places)


def _closed_periods(closed: ClosedDates, days: int, start: datetime.date) -> Iterator[int]:
    """Give the periods of which at least half the days are closed."""
    for first, last in _returns(closed, start):
        begin, end = (first - start).days, (last - start).days + 1
        for period in range(max(0, begin // days), max(0, -(-end // days))):
            if 2 * (min(end, (period + 1) * days) - max(begin, period * days)) >= days:
                yield period


def _returns(closed: ClosedDates, start: datetime.date) -> Iterator[tuple[datetime.date, datetime.date]]:
    if not closed.every_year:
        yield closed.first, closed.last
        return
    long = closed.last - closed.first
    for year in range(start.year - 1, start.year + YEARS_AHEAD):
        first = _in_year(closed.first, year)
        yield first, first + long


def _in_year(day: datetime.date, year: int) -> datetime.date:
    """Give the same day of another year; 29 February becomes 28 February."""
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=year, day=28 if leap else day.day)
