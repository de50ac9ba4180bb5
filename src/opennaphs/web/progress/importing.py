"""Importing updates: a table, what it would add, and a yes; and the table of the plan to fill in."""

import uuid
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from opennaphs.actions.following.import_progress import import_progress
from opennaphs.actions.following.imports import KIND, incoming, updates_in
from opennaphs.actions.following.preview_progress import preview_progress
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import InputRefused
from opennaphs.domain.monitoring.records import ProgressUpdate
from opennaphs.store.models import ImportPreview
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.activities.csv_lists import csv_response
from opennaphs.web.activities.finding import frame
from opennaphs.web.activities.telling import tell
from opennaphs.web.activities.words import word
from opennaphs.web.assessments.finding import find_preview
from opennaphs.web.dashboards.words import BLOCKERS
from opennaphs.web.finding import find_plan
from opennaphs.web.progress.attempts import attempt
from opennaphs.web.row_forms import INVALID
from opennaphs.web.uploads import content_of

SHOWN = 200
COLUMNS = ("activity", "on", "status", "percent_done", "evidence", "blocker", "blocked_by", "next_step", "by")


class TableForm(forms.Form):
    """A table of updates."""

    file = forms.FileField(label=_("Table of updates (CSV)"))


@country_page(Permission.REPORT_PROGRESS)
def progress_import(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Take a table and go on to what it would add; a refused one says where and why."""
    plan = find_plan(iso3, plan_id)
    form = TableForm(request.POST or None, request.FILES or None)
    problems: tuple[object, ...] = ()
    made: list[ImportPreview] = []

    def act() -> None:
        file = form.cleaned_data["file"]
        made.append(preview_progress(plan=plan, file_name=file.name, content=content_of(file), by=request.user))

    if request.method == "POST" and form.is_valid():
        try:
            attempt(form, act, (InputRefused,))
        except InputRefused as error:
            problems = error.problems
    if made:
        return redirect("progress-preview", iso3, plan_id, made[0].pk)
    status = INVALID if request.method == "POST" else 200
    return render(request, "progress/import.html", frame(request, plan, form=form, problems=problems), status=status)


@country_page(Permission.REPORT_PROGRESS)
def progress_preview(request: SignedInRequest, iso3: str, plan_id: int, preview_id: uuid.UUID) -> HttpResponse:
    """Show what a table would add; by POST, take it."""
    plan, preview = find_plan(iso3, plan_id), find_preview(iso3, preview_id, KIND)
    if preview.content["plan"] != plan_id or preview.owner_id != request.user.pk:
        raise Http404
    if request.method == "POST":
        kept = import_progress(preview=preview, why=request.POST.get("why", ""), by=request.user)
        text = ngettext("%(count)s update is kept.", "%(count)s updates are kept.", len(kept))
        tell(request, text % {"count": len(kept)})
        return redirect("progress", iso3, plan_id)
    found = incoming(updates_in(preview), plan)
    context: dict[str, Any] = {
        "preview": preview,
        "new": [_shown(one) for one in found.new[:SHOWN]],
        "count": len(found.new),
        "more": max(len(found.new) - SHOWN, 0),
        "known_count": len(found.known),
        "warnings": preview.content["warnings"],
    }
    return render(request, "progress/preview.html", frame(request, plan, **context))


def _shown(one: ProgressUpdate) -> dict[str, Any]:
    blocker = "" if one.blocker is None else str(BLOCKERS[one.blocker])
    return {"update": one, "status": word(one.status), "blocker": blocker}


@country_page(Permission.EXPORT)
def progress_table(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Give the table to fill in: a line for each activity with what it says now, of today."""
    plan = find_plan(iso3, plan_id)
    contents = plan.activities.filter(removed=False).values_list("number", "content")
    today = timezone.localdate().isoformat()
    return csv_response("updates.csv", COLUMNS, (_line(number, content, today) for number, content in contents))


def _line(number: str, content: dict[str, Any], today: str) -> tuple[object, ...]:
    details = content.get("details", {})
    return number, today, details.get("status", "not started"), details.get("percent_done"), "", "", "", "", ""
