"""Exchange rates and inflators: dated, cited, never guessed; the only way between currencies and price years."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from opennaphs.domain.errors import NaphsError
from opennaphs.domain.money import Money


class MissingRate(NaphsError):  # noqa: N818 - it reads as what happened
    """A conversion needs a rate or an inflator that nobody has given. It is never taken as 1."""


@dataclass(frozen=True)
class ExchangeRate:
    """How many units of ``quote`` one unit of ``base`` bought on a day, by which source."""

    base: str
    quote: str
    rate: Decimal
    date: str
    source: str

    def __post_init__(self) -> None:
        """Refuse a rate that is not positive."""
        if not (self.rate.is_finite() and self.rate > 0):
            message = f"An exchange rate must be a positive number, not {self.rate}."
            raise NaphsError(message)


@dataclass(frozen=True)
class Inflator:
    """What prices of ``from_year`` are multiplied by to give prices of ``to_year`` in one currency, by which source."""

    currency: str
    from_year: int
    to_year: int
    factor: Decimal
    source: str

    def __post_init__(self) -> None:
        """Refuse a factor that is not positive."""
        if not (self.factor.is_finite() and self.factor > 0):
            message = f"An inflator must be a positive number, not {self.factor}."
            raise NaphsError(message)


@dataclass(frozen=True)
class Rates:
    """The one set of exchange rates and inflators of a plan."""

    exchange: tuple[ExchangeRate, ...] = ()
    inflators: tuple[Inflator, ...] = ()

    def to_currency(self, money: Money, currency: str) -> Money:
        """Give an amount in another currency; the price year stays. Not rounded.

        Raises:
            MissingRate: there is no rate between the two currencies.
        """
        if money.currency == currency:
            return money
        for one in self.exchange:
            if (one.base, one.quote) == (money.currency, currency):
                return Money(money.amount * one.rate, currency, money.price_year)
            if (one.quote, one.base) == (money.currency, currency):
                return Money(money.amount / one.rate, currency, money.price_year)
        message = (
            f"There is no exchange rate between {money.currency} and {currency}. Give one with its date and source."
        )
        raise MissingRate(message)

    def to_price_year(self, money: Money, year: int) -> Money:
        """Give an amount at the prices of another year. Not rounded.

        Raises:
            MissingRate: there is no inflator between the two years in that currency.
        """
        if money.price_year == year:
            return money
        for one in self.inflators:
            if one.currency == money.currency and {one.from_year, one.to_year} == {money.price_year, year}:
                forward = one.from_year == money.price_year
                amount = money.amount * one.factor if forward else money.amount / one.factor
                return Money(amount, money.currency, year)
        message = (
            f"There is no inflator for {money.currency} from {money.price_year} to {year}. Give one with its source."
        )
        raise MissingRate(message)

    def to(self, money: Money, currency: str, year: int) -> Money:
        """Give an amount in another currency and price year: first the price year, then the rate."""
        return self.to_currency(self.to_price_year(money, year), currency)


def check_rates(rates: Iterable[ExchangeRate]) -> None:
    """Refuse a set in which two rates join the same currencies: one plan, one rate.

    Raises:
        NaphsError: two rates for one pair.
    """
    seen: dict[frozenset[str], ExchangeRate] = {}
    for one in rates:
        pair = frozenset({one.base, one.quote})
        if pair in seen:
            message = f"There are two exchange rates between {one.base} and {one.quote}. Keep one."
            raise NaphsError(message)
        seen[pair] = one
