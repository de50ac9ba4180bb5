"""Importing scores: a file, what it would change row by row, and a yes."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opennaphs.actions.assessments.import_scores import import_scores
from opennaphs.actions.assessments.imports import KIND, Incoming, fingerprint, incoming
from opennaphs.actions.assessments.preview_scores import preview_scores
from opennaphs.authorization.permissions import Permission
from opennaphs.catalogue.framework_files import load_framework
from opennaphs.domain.errors import InputRefused, NaphsError
from opennaphs.domain.frameworks import Framework
from opennaphs.domain.score_changes import ScoreChange
from opennaphs.store.models import ImportPreview
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.assessments.finding import find_preview
from opennaphs.web.assessments.forms import ScoresUpload
from opennaphs.web.assessments.wording import indicator_title, level_words
from opennaphs.web.refusals import CONFLICT
from opennaphs.web.row_forms import INVALID
from opennaphs.web.uploads import content_of


@country_page(Permission.ENTER_SCORES)
def scores_import(request: SignedInRequest, iso3: str) -> HttpResponse:
    """Take a file and go on to what it would change; a refused file says where and why."""
    form = ScoresUpload(request.POST or None, request.FILES or None)
    problems: tuple[object, ...] = ()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            preview = preview_scores(country=iso3, file_name=file.name, content=content_of(file), by=request.user)
        except InputRefused as error:
            problems = error.problems
        except NaphsError as error:
            form.add_error("file", str(error))
        else:
            return redirect("scores_preview", iso3, preview.pk)
    status = INVALID if request.method == "POST" else 200
    return render(request, "assessments/import.html", {"form": form, "problems": problems}, status=status)


@country_page(Permission.ENTER_SCORES)
def scores_preview(request: SignedInRequest, iso3: str, preview_id: uuid.UUID) -> HttpResponse:
    """Show what a file would change; by POST, take it."""
    preview = find_preview(iso3, preview_id, KIND)
    if request.method != "POST":
        return _page(request, preview)
    try:
        why = request.POST.get("why", "")
        written = import_scores(preview=preview, seen=request.POST.get("seen", ""), why=why, by=request.user)
    except NaphsError as error:
        preview.refresh_from_db()
        if preview.taken_at is not None:
            raise
        return _page(request, preview, str(error), CONFLICT)
    count = ngettext("%(count)s assessment was imported.", "%(count)s assessments were imported.", len(written))
    messages.success(request, count % {"count": len(written)})
    return redirect("assessment", iso3, written[0].pk) if len(written) == 1 else redirect("assessments", iso3)


def _page(request: SignedInRequest, preview: ImportPreview, refused: str = "", status: int = 200) -> HttpResponse:
    found = incoming(preview)
    context = {
        "preview": preview,
        "parts": [_part(one) for one in found],
        "seen": fingerprint(found),
        "any": any(one.changes.any or one.record is None for one in found),
        "others": preview.content["others"],
        "warnings": preview.content["warnings"],
        "more_warnings": preview.content["more_warnings"],
        "refused": refused,
    }
    return render(request, "assessments/preview.html", context, status=status)


def _part(one: Incoming) -> dict[str, Any]:
    framework = load_framework(one.assessment.framework)
    changes = one.changes
    rows = [_row(change, framework, _("new"), None) for change in changes.new]
    rows += [_row(change, framework, _("changed"), level_words(change.before, framework)) for change in changes.changed]
    return {
        "assessment": one.assessment,
        "framework": framework,
        "record": one.record,
        "rows": rows,
        "new": len(changes.new),
        "changed": len(changes.changed),
        "unchanged": len(changes.unchanged),
        "untouched": len(changes.untouched),
        "published": len(changes.published),
    }


def _row(change: ScoreChange, framework: Framework, kind: str, before: str | None) -> dict[str, Any]:
    return {
        "title": indicator_title(framework, change.indicator),
        "kind": kind,
        "before": before,
        "after": level_words(change.after, framework),
    }
