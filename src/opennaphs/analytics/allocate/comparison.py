"""What the simple splits of a pool are worth, by the same solver: each country plans with what it gets."""

from collections.abc import Mapping, Sequence

import numpy as np

from opennaphs.analytics.allocate.crew import Crew, crew_of
from opennaphs.analytics.allocate.desk import Asked, Known, Reply, open_desk, plan, tell
from opennaphs.analytics.optimise.ladder import NoPlan
from opennaphs.domain.allocations import Allocation, Allotment, CountryQuestion, Pool, Split, split_pool
from opennaphs.domain.choice_check import benefit
from opennaphs.domain.choices import Choice

USUAL_SECONDS, GAP = 5.0, 1e-3


def compare(
    countries: Sequence[CountryQuestion],
    pool: Pool,
    splits: Sequence[Split] = tuple(Split),
    *,
    seconds: float = USUAL_SECONDS,
    workers: int = 1,
    cluster: str | None = None,
) -> dict[Split, Allocation]:
    """Give each split with the best choices found for it.

    Args:
        countries: the countries.
        pool: the money and its conditions.
        splits: which.
        seconds: for each country and split, for the search with the solver.
        workers: processes on this machine.
        cluster: address of a Dask scheduler, to work on its machines instead.

    Raises:
        NoPlan: the demands of a country cannot be met with what a split gives it.
    """
    found = {}
    for split in splits:
        with crew_of(countries, pool, workers, cluster) as crew:
            found[split] = _chosen(crew, countries, pool, split, seconds)
    return found


def _chosen(crew: Crew, countries: Sequence[CountryQuestion], pool: Pool, split: Split, seconds: float) -> Allocation:
    shares = split_pool(countries, pool, split)
    by_year = {one.country: one.by_year for one in shares.allotments}
    opened: dict[str, Reply] = dict(crew.map_countries(open_desk, by_year))
    asked = {
        country: Asked(np.zeros(len(money)), np.array([float(amount) for amount in money]), seconds, GAP)
        for country, money in by_year.items()
    }
    planned: dict[str, Reply] = dict(crew.map_countries(plan, asked))
    best = {country: _best(country, (*opened[country].plans, *planned[country].plans)) for country in by_year}
    choices = dict(crew.map_countries(tell, best))
    return _allocation(countries, shares.of, choices)


def _best(country: str, plans: Sequence[Known]) -> dict[int, float]:
    if not plans:
        message = f"The demands of {country} cannot be met with what the split gives it."
        raise NoPlan(message)
    return {max(plans, key=lambda known: known.value).number: 1.0}


def _allocation(
    countries: Sequence[CountryQuestion], shares: Mapping[str, Allotment], choices: Mapping[str, Choice]
) -> Allocation:
    def chosen(one: CountryQuestion) -> Allotment:
        choice = choices[one.country]
        return Allotment(one.country, shares[one.country].by_year, choice, benefit(one.weighed, choice))

    return Allocation(tuple(chosen(one) for one in countries))
