"""Money: an exact amount in one currency at the prices of one year. A bare number is never money."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from opennaphs.domain.errors import NaphsError

CENT = Decimal("0.01")


class MoneyMismatch(NaphsError):  # noqa: N818 - it reads as what happened
    """Two amounts cannot be put together: they differ in currency or in price year."""


@dataclass(frozen=True)
class Money:
    """An amount (``Decimal``), its ISO 4217 currency and the year whose prices it is in."""

    amount: Decimal
    currency: str
    price_year: int

    def __post_init__(self) -> None:
        """Refuse anything that is not an exact, finite amount in a three-letter currency."""
        if not isinstance(self.amount, Decimal) or not self.amount.is_finite():
            message = f"An amount of money must be an exact decimal number, not {self.amount!r}."
            raise NaphsError(message)
        if not (len(self.currency) == 3 and self.currency.isascii() and self.currency.isupper()):  # noqa: PLR2004
            message = f"“{self.currency}” is not a currency code. Write three capital letters, for example USD."
            raise NaphsError(message)

    @classmethod
    def zero(cls, currency: str, price_year: int) -> "Money":
        """Give nothing at all, in the given currency and price year."""
        return cls(Decimal(0), currency, price_year)

    def __add__(self, other: "Money") -> "Money":
        """Add an amount of the same currency and price year."""
        if (self.currency, self.price_year) != (other.currency, other.price_year):
            message = (
                f"{self.currency} of {self.price_year} and {other.currency} of {other.price_year} cannot be added. "
                "Convert one of them first, with a dated exchange rate and inflator."
            )
            raise MoneyMismatch(message)
        return Money(self.amount + other.amount, self.currency, self.price_year)

    def __neg__(self) -> "Money":
        """Turn the sign around."""
        return Money(-self.amount, self.currency, self.price_year)

    def __sub__(self, other: "Money") -> "Money":
        """Take away an amount of the same currency and price year."""
        return self + (-other)

    def times(self, factor: Decimal) -> "Money":
        """Multiply by an exact factor. The result is not rounded."""
        return Money(self.amount * factor, self.currency, self.price_year)

    def rounded(self) -> "Money":
        """Round to the cent, half up: the one rounding rule of the project."""
        return Money(self.amount.quantize(CENT, ROUND_HALF_UP), self.currency, self.price_year)

    def __str__(self) -> str:
        """Show the amount with its currency and price year, thousands apart."""
        return f"{self.currency} {self.rounded().amount:,} ({self.price_year} prices)"


def total(amounts: Iterable[Money], currency: str, price_year: int) -> Money:
    """Add amounts up; the currency and price year say what an empty sum is in.

    Raises:
        MoneyMismatch: an amount is in another currency or of another price year.
    """
    result = Money.zero(currency, price_year)
    for amount in amounts:
        result += amount
    return result
