"""The best timetable of a workload: teams, places, calendar, order and deadlines kept, proven as far as time allows.

The method is constraint programming (CP-SAT): every job is an interval of fixed length, every team and every place a
cumulative constraint. Closed periods are taken out of the axis of time before the solver sees it, since work pauses in
them; they are put back afterwards. What the solver finds is pulled forward and held against the rules by
``domain.timetables``, which knows nothing of the solver.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from opennaphs.analytics.schedule_model import Answer, Axis, build_question, read_answer
from opennaphs.analytics.schedule_process import ask
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.timetables import Timetable, Workload, check_timetable, end_of, violations, waiting
from opennaphs.domain.timetables_demands import check_demands, earliest_slots
from opennaphs.domain.timetables_serial import benefit_order, pulled_forward, serial_timetable
from opennaphs.domain.timetables_shared import join_shared

DEFAULT_SECONDS = 20.0
MOST_NAMED = 5


class Objective(StrEnum):
    """What makes one timetable better than another."""

    MAKESPAN = "makespan"
    EARLIEST_BENEFIT = "earliest-benefit"


class Ending(StrEnum):
    """Why the search ended: the best was proven, the time was over, or a person stopped it."""

    PROVEN = "proven"
    TIME_LIMIT = "time limit"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Progress:
    """How far a search has come: seconds so far, the best value found and the value nothing can be below."""

    seconds: float
    best: int | None
    bound: int


@dataclass(frozen=True)
class FoundTimetable:
    """A timetable that keeps all rules, and how good it is known to be.

    Attributes:
        timetable: the slot of every job.
        objective: what was made small.
        value: periods until everything has ended, or the sum of worth × end.
        bound: no timetable has a smaller value than this.
        at_once: the value of the timetable made without the solver; ``None`` when that one misses deadlines.
        seconds: how long the search took.
        ending: why it ended.
    """

    timetable: Timetable
    objective: Objective
    value: int
    bound: int
    at_once: int | None
    seconds: float
    ending: Ending

    @property
    def optimal(self) -> bool:
        """Whether no better timetable exists."""
        return self.value == self.bound

    @property
    def gap(self) -> float:
        """How much smaller the value could be at most, as a share of it; 0 when it is proven best."""
        return (self.value - self.bound) / self.value if self.value else 0.0


def schedule(
    workload: Workload,
    objective: Objective = Objective.MAKESPAN,
    *,
    seconds: float = DEFAULT_SECONDS,
    seed: int = 1,
    tell: Callable[[Progress], None] | None = None,
) -> FoundTimetable:
    """Find the best timetable.

    One thread is used, so the same workload and seed give the same timetable whenever the search ends by itself. When
    the time is over first, the best found so far is given, which depends on the machine. Ctrl-C does the same at once.

    Args:
        workload: the jobs, limits and calendar.
        objective: what to make small.
        seconds: how long to search at most; 0 gives the timetable made at once, with a bound by needs alone.
        seed: of the search.
        tell: called from another thread whenever something better or a better bound is found.

    Raises:
        NaphsError: nothing can keep all rules; the message names the smallest set of jobs that shows it. Or nothing
            that keeps the deadlines was found in time.
    """
    begun = time.monotonic()
    joined = join_shared(workload)
    check_demands(joined)
    start = _at_once(joined.workload, objective)
    kept = not violations(joined.workload, start)
    search = _Search(joined.workload, objective, seed, start if kept else None)
    slots, bound, ending = search.run(seconds, tell)
    timetable = joined.apart(pulled_forward(joined.workload, slots))
    check_timetable(workload, timetable)
    return FoundTimetable(
        timetable,
        objective,
        value_of(workload, timetable, objective),
        bound,
        value_of(joined.workload, start, objective) if kept else None,
        time.monotonic() - begun,
        ending,
    )


def _at_once(workload: Workload, objective: Objective) -> Timetable:
    """Give the better of the timetables made at once: the most pressing first or, for early benefit, the most worth."""
    tries = [serial_timetable(workload)]
    if objective is Objective.EARLIEST_BENEFIT:
        tries.append(serial_timetable(workload, benefit_order(workload)))
    kept = [one for one in tries if not violations(workload, one)]
    return min(kept or tries, key=lambda one: value_of(workload, one, objective))


def value_of(workload: Workload, timetable: Timetable, objective: Objective) -> int:
    """Give what an objective makes small: periods until the end, or the sum of worth × end."""
    return end_of(timetable) if objective is Objective.MAKESPAN else waiting(workload, timetable)


class _Search:
    """One search, from the timetable made at once to the best found."""

    def __init__(self, workload: Workload, objective: Objective, seed: int, start: Timetable | None) -> None:
        self.workload, self.objective, self.seed, self.start = workload, objective, seed, start
        known = start is not None and objective is Objective.MAKESPAN
        self.axis = Axis(workload.calendar, end_of(start) if known and start is not None else workload.horizon)
        # Needs and calendar alone: what even endless teams could not beat.
        self.least = value_of(workload, earliest_slots(workload), objective)

    def run(self, seconds: float, tell: Callable[[Progress], None] | None) -> tuple[Timetable, int, Ending]:
        """Give slots, bound and why it ended."""
        if self.start is not None and (seconds <= 0 or self._value(self.start) == self.least):
            return self.start, self.least, Ending.TIME_LIMIT if self._value(self.start) > self.least else Ending.PROVEN
        if seconds <= 0:
            raise NaphsError(self._not_found(seconds))
        answer = self._ask("end" if self.objective is Objective.MAKESPAN else "waiting", seconds, tell)
        if answer.impossible:
            raise NaphsError(self._impossible(seconds))
        slots = self._better(answer.slots)
        if slots is None:
            raise NaphsError(self._not_found(seconds))
        ending = Ending.PROVEN if answer.proven else Ending.STOPPED if answer.stopped else Ending.TIME_LIMIT
        return slots, max(answer.bound, self.least), ending

    def _ask(self, goal: str, seconds: float, tell: Callable[[Progress], None] | None) -> Answer:
        """Ask the solver; what it tells on the way is turned into periods."""

        def told(said: dict[str, Any]) -> None:
            if tell is not None:
                tell(Progress(said["seconds"], to_value(said["best"]), max(to_value(said["bound"]), self.least)))

        to_value = self.axis.end if goal == "end" else int
        question = build_question(self.workload, self.axis, goal, self.start)
        if question.impossible:
            return Answer(None, 0, proven=False, impossible=True, stopped=False)
        return read_answer(ask(question, max(seconds, 0), self.seed, told), self.workload, self.axis, to_value)

    def _better(self, slots: Timetable | None) -> Timetable | None:
        """Give what the solver found or what it began from: a short search may not even reach that again."""
        return min((one for one in (slots, self.start) if one is not None), key=self._value, default=None)

    def _value(self, timetable: Timetable) -> int:
        return value_of(self.workload, timetable, self.objective)

    def _impossible(self, seconds: float) -> str:
        """Name the fewest deadlines that have to give way."""
        slots = self._ask("lateness", seconds, None).slots or serial_timetable(self.workload)
        return (
            "With these teams, places and this calendar not all deadlines can be kept. The fewest that have to give "
            f"way are: {self._late(slots)}. Move them, raise a capacity, or shorten activities."
        )

    def _not_found(self, seconds: float) -> str:
        return (
            f"In {seconds:g} seconds no timetable was found that keeps all deadlines, nor a proof that there is none. "
            f"The one made at once misses: {self._late(serial_timetable(self.workload))}. Give more seconds, move "
            "these deadlines, or raise a capacity."
        )

    def _late(self, slots: Timetable) -> str:
        late = [
            f"{job.id} (by {slots[job.id].end - job.deadline} periods)"
            for job in self.workload.jobs
            if job.deadline is not None and slots[job.id].end > job.deadline
        ]
        return ", ".join(late[:MOST_NAMED]) + (f" and {len(late) - MOST_NAMED} more" if len(late) > MOST_NAMED else "")
