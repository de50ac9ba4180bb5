"""The masters: one mixes plans of countries and gives money its price, the other takes one plan of each country.

Both keep the same few rows: the pool's money of each year; what single countries and regions get at least, or at most
where idle money counts. Idle money is what a country may draw and has no use for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from opennaphs.analytics.allocate.desk import Known
from opennaphs.analytics.optimise.highs import solve_integer, solve_linear
from opennaphs.analytics.optimise.model import EVERYWHERE, Floats, Model
from opennaphs.domain.allocations import CountryQuestion, Pool

LARGEST = 1e4
# What money beyond the pool costs in the mix, as a multiple of the mean benefit of money: never worth it.
BEYOND = 1e4
PICK_SECONDS, PICK_GAP = 5.0, 1e-7
HALF, SMALLEST_SHARE = 0.5, 1e-9


@dataclass(frozen=True)
class Condition:
    """What some countries get together over all years: from ``low`` to ``high``."""

    countries: tuple[str, ...]
    low: float
    high: float


@dataclass(frozen=True)
class Mix:
    """The best mixture of plans: its value, a price for each year, a price for each condition."""

    value: float
    prices: Floats
    conditions: Floats


@dataclass(frozen=True)
class Pick:
    """One family of plans for each country, each plan with its share; the value; idle money by country and year."""

    value: float
    plans: Mapping[str, Mapping[Known, float]]
    idle: Mapping[str, Floats]

    def use_of(self, country: str) -> Floats:
        """Give what a country draws in each year."""
        used: Floats = np.sum([share * plan.use for plan, share in self.plans[country].items()], axis=0)
        return used

    @property
    def use(self) -> Floats:
        """What all draw in each year, idle money included."""
        drawn = [self.use_of(country) for country in self.plans]
        used: Floats = np.sum([*drawn, *self.idle.values()], axis=0)
        return used


@dataclass(frozen=True)
class Sharing:
    """Countries and the conditions of a pool, in numbers."""

    countries: Sequence[CountryQuestion]
    pool: Pool

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The countries in alphabetical order, so that the order they came in changes nothing."""
        return tuple(sorted(one.country for one in self.countries))

    @cached_property
    def money(self) -> Floats:
        """The pool by year."""
        return np.array([float(money.amount) for money in self.pool.by_year])

    @cached_property
    def unit(self) -> float:
        """A power of ten that amounts are divided by."""
        return float(10.0 ** np.ceil(np.log10(max(self.money.max(), 1.0) / LARGEST)))

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """Floors of countries and regions, and the caps of countries whose idle money may have to be limited."""
        pool, found = self.pool, []
        for one in sorted(self.countries, key=lambda one: one.country):
            floor, cap = float(pool.floor_of(one.country)), float(pool.cap_of(one.country))
            if floor > 0 or one.region in pool.region_floors:
                found.append(Condition((one.country,), floor, cap))
        for region, least in sorted(pool.region_floors.items()):
            mine = tuple(sorted(one.country for one in self.countries if one.region == region))
            found.append(Condition(mine, float(least), np.inf))
        return tuple(found)

    @cached_property
    def idle(self) -> tuple[str, ...]:
        """The countries that may have to hold idle money."""
        return tuple(sorted({name for one in self.conditions for name in one.countries}))

    def prices_for(self, country: str, prices: Floats, conditions: Floats) -> Floats:
        """Give what money costs one country: its price, less what a minimum adds to it."""
        return np.maximum(self._raw_prices(country, prices, conditions), 0.0)

    def _raw_prices(self, country: str, prices: Floats, conditions: Floats) -> Floats:
        pairs = zip(self.conditions, conditions.tolist(), strict=True)
        raw: Floats = prices + sum(price for one, price in pairs if country in one.countries)
        return raw

    def bound(self, prices: Floats, conditions: Floats, of_countries: float) -> float:
        """Give the bound for all from what countries can gain at prices (weak duality)."""
        sides = sum(
            price * (one.high if price > 0 else one.low)
            for one, price in zip(self.conditions, conditions, strict=True)
            if price
        )
        below = sum(self._below_nothing(name, prices, conditions) for name in self.idle)
        return float(of_countries + prices @ self.money + sides + below)

    def _below_nothing(self, country: str, prices: Floats, conditions: Floats) -> float:
        """Give what a price below nothing, which arithmetic may leave, could add at most through use and idle money."""
        below = np.maximum(-self._raw_prices(country, prices, conditions), 0.0)
        return float(2 * below @ self.money)

    # --- masters --------------------------------------------------------------------------------------------------

    def mix(self, plans: Sequence[Known]) -> Mix:
        """Mix plans so that the value is largest, and give the prices this puts on money and conditions."""
        beyond = BEYOND * sum(abs(plan.value) for plan in plans) / len(plans) * len(self.names)
        table = self._table(plans, beyond / max(self.money.sum() / self.unit, 1.0))
        answer = solve_linear(table)
        assert answer is not None, "money beyond the pool makes every mixture possible"  # noqa: S101
        years = len(self.money)
        prices = answer.prices / self.unit
        return Mix(answer.value, np.maximum(prices[:years], 0.0), prices[years : years + len(self.conditions)])

    def pick(self, plans: Sequence[Known]) -> Pick | None:
        """Take one family of each country so that the value is largest; ``None`` when none are possible together."""
        answer = solve_integer(_by_family(self._table(plans, None), plans), seconds=PICK_SECONDS, gap=PICK_GAP)
        if answer.x is None:
            return None
        families = dict(zip(_families(plans), answer.x[-len(_families(plans)) :] > HALF, strict=True))
        taken: dict[str, dict[Known, float]] = {}
        for plan, share in zip(plans, answer.x, strict=False):
            if families[plan.country, plan.family] and share > SMALLEST_SHARE:
                taken.setdefault(plan.country, {})[plan] = float(share)
        taken = {country: _made_whole(shares) for country, shares in taken.items()}
        value = sum(share * plan.value for shares in taken.values() for plan, share in shares.items())
        return Pick(value, taken, self._idle_of(answer.x[len(plans) :]))

    def _idle_of(self, x: Floats) -> dict[str, Floats]:
        years = len(self.money)
        idle = x[: len(self.idle) * years].reshape(len(self.idle), years) * self.unit
        return dict(zip(self.idle, np.maximum(idle, 0.0), strict=True))

    def _table(self, plans: Sequence[Known], beyond: float | None) -> Model:
        """Build the table of a master: columns are plans, idle money by country and year, money beyond the pool."""
        years, idle, unit = len(self.money), len(self.idle), self.unit
        use = np.array([plan.use for plan in plans]).T / unit
        extra = 0 if beyond is None else years
        by_year = np.hstack([use, np.tile(np.eye(years), idle), -np.eye(years)[:, :extra]])
        sides = [self._side(one, plans, use.sum(axis=0), extra) for one in self.conditions]
        rows = sparse.vstack([sparse.csr_matrix(np.vstack([by_year, *sides])), self._once(plans, idle * years + extra)])
        ones, count = np.ones(len(self.names)), rows.shape[1]
        low, high = (np.array([getattr(one, side) for one in self.conditions]) / unit for side in ("low", "high"))
        most = (np.ones(len(plans)), np.full(idle * years, self.money.sum() / unit), np.full(extra, np.inf))
        worth = (np.array([plan.value for plan in plans]), np.zeros(idle * years), np.full(extra, -(beyond or 0.0)))
        return Model(
            np.concatenate(worth),
            np.zeros(count),
            np.concatenate(most),
            np.zeros(count, dtype=bool),
            np.full(count, EVERYWHERE),
            rows.tocsr(),
            np.concatenate([np.full(years, -np.inf), low, ones]),
            np.concatenate([self.money / unit, high, ones]),
        )

    def _once(self, plans: Sequence[Known], others: int) -> sparse.csr_matrix:
        """Give a row for each country: the shares of its plans."""
        number = {name: place for place, name in enumerate(self.names)}
        rows = [number[plan.country] for plan in plans]
        shape = (len(self.names), len(plans) + others)
        return sparse.csr_matrix((np.ones(len(plans)), (rows, range(len(plans)))), shape)

    def _side(self, one: Condition, plans: Sequence[Known], whole: Floats, extra: int) -> Floats:
        years = len(self.money)
        mine = np.array([plan.country in one.countries for plan in plans]) * whole
        idle = np.repeat([float(name in one.countries) for name in self.idle], years)
        return np.concatenate([mine, idle, np.zeros(extra)])


