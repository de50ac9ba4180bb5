"""The list of assessments; beginning, editing, removing and bringing back one."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from opennaphs.actions.assessments.create_assessment import create_assessment
from opennaphs.actions.assessments.edit_assessment import edit_assessment
from opennaphs.actions.assessments.remove_assessment import remove_assessment
from opennaphs.actions.assessments.restore_assessment import restore_assessment
from opennaphs.authorization.judge import may
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import AssessmentRecord
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.assessments.finding import find_assessment, framework_of
from opennaphs.web.assessments.forms import AssessmentDetails, NewAssessment
from opennaphs.web.row_forms import INVALID, RowForm, edit_row

ON_A_PAGE = 50
SCORED = Count("scores", filter=Q(scores__removed=False, scores__level__isnull=False))


@country_page()
def assessments(request: SignedInRequest, iso3: str) -> HttpResponse:
    """List the assessments of the country, the newest first, and at the end those that were removed."""
    rows = AssessmentRecord.objects.filter(country=iso3).annotate(scored=SCORED).order_by("-date", "-pk")
    page = Paginator(rows.filter(removed=False), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "entries": [_entry(row) for row in page],
        "removed": [_entry(row) for row in _removed(rows)],
        "may_enter": may(request.user, Permission.ENTER_SCORES, country=iso3),
    }
    return render(request, "assessments/list.html", context)


def _removed(rows: QuerySet[AssessmentRecord]) -> QuerySet[AssessmentRecord]:
    return rows.filter(removed=True)[:ON_A_PAGE]


def _entry(row: Any) -> dict[str, Any]:
    framework = framework_of(row)
    return {"row": row, "framework": framework, "scored": row.scored, "asked": len(framework.indicators)}


@country_page(Permission.ENTER_SCORES)
def assessment_new(request: SignedInRequest, iso3: str) -> HttpResponse:
    """Begin an assessment."""
    form = NewAssessment(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            record = create_assessment(country=iso3, **form.cleaned_data, by=request.user)
        except NaphsError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The assessment was created. Enter its scores area by area."))
            return redirect("assessment_area", iso3, record.pk, framework_of(record).areas[0].id)
    status = INVALID if request.method == "POST" else 200
    return render(request, "assessments/new.html", {"form": form}, status=status)


@country_page(Permission.ENTER_SCORES)
def assessment_edit(request: SignedInRequest, iso3: str, assessment_id: int) -> HttpResponse:
    """Edit date and source."""
    record = find_assessment(iso3, assessment_id)

    def act(form: RowForm) -> object:
        found = form.cleaned_data
        return edit_assessment(
            assessment=record,
            date=found["date"],
            source=found["source"],
            version=found["version"] or 0,
            why=found["why"],
            by=request.user,
        )

    def done() -> HttpResponse:
        messages.success(request, _("Saved."))
        return redirect("assessment", iso3, record.pk)

    context = {"assessment": record, "framework": framework_of(record)}
    return edit_row(
        request, record, AssessmentDetails, act, template="assessments/edit.html", context=context, done=done
    )


@country_page(Permission.ENTER_SCORES)
def assessment_remove(request: SignedInRequest, iso3: str, assessment_id: int) -> HttpResponse:
    """Ask, then remove an assessment with its reason."""
    record = find_assessment(iso3, assessment_id)
    context: dict[str, Any] = {"assessment": record, "framework": framework_of(record)}
    if request.method == "POST":
        why = request.POST.get("why", "")
        if why.strip():
            remove_assessment(assessment=record, version=_version(request), why=why, by=request.user)
            messages.success(
                request, _("The assessment was removed. It can be brought back from the end of this list.")
            )
            return redirect("assessments", iso3)
        context["refused"] = _("Say why the assessment is removed; the reason stays in the history.")
    context["consequences"] = [
        _("It disappears from lists, trends and comparisons, and no plan can be drafted from it."),
        _("Plans made from it stay as they are."),
        _("Its scores are kept, and it can be brought back."),
    ]
    status = INVALID if request.method == "POST" else 200
    return render(request, "assessments/remove.html", context, status=status)


@country_page(Permission.ENTER_SCORES)
@require_POST
def assessment_restore(request: SignedInRequest, iso3: str, assessment_id: int) -> HttpResponse:
    """Bring a removed assessment back."""
    record = find_assessment(iso3, assessment_id, removed=True)
    restore_assessment(assessment=record, version=_version(request), by=request.user)
    messages.success(request, _("The assessment is back with all its scores."))
    return redirect("assessment", iso3, record.pk)


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() else 0
