"""A crew: where countries are worked on. In this process, in others on this machine, or on the machines of a cluster.

Each country has its desk at one worker and stays there, so that its model is built once. What is sent is a function of
the desk and one argument. As every desk is asked the same things in the same order whatever the crew, so are its
answers: results do not depend on who works, as long as no time limit cuts a search short.
"""

import signal
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from functools import partial
from importlib import import_module
from itertools import count
from multiprocessing import get_context, parent_process
from os import _exit, getpid
from threading import Lock, Thread
from typing import Any, Protocol, Self

from opennaphs.analytics.allocate.desk import Desk
from opennaphs.domain.allocations import CountryQuestion, Pool
from opennaphs.domain.errors import NaphsError

Task = Callable[[Desk, Any], Any]
Answers = Generator[tuple[str, Any], None, None]
_DESKS: dict[tuple[str, str], Desk] = {}
# The solver uses what all threads of a process share, so one country at a time.
_ONE_AT_A_TIME = Lock()
_RUNS = count()


class WorkerLost(NaphsError):  # noqa: N818 - it reads as what happened
    """A worker and the plans on its desks are gone."""


class Crew(Protocol):
    """Whoever works on the countries, so many at the same time; used as a context manager."""

    workers: int

    def map_countries(self, task: Task, arguments: Mapping[str, Any]) -> Answers:
        """Ask the desks of these countries; give country and answer as they come. What is not awaited is dropped."""
        ...

    def __enter__(self) -> Self:
        """Open the desks."""
        ...

    def __exit__(self, *error: object) -> None:
        """Close the desks."""
        ...


def crew_of(countries: Sequence[CountryQuestion], pool: Pool, workers: int = 1, cluster: str | None = None) -> Crew:
    """Gather a crew: one process is this one, several are started, a cluster is named by the address of its scheduler.

    Raises:
        NaphsError: the cluster cannot be reached, or the extra ``cluster`` is not installed.
    """
    if cluster is not None:
        return ClusterCrew(countries, pool, cluster)
    workers = min(workers, len(countries))
    return ProcessCrew(countries, pool, workers) if workers > 1 else SoloCrew(countries, pool)


class SoloCrew:
    """Works in this process, one country after the other."""

    workers = 1

    def __init__(self, countries: Sequence[CountryQuestion], pool: Pool) -> None:
        """Make the desks."""
        self.desks = {one.country: Desk(one, pool) for one in countries}

    def map_countries(self, task: Task, arguments: Mapping[str, Any]) -> Answers:
        """Ask the desks; each only when its answer is awaited."""
        for country, argument in arguments.items():
            yield country, task(self.desks[country], argument)

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *error: object) -> None:
        """End."""


class ProcessCrew:
    """Works in processes of this machine; each country belongs to one of them."""

    def __init__(self, countries: Sequence[CountryQuestion], pool: Pool, workers: int) -> None:
        """Say who works on what; processes start on entering."""
        self.countries, self.pool, self.workers = countries, pool, workers
        self.home = _homes(countries, workers)
        self.run = f"{getpid()}-{next(_RUNS)}"
        self.lanes: list[Executor] = []

    def __enter__(self) -> Self:
        """Start the processes and set up the desks."""
        context = get_context("spawn")
        self.lanes = [ProcessPoolExecutor(1, mp_context=context, initializer=_begin_work) for _ in range(self.workers)]
        futures = [self.lanes[self.home[one.country]].submit(_seat, self.run, one, self.pool) for one in self.countries]
        _wait_for(futures)
        return self

    def __exit__(self, *error: object) -> None:
        """Let the processes end."""
        for lane in self.lanes:
            lane.shutdown(wait=True, cancel_futures=True)

    def map_countries(self, task: Task, arguments: Mapping[str, Any]) -> Answers:
        """Ask the desks; those of different processes at the same time."""
        futures = {
            self.lanes[self.home[country]].submit(_ask, self.run, country, task, argument): country
            for country, argument in arguments.items()
        }
        yield from _as_they_come(futures, as_completed)


