"""A timetable at once, without a solver: one job after the other, each at the first place where it fits.

This is serial schedule generation. The order is that of the latest end each job could have (by its followers and
deadlines alone), so the most pressing go first. It serves as the answer when nobody wants to wait, as the start of the
solver, and as the measure a solver has to beat.
"""

import heapq
from collections.abc import Mapping

from opennaphs.domain.timetables import Job, Slot, Timetable, Workload
from opennaphs.domain.timetables_demands import order_by_needs


def serial_timetable(workload: Workload, priority: Mapping[str, float] | None = None) -> dict[str, Slot]:
    """Make a timetable of a workload without shared events and without impossible demands.

    Needs, teams, places and calendar are kept; deadlines are aimed at but may be missed.

    Args:
        workload: the jobs and what limits them.
        priority: which of the jobs that could be placed goes first: the one with the smallest number.
    """
    placing = _Placing(workload)
    urgency = latest_ends(workload) if priority is None else priority
    left = {job.id: len(set(job.needs)) for job in workload.jobs}
    followers = _followers(workload)
    ready = [(urgency[job.id], job.id) for job in workload.jobs if not job.needs]
    heapq.heapify(ready)
    while ready:
        _, here = heapq.heappop(ready)
        placing.place(workload.by_id[here])
        for follower in followers.get(here, ()):
            left[follower] -= 1
            if not left[follower]:
                heapq.heappush(ready, (urgency[follower], follower))
    return placing.slots


def latest_ends(workload: Workload) -> dict[str, float]:
    """Give the latest end of every job by its followers and deadlines alone, counted in periods of work."""
    end = float(workload.horizon)
    latest = {job.id: min(end, end if job.deadline is None else job.deadline) for job in workload.jobs}
    for job in reversed(order_by_needs(workload)):
        for need in job.needs:
            latest[need] = min(latest[need], latest[job.id] - job.duration)
    return latest


def benefit_order(workload: Workload) -> dict[str, float]:
    """Give an order in which much worth comes early: of each job and all that wait for it, work per worth."""
    worth: dict[str, float] = {job.id: job.worth for job in workload.jobs}
    work: dict[str, float] = {job.id: job.duration for job in workload.jobs}
    rank: dict[str, float] = {}
    for job in reversed(order_by_needs(workload)):
        rank[job.id] = work[job.id] / worth[job.id] if worth[job.id] else float(workload.horizon)
        for need in dict.fromkeys(job.needs):
            worth[need] += worth[job.id] / len(job.needs)
            work[need] += work[job.id] / len(job.needs)
    return rank


def pulled_forward(workload: Workload, timetable: Timetable) -> dict[str, Slot]:
    """Move every job of a timetable as far forward as it goes while all others stay, until none moves any more."""
    placing = _Placing(workload)
    for name, slot in timetable.items():
        placing.put(workload.by_id[name], slot)
    moved = True
    while moved:
        before = dict(placing.slots)
        for name in sorted(before, key=lambda one: (before[one], one)):
            placing.lift(workload.by_id[name])
            placing.place(workload.by_id[name])
        moved = placing.slots != before
    return placing.slots


def _followers(workload: Workload) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for job in workload.jobs:
        for need in dict.fromkeys(job.needs):
            found.setdefault(need, []).append(job.id)
    return found


class _Placing:
    """The jobs placed so far, and what they take of teams and places in every period."""

    def __init__(self, workload: Workload) -> None:
        self.workload, self.calendar, self.limits = workload, workload.calendar, workload.limits
        self.slots: dict[str, Slot] = {}
        self.taken: dict[tuple[str, int], int] = {}
        self.held: dict[tuple[str, int], int] = {}

    def place(self, job: Job) -> None:
        """Place a job in the first slot where it fits."""
        start = max([job.earliest, *(self.slots[need].end for need in job.needs)])
        while True:
            start = self.calendar.next_start(job, start)
            worked = tuple(self.calendar.worked(start, job.duration))
            busy = max((period for period in worked if not self._free(job, period)), default=None)
            if busy is None and not self._crowded(job, worked):
                break
            # While a team is busy the job cannot go on; an event moves along with the job, one period at a time.
            start = start + 1 if busy is None else busy + 1
        self.put(job, Slot(start, worked[-1] + 1))

    def put(self, job: Job, slot: Slot) -> None:
        """Put a job into a slot."""
        self.slots[job.id] = slot
        self._take(job, 1)

    def lift(self, job: Job) -> None:
        """Take a job out of its slot, so that it can be placed anew."""
        self._take(job, -1)
        del self.slots[job.id]

    def _free(self, job: Job, period: int) -> bool:
        teams = self.limits.teams
        return all(self.taken.get((team, period), 0) + used <= teams[team] for team, used in job.uses.items())

    def _crowded(self, job: Job, worked: tuple[int, ...]) -> bool:
        limits = {place: self.limits.events[place] for place in job.places if place in self.limits.events}
        spans = [(place, period) for place in limits for period in worked[len(worked) - job.held :]]
        return any(self.held.get(one, 0) >= limits[one[0]] for one in spans)

    def _take(self, job: Job, sign: int) -> None:
        worked = tuple(self.calendar.worked(self.slots[job.id].start, job.duration))
        for key in ((team, period) for team in job.uses for period in worked):
            self.taken[key] = self.taken.get(key, 0) + sign * job.uses[key[0]]
        for key in ((place, period) for place in job.places for period in worked[len(worked) - job.held :]):
            self.held[key] = self.held.get(key, 0) + sign
