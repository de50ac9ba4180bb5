"""Allocations: what a donor pool gives to each of many countries, by year; and the simple splits people use today.

A pool has money by year, an earmark and conditions: what a country gets at least and at most, and what a region gets at
least, each over the whole time. An allotment is what one country may draw in each year. What it may draw need not be
spent: a country that gets its minimum but has no work for it holds idle money.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from functools import cached_property

from opennaphs.domain.choice_check import violations
from opennaphs.domain.choices import Choice, Question
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.funding.earmarks import Earmark
from opennaphs.domain.funding.envelopes import Envelope
from opennaphs.domain.money import CENT, Money, total

NOTHING = Decimal(0)


@dataclass(frozen=True)
class CountryQuestion:
    """One country that asks a pool for money.

    Attributes:
        country: ISO 3166 alpha-3 code.
        question: what it would choose from, its own money, its rules.
        population: people, for the split by head.
        need: money it would take to do everything, for the split by need.
        region: region it belongs to, if the pool has minima by region.
        weight: what one unit of its benefit counts; 1 unless somebody decides otherwise.
    """

    country: str
    question: Question
    population: Decimal
    need: Decimal
    region: str | None = None
    weight: Decimal = Decimal(1)

    @cached_property
    def weighed(self) -> Question:
        """Give its question with every worth multiplied by its weight, so that benefits of countries add up."""
        if self.weight == 1:
            return self.question
        steps = tuple(replace(step, worth=step.worth * self.weight) for step in self.question.steps)
        return replace(self.question, steps=steps)


@dataclass(frozen=True)
class Pool:
    """Money of a donor for many countries.

    Attributes:
        id, title: its name as a source of money in the plans it pays for.
        by_year: its money; what is not allotted in a year is not carried over.
        earmark: what it may pay for.
        floors, caps: what a country gets at least and at most over all years, by ISO code.
        floor, cap: the same for countries that are not named there; ``None`` for no cap.
        region_floors: what the countries of a region get at least together.
    """

    id: str
    title: str
    by_year: tuple[Money, ...]
    earmark: Earmark = field(default_factory=Earmark)
    floors: Mapping[str, Decimal] = field(default_factory=dict)
    caps: Mapping[str, Decimal] = field(default_factory=dict)
    floor: Decimal = NOTHING
    cap: Decimal | None = None
    region_floors: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def whole(self) -> Money:
        """Its money of all years."""
        return total(self.by_year, self.by_year[0].currency, self.by_year[0].price_year)

    def floor_of(self, country: str) -> Decimal:
        """Give what a country gets at least."""
        return self.floors.get(country, self.floor)

    def cap_of(self, country: str) -> Decimal:
        """Give what a country gets at most: never more than there is."""
        caps = (self.caps.get(country, self.cap), self.whole.amount)
        return min(cap for cap in caps if cap is not None)

    def source(self, by_year: Iterable[Decimal]) -> Envelope:
        """Give the pool as a source of one country, with so much money in each year."""
        first = self.by_year[0]
        money = tuple(Money(amount, first.currency, first.price_year) for amount in by_year)
        return Envelope(self.id, self.title, money, self.earmark)

    def scaled(self, factor: Decimal) -> "Pool":
        """Give the same pool with the money of every year multiplied; floors and caps stay."""
        return replace(self, by_year=tuple(money.times(factor).rounded() for money in self.by_year))


@dataclass(frozen=True)
class Allotment:
    """What one country may draw in each year, the choice it pays for, and the weighed benefit of that choice."""

    country: str
    by_year: tuple[Decimal, ...]
    choice: Choice | None = None
    value: Decimal = NOTHING

    @property
    def whole(self) -> Decimal:
        """Its money of all years."""
        return sum(self.by_year, NOTHING)


@dataclass(frozen=True)
class Allocation:
    """What every country may draw; benefits are weighed and add up."""

    allotments: tuple[Allotment, ...]

    @cached_property
    def of(self) -> dict[str, Allotment]:
        """The allotment of each country."""
        return {one.country: one for one in self.allotments}

    @property
    def value(self) -> Decimal:
        """The benefit of all choices together."""
        return sum((one.value for one in self.allotments), NOTHING)

    @property
    def by_year(self) -> tuple[Decimal, ...]:
        """What is allotted in each year."""
        return tuple(sum(amounts, NOTHING) for amounts in zip(*(one.by_year for one in self.allotments), strict=True))


def with_pool(question: Question, pool: Pool, by_year: Iterable[Decimal]) -> Question:
    """Give a country's question with what the pool allots it as one more source."""
    return replace(question, sources=(*question.sources, pool.source(by_year)))


