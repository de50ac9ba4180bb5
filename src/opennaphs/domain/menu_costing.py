"""Costing a menu of costed actions by the published rules of the IHR costing tools for JEE 3 and JEE 1.

cost of a line = unit cost x multiplier 1 x multiplier 2 x administrative multiplier. JEE 3: one score step a year, a
line is bought in the year its step is taken, rounded to the cent. JEE 1: everything is bought in year 1, salaries get
overhead on top, rounded to whole currency. Either way recurring lines repeat to year 5, an excluded line costs 0 in
every year, and what is missing is an error that names the line. ``docs/explanation/menu-costing.md`` has the sources.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from math import prod

from opennaphs.domain.errors import Problem, refuse_if_broken
from opennaphs.domain.menus import DRIVER_OF_TIER, AdministrativeTier, MenuKind, MenuLine, MenuPrice, MenuPrices
from opennaphs.domain.money import Money, total
from opennaphs.domain.profiles import CountryProfile, MissingDriver

MENU_YEARS = 5
DEFAULT_TARGET = 4
SALARY_OVERHEAD = Decimal("0.60")
HIGHEST_SCORE_COSTED_BY_JEE_1 = 4
LARGEST_AMOUNT = Decimal(10) ** 15


class Method(StrEnum):
    """Whose rules are used: those of the costing tool for JEE 3 (2023) or of the one for JEE 1 (2017)."""

    JEE_3 = "jee-3"
    JEE_1 = "jee-1"


class Acquisition(StrEnum):
    """What the JEE 1 method does with things that have two prices: buy them once, or lease them every year."""

    BUY = "buy"
    LEASE = "lease"


@dataclass(frozen=True)
class MenuCountry:
    """What a menu has to know of a country: the level reached per indicator id, and its counts.

    ``additional_health_workers`` is how many more the country is to employ, which no profile says; ``None`` when
    nobody has said it.
    """

    scores: Mapping[str, int | None]
    profile: CountryProfile
    additional_health_workers: Decimal | None = None


@dataclass(frozen=True)
class MenuRules:
    """The choices of a costing: whose method, up to which score, and for JEE 1 whether things are bought or leased."""

    method: Method = Method.JEE_3
    target: int = DEFAULT_TARGET
    acquisition: Acquisition = Acquisition.BUY

    @property
    def highest_score(self) -> int:
        """The highest score whose lines are costed; the JEE 1 method knows no cost of a score of 5."""
        return min(self.target, HIGHEST_SCORE_COSTED_BY_JEE_1) if self.method is Method.JEE_1 else self.target


class LineState(StrEnum):
    """Whether a line is costed, or why it costs nothing."""

    COSTED = "costed"
    EXCLUDED = "excluded"
    REACHED = "score already reached"
    BEYOND = "beyond the target"


@dataclass(frozen=True)
class LineCost:
    """What one line costs in each of the five years, and what that was made of (``None`` where nothing was needed)."""

    line: MenuLine
    state: LineState
    by_year: tuple[Money, ...]
    price: MenuPrice | None = None
    administrative_multiplier: Decimal | None = None


@dataclass(frozen=True)
class MenuCosts:
    """A costed menu. Every total is the sum of the amounts of its lines as they are shown."""

    lines: tuple[LineCost, ...]
    currency: str
    price_year: int
    rules: MenuRules

    @property
    def by_year(self) -> tuple[Money, ...]:
        """The cost of each of the five years."""
        return self._sum(self.lines)

    @property
    def by_indicator(self) -> dict[str, tuple[Money, ...]]:
        """The cost of each year per indicator of the menu, in the order of the menu."""
        lines: dict[str, list[LineCost]] = {}
        for cost in self.lines:
            lines.setdefault(cost.line.indicator, []).append(cost)
        return {indicator: self._sum(costs) for indicator, costs in lines.items()}

    @property
    def total(self) -> Money:
        """The cost of all lines over the five years."""
        return self.sum_of(self.by_year)

    def sum_of(self, amounts: Iterable[Money]) -> Money:
        """Add amounts of this menu up."""
        return total(amounts, self.currency, self.price_year)

    def _sum(self, costs: Iterable[LineCost]) -> tuple[Money, ...]:
        years = zip(*(cost.by_year for cost in costs), strict=True)
        return tuple(self.sum_of(amounts) for amounts in years) or self._nothing

    @property
    def _nothing(self) -> tuple[Money, ...]:
        return (Money.zero(self.currency, self.price_year),) * MENU_YEARS


def cost_menu(lines: Iterable[MenuLine], prices: MenuPrices, country: MenuCountry, rules: MenuRules) -> MenuCosts:
    """Cost every line of a menu for five years.

    A line counts when it is included and its score lies above the level reached and not above the target.

    Raises:
        InputRefused: a line that counts lacks its score, unit cost or count, or comes to an impossible amount; all
            such lines are named. Nothing missing is ever taken as zero.
        NaphsError: the unit costs mix currencies or price years.
    """
    currency, price_year = prices.basis
    costing = _Costing(prices, country, rules, (Money.zero(currency, price_year),) * MENU_YEARS, [])
    costs = [costing.cost(line) for line in lines]
    refuse_if_broken(costing.problems)
    return MenuCosts(tuple(cost for cost in costs if cost is not None), currency, price_year, rules)


@dataclass(frozen=True)
class _Costing:
    """One run over a menu; gathers what is wrong with its lines."""

    prices: MenuPrices
    country: MenuCountry
    rules: MenuRules
    nothing: tuple[Money, ...]
    problems: list[Problem]

    def cost(self, line: MenuLine) -> LineCost | None:
        # Excluded comes before everything else: an excluded line must not cost anything in any year.
        if not line.include:
            return LineCost(line, LineState.EXCLUDED, self.nothing)
        current, price = self._current(line), self._price(line)
        if current is None or price is None:
            return None
        if line.score <= current:
            return LineCost(line, LineState.REACHED, self.nothing, price)
        if line.score > self.rules.highest_score:
            return LineCost(line, LineState.BEYOND, self.nothing, price)
        return self._costed(line, current, price)

    def _costed(self, line: MenuLine, current: int, price: MenuPrice) -> LineCost | None:
        count = self._count(line)
        amount = None if count is None else self._amount(line, price, count)
        if amount is None:
            return None
        first = line.score - current if self.rules.method is Method.JEE_3 else 1
        years = range(1, MENU_YEARS + 1)
        recurs = self._recurs(line, price)
        by_year = tuple(
            amount if year == first or (recurs and year > first) else nothing
            for year, nothing in zip(years, self.nothing, strict=True)
        )
        return LineCost(line, LineState.COSTED, by_year, price, count)

    def _amount(self, line: MenuLine, price: MenuPrice, count: Decimal) -> Money | None:
        quantity = prod((multiplier.value for multiplier in line.multipliers), start=count)
        if self.rules.method is Method.JEE_1 and price.salary:
            quantity *= 1 + SALARY_OVERHEAD
        exact = price.price.times(quantity)
        if exact.amount > LARGEST_AMOUNT:
            self._problem(line, "unit_cost", "comes to more than any country can spend.", "Check its multipliers.")
            return None
        return exact.rounded() if self.rules.method is Method.JEE_3 else _whole(exact)

    def _current(self, line: MenuLine) -> int | None:
        current = self.country.scores.get(line.indicator)
        if current is None:
            remedy = "Add its score, or exclude the line."
            self._problem(line, "indicator", f"needs the score of {line.indicator}, which is not known.", remedy)
        return current

    def _price(self, line: MenuLine) -> MenuPrice | None:
        found = self.prices.by_id.get(line.unit_cost)
        if found is None and self.rules.method is Method.JEE_1:
            found = self.prices.by_id.get(self._variant(line))
        if found is None:
            what = f"uses the unit cost “{line.unit_cost}”, which nobody has priced."
            self._problem(line, "unit_cost", what, "Add it to the unit costs, or exclude the line.")
        return found

    def _variant(self, line: MenuLine) -> str:
        return f"{line.unit_cost}.{self.rules.acquisition}"

    def _recurs(self, line: MenuLine, price: MenuPrice) -> bool:
        """Say whether a line is paid every year; of a thing with two prices the choice of buying or leasing decides."""
        if price.id != line.unit_cost:
            return self.rules.acquisition is Acquisition.LEASE
        return line.kind is MenuKind.RECURRING

    def _count(self, line: MenuLine) -> Decimal | None:
        if line.tier is AdministrativeTier.ADDITIONAL_HEALTH_WORKER:
            return self._additional_health_workers(line)
        try:
            count = self.country.profile.number_of(DRIVER_OF_TIER[line.tier])
        except MissingDriver as error:
            self._problem(line, "administrative_level", f"is multiplied by the level “{line.tier}”.", str(error))
            return None
        if not count.is_finite():
            what = f"is multiplied by the level “{line.tier}”, of which the profile gives no finite number."
            self._problem(line, "administrative_level", what, "Correct the profile.")
            return None
        return count

    def _additional_health_workers(self, line: MenuLine) -> Decimal | None:
        if self.country.additional_health_workers is None:
            what = "is for each additional health worker, and nobody has said how many the country will employ."
            self._problem(line, "administrative_level", what, "Give their number; it is not that of today’s workers.")
        return self.country.additional_health_workers

    def _problem(self, line: MenuLine, column: str, what: str, remedy: str) -> None:
        self.problems.append(Problem(replace(line.place, column=column), f"The line “{line.id}” {what}", remedy))


def _whole(money: Money) -> Money:
    """Round to whole currency, half up, as the JEE 1 tool does with every line."""
    return Money(money.amount.quantize(Decimal(1), ROUND_HALF_UP), money.currency, money.price_year)
