"""The way around: the pages of a country, in the order of the work, as far as a person may see them."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from opennaphs.authorization.judge import may_somewhere
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import User


@dataclass(frozen=True)
class Entry:
    """A place to go: its words, the name of its address and the permission it needs."""

    label: str | Promise
    url_name: str
    permission: Permission = Permission.VIEW_COUNTRY


@dataclass(frozen=True)
class Link:
    """An entry as one page shows it."""

    label: str | Promise
    url: str
    current: bool


ENTRIES = (
    Entry(_("This week"), "cycle"),
    Entry(_("Assessments"), "assessments"),
    Entry(_("Recommendations"), "recommendations"),
    Entry(_("Plans"), "plans"),
    Entry(_("Funding sources"), "funding-sources"),
    Entry(_("Budget calendar"), "budget-calendar"),
    Entry(_("Health events"), "health-events"),
    Entry(_("Stakeholders"), "stakeholders"),
    Entry(_("Committees and meetings"), "committees"),
    Entry(_("People and roles"), "people"),
    Entry(_("History"), "history", Permission.SEE_HISTORY),
)


def links(person: User, iso3: str, path: str) -> list[Link]:
    """Give the entries a person may use in a country; the one that holds ``path`` is current."""
    found = [
        (entry, reverse(entry.url_name, args=[iso3]))
        for entry in ENTRIES
        if may_somewhere(person, entry.permission, country=iso3)
    ]
    deepest = max((url for _entry, url in found if path.startswith(url)), key=len, default=None)
    return [Link(entry.label, url, url == deepest) for entry, url in found]
