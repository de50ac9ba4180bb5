"""The register of stakeholders: list and map, adding, editing, removing, as a file."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from opennaphs.actions.engagement.add_stakeholder import add_stakeholder
from opennaphs.actions.engagement.edit_stakeholder import edit_stakeholder
from opennaphs.actions.engagement.remove_stakeholder import remove_stakeholder
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.coordination import Quadrant, advice, quadrant
from opennaphs.reports.influence_map import Standing, influence_map_table, render_influence_map
from opennaphs.store.engagement import stakeholders_of
from opennaphs.store.models import StakeholderRecord
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.activities.csv_lists import csv_response
from opennaphs.web.assessments.pictures import picture
from opennaphs.web.assessments.wording import page_words
from opennaphs.web.engagement.entries import add_row, may_keep, remove_row
from opennaphs.web.engagement.finding import find_stakeholder
from opennaphs.web.engagement.forms import RegisterFilter, StakeholderForm, values_of
from opennaphs.web.engagement.words import ORDER, QUADRANT_KINDS, QUADRANTS, sector_word
from opennaphs.web.plans.words import said
from opennaphs.web.row_forms import INVALID, edit_row

ON_A_PAGE = 100
UNKNOWN = "unknown"


@country_page()
@require_GET
def stakeholders(request: SignedInRequest, iso3: str) -> HttpResponse:
    """Show the register by sector, its map, and how to deal with whom."""
    rows = register_of(iso3)
    form = RegisterFilter(request.GET)
    chosen = _narrowed(rows, form) if form.is_valid() else rows
    page = Paginator(chosen, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "all_rows": rows,
        "page": page,
        "rows": [_shown(row) for row in page],
        "form": form,
        "narrowed": any(form.data.get(name) for name in form.fields),
        "may_keep": may_keep(request.user, iso3),
        "advice": _advice(rows),
        "map": _map_table(rows),
    }
    return render(request, "engagement/stakeholders.html", context)


def register_of(iso3: str) -> list[StakeholderRecord]:
    """Give the register in the order of the sectors, then by name."""
    rows = stakeholders_of(iso3)
    return sorted(rows, key=lambda row: (ORDER.get(row.sector, len(ORDER)), row.name.casefold(), row.pk))


def _narrowed(rows: list[StakeholderRecord], form: RegisterFilter) -> list[StakeholderRecord]:
    word, sector, wanted = (form.cleaned_data[name] for name in ("q", "sector", "quadrant"))
    return [
        row
        for row in rows
        if word.casefold() in f"{row.name}\n{row.organisation}".casefold()
        and sector in {"", row.sector}
        and wanted in {"", str(quadrant(row.influence, row.interest) or UNKNOWN)}
    ]


def _shown(row: StakeholderRecord) -> dict[str, Any]:
    found = quadrant(row.influence, row.interest)
    return {
        "row": row,
        "sector": sector_word(row.sector),
        "quadrant": None if found is None else QUADRANTS[found],
        "kind": None if found is None else QUADRANT_KINDS[found],
    }


def _advice(rows: list[StakeholderRecord]) -> list[dict[str, Any]]:
    """Give each way to deal with people, its advice, and for how many of the register it holds."""
    found = [quadrant(row.influence, row.interest) for row in rows]
    return [
        {"label": QUADRANTS[one], "kind": QUADRANT_KINDS[one], "text": said(advice(one)), "count": found.count(one)}
        for one in Quadrant
    ]


def _standings(rows: list[StakeholderRecord]) -> list[Standing]:
    return [Standing(row.name, row.influence, row.interest) for row in rows]


def _map_table(rows: list[StakeholderRecord]) -> dict[str, Any]:
    table = influence_map_table(_standings(rows), page_words())
    numeric = {0, 2, 3}
    return {
        "columns": [{"label": one, "numeric": place in numeric} for place, one in enumerate(table.headings)],
        "rows": [
            [{"text": cell, "numeric": place in numeric, "heading": place == 1} for place, cell in enumerate(row)]
            for row in table.rows
        ],
    }


@country_page()
@require_GET
def influence_map(request: HttpRequest, iso3: str) -> HttpResponse:
    """Draw the stakeholders by influence and interest."""
    svg = render_influence_map(_standings(register_of(iso3)), page_words(), right_to_left=get_language_bidi())
    return picture(request, svg)


@country_page(Permission.EXPORT)
@require_GET
def as_csv(request: HttpRequest, iso3: str) -> HttpResponse:
    """Give the register as a table; its headings are those that can be read back."""
    headings = ("name", "organisation", "sector", "mandate", "influence", "interest", "contact")
    rows = [[getattr(row, name) for name in headings] for row in register_of(iso3)]
    return csv_response(f"stakeholders-{iso3}.csv", headings, rows)


@country_page(Permission.MANAGE_ENGAGEMENT)
def add(request: SignedInRequest, iso3: str) -> HttpResponse:
    """Add somebody to the register."""

    def act(form: Any) -> StakeholderRecord:
        told = {"fields": values_of(form), "why": form.cleaned_data["why"]}
        row = add_stakeholder(country=iso3, by=request.user, **told)
        messages.success(request, _("“%(name)s” is in the register.") % {"name": str(row)})
        return row

    context = {"heading": _("Add a stakeholder"), "cancel_url": reverse("stakeholders", args=[iso3])}
    twin = _twin(request, iso3)
    if twin is not None:
        page = {**context, "twin": twin, "form": StakeholderForm(request.POST)}
        return render(request, "engagement/edit.html", page, status=INVALID)
    return add_row(
        request,
        StakeholderForm,
        act,
        template="engagement/edit.html",
        context=context,
        done=lambda _row: redirect("stakeholders", iso3),
    )


def _twin(request: HttpRequest, iso3: str) -> StakeholderRecord | None:
    """Give somebody of the same name in the register, unless the person knows and wants both."""
    name = request.POST.get("name", "").strip().casefold()
    if not name or request.POST.get("anyway") == "yes":
        return None
    return next((row for row in stakeholders_of(iso3) if row.name.casefold() == name), None)


@country_page(Permission.MANAGE_ENGAGEMENT)
def edit(request: SignedInRequest, iso3: str, stakeholder_id: int) -> HttpResponse:
    """Edit a stakeholder."""
    row = find_stakeholder(iso3, stakeholder_id)

    def act(form: Any) -> None:
        told = {"version": form.cleaned_data["version"] or 0, "why": form.cleaned_data["why"]}
        edit_stakeholder(stakeholder=row, fields=values_of(form), by=request.user, **told)
        messages.success(request, _("Saved."))

    context = {
        "heading": row.name,
        "cancel_url": reverse("stakeholders", args=[iso3]),
        "remove_url": reverse("remove-stakeholder", args=[iso3, row.pk]),
    }
    done = partial(redirect, "stakeholders", iso3)
    return edit_row(request, row, StakeholderForm, act, template="engagement/edit.html", context=context, done=done)


@country_page(Permission.MANAGE_ENGAGEMENT)
def remove(request: SignedInRequest, iso3: str, stakeholder_id: int) -> HttpResponse:
    """Remove a stakeholder from the register."""
    row = find_stakeholder(iso3, stakeholder_id)
    return remove_row(
        request,
        row,
        partial(remove_stakeholder, stakeholder=row),
        question=_("Remove “%(name)s” from the register?") % {"name": row.name},
        consequences=[
            _("They have no part in any area any more."),
            _("The history stays, and they can be brought back from it."),
        ],
        back=reverse("stakeholders", args=[iso3]),
        told=_("Removed."),
    )
