"""Counting money in whole small pieces, so that shares and sums are exact: cents, or finer where a cost is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from opennaphs.domain.money import Money

CENT_PLACES = 2


@dataclass(frozen=True)
class Coin:
    """The smallest piece in which the money of a plan is counted: ``places`` decimals of its currency."""

    currency: str
    price_year: int
    places: int = CENT_PLACES

    def pieces(self, money: Money) -> int:
        """Give an amount in whole pieces; what is finer is rounded to the cent first, half up."""
        exact = money.amount.scaleb(self.places)
        return int(exact) if exact == exact.to_integral_value() else int(money.rounded().amount.scaleb(self.places))

    def money(self, pieces: int) -> Money:
        """Give so many pieces as money."""
        return Money(Decimal(pieces).scaleb(-self.places), self.currency, self.price_year)


def coin_for(amounts: Iterable[Money], currency: str, price_year: int) -> Coin:
    """Give the coin in which all of these amounts are whole numbers; at least as fine as a cent."""
    places = CENT_PLACES
    for money in amounts:
        exponent = money.amount.as_tuple().exponent
        if isinstance(exponent, int) and -exponent > places:
            places = max(places, _decimals(money.amount))
    return Coin(currency, price_year, places)


def split(amount: int, weights: Sequence[Fraction | int]) -> list[int]:
    """Divide pieces in proportion to weights by the largest remainder; the earlier of two equal ones goes first."""
    whole = sum(weights)
    exact = [Fraction(amount * weight) / whole for weight in weights]
    parts = [one.numerator // one.denominator for one in exact]
    order = sorted(range(len(parts)), key=lambda number: parts[number] - exact[number])
    for number in order[: amount - sum(parts)]:
        parts[number] += 1
    return parts


def spread(amount: int, rooms: Sequence[int]) -> list[int]:
    """Put pieces into rooms in proportion to their size by the largest remainder; never more than fits.

    ``amount`` is at most the sum of the rooms.
    """
    whole = sum(rooms)
    if amount == whole:
        return list(rooms)
    parts, cut = [room * amount // whole for room in rooms], [room * amount % whole for room in rooms]
    order = sorted(range(len(rooms)), key=cut.__getitem__, reverse=True)
    for number in order[: amount - sum(parts)]:
        parts[number] += 1
    return parts


def _decimals(amount: Decimal) -> int:
    exponent = amount.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0
