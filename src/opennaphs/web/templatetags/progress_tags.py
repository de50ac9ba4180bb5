"""What the pages of progress ask for: words of updates, and whether evidence is an address."""

from django import template

from opennaphs.actions.following.proofs import is_address
from opennaphs.web.dashboards.words import BLOCKERS
from opennaphs.web.progress.words import WAYS

register = template.Library()


@register.filter
def blocker_word(blocker: str) -> str:
    """Give a blocker in the language of the page; nothing for none."""
    return str(BLOCKERS.get(blocker, blocker))


@register.filter
def way_word(way: str) -> str:
    """Say how an update came in, in the language of the page."""
    return str(WAYS.get(way, way))


@register.filter
def is_web_address(text: str) -> bool:
    """Say whether a text is an address on the web."""
    return is_address(text)
