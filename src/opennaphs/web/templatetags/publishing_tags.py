"""Words of publications in templates."""

import datetime

from django import template
from django.utils.formats import date_format

register = template.Library()


@register.filter
def day(text: str) -> str:
    """Give an ISO day as readers of the page write it."""
    return date_format(datetime.date.fromisoformat(text))
