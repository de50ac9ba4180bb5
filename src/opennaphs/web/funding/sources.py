"""The funding sources of a country: who pays for health security, and what their money may pay for."""

from functools import partial
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from opennaphs.actions.funding.add_source import add_source
from opennaphs.actions.funding.edit_source import edit_source
from opennaphs.actions.funding.remove_source import remove_source
from opennaphs.authorization.judge import may_somewhere
from opennaphs.authorization.permissions import Permission
from opennaphs.catalogue.country_files import UnknownCountry, country_name
from opennaphs.domain.funding.earmarks import Earmark
from opennaphs.store.funding import source_of, sources_of
from opennaphs.store.models import FundingSourceRecord, SupportRecord
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.activities.words import word
from opennaphs.web.engagement.entries import add_row, remove_row
from opennaphs.web.engagement.words import sector_word, shared_areas
from opennaphs.web.funding.finding import find_source
from opennaphs.web.funding.forms import SourceForm
from opennaphs.web.funding.words import KINDS, STATE_KINDS, STATES
from opennaphs.web.row_forms import edit_row

ON_A_PAGE = 100


@country_page()
@require_GET
def sources(request: SignedInRequest, iso3: str) -> HttpResponse:
    """Show the funding sources of the country."""
    there = Q(supports__removed=False, supports__plan__removed=False)
    rows = sources_of(iso3).annotate(supports_there=Count("supports", filter=there)).order_by("number", "pk")
    kind = request.GET.get("kind", "")
    shown = rows.filter(kind=kind) if kind in KINDS else rows
    page = Paginator(shown, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "sources": [{"row": row, "kind": KINDS[row.kind], "earmark": earmark_text(iso3, row)} for row in page],
        "tabs": [
            {"label": _("All"), "url": "?", "current": kind not in KINDS, "count": rows.count()},
            *(
                {"label": words, "url": f"?kind={one}", "current": one == kind, "count": rows.filter(kind=one).count()}
                for one, words in KINDS.items()
            ),
        ],
        "may_keep": _may_keep(request),
    }
    return render(request, "funding/sources.html", context)


@country_page()
@require_GET
def source(request: SignedInRequest, iso3: str, source_id: int) -> HttpResponse:
    """Show a funding source, its earmark and its support to plans."""
    row = find_source(iso3, source_id)
    supports = SupportRecord.objects.filter(source=row, removed=False, plan__removed=False).select_related("plan")
    context = {
        "source": row,
        "kind": KINDS[row.kind],
        "origin": origin_text(row),
        "earmark": earmark_facts(iso3, source_of(row).earmark),
        "supports": [(one, STATES[one.state], STATE_KINDS[one.state]) for one in supports],
        "may_keep": _may_keep(request),
    }
    return render(request, "funding/source.html", context)


def _may_keep(request: SignedInRequest) -> bool:
    return may_somewhere(request.user, Permission.MANAGE_FUNDING, country=request.country.iso3)


def origin_text(row: FundingSourceRecord) -> str:
    """Give the country money comes from by its name; empty when of no single one."""
    try:
        return country_name(row.origin) if row.origin else ""
    except UnknownCountry:
        return row.origin


def earmark_facts(iso3: str, earmark: Earmark) -> list[tuple[str, str]]:
    """Give the bounds of an earmark, each with its words; empty when the money may pay for anything."""
    areas = shared_areas(iso3)
    told = (
        (_("Areas"), ", ".join(areas.get(one, one) for one in earmark.areas)),
        (_("Economic types"), ", ".join(word(one) for one in earmark.economic_types)),
        (_("Levels at which the work is done"), ", ".join(word(one) for one in earmark.places)),
        (_("Ministries that lead the work"), ", ".join(sector_word(one) for one in earmark.ministries)),
        (_("Regions"), ", ".join(earmark.regions)),
        (_("Recipients"), ", ".join(earmark.recipients)),
        (_("May be spent from"), date_format(earmark.from_day) if earmark.from_day else ""),
        (_("May be spent until"), date_format(earmark.until_day) if earmark.until_day else ""),
    )
    return [(label, text) for label, text in told if text]


def earmark_text(iso3: str, row: FundingSourceRecord) -> str:
    """Give an earmark in one line; empty when the money may pay for anything."""
    return " · ".join(text for _label, text in earmark_facts(iso3, source_of(row).earmark))


@country_page(Permission.MANAGE_FUNDING)
def add(request: SignedInRequest, iso3: str) -> HttpResponse:
    """Add a funding source."""

    def act(form: Any) -> FundingSourceRecord:
        return add_source(country=iso3, fields=form.values(), why=form.cleaned_data["why"], by=request.user)

    def done(row: Any) -> HttpResponse:
        messages.success(request, _("“%(name)s” is in the list.") % {"name": row.title})
        return redirect("funding-source", iso3, row.pk)

    context = {"heading": _("Add a funding source"), "cancel_url": reverse("funding-sources", args=[iso3])}
    return add_row(
        request,
        SourceForm,
        act,
        template="funding/edit_source.html",
        context=context,
        done=done,
        form_kwargs={"iso3": iso3},
    )


@country_page(Permission.MANAGE_FUNDING)
def edit(request: SignedInRequest, iso3: str, source_id: int) -> HttpResponse:
    """Edit a funding source."""
    row = find_source(iso3, source_id)

    def act(form: Any) -> None:
        said = form.cleaned_data
        fields = cast("SourceForm", form).values()
        edit_source(source=row, fields=fields, version=said["version"], why=said["why"], by=request.user)
        messages.success(request, _("Saved."))

    context = {"heading": row.title, "cancel_url": reverse("funding-source", args=[iso3, row.pk])}
    return edit_row(
        request,
        row,
        SourceForm,
        act,
        template="funding/edit_source.html",
        context=context,
        done=partial(redirect, "funding-source", iso3, row.pk),
        form_kwargs={"iso3": iso3, "named": tuple(row.earmark.get("areas", ()))},
    )


@country_page(Permission.MANAGE_FUNDING)
def remove(request: SignedInRequest, iso3: str, source_id: int) -> HttpResponse:
    """Remove a funding source."""
    row = find_source(iso3, source_id)
    return remove_row(
        request,
        row,
        partial(remove_source, source=row),
        question=_("Remove “%(name)s”?") % {"name": row.title},
        consequences=[
            _("It can only be removed when no support to a plan hangs on it."),
            _("The history stays, and it can be brought back from it."),
        ],
        back=reverse("funding-source", args=[iso3, row.pk]),
        told=_("Removed."),
        after=reverse("funding-sources", args=[iso3]),
    )
