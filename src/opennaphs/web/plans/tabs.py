"""The views of one plan, the same on each of its pages. A page that is not there (yet) is left out."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from opennaphs.authorization.judge import may_somewhere
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import PlanRecord, User


@dataclass(frozen=True)
class Tab:
    """One view of a plan: its words, its address, whether it is the one shown."""

    label: str | Promise
    url: str
    current: bool = False
    count: int | None = None


ENTRIES: tuple[tuple[str | Promise, str, Permission], ...] = (
    (_("Overview"), "plan", Permission.VIEW_COUNTRY),
    (_("Goals"), "goals", Permission.VIEW_COUNTRY),
    (_("Activities"), "activities", Permission.VIEW_COUNTRY),
    (_("Groups"), "groups", Permission.VIEW_COUNTRY),
    (_("Dependencies"), "dependencies", Permission.VIEW_COUNTRY),
    (_("Timeline"), "timeline", Permission.VIEW_COUNTRY),
    (_("Priorities"), "priorities", Permission.VIEW_COUNTRY),
    (_("Costs"), "costs", Permission.VIEW_COUNTRY),
    (_("Reviews"), "reviews", Permission.VIEW_COUNTRY),
    (_("Packages"), "packages", Permission.EXPORT),
    (_("Talk"), "talk", Permission.VIEW_COUNTRY),
)


def plan_tabs(plan: PlanRecord, person: User, path: str = "") -> list[Tab]:
    """Give the views of a plan a person may see; the one whose address begins ``path`` most closely is current."""
    found = [
        (label, _address(name, plan))
        for label, name, permission in ENTRIES
        if may_somewhere(person, permission, country=plan.country)
    ]
    there = [(label, url) for label, url in found if url]
    current = max((url for _label, url in there if path.startswith(url)), key=len, default=None)
    return [Tab(label, url, url == current) for label, url in there]


def _address(name: str, plan: PlanRecord) -> str:
    try:
        return reverse(name, args=[plan.country, plan.pk])
    except NoReverseMatch:
        return ""