def _families(plans: Sequence[Known]) -> list[tuple[str, int]]:
    return list(dict.fromkeys((plan.country, plan.family) for plan in plans))


def _by_family(table: Model, plans: Sequence[Known]) -> Model:
    """Let a country take one family: a whole column for each, which the shares of its plans add up to."""
    number = {family: place for place, family in enumerate(_families(plans))}
    count, columns = len(number), table.columns
    families = [number[plan.country, plan.family] for plan in plans]
    shares = sparse.csr_matrix((np.ones(len(plans)), (families, range(len(plans)))), (count, columns))
    above = sparse.hstack([table.rows, sparse.csr_matrix((table.rows.shape[0], count))])
    below = sparse.hstack([shares, -sparse.identity(count)])
    return Model(
        np.append(table.worth, np.zeros(count)),
        np.zeros(columns + count),
        np.append(table.high, np.ones(count)),
        np.append(table.integer, np.ones(count, dtype=bool)),
        np.full(columns + count, EVERYWHERE),
        sparse.vstack([above, below]).tocsr(),
        np.append(table.floor, np.zeros(count)),
        np.append(table.ceiling, np.zeros(count)),
    )


def _made_whole(shares: Mapping[Known, float]) -> dict[Known, float]:
    whole = sum(shares.values())
    return {plan: share / whole for plan, share in shares.items()}
