"""The same costs in three ways a budget officer asks for: local nominal, local constant, US dollars constant."""

from collections.abc import Sequence
from dataclasses import dataclass

from opennaphs.domain.exchange import Rates
from opennaphs.domain.money import Money, total

DOLLAR = "USD"


@dataclass(frozen=True)
class YearInThreeWays:
    """The cost of one plan year: as planned, in local money of the base year and of that year, in dollars."""

    year: int
    planned: Money
    local_constant: Money
    local_nominal: Money
    dollars: Money


def in_three_ways(
    amounts: Sequence[Money], first_year: int, currency: str, rates: Rates
) -> tuple[YearInThreeWays, ...]:
    """Give the cost of each plan year in local nominal, local constant and constant US dollars, rounded to the cent.

    Args:
        amounts: cost of each plan year, in the currency and price year of the plan.
        first_year: the first plan year.
        currency: the local currency.
        rates: exchange rates and inflators; inflators of the local currency from the price year to each plan year.

    Raises:
        MissingRate: a rate or an inflator is missing; it is never taken as 1.
    """
    found = []
    for number, amount in enumerate(amounts):
        local = rates.to_currency(amount, currency)
        nominal = rates.to_price_year(local, first_year + number)
        dollars = rates.to_currency(amount, DOLLAR)
        found.append(
            YearInThreeWays(first_year + number, amount, local.rounded(), nominal.rounded(), dollars.rounded())
        )
    return tuple(found)


def constant_total(years: Sequence[YearInThreeWays]) -> tuple[Money, Money]:
    """Give the totals in local constant money and in dollars: sums of the rounded years."""
    first = years[0]
    return (
        total((one.local_constant for one in years), first.local_constant.currency, first.local_constant.price_year),
        total((one.dollars for one in years), first.dollars.currency, first.dollars.price_year),
    )
