"""The register: narrowing it, showing it page by page, taking it away as CSV."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone

from opennaphs.actions.recommendations.register import as_domain, name_of
from opennaphs.authorization.judge import may_somewhere
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.recommendations import SETTLED, RecommendationState, overdue
from opennaphs.reports.recommendations_table import render_recommendations
from opennaphs.store.models import Recommendation
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.recommendations.finding import activities_of
from opennaphs.web.recommendations.forms import NONE, Narrowing
from opennaphs.web.recommendations.words import STATE_KINDS, STATES, area_name, origin_title

ON_A_PAGE = 50


@dataclass(frozen=True)
class Entry:
    """A recommendation as the list shows it: its activities that still stand, and whether its day has passed."""

    row: Recommendation
    activities: tuple[str, ...]
    late: bool

    @property
    def name(self) -> str:
        """What the list calls it."""
        return name_of(self.row)

    @property
    def origin(self) -> str:
        """The title of its origin."""
        return origin_title(self.row.origin)

    @property
    def area(self) -> str:
        """Code and title of its area, or nothing."""
        return area_name(self.row.area) if self.row.area else ""

    @property
    def state(self) -> str:
        """Its state in words."""
        return str(STATES[self.row.state])

    @property
    def state_kind(self) -> str:
        """The kind of tag its state is shown as."""
        return STATE_KINDS[self.row.state]

    @property
    def unanswered(self) -> bool:
        """Whether it still waits for an activity."""
        return not self.activities and RecommendationState(self.row.state) not in SETTLED


def entries_of(iso3: str) -> list[Entry]:
    """Give the whole register of a country."""
    rows = list(Recommendation.objects.filter(country=iso3, removed=False))
    late = {one.id for one in overdue([as_domain(row) for row in rows], timezone.localdate())}
    linked = {pk for row in rows for pk in row.answered_by}
    numbers = {one.pk: one.number for one in activities_of(iso3).filter(pk__in=linked)} if linked else {}
    return [
        Entry(row, tuple(numbers[pk] for pk in row.answered_by if pk in numbers), name_of(row) in late) for row in rows
    ]


def narrowed(entries: list[Entry], form: Narrowing) -> list[Entry]:
    """Give the entries a filter leaves; a filter that makes no sense narrows nothing."""
    wanted = form.cleaned_data if form.is_valid() else {}
    return [one for one in entries if _fits(one, wanted)]


def _fits(one: Entry, wanted: dict[str, Any]) -> bool:
    row = one.row
    for name in ("origin", "area", "state", "owner"):
        value = wanted.get(name)
        if value and getattr(row, name) != ("" if value == NONE else value):
            return False
    text = str(wanted.get("text") or "").casefold()
    if text and text not in f"{row.text} {row.origin_title} {one.name}".casefold():
        return False
    return (one.late or not wanted.get("overdue")) and (one.unanswered or not wanted.get("unanswered"))


@country_page()
def recommendations(request: SignedInRequest, iso3: str) -> HttpResponse:
    """Show the register."""
    entries = entries_of(iso3)
    form = Narrowing(request.GET, sorted({one.row.owner for one in entries}))
    found = narrowed(entries, form)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "entries": page.object_list,
        "form": form,
        "active": _active(form, request.GET),
        "all": len(entries),
        "late": sum(one.late for one in entries),
        "unanswered": sum(one.unanswered for one in entries),
        "may_manage": may_somewhere(request.user, Permission.MANAGE_RECOMMENDATIONS, country=iso3),
        "query": request.GET.urlencode(),
    }
    return render(request, "recommendations/list.html", context)


def _active(form: Narrowing, data: QueryDict) -> list[dict[str, str]]:
    """Give each filter that is set, with the address of the list without it."""
    active = []
    for name, value in (form.cleaned_data if form.is_valid() else {}).items():
        if value:
            rest = data.copy()
            for gone in (name, "page"):
                rest.pop(gone, None)
            field: Any = form.fields[name]
            active.append({"label": _label(field, value), "url": f"?{rest.urlencode()}"})
    return active


def _label(field: Any, value: Any) -> str:
    if value is True:
        return str(field.label)
    flat = {}
    for key, title in getattr(field, "choices", ()):
        flat.update(dict(title) if isinstance(title, (list, tuple)) else {key: title})
    return f"{field.label}: {flat.get(value, value)}"


@country_page(Permission.EXPORT)
def recommendations_csv(request: SignedInRequest, iso3: str) -> HttpResponse:
    """Give the register, as far as it is narrowed, as CSV."""
    entries = entries_of(iso3)
    found = narrowed(entries, Narrowing(request.GET, sorted({one.row.owner for one in entries})))
    response = HttpResponse(render_recommendations(map(_line, found)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{iso3}-recommendations.csv"'
    return response


def _line(one: Entry) -> dict[str, str]:
    row = one.row
    return {
        "id": one.name,
        "origin": row.origin,
        "title": row.origin_title,
        "date": row.date,
        "area": row.area,
        "text": row.text,
        "owner": row.owner,
        "due": "" if row.due is None else row.due.isoformat(),
        "state": row.state,
        "reason": row.reason,
        "activities": ", ".join(one.activities),
    }
