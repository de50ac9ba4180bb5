"""The plan that follows from another: what is carried, what is left out and why, shown before anybody says yes."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from opennaphs.actions.plans.carry_plan_forward import carry_plan_forward
from opennaphs.actions.plans.following import (
    PlanChanged,
    Way,
    carried,
    money_left_behind,
    print_of,
    reports_left_behind,
)
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.carrying_forward import CarriedForward
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import PlanRecord
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.finding import find_plan
from opennaphs.web.plans.forms import FollowForm
from opennaphs.web.plans.words import said
from opennaphs.web.row_forms import CONFLICT, INVALID


@country_page(Permission.EDIT_PLAN)
def follow(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Ask what shall follow, show what it would hold (``?look``), and create it (POST)."""
    plan = find_plan(iso3, plan_id)
    if request.method == "POST":
        return _create(request, plan, FollowForm(request.POST))
    if "first_year" not in request.GET:
        return _show(request, plan, FollowForm(initial=FollowForm.initial_for(plan)))
    form = FollowForm(request.GET)
    return _look(request, plan, form) if form.is_valid() else _show(request, plan, form, status=INVALID)


def _look(request: SignedInRequest, plan: PlanRecord, form: FollowForm, status: int = 200) -> HttpResponse:
    try:
        new = carried(plan, **_asked(form))
    except NaphsError as error:
        form.add_error(None, str(error))
        return _show(request, plan, form, status=INVALID)
    return _show(request, plan, form, status=status, **_preview(plan, new))


def _preview(plan: PlanRecord, new: CarriedForward) -> dict[str, Any]:
    by_number = {activity.id: activity for activity in new.plan.activities}
    return {
        "seen": print_of(plan),
        "carried": [(one.before, by_number[one.number]) for one in new.carried],
        "left_out": [(one.activity, said(one.reason)) for one in new.left_out],
        "released": [said(one) for one in new.released],
        "money": [said(one) for one in money_left_behind(plan, new)],
        "reports": [said(one) for one in reports_left_behind(plan, new)],
        "goals": [goal for goal in new.plan.goals if goal.target is not None],
    }


def _create(request: SignedInRequest, plan: PlanRecord, form: FollowForm) -> HttpResponse:
    if not form.is_valid():
        return _show(request, plan, form, status=INVALID)
    try:
        row = carry_plan_forward(previous=plan, seen=request.POST.get("seen", ""), by=request.user, **_asked(form))
    except PlanChanged as error:
        messages.warning(request, str(error))
        return _look(request, plan, form, CONFLICT)
    text = _("“{title}” is created, with {count} activities.")
    messages.success(request, text.format(title=row.title, count=row.activities.count()))
    return redirect("plan", plan.country, row.pk)


def _asked(form: FollowForm) -> dict[str, Any]:
    return {**form.cleaned_data, "way": Way(form.cleaned_data["way"])}


def _show(
    request: SignedInRequest, plan: PlanRecord, form: FollowForm, *, status: int = 200, **preview: Any
) -> HttpResponse:
    return render(request, "plans/follow.html", {"plan": plan, "form": form, **preview}, status=status)
