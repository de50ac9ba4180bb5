"""Demands no timetable can meet, found before anybody searches: circles of needs, too small teams, dead deadlines."""

from collections import deque
from collections.abc import Mapping

from opennaphs.domain.errors import NaphsError
from opennaphs.domain.timetables import Job, Slot, Workload
from opennaphs.domain.timetables_shared import Joined


def check_demands(joined: Joined) -> None:
    """Refuse what cannot be, whatever the timetable.

    Raises:
        NaphsError: names the smallest circle of needs, the job that asks for more than there is, or the chain of jobs
            that is longer than the time until a deadline.
    """
    circle = smallest_circle(joined.workload)
    if circle:
        named = " → ".join(joined.named(one) for one in (*circle, circle[0]))
        message = (
            f"These activities wait for each other in a circle: {named} (each needs the next). Take one of the needs "
            "away."
        )
        raise NaphsError(message)
    for job in joined.workload.jobs:
        _check_teams(job, joined)
        _check_places(job, joined)
    _check_deadlines(joined)


def smallest_circle(workload: Workload) -> tuple[str, ...]:
    """Give the fewest jobs that need each other in a circle, each needing the next; none when there is no circle."""
    found = (_circle_through(job.id, workload.by_id) for job in workload.jobs)
    return min((one for one in found if one), key=len, default=())


def _circle_through(start: str, jobs: Mapping[str, Job]) -> tuple[str, ...]:
    """Walk the needs breadth first from a job until it is reached again."""
    after: dict[str, str] = {}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for need in jobs[here].needs:
            if need == start:
                return _way(start, here, after)
            if need not in after:
                after[need] = here
                waiting.append(need)
    return ()


def _way(start: str, end: str, after: Mapping[str, str]) -> tuple[str, ...]:
    way = [end]
    while way[-1] != start:
        way.append(after[way[-1]])
    return tuple(reversed(way))


def _check_teams(job: Job, joined: Joined) -> None:
    for team, used in job.uses.items():
        capacity = joined.workload.limits.teams.get(team)
        if capacity is None:
            message = f"{joined.named(job.id)} needs the team “{team}”, of which no capacity is given. Give it one."
            raise NaphsError(message)
        if used > capacity:
            message = (
                f"{joined.named(job.id)} needs {used} of the team “{team}” at a time, but there are only {capacity}. "
                "Raise the capacity or ask for less."
            )
            raise NaphsError(message)


def _check_places(job: Job, joined: Joined) -> None:
    for place in job.places:
        if joined.workload.limits.events.get(place) == 0:
            message = (
                f"{joined.named(job.id)} holds an event in {place}, where the limit is 0 events. "
                "Raise the limit or choose another place."
            )
            raise NaphsError(message)


def _check_deadlines(joined: Joined) -> None:
    """Find the first deadline that even a country with endless teams would miss, and the chain that misses it."""
    slots = earliest_slots(joined.workload)
    late = [job for job in joined.workload.jobs if job.deadline is not None and slots[job.id].end > job.deadline]
    if not late:
        return
    job = min(late, key=lambda one: (slots[one.id].end, one.id))
    chain = " → ".join(joined.named(one) for one in _chain(job.id, joined.workload, slots))
    message = (
        f"{joined.named(job.id)} cannot end before its deadline (period {job.deadline}): even with endless teams it "
        f"ends before period {slots[job.id].end} at the earliest, because of {chain}. Move the deadline, shorten these "
        "activities, let them begin earlier, or open the calendar."
    )
    raise NaphsError(message)


def _chain(job: str, workload: Workload, slots: Mapping[str, Slot]) -> tuple[str, ...]:
    """Give the needs that push a job to its earliest slot, the first one first."""
    chain = [job]
    while True:
        one = workload.by_id[chain[-1]]
        alone = workload.calendar.next_start(one, one.earliest)
        if slots[one.id].start == alone or not one.needs:
            return tuple(reversed(chain))
        chain.append(max(one.needs, key=lambda need: slots[need].end))


def order_by_needs(workload: Workload) -> tuple[Job, ...]:
    """Give the jobs of a workload without circles, each after all it needs, otherwise in their own order."""
    left = {job.id: set(job.needs) for job in workload.jobs}
    followers: dict[str, list[str]] = {}
    for job in workload.jobs:
        for need in set(job.needs):
            followers.setdefault(need, []).append(job.id)
    ready = deque(job.id for job in workload.jobs if not job.needs)
    ordered = []
    while ready:
        here = ready.popleft()
        ordered.append(workload.by_id[here])
        for follower in followers.get(here, ()):
            left[follower].discard(here)
            if not left[follower]:
                ready.append(follower)
    return tuple(ordered)


def earliest_slots(workload: Workload) -> dict[str, Slot]:
    """Give the earliest slot of every job by needs and calendar alone, as if teams and places were endless."""
    slots: dict[str, Slot] = {}
    for job in order_by_needs(workload):
        ready = max([job.earliest, *(slots[need].end for need in job.needs)])
        start = workload.calendar.next_start(job, ready)
        slots[job.id] = Slot(start, workload.calendar.end(start, job.duration))
    return slots
