"""The advocacy plan: what is said to whom, for which budget moment, by which role, and what came of it."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from opennaphs.actions.advocacy.add_advocacy_step import add_advocacy_step
from opennaphs.actions.advocacy.edit_advocacy_step import edit_advocacy_step
from opennaphs.actions.advocacy.finish_advocacy_step import finish_advocacy_step
from opennaphs.actions.advocacy.remove_advocacy_step import remove_advocacy_step
from opennaphs.actions.writing import Stale
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.advocacy import due_steps
from opennaphs.store.advocacy import moment_of, moments_of, step_of, steps_of
from opennaphs.store.models import AdvocacyStep, PlanRecord
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.activities.csv_lists import csv_response
from opennaphs.web.advocacy.finding import find_step, may_keep
from opennaphs.web.advocacy.forms import AdvocacyStepForm
from opennaphs.web.engagement.entries import add_row, remove_row
from opennaphs.web.engagement.forms import values_of
from opennaphs.web.finding import find_plan
from opennaphs.web.row_forms import edit_row


@country_page()
@require_GET
def advocacy(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Show the open steps by audience, the most urgent first, and below them what is done."""
    plan = find_plan(iso3, plan_id)
    rows = {str(row.pk): row for row in steps_of(plan)}
    due = _due(plan, list(rows.values()))
    audiences: dict[str, list[dict[str, Any]]] = {}
    for one in due:
        audiences.setdefault(one.step.audience, []).append({"row": rows[one.step.id], "due": one})
    finished = sorted((row for row in rows.values() if row.done_on is not None), key=lambda row: str(row.done_on))
    context = {
        "plan": plan,
        "audiences": audiences,
        "open": len(due),
        "late": sum(one.late for one in due),
        "done": finished[::-1],
        "may_keep": may_keep(request.user, iso3),
    }
    return render(request, "advocacy/steps.html", context)


def _due(plan: PlanRecord, rows: list[AdvocacyStep]) -> Any:
    moments = [moment_of(row) for row in moments_of(plan.country)]
    return due_steps((step_of(row) for row in rows), moments, timezone.localdate())


@country_page(Permission.EXPORT)
@require_GET
def as_csv(request: HttpRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Give every advocacy step as a table."""
    plan = find_plan(iso3, plan_id)
    rows = list(steps_of(plan))
    days = {one.step.id: one for one in _due(plan, rows)}
    headings = ("audience", "message", "budget moment", "due", "days left", "owner", "done on", "outcome")
    lines = []
    for row in rows:
        found = days.get(str(row.pk))
        day, left = (row.due, None) if found is None else (found.day, found.days_left)
        moment = "" if row.moment is None or row.moment.removed else row.moment.title
        lines.append([row.audience, row.message, moment, day, left, row.owner, row.done_on, row.outcome])
    return csv_response(f"advocacy-{iso3}.csv", headings, lines)


@country_page(Permission.MANAGE_FUNDING)
def add(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Plan an advocacy step."""
    plan = find_plan(iso3, plan_id)

    def act(form: Any) -> AdvocacyStep:
        told = {"fields": values_of(form), "why": form.cleaned_data["why"]}
        row = add_advocacy_step(plan=plan, by=request.user, **told)
        messages.success(request, _("The advocacy step was planned."))
        return row

    return add_row(
        request,
        AdvocacyStepForm,
        act,
        template="engagement/edit.html",
        context={
            "heading": _("Plan an advocacy step"),
            "lede": plan.title,
            "cancel_url": reverse("advocacy", args=[iso3, plan.pk]),
        },
        done=lambda _row: redirect("advocacy", iso3, plan.pk),
        form_kwargs={"moments": moments_of(iso3)},
        initial={"moment": request.GET.get("moment", "")},
    )


@country_page(Permission.MANAGE_FUNDING)
def edit(request: SignedInRequest, iso3: str, plan_id: int, step_id: int) -> HttpResponse:
    """Edit an advocacy step."""
    plan = find_plan(iso3, plan_id)
    row = find_step(plan, step_id)

    def act(form: Any) -> None:
        told = {"version": form.cleaned_data["version"] or 0, "why": form.cleaned_data["why"]}
        edit_advocacy_step(step=row, fields=values_of(form), by=request.user, **told)
        messages.success(request, _("Saved."))

    context = {
        "heading": _("Advocacy step"),
        "lede": row.audience,
        "cancel_url": reverse("advocacy", args=[iso3, plan.pk]),
        "remove_url": reverse("remove-advocacy-step", args=[iso3, plan.pk, row.pk]),
    }
    return edit_row(
        request,
        row,
        AdvocacyStepForm,
        act,
        template="engagement/edit.html",
        context=context,
        done=partial(redirect, "advocacy", iso3, plan.pk),
        form_kwargs={"moments": moments_of(iso3)},
    )


@country_page(Permission.MANAGE_FUNDING)
@require_POST
def done(request: SignedInRequest, iso3: str, plan_id: int, step_id: int) -> HttpResponse:
    """Mark an advocacy step as taken today, or as not taken after all."""
    plan = find_plan(iso3, plan_id)
    row, version = find_step(plan, step_id), request.POST.get("version", "")
    if not (version.isascii() and version.isdigit()):
        raise Stale(row, 0)
    day = None if request.POST.get("undo") else timezone.localdate()
    finish_advocacy_step(step=row, done_on=day, version=int(version), by=request.user)
    messages.success(request, _("Marked as done.") if day else _("Marked as not done."))
    return redirect("advocacy", iso3, plan.pk)


@country_page(Permission.MANAGE_FUNDING)
def remove(request: SignedInRequest, iso3: str, plan_id: int, step_id: int) -> HttpResponse:
    """Remove an advocacy step."""
    plan = find_plan(iso3, plan_id)
    row = find_step(plan, step_id)
    return remove_row(
        request,
        row,
        partial(remove_advocacy_step, step=row),
        question=_("Remove “%(name)s”?") % {"name": row},
        consequences=[_("The history stays, and it can be brought back from it.")],
        back=reverse("advocacy", args=[iso3, plan.pk]),
        told=_("Removed."),
    )
