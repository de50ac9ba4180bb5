"""Pages of the cost lines of an activity."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from opennaphs.actions.activities.cost_lines import line_of, with_changed, with_line, without_line
from opennaphs.actions.activities.edit_cost_lines import edit_cost_lines
from opennaphs.actions.writing import Stale
from opennaphs.authorization.judge import check_may
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.costing import ActivityCost, CostState
from opennaphs.domain.plan_document import activity_of
from opennaphs.store.models import ActivityRecord
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.activities.cost_forms import LineForm, NewLineForm, NoCostForm, line_form, line_in
from opennaphs.web.activities.finding import address, frame, whole_number
from opennaphs.web.activities.telling import tell, warn
from opennaphs.web.finding import find_activity
from opennaphs.web.row_forms import INVALID, RowForm, edit_row


@country_page(Permission.EDIT_COSTS)
def cost_line(request: SignedInRequest, iso3: str, plan_id: int, activity_id: int, place: int) -> HttpResponse:
    """Change one cost line."""
    row = _found(request, iso3, plan_id, activity_id)
    line = line_in(row.document(), place)

    def act(form: RowForm) -> None:
        wanted, said = line_of(row.plan, cast("LineForm", form).wanted(line)), form.cleaned_data
        cost = with_changed(activity_of(row.content).cost, place, wanted)
        edit_cost_lines(activity=row, cost=cost, version=said["version"], why=said["why"], by=request.user)

    context = {"line": line, "place": place, "currency": line["unit_price"]["currency"]}
    return edit_row(
        request,
        row,
        line_form(row, place),
        act,
        template="activities/cost_line.html",
        context=frame(request, row.plan, row=row, **context),
        done=lambda: _saved(request, row, _("The cost line is saved.")),
    )


@country_page(Permission.EDIT_COSTS)
def cost_line_new(request: SignedInRequest, iso3: str, plan_id: int, activity_id: int) -> HttpResponse:
    """Add a cost line to whatever lines stand now."""
    row = _found(request, iso3, plan_id, activity_id)
    context = frame(request, row.plan, row=row, basis=row.plan.frame["cost_basis"])
    if request.method != "POST" or context["basis"] is None:
        form = NewLineForm(plan=row.plan)
        return render(request, "activities/cost_line_new.html", {**context, "form": form})
    form = NewLineForm(request.POST, plan=row.plan)
    if not form.is_valid():
        return render(request, "activities/cost_line_new.html", {**context, "form": form}, status=INVALID)
    cost = with_line(activity_of(row.content).cost, line_of(row.plan, form.wanted()))
    edit_cost_lines(activity=row, cost=cost, version=row.version, why=form.cleaned_data["why"], by=request.user)
    return _saved(request, row, _("The cost line is added."))


@country_page(Permission.EDIT_COSTS)
def cost_line_remove(request: SignedInRequest, iso3: str, plan_id: int, activity_id: int, place: int) -> HttpResponse:
    """Ask for the reason, then take a cost line out."""
    row = _found(request, iso3, plan_id, activity_id)
    line, why = line_in(row.document(), place), request.POST.get("why", "").strip()
    if request.method != "POST" or not why:
        context = frame(request, row.plan, row=row, line=line, place=place, action=request.path)
        return render(request, "activities/cost_line_remove.html", context, status=INVALID if request.POST else 200)
    cost = without_line(activity_of(row.content).cost, place, why)
    try:
        version = whole_number(request.POST.get("version"))
        edit_cost_lines(activity=row, cost=cost, version=version or 0, why=why, by=request.user)
    except Stale as stale:
        text = _("{name} changed this activity meanwhile, so no line was taken out. Look again.")
        warn(request, text.format(name=stale.row.changed_by))
        return redirect(address("activity", row) + "#cost")
    return _saved(request, row, _("The cost line is taken out."))


@country_page(Permission.EDIT_COSTS)
def cost_none(request: SignedInRequest, iso3: str, plan_id: int, activity_id: int) -> HttpResponse:
    """Say why an activity has no cost lines."""
    row = _found(request, iso3, plan_id, activity_id)
    lines = len(row.content["cost"]["lines"])

    def act(form: RowForm) -> None:
        said = form.cleaned_data
        cost = ActivityCost(CostState(said["state"]), said["reason"])
        edit_cost_lines(activity=row, cost=cost, version=said["version"], why=said["why"], by=request.user)

    return edit_row(
        request,
        row,
        NoCostForm,
        act,
        template="activities/cost_none.html",
        context=frame(request, row.plan, row=row, lines=lines),
        done=lambda: _saved(request, row, _("Saved.")),
        form_kwargs={"lines": lines},
    )


def _found(request: SignedInRequest, iso3: str, plan_id: int, activity_id: int) -> ActivityRecord:
    """Give the activity to somebody who may edit costs in its area."""
    row = find_activity(iso3, plan_id, activity_id)
    check_may(request.user, Permission.EDIT_COSTS, country=iso3, area=row.area)
    return row


def _saved(request: HttpRequest, row: ActivityRecord, text: str) -> HttpResponse:
    tell(request, text)
    return redirect(address("activity", row) + "#cost")
