"""Who does what: for each area who is responsible, accountable, consulted or informed."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from opennaphs.actions.engagement.share_out_area import PartsChanged, share_out_area
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.coordination import Assignment, Involvement, raci_findings
from opennaphs.store.engagement import assignments_of
from opennaphs.store.models import StakeholderRecord
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.activities.csv_lists import csv_response
from opennaphs.web.engagement.entries import may_keep
from opennaphs.web.engagement.register import register_of
from opennaphs.web.engagement.words import INVOLVEMENTS, sector_word, shared_areas
from opennaphs.web.plans.words import said
from opennaphs.web.row_forms import CONFLICT, INVALID

PART, SEEN = "part-", "seen-"


@country_page()
@require_GET
def areas(request: SignedInRequest, iso3: str) -> HttpResponse:
    """Show areas against stakeholders, and what is missing."""
    labels, rows = shared_areas(iso3), register_of(iso3)
    own = {area for row in rows for area in row.parts}
    shown = {**labels, **{area: area for area in sorted(own - set(labels))}}
    involved = [row for row in rows if row.parts]
    context = {
        "areas": [
            {
                "label": label,
                "url": reverse("share-out-area", args=[iso3, area]),
                "parts": [_part(row, area) for row in involved],
            }
            for area, label in shown.items()
        ],
        "involved": involved,
        "others": len(rows) - len(involved),
        "register": rows,
        "findings": findings_of(rows, labels),
        "letters": [(one.letter, INVOLVEMENTS[one]) for one in Involvement],
        "may_keep": may_keep(request.user, iso3),
    }
    return render(request, "engagement/areas.html", context)


def findings_of(rows: list[StakeholderRecord], labels: dict[str, str], only: str = "") -> list[str]:
    """Say what is missing, with areas called as people call them."""
    told = [Assignment(labels.get(one.area, one.area), one.who, one.involvement) for one in assignments_of(rows)]
    wanted = [only] if only else list(labels)
    named = [one for one in told if not only or one.area == labels.get(only, only)]
    return [said(one) for one in raci_findings(named, [labels.get(area, area) for area in wanted])]


def _part(row: StakeholderRecord, area: str) -> dict[str, Any] | None:
    part = row.parts.get(area)
    return None if part is None else {"letter": Involvement(part).letter, "word": INVOLVEMENTS[part]}


@country_page(Permission.EXPORT)
@require_GET
def as_csv(request: HttpRequest, iso3: str) -> HttpResponse:
    """Give the matrix as a table: a line for each area, a column for each stakeholder."""
    labels, rows = shared_areas(iso3), register_of(iso3)
    own = {area: area for row in rows for area in row.parts if area not in labels}
    lines = [[area, label, *(row.parts.get(area) for row in rows)] for area, label in {**labels, **own}.items()]
    return csv_response(f"who-does-what-{iso3}.csv", ("area", "title", *(row.name for row in rows)), lines)


@country_page(Permission.MANAGE_ENGAGEMENT)
def area(request: SignedInRequest, iso3: str, area: str) -> HttpResponse:
    """Share out one area."""
    labels, rows = shared_areas(iso3), register_of(iso3)
    if area not in labels and not any(area in row.parts for row in rows):
        raise Http404
    if request.method == "POST":
        return _share_out(request, area, labels, rows)
    now = {row.pk: row.parts.get(area, "") for row in rows}
    return _show(request, area, labels, rows, now)


def _share_out(
    request: SignedInRequest, area: str, labels: dict[str, str], rows: list[StakeholderRecord]
) -> HttpResponse:
    wanted, seen = _posted(request, PART, rows), _posted(request, SEEN, rows)
    words = {"", *Involvement}
    if not set(wanted.values()) <= words or not set(seen.values()) <= words:
        return _show(request, area, labels, rows, wanted, status=INVALID)
    try:
        changed = share_out_area(
            country=request.country.iso3,
            area=area,
            parts={pk: Involvement(part) if part else None for pk, part in wanted.items()},
            seen={pk: Involvement(part) if part else None for pk, part in seen.items()},
            why=request.POST.get("why", "").strip()[:500],
            by=request.user,
        )
    except PartsChanged as moved:
        return _show(request, area, labels, rows, wanted, status=CONFLICT, moved={row.pk for row in moved.rows})
    messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
    return redirect("who-does-what", request.country.iso3)


def _posted(request: HttpRequest, prefix: str, rows: list[StakeholderRecord]) -> dict[int, str]:
    """Give what was posted for each stakeholder; those who came to the register meanwhile are left alone."""
    return {row.pk: request.POST[f"{prefix}{row.pk}"] for row in rows if f"{prefix}{row.pk}" in request.POST}


def _show(
    request: SignedInRequest,
    area: str,
    labels: dict[str, str],
    rows: list[StakeholderRecord],
    wanted: dict[int, str],
    *,
    status: int = 200,
    moved: set[int] | None = None,
) -> HttpResponse:
    choices = [("", _("no part")), *((str(one), INVOLVEMENTS[one]) for one in Involvement)]
    lines = [
        {
            "row": row,
            "sector": sector_word(row.sector),
            "now": row.parts.get(area, ""),
            "now_word": INVOLVEMENTS.get(row.parts.get(area, ""), _("no part")),
            "wanted": wanted.get(row.pk, row.parts.get(area, "")),
            "moved": row.pk in (moved or set()),
        }
        for row in rows
    ]
    context = {
        "label": labels.get(area, area),
        "lines": lines,
        "choices": choices,
        "findings": findings_of(rows, labels, area) if area in labels else [],
        "moved": moved,
        "invalid": status == INVALID,
    }
    return render(request, "engagement/area.html", context, status=status)
