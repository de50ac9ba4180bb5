"""Importing recommendations: a table, what it would add, and a yes; and the empty table to fill in."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from opennaphs.actions.recommendations.import_recommendations import import_recommendations
from opennaphs.actions.recommendations.imports import KIND, incoming, lines_of
from opennaphs.actions.recommendations.preview_recommendations import preview_recommendations
from opennaphs.authorization.judge import NotAllowed
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import InputRefused, NaphsError
from opennaphs.domain.recommendations import Origin
from opennaphs.reports.recommendations_table import render_recommendations_template
from opennaphs.sources.recommendations_table import RecommendationLine, editions
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.assessments.finding import find_preview
from opennaphs.web.recommendations.forms import TableUpload
from opennaphs.web.recommendations.words import area_name, origin_title
from opennaphs.web.row_forms import INVALID
from opennaphs.web.uploads import content_of

SHOWN = 200
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@country_page(Permission.MANAGE_RECOMMENDATIONS)
def recommendations_import(request: SignedInRequest, iso3: str) -> HttpResponse:
    """Take a table and go on to what it would add; a refused one says where and why."""
    form = TableUpload(request.POST or None, request.FILES or None)
    problems: tuple[object, ...] = ()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            preview = preview_recommendations(
                country=iso3, file_name=file.name, content=content_of(file), by=request.user
            )
        except NotAllowed:
            raise
        except InputRefused as error:
            problems = error.problems
        except NaphsError as error:
            form.add_error("file", str(error))
        else:
            return redirect("recommendations_preview", iso3, preview.pk)
    status = INVALID if request.method == "POST" else 200
    return render(request, "recommendations/import.html", {"form": form, "problems": problems}, status=status)


@country_page(Permission.MANAGE_RECOMMENDATIONS)
def recommendations_preview(request: SignedInRequest, iso3: str, preview_id: uuid.UUID) -> HttpResponse:
    """Show what a table would add; by POST, take it."""
    preview = find_preview(iso3, preview_id, KIND)
    if request.method == "POST":
        rows = import_recommendations(preview=preview, why=request.POST.get("why", ""), by=request.user)
        text = ngettext("%(count)s recommendation was added.", "%(count)s recommendations were added.", len(rows))
        messages.success(request, text % {"count": len(rows)})
        return redirect("recommendations", iso3)
    found = incoming(lines_of(preview), iso3)
    context = {
        "preview": preview,
        "new": [_row(one) for one in found.new[:SHOWN]],
        "count": len(found.new),
        "more": max(len(found.new) - SHOWN, 0),
        "known": [one.text for one in found.known[:SHOWN]],
        "known_count": len(found.known),
        "warnings": preview.content["warnings"],
    }
    return render(request, "recommendations/preview.html", context)


def _row(line: RecommendationLine) -> dict[str, object]:
    area = area_name(line.area) if line.area else ""
    return {"line": line, "origin": origin_title(line.origin), "area": area}


@country_page(Permission.MANAGE_RECOMMENDATIONS)
def recommendations_template(request: SignedInRequest, iso3: str) -> HttpResponse:
    """Give the empty table, with the words for origins and areas to choose from."""
    areas = [f"{area.code} {area.title}" for area in editions()[0].areas]
    content = render_recommendations_template([str(one) for one in Origin], areas)
    response = HttpResponse(content, content_type=WORKBOOK)
    response["Content-Disposition"] = 'attachment; filename="recommendations.xlsx"'
    return response