def whole_cost(question: Question) -> Decimal:
    """Give what all work of a question costs within its years when everything starts at once."""
    started = (Decimal(1),) * question.horizon.years
    return sum((sum(work.due(kind, started), NOTHING) for work in question.works for kind in work.outlays), NOTHING)


# --- what cannot be asked ------------------------------------------------------------------------------------------


def check_pool(countries: Sequence[CountryQuestion], pool: Pool) -> None:
    """Refuse a pool that cannot be shared among these countries.

    Raises:
        NaphsError: no country, one twice, different money or years, or conditions that contradict each other; the
            sentence names the remedy.
    """
    fault = next(_faults(countries, pool), None)
    if fault is not None:
        raise NaphsError(fault)


def _faults(countries: Sequence[CountryQuestion], pool: Pool) -> Iterator[str]:
    names = [one.country for one in countries]
    if not names or not pool.by_year:
        yield "There is nothing to share: name at least one country, and the money of at least one year."
        return
    yield from (f"{name} stands in the list twice. Keep one." for name in names if names.count(name) > 1)
    for one in countries:
        yield from _misfits(one, pool)
    strange = sorted({*pool.floors, *pool.caps} - set(names))
    yield from (f"The pool has a floor or cap for {name}, which is not in the list. Remove it." for name in strange)
    yield from _contradictions(countries, pool)


def _misfits(one: CountryQuestion, pool: Pool) -> Iterator[str]:
    question, first = one.question, pool.by_year[0]
    if (question.currency, question.price_year) != (first.currency, first.price_year):
        yield (
            f"The plan of {one.country} is in {question.currency} of {question.price_year}, the pool in "
            f"{first.currency} of {first.price_year}. Write both in the same money."
        )
    if question.horizon.years != len(pool.by_year):
        yield (
            f"The plan of {one.country} has {question.horizon.years} years, the pool {len(pool.by_year)}. Give an "
            "amount for each plan year; 0 for a year without money."
        )
    if any(source.id == pool.id for source in question.sources):
        yield f"{one.country} has a source “{pool.id}” of its own. Give the pool another id."
    if one.weight < 0 or one.population < 0 or one.need < 0:
        yield f"Weight, population and need of {one.country} must be 0 or more."


def _contradictions(countries: Sequence[CountryQuestion], pool: Pool) -> Iterator[str]:
    floors = {one.country: pool.floor_of(one.country) for one in countries}
    for country, floor in floors.items():
        if floor > pool.cap_of(country):
            yield f"{country} gets at least {floor}, at most {pool.cap_of(country)}. Lower the floor or raise the cap."
    asked = sum(floors.values(), NOTHING)
    for region, least in pool.region_floors.items():
        mine = [one.country for one in countries if one.region == region]
        if sum((pool.cap_of(country) for country in mine), NOTHING) < least:
            yield f"The countries of {region} together may not get {least}. Lower this minimum or raise their caps."
        asked += max(NOTHING, least - sum((floors[country] for country in mine), NOTHING))
    if asked > pool.whole.amount:
        yield f"The floors add up to {asked}, more than the {pool.whole.amount} of the pool. Lower them."


# --- what an allocation must keep ----------------------------------------------------------------------------------


def allocation_faults(countries: Sequence[CountryQuestion], pool: Pool, allocation: Allocation) -> tuple[str, ...]:
    """Say in sentences which conditions of the pool, and which rules of the countries, an allocation breaks.

    Money must fit to the cent. A choice is held against its country's question with the pool as a source that has
    just what is allotted.
    """
    if sorted(allocation.of) != sorted(one.country for one in countries):
        return ("The allocation is not about the same countries.",)
    return (
        *_year_faults(pool, allocation),
        *(told for one in countries for told in _country_faults(one, pool, allocation.of[one.country])),
        *(told for region in pool.region_floors for told in _region_faults(countries, pool, allocation, region)),
    )


def _year_faults(pool: Pool, allocation: Allocation) -> Iterator[str]:
    for year, (money, amount) in enumerate(zip(pool.by_year, allocation.by_year, strict=True), start=1):
        if amount > money.amount:
            yield f"{amount} is allotted in year {year}, more than the {money.amount} of the pool."


def _country_faults(one: CountryQuestion, pool: Pool, allotment: Allotment) -> Iterator[str]:
    if any(amount < 0 for amount in allotment.by_year):
        yield f"{one.country} is allotted less than nothing."
        return
    if not pool.floor_of(one.country) <= allotment.whole <= pool.cap_of(one.country):
        yield f"{one.country} is allotted {allotment.whole}, outside its floor and cap."
    if allotment.choice is not None:
        question = with_pool(one.question, pool, allotment.by_year)
        yield from (f"{one.country}: {told}" for told in violations(question, allotment.choice))


