"""Honest cost uncertainty: percentiles of totals when prices are ranges and costs are off together.

Only the common factors are sampled. Given them, the mean and variance of every sum are known series of the factors,
and the remainder of many entries is close to normal; the few entries that are too heavy in a sum for that are drawn
one by one. The method and its limits: docs/explanation/uncertainty.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from opennaphs.analytics.common_factors import Factors
from opennaphs.analytics.cost_draws import EntryTable, Members, draw_deviations, tabulate
from opennaphs.analytics.cost_entries import CostEntry, one_basis
from opennaphs.analytics.pert import Floats
from opennaphs.analytics.variance_shares import VarianceShare, variance_shares
from opennaphs.domain.cost_views import Cut
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.money import Money

PERCENTILES = (5.0, 10.0, 50.0, 80.0, 90.0, 95.0)
USUAL_FACTORS = Factors()
TOTAL = "total"
MOST_DRAWS = 2**22
NUMBERS_KEPT = 2**23


@dataclass(frozen=True)
class CostRange:
    """What one sum may come to: its likely value, its mean and its percentiles, all in one currency and price year.

    ``cut`` is “total”, “year” or a tag, ``value`` which year, area, ministry … The mean is exact; percentiles are
    estimates and must not be added up across ranges.
    """

    cut: str
    value: str
    likely: Money
    mean: Money
    percentiles: tuple[tuple[float, Money], ...]

    def at(self, percentile: float) -> Money:
        """Give the amount that is kept with a chance of ``percentile`` in 100.

        Raises:
            NaphsError: this percentile was not asked for.
        """
        known = dict(self.percentiles)
        if percentile not in known:
            message = f"P{percentile:g} was not computed. Choose among {', '.join(f'P{one:g}' for one in known)}."
            raise NaphsError(message)
        return known[percentile]

    def contingency(self, percentile: float = 80) -> Money:
        """Give what must be added to the likely value to keep within it with a chance of ``percentile`` in 100.

        It is negative where the likely value is more than enough.
        """
        return self.at(percentile) - self.likely


@dataclass(frozen=True)
class Uncertainty:
    """How uncertain costs are: ranges of the total, of each year and of each value of each cut, and what causes them.

    ``shares`` divides the variance of the total (the tornado), the largest first. Without costed entries there are no
    ranges: an unknown cost is not zero. ``draws`` and ``seed`` give the very same result again.
    """

    draws: int
    seed: int
    ranges: tuple[CostRange, ...]
    shares: tuple[VarianceShare, ...]

    @property
    def total(self) -> CostRange | None:
        """The range of the total; ``None`` when nothing is costed."""
        return next(iter(self.ranges), None)

    def of(self, cut: str) -> tuple[CostRange, ...]:
        """Give the ranges of one cut."""
        return tuple(one for one in self.ranges if one.cut == cut)


@dataclass(frozen=True)
class _Sum:
    """A sum to be estimated: its name, its exact likely value, its members."""

    cut: str
    value: str
    likely: Decimal
    members: Members


def simulate(
    entries: Iterable[CostEntry],
    *,
    draws: int,
    seed: int,
    factors: Factors = USUAL_FACTORS,
    by: Sequence[str] = (Cut.AREA,),
    shares_by: str = Cut.UNIT_COST,
    percentiles: Sequence[float] = PERCENTILES,
) -> Uncertainty:
    """Estimate how uncertain the sums of costs are.

    Args:
        entries: the costs; their order does not matter.
        draws: how many draws, rounded up to a power of two; 2**14 is plenty for a report.
        seed: any whole number from 0; the same seed gives the same result.
        factors: the common factors and their shares of the variance.
        by: tags to give ranges by, besides the total and the years. Asking for more changes none of the others.
        shares_by: the tag whose values divide what entries add to the variance of the total of their own.
        percentiles: the percentiles wanted, above 0 and below 100.

    Raises:
        NaphsError: draws, seed or percentiles are out of bounds, currencies or price years differ.
    """
    draws = _checked(draws, seed, percentiles)
    ordered = sorted((entry for entry in entries if entry.amounts), key=_order)
    if not ordered:
        return Uncertainty(draws, seed, (), ())
    basis, table = one_basis(ordered), tabulate(ordered, factors)
    cuts = [_total_and_years(ordered), *(_by_tag(ordered, tag) for tag in by)]
    found = [one for sums in cuts for one in _ranges(table, sums, draws, seed, percentiles, basis)]
    drivers = [entry.tag(shares_by) for entry in ordered]
    shares = variance_shares(table, cuts[0][0].members, str(shares_by), drivers)
    return Uncertainty(draws, seed, tuple(found), shares)


def _checked(draws: int, seed: int, percentiles: Sequence[float]) -> int:
    """Refuse what cannot be drawn; give the number of draws, rounded up to a power of two."""
    if not 1 <= draws <= MOST_DRAWS:
        message = f"{draws:,} draws cannot be made. Choose from 1 to {MOST_DRAWS:,}."
        raise NaphsError(message)
    if seed < 0:
        message = f"The seed {seed} is negative. Choose a whole number from 0."
        raise NaphsError(message)
    outside = [one for one in percentiles if not 0 < one < 100]  # noqa: PLR2004 - in percent
    if outside:
        message = f"There is no percentile {outside[0]:g}. Choose above 0 and below 100."
        raise NaphsError(message)
    return 1 << (draws - 1).bit_length()


def _order(entry: CostEntry) -> tuple[object, ...]:
    amounts = sorted((year, money.amount) for year, money in entry.amounts.items())
    return (entry.key, sorted(entry.tags.items()), amounts, entry.spread)


def _total_and_years(entries: Sequence[CostEntry]) -> list[_Sum]:
    years = sorted({year for entry in entries for year in entry.amounts})
    whole = _sum(TOTAL, TOTAL, [(number, entry.likely) for number, entry in enumerate(entries)])
    return [whole, *(_sum(Cut.YEAR, str(year), _in_year(entries, year)) for year in years)]


def _in_year(entries: Sequence[CostEntry], year: int) -> list[tuple[int, Decimal]]:
    return [(number, entry.amounts[year].amount) for number, entry in enumerate(entries) if year in entry.amounts]


def _by_tag(entries: Sequence[CostEntry], tag: str) -> list[_Sum]:
    groups: dict[str, list[tuple[int, Decimal]]] = {}
    for number, entry in enumerate(entries):
        groups.setdefault(entry.tag(tag), []).append((number, entry.likely))
    return [_sum(tag, value, groups[value]) for value in sorted(groups)]


def _sum(cut: str, value: str, parts: list[tuple[int, Decimal]]) -> _Sum:
    numbers = np.array([number for number, _ in parts], dtype=np.intp)
    amounts = np.array([float(amount) for _, amount in parts])
    return _Sum(str(cut), value, sum((amount for _, amount in parts), Decimal(0)), Members(numbers, amounts))


def _ranges(
    table: EntryTable,
    sums: Sequence[_Sum],
    draws: int,
    seed: int,
    percentiles: Sequence[float],
    basis: tuple[str, int],
) -> list[CostRange]:
    """Draw the sums of one cut, few enough at a time to stay small in memory."""
    at_once = max(1, NUMBERS_KEPT // draws)
    found = []
    for start in range(0, len(sums), at_once):
        part = sums[start : start + at_once]
        drawn = draw_deviations(table, [one.members for one in part], draws, seed)
        found += [
            _range(table, one, _percentiles(row, percentiles), basis) for one, row in zip(part, drawn, strict=True)
        ]
    return found


def _percentiles(drawn: Floats, percentiles: Sequence[float]) -> list[tuple[float, float]]:
    drawn.sort()
    places = np.array(percentiles) / 100 * (len(drawn) - 1)
    values = np.interp(places, np.arange(len(drawn)), drawn)
    return list(zip(percentiles, values.tolist(), strict=True))


def _range(table: EntryTable, one: _Sum, deviations: list[tuple[float, float]], basis: tuple[str, int]) -> CostRange:
    def money(deviation: float) -> Money:
        return Money(one.likely + Decimal(deviation), *basis).rounded()

    mean = money(float(one.members.amounts @ table.expected[one.members.numbers]))
    return CostRange(one.cut, one.value, money(0.0), mean, tuple((p, money(value)) for p, value in deviations))
