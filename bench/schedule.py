"""Timetables under scarce teams: made at once, time-indexed with HiGHS, and with CP-SAT, side by side in one run.

    .venv/bin/python bench/schedule.py                              # instances made here, in the manner of ProGen
    .venv/bin/python bench/schedule.py folder-with-sm-files 10 6    # seconds for each, how many of them with HiGHS

A folder holds instances in the public .sm format and, as ``optimum.csv``, the best known ends (problem,optimum; a range
such as 82..87 stands for its upper end). Instances of others are not part of the project. Made-up instances have no
published ends: there the reference is the end that CP-SAT has proven or, without a proof, the best of this run.
"""

import csv
import random
import re
import statistics
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import highspy
import psplib

from opennaphs.analytics.schedule import schedule
from opennaphs.domain.timetables import Job, Limits, Slot, Timetable, Workload, check_timetable, end_of
from opennaphs.domain.timetables_demands import earliest_slots
from opennaphs.domain.timetables_serial import latest_ends, serial_timetable

SECONDS, WITH_HIGHS, RESOURCES, LONGEST = 10.0, 6, 4, 10
COMPLEXITIES, FACTORS, STRENGTHS = (1.5, 1.8, 2.1), (0.25, 0.5, 0.75, 1.0), (0.2, 0.5, 0.7, 1.0)


@dataclass(frozen=True)
class Instance:
    """A workload, the set it belongs to, and the best end anybody has published for it."""

    name: str
    set: str
    workload: Workload
    best_known: int | None


@dataclass(frozen=True)
class Run:
    """What one method found for one instance: end, bound and seconds; no end when it found nothing."""

    instance: str
    method: str
    end: int | None
    bound: int
    seconds: float


# --- instances ----------------------------------------------------------------------------------------------------


def read_folder(folder: Path) -> list[Instance]:
    """Instances in the public .sm format, in the order of their names."""
    table = folder / "optimum.csv"
    rows = csv.DictReader(table.read_text().splitlines()) if table.exists() else []
    known = {row["problem"]: int(row["optimum"].rpartition("..")[2]) for row in rows}
    paths = sorted(folder.glob("*.sm"), key=lambda path: [int(part) for part in re.findall(r"\d+", path.name)])
    return [Instance(path.name, path.name.partition("_")[0][:3], read_sm(path), known.get(path.name)) for path in paths]


def read_sm(path: Path) -> Workload:
    """One instance; the empty first and last job of the format are left out."""
    project = psplib.parse(path, instance_format="psplib")
    teams = {f"R{number}": one.capacity for number, one in enumerate(project.resources)}
    followers = {number: set(one.successors) for number, one in enumerate(project.activities)}
    real = [number for number, one in enumerate(project.activities) if one.modes[0].duration]
    jobs = []
    for number in real:
        mode = project.activities[number].modes[0]
        uses = {f"R{team}": used for team, used in enumerate(mode.demands) if used}
        needs = tuple(str(one) for one in real if number in followers[one])
        jobs.append(Job(str(number), mode.duration, needs, uses))
    return Workload(tuple(jobs), Limits(teams))


def make_instances(jobs: int, seed: int) -> list[Instance]:
    """One instance for each of 48 mixes of network complexity, resource factor and resource strength."""
    mixes = [(nc, rf, rs) for nc in COMPLEXITIES for rf in FACTORS for rs in STRENGTHS]
    return [
        Instance(
            f"made{jobs}-{number:02d} nc {nc} rf {rf} rs {rs}",
            f"made{jobs}",
            _made(jobs, nc, rf, rs, seed + number),
            None,
        )
        for number, (nc, rf, rs) in enumerate(mixes)
    ]


def _made(size: int, complexity: float, factor: float, strength: float, seed: int) -> Workload:
    """Random durations and demands of 1 to 10, an acyclic network, and capacities between the least and the most."""
    chance = random.Random(seed)  # noqa: S311 - made-up work, no secret
    needs = _network(size, complexity, chance)
    jobs = []
    for number in range(size):
        teams = [team for team in range(RESOURCES) if chance.random() < factor] or [chance.randrange(RESOURCES)]
        uses = {f"R{team}": chance.randint(1, LONGEST) for team in teams}
        jobs.append(Job(str(number), chance.randint(1, LONGEST), tuple(map(str, sorted(needs[number]))), uses))
    return Workload(tuple(jobs), Limits(_capacities(tuple(jobs), strength)))


