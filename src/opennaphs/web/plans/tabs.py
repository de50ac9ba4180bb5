"""The views of one plan in their groups, the same on each of its pages. A page that is not there is left out."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from opennaphs.authorization.judge import may_somewhere
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import PlanRecord, User

VIEW = Permission.VIEW_COUNTRY
Entry = tuple[str | Promise, str, Permission]


@dataclass(frozen=True)
class Tab:
    """One view of a plan: its words, its address, whether it is the one shown."""

    label: str | Promise
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class PlanTabs:
    """The groups of views, and the views of the group that is shown."""

    groups: list[Tab]
    views: list[Tab]


GROUPS: tuple[tuple[str | Promise, tuple[Entry, ...]], ...] = (
    (
        _("Plan"),
        (
            (_("Overview"), "plan", VIEW),
            (_("Goals"), "goals", VIEW),
            (_("Activities"), "activities", VIEW),
            (_("Groups"), "groups", VIEW),
            (_("Dependencies"), "dependencies", VIEW),
            (_("Timeline"), "timeline", VIEW),
            (_("Priorities"), "priorities", VIEW),
        ),
    ),
    (
        _("Working together"),
        (
            (_("Talk"), "talk", VIEW),
            (_("Reviews"), "reviews", VIEW),
            (_("Packages"), "packages", Permission.EXPORT),
        ),
    ),
    (
        _("Money"),
        (
            (_("Costs"), "costs", VIEW),
            (_("Funding gap"), "funding", VIEW),
            (_("Support"), "supports", VIEW),
            (_("Resource mapping"), "mapping", VIEW),
            (_("Donor exit"), "donor-exit", VIEW),
            (_("Investment case"), "investment-case", VIEW),
            (_("Where money can go"), "where-money-can-go", VIEW),
            (_("Annexes"), "annexes", VIEW),
            (_("Advocacy"), "advocacy", VIEW),
        ),
    ),
    (
        _("Follow-up"),
        (
            (_("Dashboard"), "dashboard", VIEW),
            (_("Progress"), "progress", VIEW),
            (_("Milestones"), "milestones", VIEW),
            (_("Results"), "results", VIEW),
            (_("Progress reviews"), "progress-reviews", VIEW),
            (_("For assessments"), "evidence", VIEW),
        ),
    ),
    (
        _("The launch"),
        (
            (_("State"), "plan-state", VIEW),
            (_("Publications"), "publications", VIEW),
        ),
    ),
)


def plan_tabs(plan: PlanRecord, person: User, path: str = "") -> PlanTabs:
    """Give the views of a plan a person may see; the one whose address begins ``path`` most closely is current."""
    shown = [(label, _views(entries, plan, person)) for label, entries in GROUPS]
    there = [(label, views) for label, views in shown if views]
    urls = [url for _label, views in there for _word, url in views]
    current = max((url for url in urls if path.startswith(url)), key=len, default="")
    open_one = next((views for _label, views in there if current in [url for _word, url in views]), [])
    groups = [Tab(label, views[0][1], views is open_one) for label, views in there]
    return PlanTabs(groups, [Tab(word, url, url == current) for word, url in open_one])


def _views(entries: tuple[Entry, ...], plan: PlanRecord, person: User) -> list[tuple[str | Promise, str]]:
    found = [
        (label, _address(name, plan))
        for label, name, permission in entries
        if may_somewhere(person, permission, country=plan.country)
    ]
    return [(label, url) for label, url in found if url]


def _address(name: str, plan: PlanRecord) -> str:
    try:
        return reverse(name, args=[plan.country, plan.pk])
    except NoReverseMatch:
        return ""
