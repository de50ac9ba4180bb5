"""Cost entries: what an estimate of uncertainty starts from: likely amounts by year, their spread, their tags."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from opennaphs.domain.cost_views import UNKNOWN, Cut
from opennaphs.domain.costing import CostLine
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.money import Money, MoneyMismatch
from opennaphs.domain.planning import Activity, Plan
from opennaphs.domain.prices import PriceList, UnitCost

WIDEST = 1000
DEAREST = Decimal(10) ** 18


@dataclass(frozen=True, order=True)
class Spread:
    """How far an amount may be off: its low and high value as multiples of the likely one.

    Read as a PERT distribution of shape 4 from low to high with its peak at the likely value.
    """

    low: Decimal
    high: Decimal

    def __post_init__(self) -> None:
        """Refuse a spread that does not hold the likely value, falls below zero or is beyond all measure."""
        if not (self.low.is_finite() and self.high.is_finite() and 0 <= self.low <= 1 <= self.high <= WIDEST):
            message = (
                f"A spread goes from 0 … 1 to 1 … {WIDEST} times the likely value, not from {self.low} to {self.high}."
            )
            raise NaphsError(message)

    @property
    def width(self) -> Decimal:
        """The distance from low to high, in likely values; 0 for an exact amount."""
        return self.high - self.low

    @property
    def mean(self) -> Decimal:
        """What it comes to on average, in likely values."""
        return (self.low + 4 + self.high) / 6

    @property
    def variance(self) -> Decimal:
        """The variance around the mean, in likely values squared."""
        return (self.mean - self.low) * (self.high - self.mean) / 7

    @property
    def peak(self) -> float:
        """Where between low (0) and high (1) the likely value lies; 0.5 for an exact amount."""
        return float((1 - self.low) / self.width) if self.width else 0.5


EXACT = Spread(Decimal(1), Decimal(1))


def combined(*spreads: Spread) -> Spread:
    """Give the spread of a product, such as price times number of places, whose factors are off by themselves.

    It is the PERT of shape 4 around the same likely value with the mean and the variance of the product. Where there
    is none, its low end is zero or the likely value: the mean is kept, the variance is only close.
    """
    uncertain = [one for one in spreads if one.width]
    if len(uncertain) < 2:  # noqa: PLR2004
        return uncertain[0] if uncertain else EXACT
    mean, square = Decimal(1), Decimal(1)
    for one in sorted(uncertain):
        mean *= one.mean
        square *= one.variance + one.mean**2
    shift = 2 * (mean - 1)
    below = (shift**2 + 7 * (square - mean**2)).sqrt() - shift
    low = min(max(mean - below, Decimal(0)), Decimal(1))
    return Spread(low, max(6 * mean - 4 - low, Decimal(1)))


@dataclass(frozen=True)
class CostEntry:
    """One uncertain cost: its likely amount in each calendar year, one spread for all of them, tags to add it up by.

    All years of an entry are off together. Amounts are not negative. ``tags`` such as area, ministry or funding
    source say which sums it belongs to; an entry without a tag counts as “not said” there.
    """

    key: str
    amounts: Mapping[int, Money]
    spread: Spread = EXACT
    tags: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a negative amount, and one too large for any country."""
        if not all(0 <= money.amount < DEAREST for money in self.amounts.values()):
            message = f"{self.key}: a cost is an amount from 0 to below {DEAREST:,}. Enter income apart from costs."
            raise NaphsError(message)

    @property
    def likely(self) -> Decimal:
        """The likely amount of all years together, in the currency of the entry."""
        return sum((money.amount for money in self.amounts.values()), Decimal(0))

    def tag(self, name: str) -> str:
        """Give the value of a tag, “not said” when the entry does not have it."""
        return self.tags.get(name, UNKNOWN)


