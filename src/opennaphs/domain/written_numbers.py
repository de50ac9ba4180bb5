"""Numbers and amounts of money as the readers of a language write them."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from opennaphs.domain.money import Money

ONE_THOUSAND = "1,000.00"
CURRENCY_AND_AMOUNT = "{currency} {amount}"
PATTERNS = (ONE_THOUSAND, CURRENCY_AND_AMOUNT)
"""What translators say once for their language: how one thousand is written with two decimals, and where the currency
stands."""

Translate = Callable[[str], str]


def number_text(value: Decimal, translate: Translate = str, *, cents: bool = False) -> str:
    """Write a number as the language does, with all its decimals or to the cent."""
    pattern = translate(ONE_THOUSAND)
    thousands, point = pattern[1:-6], pattern[-3]
    plain = f"{value:,.2f}" if cents else f"{value.normalize():,f}"
    return plain.translate({ord(","): thousands, ord("."): point})


def with_currency(currency: str, amount: str, translate: Translate = str) -> str:
    """Put a currency where the language has it beside an amount that is written already."""
    return translate(CURRENCY_AND_AMOUNT).format(currency=currency, amount=amount)


def money_text(money: Money, translate: Translate = str) -> str:
    """Write an amount with its currency in whole units, half up; what is less than half a unit keeps its cents.

    So something never reads as nothing. The price year is not said.
    """
    whole = money.amount.quantize(Decimal(1), ROUND_HALF_UP)
    return cents_text(money, translate) if not whole else _written(money, whole, translate, cents=False)


def cents_text(money: Money, translate: Translate = str) -> str:
    """Write an amount with its currency to the cent; an amount without cents is written in whole units."""
    amount = money.rounded().amount
    return _written(money, amount, translate, cents=amount != amount.to_integral_value())


def _written(money: Money, amount: Decimal, translate: Translate, *, cents: bool) -> str:
    number = number_text(amount or Decimal(0), translate, cents=cents)  # never “-0”
    return with_currency(money.currency, number, translate)
