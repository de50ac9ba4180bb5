"""From a yearly review to the next plan: levels, what is done and what is not, lessons, and the plan that follows."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennaphs.actions.plans.carry_plan_forward import carry_plan_forward
from opennaphs.actions.plans.following import (
    PlanChanged,
    Way,
    carried,
    money_left_behind,
    print_of,
    reports_left_behind,
)
from opennaphs.actions.plans.relevelling import LevelsFrom, relevelled
from opennaphs.actions.reviewing.packs import newer_assessments
from opennaphs.authorization.permissions import Permission
from opennaphs.catalogue.framework_files import load_framework
from opennaphs.domain.carrying_forward import CarriedForward
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.monitoring.records import ReviewKind
from opennaphs.domain.monitoring.standings import Situation, standings
from opennaphs.domain.planning import Plan
from opennaphs.domain.reassessing import Relevelled
from opennaphs.store.following import reviews_of
from opennaphs.store.models import AssessmentRecord, ProgressReviewRecord, Recommendation
from opennaphs.store.plans import load_plan
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.assessments.wording import indicator_title
from opennaphs.web.plans.forms import FollowForm
from opennaphs.web.plans.words import said
from opennaphs.web.progress_reviews.finding import find_review
from opennaphs.web.recommendations.words import STATE_KINDS, STATES
from opennaphs.web.row_forms import CONFLICT, INVALID

TEMPLATE = "progress_reviews/next_plan.html"


class NextPlanForm(FollowForm):
    """The plan that follows from a yearly review, and the assessment it takes its levels from."""

    levels_from = forms.TypedChoiceField(
        required=False,
        coerce=int,
        empty_value=None,
        label=gettext_lazy("Levels from"),
        help_text=gettext_lazy("An assessment newer than the one this plan starts from, of the same edition."),
    )

    def __init__(self, *args: Any, assessments: list[AssessmentRecord], **kwargs: Any) -> None:
        """Offer the newer assessments, and to keep the levels."""
        super().__init__(*args, **kwargs)
        found = [(row.pk, f"{load_framework(row.framework).short}, {row.date}") for row in assessments]
        fields: dict[str, Any] = self.fields
        fields["levels_from"].choices = [*found, ("", _("none: keep the levels of this plan"))]

    def wanted(self, leave_out: list[str]) -> dict[str, Any]:
        """Give what the action takes."""
        told = dict(self.cleaned_data)
        number = told.pop("levels_from")
        levels = None if number is None else LevelsFrom(number, tuple(leave_out))
        return {**told, "way": Way(told["way"]), "levels": levels}


@country_page(Permission.EDIT_PLAN)
def next_plan(request: SignedInRequest, iso3: str, plan_id: int, review_id: int) -> HttpResponse:
    """Guide from a yearly review to the next plan: show what it would hold (``?first_year=…``), create it (POST)."""
    row = find_review(iso3, plan_id, review_id)
    if row.kind != ReviewKind.YEARLY:
        raise Http404
    plan = load_plan(row.plan)
    assessments = newer_assessments(iso3, plan)
    page = {**_steps(row, plan, assessments), "plan": row.plan, "row": row}
    if request.method == "POST":
        return _create(request, row, NextPlanForm(request.POST, assessments=assessments), page)
    if "first_year" not in request.GET:
        return _show(request, NextPlanForm(initial=_initial(row, assessments), assessments=assessments), page)
    form = NextPlanForm(request.GET, assessments=assessments)
    leave_out = request.GET.getlist("leave_out")
    return _look(request, row, form, page, leave_out)


def _initial(row: ProgressReviewRecord, assessments: list[AssessmentRecord]) -> dict[str, Any]:
    newest = assessments[0].pk if assessments else ""
    return {**FollowForm.initial_for(row.plan), "levels_from": newest}


def _steps(row: ProgressReviewRecord, plan: Plan, assessments: list[AssessmentRecord]) -> dict[str, Any]:
    """Give what the first three steps show."""
    stands = standings(plan, min(row.held_on, timezone.localdate()))
    done = [one for one in stands if one.situation is Situation.COMPLETED]
    going = [one for one in stands if one.counts and one.situation is not Situation.COMPLETED]
    levels = relevelled(plan, assessments[0]) if assessments else None
    return {
        "completed": done,
        "unfinished": going,
        "lessons": _lessons(row),
        "assessments": assessments,
        "levels": [] if levels is None else _levels(plan, levels),
        "told": [] if levels is None else [said(one) for one in levels.told],
        "edition": load_framework(str(plan.evidence.framework or plan.evidence.library_framework)).short,
    }


def _levels(plan: Plan, levels: Relevelled) -> list[dict[str, Any]]:
    framework = load_framework(str(levels.plan.evidence.framework))
    return [
        {
            "name": indicator_title(framework, one.indicator)
            if framework.has_indicator(one.indicator)
            else one.indicator,
            "one": one,
            "reached": one.after is not None and one.target is not None and one.after >= one.target,
            "fell": one.before is not None and one.after is not None and one.after < one.before,
        }
        for one in levels.changes
    ]


def _lessons(row: ProgressReviewRecord) -> list[dict[str, Any]]:
    """Give the lessons of every review of the plan: their state in the register, or the page that takes them there."""
    reviews = [one for one in reviews_of(row.plan) if one.lessons]
    taken = [lesson["recommendation"] for one in reviews for lesson in one.lessons if lesson["recommendation"]]
    entries = Recommendation.objects.filter(country=row.country_code, removed=False).in_bulk(taken)
    found = []
    for one in reviews:
        for place, lesson in enumerate(one.lessons):
            entry = entries.get(lesson["recommendation"])
            state = ("", "") if entry is None else (STATES[entry.state], STATE_KINDS[entry.state])
            places = [row.country_code, row.plan_id, one.pk, place]
            take = "" if lesson["recommendation"] else reverse("take-lesson", args=places)
            found.append({"text": lesson["text"], "review": one, "entry": entry, "state": state, "take": take})
    return found


def _look(
    request: SignedInRequest,
    row: ProgressReviewRecord,
    form: NextPlanForm,
    page: dict[str, Any],
    leave_out: list[str],
    status: int = 200,
) -> HttpResponse:
    if not form.is_valid():
        return _show(request, form, page, INVALID)
    wanted = form.wanted(leave_out)
    try:
        new = carried(row.plan, **wanted)
        everything = carried(row.plan, **form.wanted([])) if leave_out else new
        overtaken = _overtaken(everything, row, wanted["levels"], leave_out)
    except NaphsError as error:
        form.add_error(None, str(error))
        return _show(request, form, page, INVALID)
    preview = {**_preview(row, new, wanted["levels"]), "overtaken": overtaken}
    return _show(request, form, {**page, **preview, "leave_out": leave_out}, status)


def _overtaken(
    new: CarriedForward, row: ProgressReviewRecord, levels: LevelsFrom | None, leave_out: list[str]
) -> list[dict[str, Any]]:
    """Give what the levels have overtaken, by the numbers of the old plan, and whether it is to be left out."""
    if levels is None:
        return []
    assessment = AssessmentRecord.objects.get(pk=levels.assessment, country=row.country_code)
    before = {one.number: one.before for one in new.carried}
    return [
        {
            "number": before[one.activity.id],
            "text": one.activity.action.text,
            "why": said(one.reason),
            "out": before[one.activity.id] in leave_out,
        }
        for one in relevelled(new.plan, assessment).overtaken
    ]


def _preview(row: ProgressReviewRecord, new: CarriedForward, levels: LevelsFrom | None) -> dict[str, Any]:
    by_number = {activity.id: activity for activity in new.plan.activities}
    return {
        "seen": print_of(row.plan, levels),
        "carried": [(one.before, by_number[one.number]) for one in new.carried],
        "left_out": [(one.activity, said(one.reason)) for one in new.left_out],
        "released": [said(one) for one in new.released],
        "money": [said(one) for one in money_left_behind(row.plan, new)],
        "reports": [said(one) for one in reports_left_behind(row.plan, new)],
    }


def _create(
    request: SignedInRequest, row: ProgressReviewRecord, form: NextPlanForm, page: dict[str, Any]
) -> HttpResponse:
    if not form.is_valid():
        return _show(request, form, page, INVALID)
    leave_out = request.POST.getlist("leave_out")
    if "look" in request.POST:
        return _look(request, row, form, page, leave_out)
    why = _("after “{review}”").format(review=row.title)
    try:
        told = {**form.wanted(leave_out), "seen": request.POST.get("seen", ""), "why": why}
        new = carry_plan_forward(previous=row.plan, by=request.user, **told)
    except PlanChanged as error:
        messages.warning(request, str(error))
        return _look(request, row, form, page, leave_out, CONFLICT)
    text = _("“{title}” is created, with {count} activities.")
    messages.success(request, text.format(title=new.title, count=new.activities.count()))
    return redirect("plan", row.plan.country, new.pk)


def _show(request: SignedInRequest, form: NextPlanForm, page: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, TEMPLATE, {**page, "form": form}, status=status)
