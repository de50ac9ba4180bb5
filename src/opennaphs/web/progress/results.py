"""The results of a plan: what it wants to be measured by, what was measured, and whether that is on course."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from opennaphs.actions.following.add_result_indicator import add_result_indicator
from opennaphs.actions.following.edit_result_indicator import edit_result_indicator
from opennaphs.actions.following.record_result_value import record_result_value
from opennaphs.actions.following.remove_result_indicator import remove_result_indicator
from opennaphs.authorization.judge import areas_of, may
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.monitoring.results import ResultStanding
from opennaphs.reports.result_course import HEIGHT, WIDTH, render_result_course, result_course_table
from opennaphs.store.following import indicators_of
from opennaphs.store.models import PlanRecord, ResultIndicatorRecord
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.activities.finding import frame, whole_number
from opennaphs.web.activities.rights import Rights
from opennaphs.web.activities.telling import tell
from opennaphs.web.activities.words import area_label
from opennaphs.web.assessments.wording import page_words, table_of
from opennaphs.web.finding import find_plan
from opennaphs.web.plans.words import said
from opennaphs.web.progress.attempts import attempt
from opennaphs.web.progress.figures import results_now
from opennaphs.web.progress.forms import IndicatorForm, ValueForm
from opennaphs.web.progress.words import COURSE_KINDS, COURSES, KINDS
from opennaphs.web.row_forms import INVALID, RowForm, edit_row

LEAD = Permission.FOLLOW_UP
KEPT_SECONDS = 3600


@dataclass(frozen=True)
class ResultLine:
    """One result indicator as a page shows it."""

    standing: ResultStanding
    pk: int
    area: str
    picture: str
    table: dict[str, Any]

    @property
    def course(self) -> str:
        """Whether it is on course, in words."""
        return str(COURSES[self.standing.course])

    @property
    def course_kind(self) -> str:
        """The colour of that."""
        return COURSE_KINDS.get(self.standing.course, "neutral")

    @property
    def kind(self) -> str:
        """Output or outcome, in words."""
        return str(KINDS[self.standing.indicator.kind])

    @property
    def sentence(self) -> str:
        """The same in a sentence."""
        return said(self.standing.sentence)


def result_lines(plan: PlanRecord, standings: Iterable[ResultStanding]) -> list[ResultLine]:
    """Give result indicators with their pictures and tables."""
    return [_line(plan, one) for one in standings]


def _line(plan: PlanRecord, one: ResultStanding) -> ResultLine:
    number, area = int(one.indicator.id), one.indicator.area
    table = table_of(result_course_table(one.indicator, page_words()))
    label = _("the whole plan") if area is None else area_label(plan, area)
    return ResultLine(one, number, label, _picture_address(plan, one), table)


def _picture_address(plan: PlanRecord, one: ResultStanding) -> str:
    """Give the address of the picture; it changes with the indicator, so that browsers may keep it."""
    told = f"{one.indicator} {get_language()} {timezone.localdate()}"
    mark = hashlib.sha256(told.encode()).hexdigest()[:20]
    return reverse("result-picture", args=[plan.country, plan.pk, int(one.indicator.id)]) + f"?v={mark}"


@country_page()
@require_GET
def results(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Show what the plan is measured by."""
    plan = find_plan(iso3, plan_id)
    context = frame(request, plan)
    leads = may(request.user, LEAD, country=iso3)
    more = {
        "lines": result_lines(plan, results_now(plan)),
        "leads": leads,
        "own_areas": areas_of(request.user, Permission.REPORT_PROGRESS, iso3),
        "state_reason": context["rights"].state_reason(Permission.REPORT_PROGRESS),
        "recordable": _recordable(plan, context["rights"], leads=leads),
        "size": (WIDTH, HEIGHT),
    }
    return render(request, "progress/results.html", {**context, **more})


def _recordable(plan: PlanRecord, rights: Rights, *, leads: bool) -> set[int]:
    """Give the numbers of the indicators the person may record values of now."""
    if rights.state_reason(Permission.REPORT_PROGRESS):
        return set()
    return {row.pk for row in indicators_of(plan) if leads or rights.may(Permission.REPORT_PROGRESS, _area_of(row))}