class ClusterCrew:
    """Works on a Dask cluster; each country belongs to one of its workers."""

    def __init__(self, countries: Sequence[CountryQuestion], pool: Pool, address: str) -> None:
        """Remember where the cluster is; it is called on entering."""
        self.countries, self.pool, self.address, self.workers = countries, pool, address, 1
        self.run = f"{getpid()}-{next(_RUNS)}"

    def __enter__(self) -> Self:
        """Call the cluster and set up the desks."""
        distributed = _distributed()
        try:
            self.client = distributed.Client(self.address, set_as_default=False)
        except (OSError, ValueError) as error:
            message = f"There is no Dask scheduler at {self.address} ({error}). Start one, or leave the cluster out."
            raise NaphsError(message) from None
        self.as_completed = partial(distributed.as_completed, loop=self.client.loop)
        places = sorted(self.client.scheduler_info(n_workers=-1)["workers"])
        if not places:
            message = f"The Dask cluster at {self.address} has no workers. Start some with “dask worker”."
            raise NaphsError(message)
        homes = _homes(self.countries, len(places))
        self.home, self.workers = {country: places[number] for country, number in homes.items()}, len(places)
        _wait_for([self._submit(one.country, _seat, self.run, one, self.pool) for one in self.countries])
        return self

    def __exit__(self, *error: object) -> None:
        """Clear the desks and leave the cluster to others."""
        places = sorted(set(self.home.values()))
        self.client.run(_clear, self.run, workers=places)
        self.client.close()

    def _submit(self, country: str, function: Callable[..., Any], *arguments: Any) -> Any:
        return self.client.submit(
            function, *arguments, workers=[self.home[country]], allow_other_workers=False, pure=False, retries=0
        )

    def map_countries(self, task: Task, arguments: Mapping[str, Any]) -> Answers:
        """Ask the desks; those of different workers at the same time."""
        futures = {
            self._submit(country, _ask, self.run, country, task, argument): country
            for country, argument in arguments.items()
        }
        yield from _as_they_come(futures, self.as_completed)


def _distributed() -> Any:
    try:
        return import_module("distributed")
    except ImportError:
        message = "A cluster needs Dask. Install it with: pip install opennaphs[cluster]"
        raise NaphsError(message) from None


def _homes(countries: Sequence[CountryQuestion], workers: int) -> dict[str, int]:
    """Share countries out so that every worker has about as much work: the largest first, each to the least busy."""
    load = [0] * workers
    homes = {}
    for one in sorted(countries, key=lambda one: (-len(one.question.works), one.country)):
        place = load.index(min(load))
        homes[one.country] = place
        load[place] += len(one.question.works) + 1
    return homes


def _wait_for(futures: Iterable[Any]) -> None:
    for future in futures:
        future.result()


def _as_they_come(futures: Mapping[Any, str], as_they_complete: Callable[[Iterable[Any]], Iterable[Any]]) -> Answers:
    """Give answers as they come; when nobody waits any more, drop what has not begun and let the rest end."""
    try:
        for future in as_they_complete(list(futures)):
            yield futures[future], future.result()
    finally:
        for future in futures:
            future.cancel()
        _settle(futures)


def _settle(futures: Iterable[Any]) -> None:
    """Wait for what runs and cannot be stopped: a desk must not be asked the next thing before."""
    for future in futures:
        if isinstance(future, Future) and not future.cancelled():
            future.exception()


# --- at the worker --------------------------------------------------------------------------------------------------


def _begin_work() -> None:
    """Leave Ctrl-C to the parent, and end with it however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_the_parent, daemon=True).start()


def _end_with_the_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        _exit(1)


def _seat(run: str, asked: CountryQuestion, pool: Pool) -> None:
    with _ONE_AT_A_TIME:
        _DESKS[run, asked.country] = Desk(asked, pool)


def _ask(run: str, country: str, task: Task, argument: Any) -> Any:
    with _ONE_AT_A_TIME:
        if (run, country) not in _DESKS:
            message = f"The worker that planned for {country} was lost with its plans. Start the allocation again."
            raise WorkerLost(message)
        return task(_DESKS[run, country], argument)


def _clear(run: str) -> None:
    for key in [key for key in _DESKS if key[0] == run]:
        del _DESKS[key]
