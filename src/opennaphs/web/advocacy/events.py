"""Health events of a country: what they did, what they cost, what they showed to be weak."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from opennaphs.actions.advocacy.add_health_event import add_health_event
from opennaphs.actions.advocacy.edit_health_event import edit_health_event
from opennaphs.actions.advocacy.remove_health_event import remove_health_event
from opennaphs.authorization.judge import may_somewhere
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.advocacy import burden_of
from opennaphs.domain.recommendations import Origin
from opennaphs.store.advocacy import event_of, events_of
from opennaphs.store.models import HealthEventRecord
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.activities.csv_lists import csv_response
from opennaphs.web.advocacy.finding import find_event, may_keep
from opennaphs.web.advocacy.forms import HealthEventForm, areas_used
from opennaphs.web.engagement.entries import add_row, remove_row
from opennaphs.web.engagement.forms import values_of
from opennaphs.web.row_forms import edit_row

ON_A_PAGE = 50
HEADINGS = (
    "name", "hazard", "began", "ended", "cases", "deaths", "cost", "currency", "price_year", "source", "areas",
    "what_failed",
)  # fmt: skip


@country_page()
@require_GET
def health_events(request: SignedInRequest, iso3: str) -> HttpResponse:
    """Show the health events, and what they did together."""
    rows = list(events_of(iso3))
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    titles = dict(areas_used(iso3, {area for row in page for area in row.areas}))
    learns = may_somewhere(request.user, Permission.MANAGE_RECOMMENDATIONS, country=iso3)
    shown = [{**_shown(row, titles), "lesson_query": _lesson_query(row) if learns else ""} for row in page]
    burden = burden_of(event_of(row) for row in rows)
    context = {"page": page, "events": shown, "burden": burden, "may_keep": may_keep(request.user, iso3)}
    return render(request, "advocacy/events.html", context)


def _shown(row: HealthEventRecord, titles: Mapping[str, str | Promise]) -> dict[str, Any]:
    return {"row": row, "event": event_of(row), "areas": [titles.get(one, one) for one in row.areas]}


def _lesson_query(row: HealthEventRecord) -> str:
    """Give what the form of a new recommendation begins with; nothing when nobody has said what was weak."""
    if not row.what_failed:
        return ""
    told = {"origin": Origin.AFTER_ACTION, "origin_title": row.name, "text": row.what_failed}
    return urlencode({**told, "area": row.areas[0] if len(row.areas) == 1 else ""})


@country_page(Permission.EXPORT)
@require_GET
def as_csv(request: HttpRequest, iso3: str) -> HttpResponse:
    """Give every health event as a table; what is not known is empty."""
    lines = []
    for row in events_of(iso3):
        told = row.document()
        lines.append([", ".join(told[name]) if name == "areas" else told[name] for name in HEADINGS])
    return csv_response(f"health-events-{iso3}.csv", HEADINGS, lines)


@country_page(Permission.MANAGE_FUNDING)
def add(request: SignedInRequest, iso3: str) -> HttpResponse:
    """Enter a health event."""

    def act(form: Any) -> HealthEventRecord:
        told = {"fields": values_of(form), "why": form.cleaned_data["why"]}
        row = add_health_event(country=iso3, by=request.user, **told)
        messages.success(request, _("The health event was entered."))
        return row

    return add_row(
        request,
        HealthEventForm,
        act,
        template="engagement/edit.html",
        context={"heading": _("Enter a health event"), "cancel_url": reverse("health-events", args=[iso3])},
        done=lambda _row: redirect("health-events", iso3),
        form_kwargs={"iso3": iso3},
    )


@country_page(Permission.MANAGE_FUNDING)
def edit(request: SignedInRequest, iso3: str, event_id: int) -> HttpResponse:
    """Edit a health event."""
    row = find_event(iso3, event_id)

    def act(form: Any) -> None:
        told = {"version": form.cleaned_data["version"] or 0, "why": form.cleaned_data["why"]}
        edit_health_event(event=row, fields=values_of(form), by=request.user, **told)
        messages.success(request, _("Saved."))

    context = {
        "heading": row.name,
        "cancel_url": reverse("health-events", args=[iso3]),
        "remove_url": reverse("remove-health-event", args=[iso3, row.pk]),
    }
    return edit_row(
        request,
        row,
        HealthEventForm,
        act,
        template="engagement/edit.html",
        context=context,
        done=partial(redirect, "health-events", iso3),
        form_kwargs={"iso3": iso3, "areas": row.areas},
    )


@country_page(Permission.MANAGE_FUNDING)
def remove(request: SignedInRequest, iso3: str, event_id: int) -> HttpResponse:
    """Remove a health event."""
    row = find_event(iso3, event_id)
    return remove_row(
        request,
        row,
        partial(remove_health_event, event=row),
        question=_("Remove “%(name)s”?") % {"name": row},
        consequences=[_("The investment cases of the country no longer tell of it.")],
        back=reverse("health-events", args=[iso3]),
        told=_("Removed."),
    )
