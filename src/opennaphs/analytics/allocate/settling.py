"""Settling an allocation: from what plans draw, in floating-point numbers, to allotments that are exact to the cent."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from opennaphs.analytics.allocate.master import Pick, Sharing
from opennaphs.analytics.optimise.highs import SolverError
from opennaphs.domain.allocations import Allocation, Allotment, CountryQuestion, Pool, allocation_faults
from opennaphs.domain.choice_check import benefit
from opennaphs.domain.choices import Choice
from opennaphs.domain.money import CENT

NOTHING = Decimal(0)
Cents = list[Decimal]


def settled(sharing: Sharing, pick: Pick, choices: Mapping[str, Choice]) -> Allocation:
    """Give the exact allocation: what choices draw, idle money where a minimum asks for it, nothing beyond the pool.

    Raises:
        SolverError: an exact rule is broken by more than rounding; a fault of ours.
    """
    amounts = {name: _drawn(sharing.pool, choice) for name, choice in choices.items()}
    for name, idle in pick.idle.items():
        amounts[name] = [one + _to_cent(other) for one, other in zip(amounts[name], idle.tolist(), strict=True)]
    _fit_caps(sharing, amounts)
    _fit_years(sharing.pool, amounts)
    _fill_floors(sharing, amounts)
    found = tuple(_allotment(one, amounts[one.country], choices[one.country]) for one in sharing.countries)
    allocation = Allocation(found)
    broken = allocation_faults(sharing.countries, sharing.pool, allocation)
    if broken:
        message = f"The allocation found breaks a rule: {broken[0]} Please report this."
        raise SolverError(message)
    return allocation


def _allotment(one: CountryQuestion, by_year: Cents, choice: Choice) -> Allotment:
    return Allotment(one.country, tuple(by_year), choice, benefit(one.weighed, choice))


def _to_cent(amount: float | Decimal) -> Decimal:
    return Decimal(amount).quantize(CENT, ROUND_HALF_UP)


def _drawn(pool: Pool, choice: Choice) -> Cents:
    sums = [NOTHING] * len(pool.by_year)
    for payment in choice.payments:
        if payment.source == pool.id:
            sums[payment.year] += payment.amount
    return [_to_cent(amount) for amount in sums]


def _fit_caps(sharing: Sharing, amounts: Mapping[str, Cents]) -> None:
    """Take the cents by which arithmetic passes a cap from the largest amounts."""
    for name, by_year in amounts.items():
        _take(by_year, sum(by_year, NOTHING) - sharing.pool.cap_of(name))


def _fit_years(pool: Pool, amounts: Mapping[str, Cents]) -> None:
    """Take the cents by which arithmetic passes the money of a year from the largest allotments of that year."""
    for year, money in enumerate(pool.by_year):
        column = [by_year[year] for by_year in amounts.values()]
        _take(column, sum(column, NOTHING) - money.amount)
        for by_year, amount in zip(amounts.values(), column, strict=True):
            by_year[year] = amount


def _take(amounts: Cents, too_much: Decimal) -> None:
    for place in sorted(range(len(amounts)), key=lambda place: -amounts[place]):
        if too_much > 0:
            taken = min(too_much, amounts[place])
            amounts[place] -= taken
            too_much -= taken


def _fill_floors(sharing: Sharing, amounts: Mapping[str, Cents]) -> None:
    """Give the cents by which arithmetic misses a minimum out of what is left of any year."""
    for one in sharing.conditions:
        missing = Decimal(str(one.low)) - sum((sum(amounts[name], NOTHING) for name in one.countries), NOTHING)
        for name in one.countries:
            for year, money in enumerate(sharing.pool.by_year):
                left = money.amount - sum((by_year[year] for by_year in amounts.values()), NOTHING)
                room = sharing.pool.cap_of(name) - sum(amounts[name], NOTHING)
                given = max(NOTHING, min(missing, left, room))
                amounts[name][year] += given
                missing -= given
