"""What waits for what in a timetable: the critical path, how much leeway each job has, and what a delay moves.

The order of a timetable is held fast. A job waits for those it needs, and for those that hand it a team or a place: the
capacity of a team is taken as that many posts, each job takes its posts over from those that held them before, and
every taking over is a hand-over. Whoever moves jobs later along needs and hand-overs alone can never overload a team or
a place. So all leeway below is leeway that really is there; another order might leave more.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from opennaphs.domain.errors import NaphsError
from opennaphs.domain.timetables import Job, Slot, Timetable, Workload, end_of
from opennaphs.domain.timetables_shared import Joined, join_shared


@dataclass(frozen=True)
class Leeway:
    """How many periods later a job may begin.

    ``total``: without moving the end of the whole or breaking a deadline (total float). ``free``: without moving any
    other job (free float), at most ``total``.
    """

    total: int
    free: int


@dataclass(frozen=True)
class Delay:
    """What happens when one job begins later: who moves, from when to when, and what it does to the end."""

    job: str
    by: int
    moved: Mapping[str, tuple[Slot, Slot]]
    end_before: int
    end_after: int
    missed_deadlines: tuple[str, ...]
    timetable: Timetable


@dataclass(frozen=True)
class _Post:
    """One unit of a team or place: who held it last, and until when."""

    holder: str | None
    free_from: int
    number: int


class CriticalPaths:
    """The fixed order of one timetable, and everything that follows from it. All ids are those of the workload."""

    def __init__(self, workload: Workload, timetable: Timetable) -> None:
        """Take over a timetable that keeps the rules of its workload (see ``check_timetable``)."""
        self._joined: Joined = join_shared(workload)
        self._work = self._joined.workload
        self._slots = {self._joined.home[name]: slot for name, slot in timetable.items()}
        self._order = sorted(self._slots, key=lambda name: (self._slots[name], name))
        self.end = end_of(timetable)

    # --- for readers ---

    @cached_property
    def leeways(self) -> Mapping[str, Leeway]:
        """The leeway of every job."""
        starts = self._latest_starts
        total = {name: starts[name] - self._slots[name].start for name in self._order}
        free = {name: min(self._free(name), total[name]) for name in self._order}
        return {job: Leeway(total[home], free[home]) for job, home in self._joined.home.items()}

    @cached_property
    def critical(self) -> tuple[str, ...]:
        """The jobs without leeway, in the order in which they begin."""
        return self._jobs(name for name in self._order if self._latest_starts[name] == self._slots[name].start)

    @cached_property
    def path(self) -> tuple[str, ...]:
        """One chain of jobs that decides the end: back from the last one, each waiting for the one before.

        It begins where nothing but the calendar or an earliest period decides.
        """
        if not self._order:
            return ()
        chain = [max(self._order, key=lambda name: (self._slots[name].end, name))]
        while (before := self._decided_by(chain[-1])) is not None:
            chain.append(before)
        return self._jobs(reversed(chain))

    @cached_property
    def hand_overs(self) -> Mapping[str, tuple[str, ...]]:
        """For every job, the jobs it takes teams or places over from without needing them."""
        needed = {name: set(self._work.by_id[name].needs) for name in self._order}
        waits = {name: dict.fromkeys((*self._before[name], *self._before_event[name])) for name in self._order}
        own = {name: tuple(one for one in waits[name] if one not in needed[name]) for name in self._order}
        return {job: self._jobs(own[home]) for job, home in self._joined.home.items()}

    def delayed(self, job: str, by: int) -> Delay:
        """Say what moves when a job begins ``by`` periods later (or at the next moment the calendar lets it).

        Everything that waits for it, by needs or hand-overs, moves right as little as it must; all else stays.

        Raises:
            NaphsError: there is no such job, or the delay is less than one period.
        """
        if job not in self._joined.home:
            message = f"{job} is not in the timetable. Name an activity that is."
            raise NaphsError(message)
        if by < 1:
            message = f"A delay of {by} moves nothing. Give one period or more."
            raise NaphsError(message)
        slots = self._shifted(self._joined.home[job], by)
        after = self._joined.apart(slots)
        before = self._joined.apart(self._slots)
        moved = {name: (before[name], slot) for name, slot in after.items() if slot != before[name]}
        missed = self._jobs(name for name in self._order if _late(self._work.by_id[name], slots[name]))
        return Delay(job, by, moved, self.end, end_of(after), missed, after)

    def _jobs(self, homes: Iterable[str]) -> tuple[str, ...]:
        return tuple(job for home in homes for job in self._joined.members(home))

    # --- the order ---

    @cached_property
    def _before(self) -> Mapping[str, tuple[str, ...]]:
        """For every job, all that have ended before it begins: what it needs, and whom it takes a team over from."""
        before = {name: dict.fromkeys(self._work.by_id[name].needs) for name in self._order}
        for team, capacity in self._work.limits.teams.items():
            users = [(name, self._work.by_id[name].uses.get(team, 0)) for name in self._order]
            spans = {name: self._slots[name] for name, _ in users}
            self._hand_over(capacity, [user for user in users if user[1]], spans, before)
        return {name: tuple(waits) for name, waits in before.items()}

    @cached_property
    def _before_event(self) -> Mapping[str, tuple[str, ...]]:
        """For every job, all that have ended before its event begins: those it takes a place over from."""
        before: dict[str, dict[str, None]] = {name: {} for name in self._order}
        spans = {name: Slot(slot.end - self._work.by_id[name].held, slot.end) for name, slot in self._slots.items()}
        order = sorted(self._order, key=lambda name: (spans[name], name))
        for place, most in self._work.limits.events.items():
            users = [(name, 1) for name in order if place in self._work.by_id[name].places]
            self._hand_over(most, users, spans, before)
        return {name: tuple(waits) for name, waits in before.items()}

    def _hand_over(
        self,
        capacity: int,
        users: list[tuple[str, int]],
        spans: Mapping[str, Slot],
        before: Mapping[str, dict[str, None]],
    ) -> None:
        """Give every user its posts, in order of beginning: those of jobs it waits for anyway come first."""
        asked = sum(used for _, used in users)
        posts = [_Post(None, 0, number) for number in range(min(capacity, asked))]
        for name, used in users:
            span, waits = spans[name], before[name]
            free = [post for post in posts if post.free_from <= span.start]
            free.sort(
                key=lambda post: (post.holder is not None and post.holder not in waits, -post.free_from, post.number)
            )
            for post in free[:used]:
                if post.holder is not None:
                    waits[post.holder] = None
                posts[post.number] = replace(post, holder=name, free_from=span.end)

    @cached_property
    def _after(self) -> Mapping[str, tuple[str, ...]]:
        return _turned(self._before)

    @cached_property
    def _after_event(self) -> Mapping[str, tuple[str, ...]]:
        return _turned(self._before_event)

    def _decided_by(self, name: str) -> str | None:
        """Give the job whose end decides when another begins; ``None`` when calendar or earliest period decide."""
        job, calendar, slots = self._work.by_id[name], self._work.calendar, self._slots
        allowed = {one: calendar.next_start(job, max(job.earliest, slots[one].end)) for one in self._before[name]}
        for one in self._before_event[name]:
            allowed[one] = max(allowed.get(one, 0), calendar.next_start(job, job.earliest, slots[one].end))
        last = max(allowed, key=lambda one: (allowed[one], slots[one].end, one), default=None)
        alone = calendar.next_start(job, job.earliest)
        return last if last is not None and allowed[last] == slots[name].start > alone else None

    # --- forwards and backwards ---

    @cached_property
    def _latest_starts(self) -> Mapping[str, int]:
        """The latest period in which each job may begin so that the end and all deadlines stay."""
        latest: dict[str, int] = {}
        for name in sorted(self._order, key=lambda name: (self._slots[name].end, name), reverse=True):
            job = self._work.by_id[name]
            limit = min([self.end, *(latest[one] for one in self._after[name]), *self._event_starts(name, latest)])
            latest[name] = self._last_start(job, limit if job.deadline is None else min(limit, job.deadline))
        return latest

    def _event_starts(self, name: str, starts: Mapping[str, int]) -> Iterator[int]:
        """Give when the events begin that take a place over from a job, if their jobs begin as said."""
        for one in self._after_event[name]:
            yield self._work.calendar.event_start(self._work.by_id[one], starts[one])

    def _free(self, name: str) -> int:
        now = {one: slot.start for one, slot in self._slots.items()}
        limit = min([self.end, *(now[one] for one in self._after[name]), *self._event_starts(name, now)])
        return self._last_start(self._work.by_id[name], limit) - now[name]

    def _last_start(self, job: Job, end: int) -> int:
        """Give the last period in which a job may begin to have ended before a period; at least where it stands."""
        calendar, now = self._work.calendar, self._slots[job.id].start
        start = calendar.begin(end, job.duration)
        while start > now and not calendar.lets_start(job, start):
            start -= 1
        return max(start, now)

    def _shifted(self, late: str, by: int) -> dict[str, Slot]:
        slots: dict[str, Slot] = {}
        for name in sorted(self._order, key=lambda name: (self._slots[name].end, name)):
            job, start = self._work.by_id[name], self._slots[name].start
            ready = max([start + (by if name == late else 0), *(slots[one].end for one in self._before[name])])
            event = max((slots[one].end for one in self._before_event[name]), default=0)
            start = self._work.calendar.next_start(job, ready, event)
            slots[name] = Slot(start, self._work.calendar.end(start, job.duration))
        return slots


def _turned(before: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """Turn “who comes before” into “who comes after”."""
    after: dict[str, list[str]] = {name: [] for name in before}
    for name, waits in before.items():
        for one in waits:
            after[one].append(name)
    return {name: tuple(followers) for name, followers in after.items()}


def _late(job: Job, slot: Slot) -> bool:
    return job.deadline is not None and slot.end > job.deadline


def what_a_delay_moves(workload: Workload, timetable: Timetable, job: str, by: int) -> Delay:
    """Say what moves when a job of a timetable begins ``by`` periods later; see :meth:`CriticalPaths.delayed`."""
    return CriticalPaths(workload, timetable).delayed(job, by)
