"""What the pages of activities ask for: words, numbers and money as people write them."""

from decimal import ROUND_HALF_UP, Decimal

from django import template

from opennaphs.domain.money import CENT, Money
from opennaphs.domain.written_numbers import number_text
from opennaphs.web.activities.words import STATUS_KINDS, word
from opennaphs.web.assessments.wording import page_words

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
    return "" if value is None else number_text(Decimal(value), page_words())


@register.filter
def money(value: Money | Decimal | None) -> str:
    """Give an amount with its thousands apart; cents only where there are some."""
    if value is None:
        return ""
    amount = (value.amount if isinstance(value, Money) else value).quantize(CENT)
    return number_text(amount, page_words(), cents=amount != amount.to_integral_value())


@register.filter
def whole_money(value: Decimal | None) -> str:
    """Give an amount in whole units, as the pages of costs and the overview do."""
    return "" if value is None else number_text(value.quantize(Decimal(1), ROUND_HALF_UP), page_words())
