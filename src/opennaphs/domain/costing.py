"""The menu estimate of costs: cost templates of the library x the counts of a country x a price list.

Four states are never confused: costed (with lines), no extra cost, not costed and embedded in another plan (each
with its reason). Every line is rounded to the cent, half up, for each year; every total is the sum of what is shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from opennaphs.domain.builders import Detail
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.library import Action, Builder, CostTemplate, EconomicType
from opennaphs.domain.money import Money, total
from opennaphs.domain.prices import PriceList
from opennaphs.domain.profiles import CountryProfile, MissingDriver


class CostState(StrEnum):
    """Whether a cost is known, known to be nothing, unknown, or carried by another plan."""

    COSTED = "costed"
    NO_EXTRA_COST = "no extra cost"
    NOT_COSTED = "not costed"
    EMBEDDED = "embedded in another plan"


@dataclass(frozen=True)
class CostLine:
    """One line of a cost: the template it comes from, the count and price put in, the amount of each plan year.

    A detailed line carries the builder it was worked out with (``unit_price`` is then the cost of one occurrence) and
    the menu line it ``replaces``, so that the variance between both stays visible. ``schedule`` says how often it is
    due in each plan year; without one the economic type decides.
    """

    template: CostTemplate
    title: str
    builder: Builder
    unit: str
    count: Decimal
    unit_price: Money
    by_year: tuple[Money, ...]
    schedule: tuple[Decimal, ...] | None = None
    detail: Detail | None = None
    replaces: "CostLine | None" = None

    @property
    def total(self) -> Money:
        """What the line costs over the whole plan."""
        return total(self.by_year, self.unit_price.currency, self.unit_price.price_year)

    @property
    def variance(self) -> Money | None:
        """How much dearer the line is than the menu line it replaces; ``None`` when it replaces none."""
        return None if self.replaces is None else self.total - self.replaces.total


@dataclass(frozen=True)
class ActivityCost:
    """What an activity costs, or why that is not said."""

    state: CostState
    reason: str | None = None
    lines: tuple[CostLine, ...] = ()


DOMINANT_SHARE = Decimal("0.05")
NO_PROFILE = "no country profile was given"
NO_TEMPLATE = "the catalogue has no cost template for this action"
NOT_ASKED = ActivityCost(CostState.NOT_COSTED, NO_PROFILE)


@dataclass(frozen=True)
class CostBasis:
    """What the costs of a plan rest on: the price list, its currency and price year, the counts of the country."""

    price_list: str
    currency: str
    price_year: int
    profile: CountryProfile

    def total(self, amounts: Iterable[Money]) -> Money:
        """Add amounts of this basis up."""
        return total(amounts, self.currency, self.price_year)


def cost_action(
    action: Action, profile: CountryProfile, prices: PriceList, *, starts_in: int, years: int
) -> ActivityCost:
    """Give the menu estimate of one action.

    Args:
        action: the action with its cost templates.
        profile: the counts of the country.
        prices: the price list.
        starts_in: index of the plan year in which the work begins (0 = first year).
        years: number of years of the plan.

    Raises:
        NaphsError: a count or a price is missing; the message names the action and the line.
    """
    if action.costs is None:
        return ActivityCost(CostState.NOT_COSTED, NO_TEMPLATE)
    if not action.costs:
        return ActivityCost(CostState.NO_EXTRA_COST, action.no_cost_because)
    try:
        lines = tuple(_line(template, profile, prices, starts_in, years) for template in action.costs)
    except NaphsError as error:
        message = f"{action.id} cannot be costed. {error}"
        raise type(error)(message) from None
    return ActivityCost(CostState.COSTED, None, lines)


def dominant_prices(costs: Iterable[ActivityCost]) -> dict[str, Decimal]:
    """Give the unit costs that carry at least a twentieth of an estimate, with their share, the largest first."""
    sums: dict[str, Decimal] = {}
    for line in (line for cost in costs for line in cost.lines if line.detail is None):
        amount = sum((money.amount for money in line.by_year), Decimal(0))
        sums[line.template.unit_cost] = sums.get(line.template.unit_cost, Decimal(0)) + amount
    whole = sum(sums.values(), Decimal(0))
    heavy = {item: amount / whole for item, amount in sums.items() if amount and amount >= whole * DOMINANT_SHARE}
    return dict(sorted(heavy.items(), key=lambda entry: -entry[1]))


def _line(template: CostTemplate, profile: CountryProfile, prices: PriceList, starts_in: int, years: int) -> CostLine:
    item = prices.unit_cost(template.unit_cost)
    try:
        count = profile.number_of(template.per)
    except MissingDriver as error:
        message = f"Line “{item.title}”: {error}"
        raise MissingDriver(message) from None
    line = CostLine(template, item.title, item.builder, item.unit, count, item.likely, ())
    return due(line, starts_in, years)


def due(line: CostLine, starts_in: int, years: int) -> CostLine:
    """Put the amounts of a line into its years: by its schedule, else by its economic type from its first year on."""
    once = yearly_amount(line)
    if line.schedule is None:
        return replace(line, by_year=_spread(once, line.template.economic_type, starts_in, years))
    return replace(line, by_year=tuple(once.times(times).rounded() for times in line.schedule))


def yearly_amount(line: CostLine) -> Money:
    """Give the amount of a year in which a line is due: quantities x price x share x count x times, to the cent."""
    factor = line.template.share * line.count * line.template.times_a_year
    for quantity in line.template.quantities.values():
        factor *= quantity
    return line.unit_price.times(factor).rounded()


def _spread(amount: Money, kind: EconomicType, starts_in: int, years: int) -> tuple[Money, ...]:
    """Put the amount into its years: a recurrent line into every year from the start on, others into the first."""
    nothing = Money.zero(amount.currency, amount.price_year)
    recurrent = kind is EconomicType.RECURRENT
    return tuple(amount if year == starts_in or (recurrent and year > starts_in) else nothing for year in range(years))
