"""What the portions of a piece of support are of the whole of it."""

from collections.abc import Iterable
from fractions import Fraction

from opennaphs.domain.exchange import Rates
from opennaphs.domain.funding.counting import YearCount, converted
from opennaphs.domain.funding.supports import WHOLE, Portion, Support

NOT_PLACED = Portion(share=WHOLE)
Shares = tuple[tuple[Portion, Fraction], ...]


def portion_shares(
    support: Support, counts: Iterable[YearCount], rates: Rates, currency: str, price_year: int
) -> Shares | None:
    """Give the portions of a piece of support with their shares, which are 1 together.

    Portions by amount are held against what the support brings in all years (``counts``), or against their own sum
    when that is more; what is then left of the support is a further portion that is not placed.

    Returns:
        the shares in the order of the portions; ``None`` when an amount cannot be converted because a rate is missing.
    """
    if not support.portions:
        return ((NOT_PLACED, Fraction(1)),)
    if support.portions[0].share is not None:
        return tuple((one, Fraction(one.share)) for one in support.portions if one.share is not None)
    amounts = [
        converted((one.amount,), rates, currency, price_year) for one in support.portions if one.amount is not None
    ]
    known = [Fraction(one.amount) for one in amounts if one is not None]
    if len(known) < len(amounts):
        return None
    return _by_amount(support, known, sum(Fraction(one.money.amount) for one in counts if one.money is not None))


def _by_amount(support: Support, amounts: list[Fraction], brings: Fraction | int) -> Shares:
    whole = max(sum(amounts), brings)
    shares = [(one, amount / whole) for one, amount in zip(support.portions, amounts, strict=True)]
    rest = 1 - sum(share for _, share in shares)
    return (*shares, *(((NOT_PLACED, rest),) if rest else ()))
