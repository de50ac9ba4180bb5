"""The progress of one activity: what was reported and when, a form for the next update, its milestones and results."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from opennaphs.actions.activities.report_progress import report_progress
from opennaphs.actions.following.updates import later_update, updates_of
from opennaphs.authorization.judge import check_may
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import ActivityRecord, ProgressUpdateRecord
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.activities.finding import address, frame
from opennaphs.web.activities.telling import tell, warn
from opennaphs.web.activities.words import area_label
from opennaphs.web.finding import find_activity
from opennaphs.web.progress.figures import milestones_now, results_now, standings_now
from opennaphs.web.progress.forms import ProgressForm
from opennaphs.web.progress.milestones import milestone_lines
from opennaphs.web.progress.results import result_lines
from opennaphs.web.progress.tracker import TrackerLine
from opennaphs.web.row_forms import RowForm, edit_row

MOST_UPDATES = 100
TEMPLATE = "progress/activity.html"


@country_page()
def activity_progress(request: SignedInRequest, iso3: str, plan_id: int, activity_id: int) -> HttpResponse:
    """Show the progress of an activity; who reports in its area gets the form."""
    row = find_activity(iso3, plan_id, activity_id)
    context = page_context(request, row)
    if request.method != "POST" and context["reason"]:
        return render(request, TEMPLATE, context)
    return _report(request, row, context)


@country_page(Permission.REPORT_PROGRESS)
def activity_report(request: SignedInRequest, iso3: str, plan_id: int, activity_id: int) -> HttpResponse:
    """Show the same for those who report in its area, and nobody else: where the button of the activity leads."""
    row = find_activity(iso3, plan_id, activity_id)
    return _report(request, row, page_context(request, row))


def _report(request: SignedInRequest, row: ActivityRecord, context: dict[str, Any]) -> HttpResponse:
    check_may(request.user, Permission.REPORT_PROGRESS, country=row.plan.country, area=row.area)
    after: list[ProgressUpdateRecord | None] = []

    def act(form: RowForm) -> None:
        said = cast("ProgressForm", form).reported()
        after.append(later_update(row, said["on"]))
        report_progress(activity=row, by=request.user, **said)

    return edit_row(
        request,
        row,
        ProgressForm,
        act,
        template=TEMPLATE,
        context=context,
        done=lambda: _saved(request, row, after[-1]),
        form_kwargs={"activity": row, "last": updates_of(row).first()},
    )


def _saved(request: HttpRequest, row: ActivityRecord, later: ProgressUpdateRecord | None) -> HttpResponse:
    tell(request, _("Saved: {number}.").format(number=row.number))
    if later is not None:
        text = _("It speaks of a day before the last update ({day}), so it is kept as history: the status stays.")
        warn(request, text.format(day=date_format(later.on, "DATE_FORMAT")))
    return redirect(address("activity-progress", row))


def page_context(request: SignedInRequest, row: ActivityRecord) -> dict[str, Any]:
    """Give everything the page shows beside the form."""
    context, number = frame(request, row.plan, row=row), row.number
    standing = next((one for one in standings_now(row.plan) if one.activity == number), None)
    milestones = [one for one in milestones_now(row.plan) if one.milestone.activity == number]
    results = [one for one in results_now(row.plan) if one.indicator.activity == number]
    updates = updates_of(row)
    return {
        **context,
        "area_label": area_label(row.plan, row.area),
        "reason": context["rights"].reason(Permission.REPORT_PROGRESS, row.area),
        "line": None if standing is None else TrackerLine(standing, ""),
        "updates": updates[:MOST_UPDATES],
        "older": max(updates.count() - MOST_UPDATES, 0),
        "milestones": milestone_lines(row.plan, milestones, context["rights"]),
        "results": result_lines(row.plan, results),
    }
