"""The solver in a process of its own: reads questions as lines of JSON, answers in lines of JSON. Not imported by us.

CP-SAT and HiGHS cannot live in one process: the wheels of both bring a library of the same name, and whichever is
loaded second fails. So CP-SAT runs here, started by ``schedule_process``. A line “stop” ends the search with the best
found so far; when the other side goes away, so does this process.
"""

import json
import os
import sys
import threading
import traceback
import warnings
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from ortools.sat.python import cp_model

# A portfolio of search methods that take turns on one thread: the same answer on every run, whatever the machine.
SUBSOLVERS = 8


class Search:
    """One question while it is searched."""

    def __init__(self, asked: dict[str, Any]) -> None:
        """Build the model of a question (see ``schedule_model.Question``) with its ``seconds`` and ``seed``."""
        self.asked, self.model, self.stopped = asked, cp_model.CpModel(), False
        self.starts = [self._start(ranges) for ranges in asked["starts"]]
        self.ends = [start + long for start, long in zip(self.starts, asked["durations"], strict=True)]
        self._add_constraints()
        self.model.minimize(
            {"end": self._end, "waiting": self._waiting, "lateness": self._lateness}[asked["objective"]]()
        )
        for start, at in zip(self.starts, asked["hint"] or (), strict=False):
            self.model.add_hint(start, at)
        self.solver = cp_model.CpSolver()
        self.solver.parameters.max_time_in_seconds = asked["seconds"]
        self.solver.parameters.random_seed = asked["seed"]
        self.solver.parameters.num_workers = SUBSOLVERS
        self.solver.parameters.interleave_search = True
        self.solver.parameters.interleave_batch_size = 1  # long turns prove small work ten times slower
        self.solver.parameters.catch_sigint_signal = False

    def _start(self, ranges: list[list[int]]) -> Any:
        return self.model.new_int_var_from_domain(cp_model.Domain.from_intervals(ranges), "")

    def _add_constraints(self) -> None:
        for before, after in self.asked["needs"]:
            self.model.add(self.starts[after] >= self.ends[before])
        for capacity, positions, demands, lengths in self.asked["cumulatives"]:
            intervals = [
                self.model.new_fixed_size_interval_var(self.ends[position] - length, length, "")
                for position, length in zip(positions, lengths, strict=True)
            ]
            self.model.add_cumulative(intervals, demands, capacity)

    def _end(self) -> Any:
        end = self.model.new_int_var(0, self.asked["length"], "")
        for one in self.ends:
            self.model.add(end >= one)
        return end

    def _waiting(self) -> Any:
        """Sum of worth × end; an end that lies after a pause is later by the length of the pause."""
        parts: list[Any] = []
        hinted = [at + long for at, long in zip(self.asked["hint"] or (), self.asked["durations"], strict=False)]
        for number, (worth, end) in enumerate(zip(self.asked["worths"], self.ends, strict=True)):
            parts.append(worth * end)
            for place, length in self.asked["pauses"] if worth else ():
                after = self.model.new_bool_var("")
                self.model.add(end <= place).only_enforce_if(~after)
                if hinted:
                    self.model.add_hint(after, hinted[number] > place)
                parts.append(worth * length * after)
        return sum(parts)

    def _lateness(self) -> Any:
        """The fewest missed deadlines first, then the least lateness together."""
        parts: list[Any] = []
        length, jobs = self.asked["length"], len(self.starts)
        for position, place in self.asked["deadlines"]:
            late, missed = self.model.new_int_var(0, length, ""), self.model.new_bool_var("")
            self.model.add(late >= self.ends[position] - place)
            self.model.add(late == 0).only_enforce_if(~missed)
            parts += [late, missed * length * jobs]
        return sum(parts)

    def run(self) -> None:
        """Search, and answer."""
        status = self.solver.solve(self.model, _Watcher())
        found = status in {cp_model.OPTIMAL, cp_model.FEASIBLE}
        _say(
            status=self.solver.status_name(status).lower(),
            starts=[self.solver.value(start) for start in self.starts] if found else None,
            bound=0 if status == cp_model.INFEASIBLE else _whole(self.solver.best_objective_bound),
            stopped=self.stopped,
        )

    def stop(self) -> None:
        """End the search with the best found so far."""
        self.stopped = True
        self.solver.stop_search()


class _Watcher(cp_model.CpSolverSolutionCallback):
    """Tells of every better timetable."""

    def on_solution_callback(self) -> None:
        """Tell the value, the bound and the seconds."""
        _say(best=_whole(self.objective_value), bound=_whole(self.best_objective_bound), seconds=self.wall_time)


def _whole(number: float) -> int:
    """Round a bound of the solver, which is whole but for rounding; without any it is below everything."""
    return max(0, round(number)) if number > float("-inf") else 0


def _say(**said: Any) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def _run(search: Search) -> None:
    """Search; a fault ends the process, so that the other side does not wait for an answer that never comes."""
    try:
        search.run()
    except Exception:  # noqa: BLE001 - whatever it is, nobody else hears of it in a thread
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)


def main() -> None:
    """Answer questions until there are no more."""
    search, work = None, threading.Thread()
    for line in sys.stdin:
        if line.strip() == "stop":
            if search is not None:
                search.stop()
            continue
        search = Search(json.loads(line))
        work = threading.Thread(target=_run, args=(search,))
        work.start()
    if work.is_alive() and search is not None:
        search.stop()


if __name__ == "__main__":
    main()