def _area_of(row: ResultIndicatorRecord) -> str | None:
    return row.area or (None if row.activity is None else row.activity.area)


@country_page()
@require_GET
def result_picture(request: HttpRequest, iso3: str, plan_id: int, result_id: int) -> HttpResponse:
    """Draw a result indicator against its straight line."""
    plan = find_plan(iso3, plan_id)
    one = next((one for one in results_now(plan) if one.indicator.id == str(result_id)), None)
    if one is None:
        raise Http404
    image = render_result_course(one.indicator, timezone.localdate(), page_words(), right_to_left=get_language_bidi())
    response = HttpResponse(image, content_type="image/svg+xml")
    response["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
    return response


@country_page(LEAD)
def result_new(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Add a result indicator."""
    plan = find_plan(iso3, plan_id)
    form = IndicatorForm(request.POST or None, plan=plan)
    if request.method == "POST" and form.is_valid():
        told = {"fields": form.wanted(), "why": form.cleaned_data["why"]}
        if attempt(form, lambda: add_result_indicator(plan=plan, **told, by=request.user)):
            return _done(request, plan, _("The result indicator is kept."))
    context = frame(request, plan, form=form, heading=_("New result indicator"))
    return render(request, "progress/result_edit.html", context, status=INVALID if request.method == "POST" else 200)


def _done(request: HttpRequest, plan: PlanRecord, text: str) -> HttpResponse:
    tell(request, text)
    return redirect("results", plan.country, plan.pk)


@country_page(LEAD)
def result_edit(request: SignedInRequest, iso3: str, plan_id: int, result_id: int) -> HttpResponse:
    """Edit a result indicator."""
    row = find_indicator(iso3, plan_id, result_id)

    def act(form: RowForm) -> object:
        found = form.cleaned_data
        fields = cast("IndicatorForm", form).wanted()
        return edit_result_indicator(
            indicator=row, fields=fields, version=found["version"], why=found["why"], by=request.user
        )

    return edit_row(
        request,
        row,
        IndicatorForm,
        act,
        template="progress/result_edit.html",
        context=frame(request, row.plan, heading=_("Edit the result indicator")),
        done=lambda: _done(request, row.plan, _("Saved.")),
        form_kwargs={"plan": row.plan},
    )


@country_page(Permission.REPORT_PROGRESS)
def result_value(request: SignedInRequest, iso3: str, plan_id: int, result_id: int) -> HttpResponse:
    """Record a measured value."""
    row = find_indicator(iso3, plan_id, result_id)
    form = ValueForm(request.POST or None, initial={"on": timezone.localdate()})

    def act() -> object:
        return record_result_value(indicator=row, by=request.user, **form.cleaned_data)

    if request.method == "POST" and form.is_valid() and attempt(form, act):
        return _done(request, row.plan, _("The value is recorded."))
    context = frame(request, row.plan, form=form, row=row)
    return render(request, "progress/result_value.html", context, status=INVALID if request.method == "POST" else 200)


@country_page(LEAD)
def result_remove(request: SignedInRequest, iso3: str, plan_id: int, result_id: int) -> HttpResponse:
    """Ask, then take a result indicator off the lists."""
    row = find_indicator(iso3, plan_id, result_id)
    if request.method != "POST":
        return render(request, "progress/result_remove.html", frame(request, row.plan, row=row))
    version = whole_number(request.POST.get("version")) or 0
    remove_result_indicator(indicator=row, version=version, why=request.POST.get("why", "").strip(), by=request.user)
    return _done(request, row.plan, _("The result indicator is removed; its values and history stay."))


def find_indicator(iso3: str, plan_id: int, result_id: int) -> ResultIndicatorRecord:
    """Give a result indicator of a plan of the country, or 404."""
    row = indicators_of(find_plan(iso3, plan_id)).select_related("plan").filter(pk=result_id).first()
    if row is None:
        raise Http404
    return row