def _network(size: int, complexity: float, chance: random.Random) -> list[set[int]]:
    """Needs of every job among those before it: three of them are first, one for each other, then more at random."""
    needs: list[set[int]] = [set() for _ in range(size)]
    for number in range(3, size):
        needs[number].add(chance.randrange(max(0, number - size // 3), number))
    while sum(map(len, needs)) < complexity * size:
        first, then = sorted(chance.sample(range(size), 2))
        if then >= 3 and len(needs[then]) < 3 and then - first < size // 2:
            needs[then].add(first)
    return needs


def _capacities(jobs: tuple[Job, ...], strength: float) -> dict[str, int]:
    """Capacity = least + strength × (peak of the earliest timetable − least)."""
    free = earliest_slots(Workload(jobs))
    capacities = {}
    for team in (f"R{number}" for number in range(RESOURCES)):
        least = max((job.uses.get(team, 0) for job in jobs), default=0)
        periods = range(end_of(free))
        peak = max(
            sum(job.uses.get(team, 0) for job in jobs if free[job.id].start <= at < free[job.id].end) for at in periods
        )
        capacities[team] = round(least + strength * (peak - least))
    return capacities


# --- methods ------------------------------------------------------------------------------------------------------


def run_at_once(instance: Instance) -> Run:
    """Serial schedule generation by latest end."""
    begun = time.perf_counter()
    slots = serial_timetable(instance.workload)
    seconds = time.perf_counter() - begun
    check_timetable(instance.workload, slots)
    return Run(instance.name, "at once", end_of(slots), end_of(earliest_slots(instance.workload)), seconds)


def run_cp_sat(instance: Instance, seconds: float) -> Run:
    """Our engine, one thread."""
    begun = time.perf_counter()
    found = schedule(instance.workload, seconds=seconds)
    return Run(instance.name, "CP-SAT", found.value, found.bound, time.perf_counter() - begun)


def run_highs(instance: Instance, seconds: float) -> Run:
    """The time-indexed model: a binary for every job and start, begun from the timetable made at once, one thread."""
    begun = time.perf_counter()
    start = serial_timetable(instance.workload)
    model = TimeIndexed(instance.workload, start)
    slots, bound = model.solve(seconds - (time.perf_counter() - begun))
    taken = time.perf_counter() - begun
    check_timetable(instance.workload, slots)
    return Run(instance.name, "HiGHS", end_of(slots), bound, taken)


class TimeIndexed:
    """min end; one start for every job; needs by disaggregated cuts; every team in every period."""

    def __init__(self, workload: Workload, start: Timetable) -> None:
        self.workload, self.start, self.horizon = workload, start, end_of(start)
        self.highs = highspy.Highs()
        self.highs.setOptionValue("output_flag", False)  # noqa: FBT003 - the signature of the library
        self.highs.setOptionValue("threads", 1)
        earliest, latest = earliest_slots(workload), latest_ends(workload)
        late = workload.horizon - self.horizon
        self.windows = {
            job.id: range(earliest[job.id].start, int(latest[job.id]) - late - job.duration + 1)
            for job in workload.jobs
        }
        self.columns: dict[tuple[str, int], int] = {}
        self._add_columns()
        self._add_rows()

    def _add_columns(self) -> None:
        self.highs.addCol(1.0, 0.0, float(self.horizon), 0, [], [])
        for job, window in self.windows.items():
            for at in window:
                self.columns[job, at] = len(self.columns) + 1
                self.highs.addCol(0.0, 0.0, 1.0, 0, [], [])
        kinds = [highspy.HighsVarType.kInteger] * (len(self.columns) + 1)
        self.highs.changeColsIntegrality(len(kinds), list(range(len(kinds))), kinds)

    def _row(self, low: float, high: float, cells: Iterable[tuple[int, float]]) -> None:
        cells = list(cells)
        self.highs.addRow(low, high, len(cells), [column for column, _ in cells], [value for _, value in cells])

    def _add_rows(self) -> None:
        for job in self.workload.jobs:
            window = self.windows[job.id]
            self._row(1, 1, ((self.columns[job.id, at], 1.0) for at in window))
            ends = ((self.columns[job.id, at], -float(at + job.duration)) for at in window)
            self._row(0, highspy.kHighsInf, [(0, 1.0), *ends])
            for need in job.needs:
                self._add_need(self.workload.by_id[need], job)
        for team, capacity in self.workload.limits.teams.items():
            for period in range(self.horizon):
                cells = list(self._users(team, period))
                if sum(value for _, value in cells) > capacity:
                    self._row(0, capacity, cells)

    def _add_need(self, need: Job, job: Job) -> None:
        """When the need begins in period t or later, the job begins after t + duration."""
        for period in range(self.windows[need.id].start, self.windows[job.id].stop):
            later = [(self.columns[need.id, at], 1.0) for at in self.windows[need.id] if at >= period]
            sooner = [(self.columns[job.id, at], 1.0) for at in self.windows[job.id] if at < period + need.duration]
            if later and sooner:
                self._row(0, 1, [*later, *sooner])

    def _users(self, team: str, period: int) -> Iterator[tuple[int, float]]:
        for job in (one for one in self.workload.jobs if team in one.uses):
            for at in self.windows[job.id]:
                if at <= period < at + job.duration:
                    yield self.columns[job.id, at], float(job.uses[team])

    def solve(self, seconds: float) -> tuple[Timetable, int]:
        """The best timetable found, at least the one begun from, and the bound."""
        solution = highspy.HighsSolution()
        values = [0.0] * (len(self.columns) + 1)
        values[0] = float(self.horizon)
        for job, slot in self.start.items():
            values[self.columns[job, slot.start]] = 1.0
        solution.col_value = values
        self.highs.setSolution(solution)
        self.highs.setOptionValue("time_limit", max(seconds, 0.1))
        self.highs.run()
        info = self.highs.getInfo()
        bound = max(0, round(info.mip_dual_bound + 0.499)) if abs(info.mip_dual_bound) < highspy.kHighsInf else 0
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return self.start, bound
        chosen = self.highs.getSolution().col_value
        starts = {job: at for (job, at), column in self.columns.items() if chosen[column] > 0.5}
        jobs = self.workload.by_id
        return {job: Slot(at, at + jobs[job].duration) for job, at in starts.items()}, bound


# --- the comparison -----------------------------------------------------------------------------------------------


def main() -> None:
    """Print, for every set of instances and every method, matches, deviation and time."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else SECONDS
    with_highs = int(sys.argv[3]) if len(sys.argv) > 3 else WITH_HIGHS
    sets: dict[str, list[Instance]] = {}
    for one in read_folder(folder) if folder else [*make_instances(30, 1), *make_instances(60, 1)]:
        sets.setdefault(one.set, []).append(one)
    for name, instances in sets.items():
        compare(name, instances, seconds, with_highs)


def compare(name: str, instances: list[Instance], seconds: float, with_highs: int) -> None:
    """Run all methods over one set; HiGHS only over some, evenly spread, since it needs all its time for most."""
    runs = [run for one in instances for run in (run_at_once(one), run_cp_sat(one, seconds))]
    some = instances[:: max(1, len(instances) // with_highs)][:with_highs] if with_highs else []
    runs += [run_highs(one, seconds) for one in some]
    instances = [replace(one, best_known=one.best_known or _best(runs, one)) for one in instances]
    print(f"\n{name}: {len(instances)} instances, at most {seconds:g} s each, one thread")
    for method in ("at once", "CP-SAT", "HiGHS"):
        print_method(method, [run for run in runs if run.method == method], instances)
    print_method(
        "CP-SAT on those of HiGHS", [run for run in runs if run.method == "CP-SAT"], some and _same(some, instances)
    )


def _best(runs: list[Run], instance: Instance) -> int:
    return min(run.end for run in runs if run.instance == instance.name and run.end is not None)


def _same(some: list[Instance], instances: list[Instance]) -> list[Instance]:
    names = {one.name for one in some}
    return [one for one in instances if one.name in names]


def print_method(method: str, runs: list[Run], instances: list[Instance]) -> None:
    """One line: how many reach the best known end, how far off the mean is, how many are proven, seconds."""
    best = {one.name: one.best_known for one in instances}
    runs = [run for run in runs if run.instance in best]
    if not runs:
        return
    off = [(run.end or 0) / (best[run.instance] or 1) - 1 for run in runs]
    reached, proven = sum(one <= 0 for one in off), sum(run.end == run.bound for run in runs)
    seconds = [run.seconds for run in runs]
    mean, largest = 100 * statistics.mean(off), 100 * max(off)
    print(
        f"  {method:24s} {reached:3d} of {len(runs):3d} reach the best known end; {proven:3d} proven; "
        f"deviation {mean:6.2f} %, largest {largest:4.1f} %; "
        f"{statistics.median(seconds):.3f} s, longest {max(seconds):.1f} s"
    )
    for run in runs:
        if method == "CP-SAT" and run.end != best[run.instance]:
            print(f"    {run.instance}: {run.end}, best known {best[run.instance]}, bound {run.bound}")


if __name__ == "__main__":
    main()
