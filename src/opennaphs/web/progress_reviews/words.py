"""Words of progress reviews in the language of the page."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from opennaphs.domain.monitoring.records import ReviewKind

KINDS: Mapping[str, str | Promise] = {
    ReviewKind.QUARTERLY: _("Quarterly technical review"),
    ReviewKind.INTERMINISTERIAL: _("Interministerial brief"),
    ReviewKind.YEARLY: _("Yearly review"),
}
PURPOSES: Mapping[str, str | Promise] = {
    ReviewKind.QUARTERLY: _(
        "Area leads and partners look at every area: what is late, blocked or silent, and what helps."
    ),
    ReviewKind.INTERMINISTERIAL: _("Ministers see on one page where the plan stands and what only they can move."),
    ReviewKind.YEARLY: _("The whole plan, its levels and lessons; the next operational plan follows from it."),
}


def kind_word(kind: str) -> str:
    """Give a kind of review in the language of the page."""
    return str(KINDS.get(kind, kind))