def _region_faults(
    countries: Sequence[CountryQuestion], pool: Pool, allocation: Allocation, region: str
) -> Iterator[str]:
    mine = sum((allocation.of[one.country].whole for one in countries if one.region == region), NOTHING)
    if mine < pool.region_floors[region]:
        yield f"{region} is allotted {mine}, less than its {pool.region_floors[region]}."


# --- the simple splits ---------------------------------------------------------------------------------------------


class Split(StrEnum):
    """How pools are shared today: the same for all, by head, by what everything would cost."""

    EQUAL = "equal"
    POPULATION = "per capita"
    NEED = "by need"


_WEIGHTS: dict[Split, Callable[[CountryQuestion], Decimal]] = {
    Split.EQUAL: lambda one: Decimal(1),  # noqa: ARG005 - the same for all
    Split.POPULATION: lambda one: one.population,
    Split.NEED: lambda one: one.need,
}


def split_pool(countries: Sequence[CountryQuestion], pool: Pool, split: Split) -> Allocation:
    """Share a pool in proportion, exact to the cent, floors and caps of countries kept; minima of regions are not.

    Money that a cap keeps from one country goes to the others in the same proportion. When all are at their caps, the
    rest stays in the pool. A split in proportion to nothing is an equal one.
    """
    ordered = sorted(countries, key=lambda one: one.country)
    weights = [_WEIGHTS[split](one) for one in ordered]
    weights = weights if any(weights) else [Decimal(1)] * len(ordered)
    wholes = _clipped([_cents(one, pool) for one in ordered], weights, _in_cents(pool.whole.amount))
    table = _by_years(wholes, [_in_cents(money.amount) for money in pool.by_year])
    found = {one.country: tuple(cents * CENT for cents in row) for one, row in zip(ordered, table, strict=True)}
    return Allocation(tuple(Allotment(one.country, found[one.country]) for one in countries))


def _in_cents(amount: Decimal) -> int:
    return int(amount / CENT)


def _cents(one: CountryQuestion, pool: Pool) -> tuple[int, int]:
    floor = (pool.floor_of(one.country) / CENT).to_integral_value(ROUND_CEILING)
    return int(floor), _in_cents(pool.cap_of(one.country))


def _clipped(limits: Sequence[tuple[int, int]], weights: Sequence[Decimal], money: int) -> list[int]:
    """Share cents in proportion between floors and caps: fix those that hit one, share the rest among the others.

    In each round only the side that is hit harder is fixed, as the shares of the others move the other way.
    """
    found: dict[int, int] = {}
    while len(found) < len(limits):
        free = [number for number in range(len(limits)) if number not in found]
        rest = money - sum(found.values())
        even = [weights[number] for number in free]
        shares = _apportioned(max(rest, 0), even if any(even) else [Decimal(1)] * len(free))
        over = {n: limits[n][1] for n, cents in zip(free, shares, strict=True) if cents > limits[n][1]}
        under = {n: limits[n][0] for n, cents in zip(free, shares, strict=True) if cents < limits[n][0]}
        share_of = dict(zip(free, shares, strict=True))
        too_much = sum(share_of[n] - over[n] for n in over)
        too_little = sum(under[n] - share_of[n] for n in under)
        if not over and not under:
            found |= share_of
        found |= over if too_much >= too_little else {}
        found |= under if too_little >= too_much else {}
    return [found[number] for number in range(len(limits))]


def _apportioned(cents: int, weights: Sequence[Decimal | int]) -> list[int]:
    """Share whole cents in proportion: rounded down, the cents left to the largest remainders, earlier ones first."""
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    exact = [divmod(cents * weight, whole) for weight in weights]
    shares = [int(quotient) for quotient, _ in exact]
    order = sorted(range(len(weights)), key=lambda number: (-exact[number][1], number))
    for number in order[: cents - sum(shares)]:
        shares[number] += 1
    return shares


def _by_years(wholes: Sequence[int], by_year: Sequence[int]) -> list[list[int]]:
    """Cut each country's cents into years in proportion, so that rows and columns both add up exactly."""
    years = _apportioned(sum(wholes), by_year)
    left = list(wholes)
    rows: list[list[int]] = [[] for _ in wholes]
    for cents in years:
        shares = _apportioned(cents, left)
        left = [have - share for have, share in zip(left, shares, strict=True)]
        for row, share in zip(rows, shares, strict=True):
            row.append(share)
    return rows