def one_basis(entries: Iterable[CostEntry]) -> tuple[str, int]:
    """Give the one currency and price year of entries that have amounts.

    Raises:
        MoneyMismatch: the amounts are in several currencies or of several price years, or there are none.
    """
    bases = {(money.currency, money.price_year) for entry in entries for money in entry.amounts.values()}
    if len(bases) != 1:
        named = ", ".join(f"{currency} of {year}" for currency, year in sorted(bases)) or "none"
        message = f"Costs must be in one currency and of one price year, not {named}. Convert them first."
        raise MoneyMismatch(message)
    return bases.pop()


def entries_of(plan: Plan, prices: PriceList, spreads: Mapping[str, Spread] | None = None) -> tuple[CostEntry, ...]:
    """Give an entry for each cost line of a plan, with the spread of its unit cost; none when nothing is costed.

    Args:
        plan: the plan; its amounts are the likely values.
        prices: the list whose low and high prices say how far off each line may be.
        spreads: spreads by unit cost id that go before the list: ``EXACT`` for what a contract or tariff fixes,
            an own spread for lines worked out by hand; and spreads by driver (``district``) or quantity
            (``participants``), for numbers that are not sure, on top of those of prices.

    Raises:
        NaphsError: neither ``spreads`` nor the list knows a unit cost, or the list has a range without a likely
            value inside it; the message names the activity and the item.
    """
    return tuple(
        CostEntry(
            f"{activity.id}/{number}",
            dict(zip(plan.years, line.by_year, strict=True)),
            _combined_of(activity, line, prices, spreads or {}),
            _tags(activity, line),
        )
        for activity in plan.activities
        for number, line in enumerate(activity.cost.lines, start=1)
    )


def _combined_of(activity: Activity, line: CostLine, prices: PriceList, spreads: Mapping[str, Spread]) -> Spread:
    price = _spread_of(activity, line, prices, spreads)
    return combined(price, *(spreads[name] for name in _multipliers(line) if name in spreads))


def _multipliers(line: CostLine) -> tuple[str, ...]:
    """Name what the unit price of a line is multiplied by: its driver and its quantities."""
    return (str(line.template.per), *line.template.quantities)


def check_spreads(plan: Plan, spreads: Mapping[str, Spread]) -> None:
    """Refuse spreads of what the plan does not use: a misspelt name would change nothing, and nobody would see.

    Raises:
        NaphsError: names what is not used.
    """
    lines = [line for activity in plan.activities for line in activity.cost.lines]
    used = {name for line in lines for name in (line.template.unit_cost, *_multipliers(line))}
    unknown = sorted(spreads.keys() - used)
    if unknown:
        message = f"The plan has no costs by “{'”, “'.join(unknown)}”. Use its unit costs, drivers or quantities."
        raise NaphsError(message)


def _spread_of(activity: Activity, line: CostLine, prices: PriceList, spreads: Mapping[str, Spread]) -> Spread:
    item = line.template.unit_cost
    if item in spreads:
        return spreads[item]
    try:
        return spread_of(prices.unit_cost(item))
    except NaphsError as error:
        message = f"{activity.id} “{line.title}”: {error} Or say how far “{item}” may be off in a file of spreads."
        raise NaphsError(message) from None


def spread_of(item: UnitCost) -> Spread:
    """Give the spread of a unit cost: its low and high price over its likely one.

    Raises:
        NaphsError: low, likely and high are not in this order, or likely is zero and high is not.
    """
    low, likely, high = item.low.amount, item.likely.amount, item.high.amount
    if low == likely == high:
        return EXACT
    if not 0 <= low <= likely <= high or not likely:
        message = f"“{item.id}” has no likely price between its low and high one ({low}, {likely}, {high})."
        raise NaphsError(message)
    return Spread(low / likely, high / likely)


def _tags(activity: Activity, line: CostLine) -> dict[str, str]:
    known = {
        Cut.AREA: activity.area,
        Cut.ACTIVITY: activity.id,
        Cut.MINISTRY: activity.action.lead,
        Cut.CATEGORY: line.builder,
        Cut.ECONOMIC_TYPE: line.template.economic_type,
        Cut.UNIT_COST: line.template.unit_cost,
    }
    return {str(name): str(value) for name, value in known.items() if value is not None}
