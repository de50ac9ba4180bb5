"""A workload as a question to a solver: plain numbers on an axis of open periods, and the answer turned back.

Jobs, teams and places have no names here, only positions, so that the question can cross to another process.
"""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from opennaphs.domain.timetables import Calendar, Job, Slot, Timetable, Workload


class Axis:
    """The open periods, numbered without gaps: the axis of time on which work never pauses."""

    def __init__(self, calendar: Calendar, horizon: int) -> None:
        """Number the open periods before a horizon, which is one at which everything may have ended."""
        self.calendar = calendar
        self.periods = [period for period in range(horizon) if period not in calendar.closed]
        self.length = len(self.periods)

    def place(self, period: int) -> int:
        """Give how many open periods lie before a period."""
        return bisect_left(self.periods, period)

    def end(self, place: int) -> int:
        """Give the period before which something has ended that ends at a place of the axis."""
        return self.periods[place - 1] + 1 if place else 0

    def starts(self, job: Job, deadline: int | None) -> list[list[int]]:
        """Give the places at which a job may begin as ranges [first, last], as far as its own rules and calendar go."""
        first = self.place(job.earliest)
        last = (self.length if deadline is None else min(self.length, self.place(deadline))) - job.duration
        if not job.held:
            return [[first, last]]
        disturbs, duration = self.calendar.disturbs_event, job.duration
        return _ranges([at for at in range(first, last + 1) if not disturbs(job, self.end(at + duration))])

    @property
    def pauses(self) -> list[list[int]]:
        """Every pause as [place on the axis after which it comes, closed periods in it]."""
        pairs = enumerate(zip([-1, *self.periods], self.periods, strict=False))
        return [[place, after - before - 1] for place, (before, after) in pairs if after - before > 1]


def _ranges(places: list[int]) -> list[list[int]]:
    found: list[list[int]] = []
    for place in places:
        if found and found[-1][1] == place - 1:
            found[-1][1] = place
        else:
            found.append([place, place])
    return found


@dataclass(frozen=True)
class Question:
    """What a solver is asked.

    Attributes:
        length: the axis has the places 0 … length.
        starts: for every job the ranges of places at which it may begin.
        durations: for every job its length on the axis.
        needs: pairs (the first ends before the second begins), by position.
        cumulatives: (capacity, positions, demands, lengths): at no place more than the capacity is demanded; each
            position demands it over the last places of its length.
        objective: what to make small: ``end``, ``waiting`` or ``lateness``.
        worths, pauses: for ``waiting``: worth of every job, and the pauses that make ends later than their place.
        deadlines: for ``lateness``: pairs (position, place).
        hint: starts that keep all rules, or nothing.
    """

    length: int
    starts: list[list[list[int]]]
    durations: list[int]
    needs: list[list[int]]
    cumulatives: list[tuple[int, list[int], list[int], list[int]]]
    objective: str
    worths: list[int] = field(default_factory=list)
    pauses: list[list[int]] = field(default_factory=list)
    deadlines: list[list[int]] = field(default_factory=list)
    hint: list[int] | None = None

    @property
    def impossible(self) -> bool:
        """Whether some job has no place at all."""
        return any(not ranges or ranges[0][0] > ranges[-1][1] for ranges in self.starts)


def build_question(workload: Workload, axis: Axis, objective: str, start: Timetable | None) -> Question:
    """Put a workload without shared events into numbers; deadlines are soft where the objective is ``lateness``."""
    position = {job.id: number for number, job in enumerate(workload.jobs)}
    hard = objective != "lateness"
    return Question(
        axis.length,
        [axis.starts(job, job.deadline if hard else None) for job in workload.jobs],
        [job.duration for job in workload.jobs],
        [[position[need], position[job.id]] for job in workload.jobs for need in job.needs],
        [*_teams(workload, position), *_events(workload, position)],
        objective,
        [job.worth for job in workload.jobs],
        axis.pauses,
        [[position[job.id], axis.place(job.deadline)] for job in workload.jobs if job.deadline is not None],
        None if start is None else [axis.place(start[job.id].start) for job in workload.jobs],
    )


_Cumulatives = list[tuple[int, list[int], list[int], list[int]]]


def _teams(workload: Workload, position: dict[str, int]) -> _Cumulatives:
    found = []
    for team, capacity in workload.limits.teams.items():
        users = [job for job in workload.jobs if team in job.uses]
        demands, lengths = [job.uses[team] for job in users], [job.duration for job in users]
        found.append((capacity, [position[job.id] for job in users], demands, lengths))
    return [one for one in found if sum(one[2]) > one[0]]


def _events(workload: Workload, position: dict[str, int]) -> _Cumulatives:
    found = []
    for place, most in workload.limits.events.items():
        held = [job for job in workload.jobs if place in job.places]
        found.append((most, [position[job.id] for job in held], [1] * len(held), [job.held for job in held]))
    return [one for one in found if len(one[1]) > one[0]]


@dataclass(frozen=True)
class Answer:
    """What the solver said: slots (``None`` if it found none), the bound, and how the search ended."""

    slots: Timetable | None
    bound: int
    proven: bool
    impossible: bool
    stopped: bool


def read_answer(said: dict[str, Any], workload: Workload, axis: Axis, to_value: Callable[[int], int]) -> Answer:
    """Turn what came back from the solver into periods."""
    return Answer(
        None if said["starts"] is None else _slots(said["starts"], workload, axis),
        to_value(said["bound"]),
        said["status"] == "optimal",
        said["status"] == "infeasible",
        said["stopped"],
    )


def _slots(starts: list[int], workload: Workload, axis: Axis) -> Timetable:
    return {
        job.id: Slot(axis.periods[at], axis.end(at + job.duration))
        for job, at in zip(workload.jobs, starts, strict=True)
    }
