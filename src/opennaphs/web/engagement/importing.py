"""Bringing in a register from a file: choose it, look at what it would change, take it over."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from opennaphs.actions.engagement.checks import SECTORS
from opennaphs.actions.engagement.import_stakeholders import import_stakeholders
from opennaphs.actions.engagement.imports import KIND, Arriving, arriving, fingerprint
from opennaphs.actions.engagement.preview_stakeholders import preview_stakeholders
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import InputRefused
from opennaphs.sources.stakeholders_table import OPTIONAL, REQUIRED
from opennaphs.store.models import ImportPreview
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.engagement.forms import StakeholderForm
from opennaphs.web.engagement.words import sector_word
from opennaphs.web.row_forms import CONFLICT, INVALID
from opennaphs.web.uploads import content_of


class RegisterFile(forms.Form):
    """The file of a register."""

    file = forms.FileField(
        label=gettext_lazy("Table of stakeholders"),
        help_text=gettext_lazy("A workbook (.xlsx) or CSV in UTF-8 with headings in its first line."),
    )


@country_page(Permission.MANAGE_ENGAGEMENT)
@require_http_methods(["GET", "POST"])
def bring(request: SignedInRequest, iso3: str) -> HttpResponse:
    """Ask for the file; read it, and go on to what it would change."""
    form = RegisterFile(request.POST or None, request.FILES or None)
    page: dict[str, Any] = {"form": form, "required": REQUIRED, "optional": OPTIONAL}
    page["sectors"] = [(one, sector_word(one)) for one in SECTORS]
    if request.method != "POST":
        return render(request, "engagement/import.html", page)
    if not form.is_valid():
        return render(request, "engagement/import.html", page, status=INVALID)
    file = form.cleaned_data["file"]
    try:
        kept = preview_stakeholders(
            country=iso3, file_name=file.name, content=content_of(file), sectors=known_words(), by=request.user
        )
    except InputRefused as refused:
        page["problems"] = refused.problems
        return render(request, "engagement/import.html", page, status=INVALID)
    return redirect("stakeholders-preview", iso3, kept.pk)


def known_words() -> dict[str, str]:
    """Give the words for sectors a file may use: those of exports, and those of the language of the page."""
    return {one: one for one in SECTORS} | {sector_word(one).casefold(): one for one in SECTORS}


@country_page(Permission.MANAGE_ENGAGEMENT)
@require_http_methods(["GET", "POST"])
def preview(request: SignedInRequest, iso3: str, preview_id: Any) -> HttpResponse:
    """Show what the file would change; take it over."""
    kept = ImportPreview.objects.filter(country=iso3, kind=KIND, pk=preview_id, owner=request.user).first()
    if kept is None:
        raise Http404
    found = arriving(kept)
    sign = fingerprint(found)
    if request.method != "POST":
        return render(request, "engagement/preview.html", {**_shown(found), "preview": kept, "sign": sign})
    if request.POST.get("seen") != sign:
        page = {**_shown(found), "preview": kept, "sign": sign, "changed": True}
        return render(request, "engagement/preview.html", page, status=CONFLICT)
    rows = import_stakeholders(preview=kept, seen=sign, why=request.POST.get("why", "")[:500], by=request.user)
    messages.success(request, _("Stakeholders added or changed: %(count)s.") % {"count": len(rows)})
    return redirect("stakeholders", iso3)


def _shown(found: list[Arriving]) -> dict[str, Any]:
    labels = {name: field.label for name, field in StakeholderForm.base_fields.items()}

    def told(one: Arriving) -> dict[str, Any]:
        changes = [(labels[name], _word(name, before), _word(name, after)) for name, before, after in one.changes]
        return {"name": one.line["name"], "organisation": one.line["organisation"], "changes": changes}

    return {
        "new": [told(one) for one in found if one.row is None],
        "changed_rows": [told(one) for one in found if one.row is not None and one.changes],
        "unclear": [told(one) for one in found if one.unclear],
        "same": sum(one.row is not None and not one.changes and not one.unclear for one in found),
    }


def _word(name: str, value: Any) -> Any:
    return sector_word(value) if name == "sector" and value else value
