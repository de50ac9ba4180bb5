"""Shared events made one: the same workload with one job for every shared event, and the way back to single jobs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from opennaphs.domain.errors import NaphsError
from opennaphs.domain.timetables import Job, Timetable, Workload


@dataclass(frozen=True)
class Joined:
    """A workload without shared events, and in which of its jobs each job of the original one is."""

    workload: Workload
    home: Mapping[str, str]

    def apart(self, timetable: Timetable) -> Timetable:
        """Give every job of the original workload the slot of the job it is in."""
        return {job: timetable[home] for job, home in self.home.items()}

    def members(self, home: str) -> tuple[str, ...]:
        """Give the jobs of the original workload that are in a job of this one."""
        return tuple(job for job, one in self.home.items() if one == home)

    def named(self, home: str) -> str:
        """Give the jobs of the original workload that are in a job of this one, as a sentence names them."""
        return " with ".join(self.members(home))


def join_shared(workload: Workload) -> Joined:
    """Make one job of all jobs of a shared event: the longest duration, all needs and places, the worths together.

    Raises:
        NaphsError: two jobs have one id, a job needs one that does not exist, or one of its own shared event.
    """
    _check_ids(workload)
    home = {job.id: job.id if job.shared_event is None else f"event {job.shared_event}" for job in workload.jobs}
    groups: dict[str, list[Job]] = {}
    for job in workload.jobs:
        groups.setdefault(home[job.id], []).append(job)
    jobs = tuple(_one(name, members, home) for name, members in groups.items())
    return Joined(replace(workload, jobs=jobs), home)


def _check_ids(workload: Workload) -> None:
    if len(workload.by_id) < len(workload.jobs):
        raise NaphsError("Two activities have the same number. Give each a number of its own.")
    for job in workload.jobs:
        unknown = [need for need in job.needs if need not in workload.by_id]
        if unknown:
            message = f"{job.id} needs {unknown[0]}, which is not among the activities. Add it, or take the need away."
            raise NaphsError(message)


def _one(name: str, members: list[Job], home: Mapping[str, str]) -> Job:
    _check_apart(members, home)
    deadlines = [job.deadline for job in members if job.deadline is not None]
    duration = max(job.duration for job in members)
    held = [duration if job.event_periods is None else job.event_periods for job in members if job.places]
    return Job(
        name,
        duration,
        _each(home[need] for job in members for need in job.needs),
        {team: max(job.uses.get(team, 0) for job in members) for team in _each(t for job in members for t in job.uses)},
        _each(place for job in members for place in job.places),
        max(held, default=None),
        max(job.earliest for job in members),
        min(deadlines, default=None),
        sum(job.worth for job in members),
    )


def _check_apart(members: list[Job], home: Mapping[str, str]) -> None:
    for job in members:
        inside = [need for need in job.needs if home[need] == home[job.id]]
        if inside:
            message = (
                f"{job.id} needs {inside[0]} and is one event with it, “{job.shared_event}”. Take one of them out of "
                "the shared event, or take the need away."
            )
            raise NaphsError(message)


def _each(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
