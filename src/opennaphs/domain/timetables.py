"""Timetables: when each job of a plan begins and ends, and whether teams, places, calendar and order allow it.

Time is counted in periods (weeks unless the rules say otherwise) from 0, the first one. A job that begins in period 3
and works for two periods without a pause ends before period 5: its slot is (3, 5). Work pauses in closed periods and
goes on after them, so a closed period inside makes a slot longer. Work never begins in a closed period. Where a job
leads to an event, the event is held in the last periods of the job, in one piece: it neither pauses nor touches a
period in which events are not held.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count

from opennaphs.domain.errors import NaphsError


@dataclass(frozen=True)
class Job:
    """What is put into a timetable: one activity, with what decides when it can be done.

    Attributes:
        id: the number of the activity in its plan.
        duration: periods of work, at least 1.
        needs: ids of jobs that have ended before this one begins.
        uses: how much of each team the job takes in every period in which it is worked on, at least 1 each.
        places: where it holds an event; none when it holds none.
        event_periods: how many of its periods, at the end, are the event; ``None`` is all of them.
        earliest: the first period in which it may begin.
        deadline: the period before which it has ended; ``None`` when there is none.
        worth: how much it is worth to have it done, a whole number; 0 is worth nothing.
        shared_event: name of the one event that this and other jobs are together; they begin and end together, take of
            each team what the one that asks for most takes, and count once in each place.
    """

    id: str
    duration: int
    needs: tuple[str, ...] = ()
    uses: Mapping[str, int] = field(default_factory=dict)
    places: tuple[str, ...] = ()
    event_periods: int | None = None
    earliest: int = 0
    deadline: int | None = None
    worth: int = 0
    shared_event: str | None = None

    def __post_init__(self) -> None:
        """Refuse numbers that mean nothing."""
        counts = (self.duration, *self.uses.values(), 1 if self.event_periods is None else self.event_periods)
        if min(counts) < 1 or self.earliest < 0 or self.worth < 0:
            message = (
                f"{self.id} cannot be put into a timetable: it needs durations and teams of 1 or more, and an earliest "
                "period and a worth of 0 or more."
            )
            raise NaphsError(message)

    @property
    def held(self) -> int:
        """How many of its last periods are the event; 0 when it holds none."""
        return 0 if not self.places else min(self.duration, self.event_periods or self.duration)


@dataclass(frozen=True)
class Closure:
    """Periods in which nobody works, or in which no events are held, and why.

    ``only_events`` closes the periods to events alone; ``places`` narrows that to some places, none means everywhere.
    """

    periods: frozenset[int]
    reason: str
    only_events: bool = False
    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class Calendar:
    """When work and events are possible: everything that closes a period, with its reason."""

    closures: tuple[Closure, ...] = ()

    @cached_property
    def closed(self) -> Mapping[int, str]:
        """The periods in which nobody works, each with the first reason given."""
        found: dict[int, str] = {}
        for closure in (one for one in self.closures if not one.only_events):
            for period in sorted(closure.periods):
                found.setdefault(period, closure.reason)
        return found

    @cached_property
    def last_closed(self) -> int:
        """The last period that anything closes; -1 when nothing does. After it every period is free."""
        return max((period for closure in self.closures for period in closure.periods), default=-1)

    def closes_event(self, place: str, period: int) -> str | None:
        """Say why no event is held in a place in a period; ``None`` when one may be."""
        for closure in self.closures:
            here = not closure.only_events or not closure.places or place in closure.places
            if here and period in closure.periods:
                return closure.reason
        return None

    def worked(self, start: int, duration: int) -> Iterator[int]:
        """Give the periods worked when a job of a duration begins in a period: the closed ones are left out."""
        left = duration
        for period in count(start):
            if left == 0:
                return
            if period not in self.closed:
                left -= 1
                yield period

    def end(self, start: int, duration: int) -> int:
        """Give the period before which a job has ended that begins in a period."""
        return max(self.worked(start, duration)) + 1

    def begin(self, end: int, duration: int) -> int:
        """Give the last period in which a job may begin to have ended before a period; below 0 when there is none."""
        left, period = duration, end
        while left:
            period -= 1
            left -= period not in self.closed
        return period

    def lets_start(self, job: Job, period: int) -> bool:
        """Say whether a job may begin in a period, as far as its earliest period and the calendar go."""
        if period < job.earliest or period in self.closed:
            return False
        return not job.held or not self.disturbs_event(job, self.end(period, job.duration))

    def disturbs_event(self, job: Job, end: int) -> bool:
        """Say whether the event of a job that has ended before a period would touch anything closed."""
        held = range(end - job.held, end)
        return any(self.closes_event(place, one) is not None for place in job.places for one in held)

    def next_start(self, job: Job, period: int, event_from: int = 0) -> int:
        """Give the first period, from the given one on, in which a job may begin.

        ``event_from`` is the period before which its event may not begin.
        """
        for start in count(period):
            if self.lets_start(job, start) and (not event_from or self.event_start(job, start) >= event_from):
                return start
        raise NaphsError("Time has come to an end.")

    def event_start(self, job: Job, start: int) -> int:
        """Give the period in which the event of a job begins that begins in a period."""
        return self.end(start, job.duration) - job.held


@dataclass(frozen=True)
class Limits:
    """How much can be done at the same time.

    Attributes:
        teams: the capacity of each team in every period; a team that is not named does not exist.
        events: how many events a place takes in one period; a place that is not named takes any number.
    """

    teams: Mapping[str, int] = field(default_factory=dict)
    events: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Workload:
    """Everything a timetable is made for: the jobs, what limits them, and the calendar."""

    jobs: tuple[Job, ...]
    limits: Limits = field(default_factory=Limits)
    calendar: Calendar = field(default_factory=Calendar)

    @cached_property
    def by_id(self) -> Mapping[str, Job]:
        """Every job under its id."""
        return {job.id: job for job in self.jobs}

    @cached_property
    def horizon(self) -> int:
        """A period before which everything can have ended, unless deadlines forbid it.

        After the last closed and the last earliest period nothing has to wait but for other jobs.
        """
        last = max([self.calendar.last_closed + 1, *(job.earliest for job in self.jobs)], default=0)
        return last + sum(job.duration for job in self.jobs)


@dataclass(frozen=True, order=True)
class Slot:
    """When a job is done: it begins in period ``start`` and has ended before period ``end``."""

    start: int
    end: int


Timetable = Mapping[str, Slot]


def end_of(timetable: Timetable) -> int:
    """Give the period before which everything has ended; 0 when there is nothing to do."""
    return max((slot.end for slot in timetable.values()), default=0)


def waiting(workload: Workload, timetable: Timetable) -> int:
    """Give the sum of worth × end over all jobs: the smaller, the earlier the benefit."""
    return sum(job.worth * timetable[job.id].end for job in workload.jobs)


# --- does a timetable keep the rules? -----------------------------------------------------------------------------


def check_timetable(workload: Workload, timetable: Timetable) -> None:
    """Hold a timetable against every rule, independently of what has made it.

    Raises:
        NaphsError: it breaks rules; the message holds one sentence for each.
    """
    broken = violations(workload, timetable)
    if broken:
        raise NaphsError("\n".join(broken))


def violations(workload: Workload, timetable: Timetable, *, deadlines: bool = True) -> tuple[str, ...]:
    """Give a sentence for every rule that a timetable breaks; without ``deadlines`` these are left aside."""
    missing = [f"{job.id} is not in the timetable." for job in workload.jobs if job.id not in timetable]
    missing += [
        f"{name} is in the timetable but there is no such activity." for name in timetable if _strange(workload, name)
    ]
    if missing:
        return tuple(missing)
    found = [text for job in workload.jobs for text in _broken_by(job, workload, timetable)]
    if deadlines:
        found += [text for job in workload.jobs for text in _late(job, timetable[job.id])]
    return (*found, *_apart(workload, timetable), *_too_much(workload, timetable))


def _strange(workload: Workload, name: str) -> bool:
    return name not in workload.by_id


def _broken_by(job: Job, workload: Workload, timetable: Timetable) -> Iterator[str]:
    slot, calendar = timetable[job.id], workload.calendar
    if slot.start < job.earliest:
        yield f"{job.id} begins in period {slot.start}, before its earliest period {job.earliest}."
    if slot.start in calendar.closed:
        yield f"{job.id} begins in period {slot.start}, which is closed: {calendar.closed[slot.start]}."
    elif slot.end != calendar.end(slot.start, _duration(job, workload)):
        yield f"{job.id} does not get its {job.duration} periods of work between {slot.start} and {slot.end}."
    yield from (
        f"{job.id} begins in period {slot.start}, before {need} has ended."
        for need in job.needs
        if need in timetable and slot.start < timetable[need].end
    )
    yield from _events_closed(job, slot, workload)


def _duration(job: Job, workload: Workload) -> int:
    """Give how long a job lasts: a shared event lasts as long as the longest of its jobs."""
    if job.shared_event is None:
        return job.duration
    return max(one.duration for one in workload.jobs if one.shared_event == job.shared_event)


def _event_span(job: Job, slot: Slot, workload: Workload) -> range:
    """Give the periods of the event of a job; a shared one takes as long as the longest of its jobs asks for."""
    if job.shared_event is None:
        return range(slot.end - job.held, slot.end)
    together = [one for one in workload.jobs if one.shared_event == job.shared_event]
    longest = max(one.duration for one in together)
    asked = max((longest if one.event_periods is None else one.event_periods) for one in together if one.places)
    return range(slot.end - min(longest, asked), slot.end)


def _events_closed(job: Job, slot: Slot, workload: Workload) -> Iterator[str]:
    for place in job.places:
        span = _event_span(job, slot, workload)
        reasons = dict.fromkeys(workload.calendar.closes_event(place, period) for period in span)
        yield from (
            f"{job.id} holds an event in {place} while none may be held: {reason}."
            for reason in reasons
            if reason is not None
        )


def _late(job: Job, slot: Slot) -> Iterator[str]:
    if job.deadline is not None and slot.end > job.deadline:
        yield f"{job.id} ends {slot.end - job.deadline} periods after its deadline."


def _apart(workload: Workload, timetable: Timetable) -> Iterator[str]:
    first: dict[str, Job] = {}
    for job in workload.jobs:
        if job.shared_event is not None:
            other = first.setdefault(job.shared_event, job)
            if timetable[other.id] != timetable[job.id]:
                yield f"{other.id} and {job.id} are one event, “{job.shared_event}”, but not at the same time."


def _too_much(workload: Workload, timetable: Timetable) -> Iterator[str]:
    """Count, period by period, what all jobs together take of each team and place."""
    teams, places = load(workload, timetable)
    for (team, period), used in sorted(teams.items()):
        capacity = workload.limits.teams.get(team, 0)
        if used > capacity:
            yield f"Team “{team}” is needed {used} times in period {period}; there are {capacity}."
    for (place, period), held in sorted(places.items()):
        most = workload.limits.events.get(place)
        if most is not None and held > most:
            yield f"{held} events are held in {place} in period {period}; the limit is {most}."


_Counts = dict[tuple[str, int], int]


def load(workload: Workload, timetable: Timetable) -> tuple[_Counts, _Counts]:
    """Give what is taken of each team, and the events held in each place, by (name, period). A shared event is one."""
    takes: dict[tuple[str, int, str], int] = {}
    holds: set[tuple[str, int, str]] = set()
    for job in workload.jobs:
        slot, one = timetable[job.id], job.id if job.shared_event is None else f"event {job.shared_event}"
        if job.places:
            span = _event_span(job, slot, workload)
            holds |= {(place, period, one) for place in job.places for period in span}
        for period in range(slot.start, slot.end):
            if period not in workload.calendar.closed:
                for team, used in job.uses.items():
                    takes[team, period, one] = max(used, takes.get((team, period, one), 0))
    return _summed((key[:2], used) for key, used in takes.items()), _summed((key[:2], 1) for key in holds)


def _summed(parts: Iterable[tuple[tuple[str, int], int]]) -> _Counts:
    found: _Counts = {}
    for key, amount in parts:
        found[key] = found.get(key, 0) + amount
    return found
