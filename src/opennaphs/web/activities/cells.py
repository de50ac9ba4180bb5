"""Editing one cell of the table: in its place with scripts, on a small page without."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from opennaphs.actions.activities.change_activities import change_activities
from opennaphs.actions.activities.row_changes import ChangedMeanwhile, RowChange
from opennaphs.actions.writing import Stale
from opennaphs.authorization.judge import check_may
from opennaphs.store.models import ActivityRecord
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.activities.filters import query_of
from opennaphs.web.activities.finding import frame, list_address
from opennaphs.web.activities.forms import CELLS, CellForm
from opennaphs.web.activities.table import lines_of
from opennaphs.web.activities.telling import tell
from opennaphs.web.finding import find_activity
from opennaphs.web.row_forms import INVALID, chosen, conflict_of, show_conflict


@country_page()
def activity_cell(request: SignedInRequest, iso3: str, plan_id: int, activity_id: int, name: str) -> HttpResponse:
    """Show a cell as a form, or take what was written into it."""
    row = find_activity(iso3, plan_id, activity_id)
    if name not in CELLS:
        raise Http404
    form_class, permission = CELLS[name]
    check_may(request.user, permission, country=iso3, area=row.area)
    back = query_of(QueryDict(request.POST.get("back") or request.GET.get("back", "")))
    context = {**frame(request, row.plan), "row": row, "name": name, "back": back}
    if request.method != "POST":
        initial = {**form_class.initial_of(row.document()), "version": row.version, "back": back}
        return _show(request, {**context, "form": form_class(initial=initial, activity=row)})
    return _take(request, row, form_class, context)


def _show(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    template = "activities/cell_form.html" if _in_place(request) else "activities/cell_page.html"
    return render(request, template, context, status=status)


def _in_place(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))


def _take(
    request: SignedInRequest, row: ActivityRecord, form_class: type[CellForm], context: dict[str, Any]
) -> HttpResponse:
    form = form_class(chosen(request.POST, form_class, row), activity=row)
    context["form"] = form
    if not form.is_valid():
        return _show(request, context, INVALID)
    try:
        _write(request, row, form, form.cleaned_data["version"])
    except Stale as stale:
        conflict = conflict_of(form, stale, request.get_full_path())
        if conflict.fields:
            response = show_conflict(request, conflict, context)
            response["HX-Reswap"] = "innerHTML"  # the question stands within the cell
            return response
        if not conflict.taken_over:  # somebody changed another field of the row: both changes stand
            _write(request, row, form, conflict.version)
    return _done(request, row, context)


def _write(request: SignedInRequest, row: ActivityRecord, form: CellForm, version: int) -> None:
    wanted = RowChange(row.pk, version, form.wanted())
    try:
        change_activities(plan=row.plan, changes=[wanted], by=request.user)
    except ChangedMeanwhile as changed:
        raise Stale(changed.rows[0], wanted.version) from changed


def _done(request: SignedInRequest, row: ActivityRecord, context: dict[str, Any]) -> HttpResponse:
    fresh = find_activity(row.plan.country, row.plan_id, row.pk)
    if _in_place(request):
        line = lines_of([fresh], context["rights"])[0]
        response = render(request, "activities/row.html", {**context, "line": line, "changed": context["name"]})
        response["HX-Retarget"] = "closest tr"  # the whole row: its version is a new one
        return response
    tell(request, _("Saved: {number}.").format(number=fresh.number))
    return redirect(list_address(row.plan, context["back"]) + f"#activity-{row.pk}")
