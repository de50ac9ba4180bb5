"""What the pages of activities ask for: words, numbers and money as people write them."""

from decimal import Decimal

from django import template
from django.utils.formats import number_format

from opennaphs.domain.money import CENT, Money
from opennaphs.web.activities.words import STATUS_KINDS, word

register = template.Library()


@register.filter
def in_words(value: object) -> str:
    """Give one of our words in the language of the page."""
    return word(value)


@register.filter
def status_kind(status: str) -> str:
    """Give the kind of tag a status is shown as."""
    return STATUS_KINDS.get(status, "neutral")


@register.filter
def number(value: Decimal | int | str | None) -> str:
    """Give a number with its thousands apart and no more decimals than it has."""
    if value is None:
        return ""
    exact = Decimal(value)
    whole = exact == exact.to_integral_value()
    return number_format(exact.quantize(Decimal(1)) if whole else exact.normalize(), force_grouping=True)


@register.filter
def money(value: Money | Decimal | None) -> str:
    """Give an amount with its thousands apart; cents only where there are some."""
    if value is None:
        return ""
    amount = (value.amount if isinstance(value, Money) else value).quantize(CENT)
    whole = amount == amount.to_integral_value()
    return number_format(amount, decimal_pos=0 if whole else 2, force_grouping=True)
