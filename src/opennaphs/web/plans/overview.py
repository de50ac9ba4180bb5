"""The first page of a plan: its figures, what to know about it, its files, its next steps."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from opennaphs.actions.jobs.start_job import start_job
from opennaphs.actions.plans.edit_plan import edit_plan
from opennaphs.actions.plans.exporting import FORMATS
from opennaphs.actions.plans.remove_plan import remove_plan
from opennaphs.authorization.judge import may
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.activity_details import ActivityStatus
from opennaphs.domain.costing import CostState
from opennaphs.domain.plan_states import PlanState
from opennaphs.store.models import PlanRecord
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.assessments.pictures import picture
from opennaphs.web.finding import find_plan
from opennaphs.web.plans.forms import PlanForm
from opennaphs.web.plans.money import amount_text, money_columns, unit_text
from opennaphs.web.plans.reckoning import CostFigures, cost_picture, reckoning
from opennaphs.web.row_forms import RowForm, edit_row

NOTICES_SHOWN = 30
FORMAT_WORDS: dict[str, str | Promise] = {
    "plan": gettext_lazy("Plan document (.naphs.json)"),
    "matrix": gettext_lazy("Planning matrix (.xlsx)"),
    "document": gettext_lazy("Plan as a text (.docx)"),
    "costs": gettext_lazy("Costs as a workbook (.xlsx)"),
    "brief": gettext_lazy("Costs on one page (.docx)"),
    "annex": gettext_lazy("Budget annex (.csv)"),
}


@dataclass(frozen=True)
class Figure:
    """One number of a plan; ``None`` = not known. ``url`` leads to what it counts."""

    label: str
    value: str | int | None
    url: str = ""


@country_page()
def plan(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Show a plan at a glance."""
    row = find_plan(iso3, plan_id)
    found = reckoning(row)
    costs, notices = found.costs, found.notices
    may_edit = may(request.user, Permission.EDIT_PLAN, country=iso3)
    context = {
        "plan": row,
        "figures": figures_of(row, costs),
        "costs": cost_context(costs),
        "notices": notices[:NOTICES_SHOWN],
        "more_notices": notices[NOTICES_SHOWN:],
        "may_edit": may_edit,
        "may_remove": row.state == PlanState.DRAFT and may(request.user, Permission.MOVE_PLAN, country=iso3),
        "formats": formats_for(request, row, costed=costs.basis is not None),
        "later": row.later.filter(removed=False),
    }
    return render(request, "plans/plan.html", context)


def cost_context(costs: CostFigures) -> dict[str, Any]:
    """Give what a page shows of costs: the unit, the whole, each year, the table beside the picture."""
    return {
        "unit": None if costs.basis is None else unit_text(costs.basis),
        "whole": amount_text(costs.whole),
        "years": [(one.year, amount_text(one.amount)) for one in costs.by_year],
        **money_columns(costs.by_area),
    }


def figures_of(row: PlanRecord, costs: CostFigures) -> list[Figure]:
    """Count what a secretariat asks of a plan first."""
    rows = row.activities.filter(removed=False)
    unrated = Q(impact=None) | Q(feasibility=None) | Q(risk=None)
    unit = "" if costs.basis is None else f" {costs.basis.currency}"
    return [
        Figure(_("Activities"), rows.count(), _address("activities", row)),
        Figure(_("Technical areas"), rows.values("area").distinct().count()),
        Figure(_("Total cost") + unit, amount_text(costs.whole), _address("costs", row)),
        Figure(_("Not costed"), rows.filter(cost_state=CostState.NOT_COSTED).count()),
        Figure(_("Without an owner"), rows.filter(owner="").count()),
        Figure(_("Not fully rated"), rows.filter(unrated).count()),
        Figure(_("Completed"), rows.filter(status=ActivityStatus.COMPLETED).count()),
        Figure(_("Open comments"), row.comments.filter(settled_at=None, withdrawn_at=None).count()),
    ]


def _address(name: str, row: PlanRecord) -> str:
    return reverse(name, args=[row.country, row.pk])


def formats_for(request: SignedInRequest, row: PlanRecord, *, costed: bool) -> list[tuple[str, str | Promise]]:
    """Give the files somebody may ask for; those of costs once there are costs."""
    if not may(request.user, Permission.EXPORT, country=row.country):
        return []
    return [(name, FORMAT_WORDS[name]) for name, form in FORMATS.items() if costed or not form.needs_costs]


@country_page()
@require_GET
def picture_of_costs(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Draw what each area costs by year."""
    row = find_plan(iso3, plan_id)
    return picture(request, cost_picture(row, right_to_left=get_language_bidi()))


@country_page(Permission.EDIT_PLAN)
def edit(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Change the title of a plan."""
    row = find_plan(iso3, plan_id)

    def act(form: RowForm) -> None:
        changed = form.cleaned_data
        edit_plan(
            plan=row, title=changed["title"], version=changed["version"] or 0, why=changed["why"], by=request.user
        )

    def done() -> HttpResponse:
        messages.success(request, _("Saved."))
        return redirect("plan", iso3, plan_id)

    return edit_row(request, row, PlanForm, act, template="plans/edit.html", context={"plan": row}, done=done)


@country_page(Permission.MOVE_PLAN)
def remove(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Ask whether a draft shall go, and take it off the list."""
    row = find_plan(iso3, plan_id)
    if request.method != "POST":
        return render(request, "plans/remove.html", {"plan": row})
    version = int(request.POST.get("version") or 0)
    remove_plan(plan=row, version=version, why=request.POST.get("why", ""), by=request.user)
    messages.success(request, _("“{title}” is off the list. It stays in the history.").format(title=row.title))
    return redirect("plans", iso3)


@country_page(Permission.EXPORT)
@require_POST
def export(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Have a file of the plan written in the background."""
    row, form = find_plan(iso3, plan_id), request.POST.get("format", "")
    if form not in FORMATS:
        raise Http404
    title = _("{file} of “{plan}”").format(file=FORMAT_WORDS[form], plan=row.title)
    wanted = {"plan": row.pk, "format": form}
    job = start_job(kind="export-plan", title=title[:300], country=iso3, wanted=wanted, by=request.user)
    return redirect("job", iso3, job.pk)
