"""Amounts of money in templates."""

from django import template

from opennaphs.domain.money import Money
from opennaphs.web.plans.money import money_text

register = template.Library()


@register.filter
def money(amount: Money) -> str:
    """Write an amount with its currency, in whole units."""
    return money_text(amount)
