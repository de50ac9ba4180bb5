"""Plans that come as a file: read, shown as what they would become, and taken with a second yes."""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from opennaphs.actions.plans.preview_plan import preview_plan
from opennaphs.actions.plans.take_plan import take_plan
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.cost_views import Cut, cost_table
from opennaphs.domain.costing import CostState
from opennaphs.domain.errors import InputRefused, NaphsError
from opennaphs.domain.goals import Term
from opennaphs.domain.importing import plan_from_matrix
from opennaphs.domain.plan_document import plan_of
from opennaphs.domain.planning import Plan
from opennaphs.sources.files import Content, kind_of
from opennaphs.sources.matrix_basis import Given, basis_of_matrix
from opennaphs.sources.plan_file import parse_plan
from opennaphs.sources.planning_matrix import parse_matrix
from opennaphs.store.models import ImportPreview
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.plans.finding import find_preview
from opennaphs.web.plans.forms import TakeForm, UploadForm
from opennaphs.web.plans.words import OPERATIONAL, STRATEGIC
from opennaphs.web.row_forms import INVALID
from opennaphs.web.uploads import content_of

SHOWN = 100


@country_page(Permission.EDIT_PLAN)
def upload(request: SignedInRequest, iso3: str) -> HttpResponse:
    """Take a file in and show what it would become."""
    if request.method != "POST":
        return render(request, "plans/import.html", {"form": UploadForm()})
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "plans/import.html", {"form": form}, status=INVALID)
    try:
        row = _previewed(request, iso3, form.cleaned_data)
    except NaphsError as error:
        return _refused(request, form, error)
    return redirect("plan-import-preview", iso3, row.pk)


def _refused(request: SignedInRequest, form: UploadForm, error: NaphsError) -> HttpResponse:
    problems = error.problems if isinstance(error, InputRefused) else ()
    if not problems:
        form.add_error("file", str(error))
    return render(request, "plans/import.html", {"form": form, "problems": problems}, status=INVALID)


def _previewed(request: SignedInRequest, iso3: str, said: dict[str, Any]) -> ImportPreview:
    file = said["file"]
    plan, remarks = _read(content_of(file), file.name, iso3, said)
    return preview_plan(plan=plan, country=iso3, file_name=file.name, remarks=remarks, by=request.user)


def _read(content: bytes, name: str, iso3: str, said: dict[str, Any]) -> tuple[Plan, Sequence[str]]:
    """Read a file by what it holds, whatever it is called."""
    if kind_of(content, name) is not Content.WORKBOOK:
        return parse_plan(content, name), ()
    read = parse_matrix(content, name)
    given = Given(said["first_year"], said["currency"] or None, said["price_year"])
    places = {
        "first_year": _("the field “First year”"),
        "currency": _("the field “Currency”"),
        "price_year": _("the field “Price year”"),
    }
    basis = basis_of_matrix(read.areas, iso3, given, places)
    return plan_from_matrix(read.areas, basis), [str(one) for one in read.warnings]


@country_page(Permission.EDIT_PLAN)
def preview(request: SignedInRequest, iso3: str, preview_id: UUID) -> HttpResponse:
    """Show what a file would become; a POST takes it."""
    row = find_preview(iso3, preview_id, request.user)
    plan = plan_of(row.content["plan"])
    if request.method != "POST":
        return _show(request, row, plan, TakeForm(initial=_initial(row, plan)))
    form = TakeForm(request.POST)
    if not form.is_valid():
        return _show(request, row, plan, form, INVALID)
    record = take_plan(preview=row, title=form.cleaned_data["title"], kind=form.cleaned_data["kind"], by=request.user)
    messages.success(request, _("The plan is imported, with {count} activities.").format(count=len(plan.activities)))
    return redirect("plan", iso3, record.pk)


def _initial(row: ImportPreview, plan: Plan) -> dict[str, str]:
    kind = STRATEGIC if plan.term is Term.FIVE_YEARS else OPERATIONAL
    return {"title": plan.title or row.file_name.partition(".")[0], "kind": kind}


def _show(request: SignedInRequest, row: ImportPreview, plan: Plan, form: TakeForm, status: int = 200) -> HttpResponse:
    context = {
        "row": row,
        "read": plan,
        "form": form,
        "remarks": row.content["remarks"][:SHOWN],
        "more_remarks": max(0, len(row.content["remarks"]) - SHOWN),
        **_facts(plan),
    }
    return render(request, "plans/preview.html", context, status=status)


def _facts(plan: Plan) -> dict[str, Any]:
    """Give what a reader wants to know of a plan before it is one here."""
    table = cost_table(plan, Cut.AREA)
    money = {} if table is None else dict(zip(table.rows, table.row_totals, strict=True))
    counts = Counter(activity.area for activity in plan.activities)
    return {
        "areas": [
            {
                "code": area.partition(".")[2] or area,
                "title": plan.area_titles.get(area, area),
                "count": count,
                "cost": money.get(area),
            }
            for area, count in counts.items()
        ],
        "whole": None if table is None else table.whole,
        "not_costed": sum(activity.cost.state is CostState.NOT_COSTED for activity in plan.activities),
        "activities": plan.activities[:SHOWN],
        "more": max(0, len(plan.activities) - SHOWN),
    }
