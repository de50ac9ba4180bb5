"""The costs of a plan: by area and year, the dearest activities, costing again, and what a budget would buy."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from opennaphs.actions.jobs.running import JobState
from opennaphs.actions.jobs.start_job import start_job
from opennaphs.actions.plans.drafting import costs_of
from opennaphs.authorization.judge import may
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.costing import CostState
from opennaphs.domain.lifecycle import Editing, can_edit
from opennaphs.domain.plan_states import PlanState
from opennaphs.sources.choice_rules_yaml import parse_choice_rules
from opennaphs.store.models import Job, PlanRecord
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.finding import find_plan
from opennaphs.web.plans.forms import BudgetForm, ProfileForm
from opennaphs.web.plans.listing import file_text
from opennaphs.web.plans.money import amount_text
from opennaphs.web.plans.overview import FORMAT_WORDS, cost_context, formats_for
from opennaphs.web.plans.reckoning import CostFigures, reckoning
from opennaphs.web.row_forms import INVALID

DEAREST_SHOWN = 25
UNCOSTED_SHOWN = 50
PER_CENT = 100
COST_FILES = ("costs", "brief", "annex")


@country_page()
def costs(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Show what a plan costs."""
    plan = find_plan(iso3, plan_id)
    figures = reckoning(plan).costs
    uncosted = plan.activities.filter(removed=False, cost_state=CostState.NOT_COSTED).only("number", "text", "plan")
    context = {
        "plan": plan,
        "costs": cost_context(figures),
        "basis": figures.basis,
        "dearest": _dearest(plan, figures),
        "uncosted": uncosted[:UNCOSTED_SHOWN],
        "uncosted_count": uncosted.count(),
        "may_cost": _may_cost(request, plan),
        "cost_reason": "" if _editable(plan) else _("The plan stands as agreed; its costs are no longer changed."),
        "formats": [(n, FORMAT_WORDS[n]) for n, _w in formats_for(request, plan, costed=True) if n in COST_FILES],
    }
    return render(request, "plans/costs.html", context)


def _dearest(plan: PlanRecord, figures: CostFigures) -> list[dict[str, Any]]:
    """Rank the dearest activities, with the share of the whole that each carries together with the dearer ones."""
    ranked = figures.dearest[:DEAREST_SHOWN]
    rows = {row.number: row for row in plan.activities.filter(number__in=[one.name for one in ranked])}
    return [
        {
            "row": rows[one.name],
            "amount": amount_text(one.amount),
            "share": one.share * PER_CENT,
            "together": one.cumulative_share * PER_CENT,
        }
        for one in ranked
        if one.name in rows
    ]


def _editable(plan: PlanRecord) -> bool:
    return can_edit(PlanState(plan.state), Editing.ALL)


def _may_cost(request: SignedInRequest, plan: PlanRecord) -> bool:
    return may(request.user, Permission.EDIT_COSTS, country=plan.country) and _editable(plan)


def _ask(
    request: SignedInRequest, plan: PlanRecord, form: forms.Form, template: str, status: int = 200
) -> HttpResponse:
    return render(request, template, {"plan": plan, "form": form}, status=status)


def _started(request: SignedInRequest, plan: PlanRecord, kind: str, title: str, wanted: dict[str, Any]) -> HttpResponse:
    job = start_job(
        kind=kind, title=title[:300], country=plan.country, wanted={"plan": plan.pk, **wanted}, by=request.user
    )
    return redirect("job", plan.country, job.pk)


def _text(form: forms.Form, field: str, parse: Callable[[bytes, str], object]) -> str | None:
    return file_text(form, field, parse) if form.is_valid() else None


@country_page(Permission.EDIT_COSTS)
def again(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Cost a plan (again) with the counts of a country."""
    plan, template = find_plan(iso3, plan_id), "plans/cost_again.html"
    if request.method != "POST":
        return _ask(request, plan, ProfileForm(), template)
    form = ProfileForm(request.POST, request.FILES)
    text = _text(form, "profile", lambda content, _name: costs_of(content.decode("utf-8-sig", "replace"), iso3))
    if text is None:
        return _ask(request, plan, form, template, INVALID)
    title = _("Costs of “{title}”").format(title=plan.title)
    return _started(request, plan, "recost-plan", title, {"profile": text})


@country_page(Permission.EXPORT)
def choose(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Ask what a budget would buy."""
    plan, template = find_plan(iso3, plan_id), "plans/choose.html"
    if request.method != "POST":
        return _ask(request, plan, BudgetForm(), template)
    form = BudgetForm(request.POST, request.FILES)
    text = _text(form, "rules", parse_choice_rules)
    if text is None:
        return _ask(request, plan, form, template, INVALID)
    name = form.cleaned_data["rules"].name
    title = _("What {rules} buys of “{title}”").format(rules=name, title=plan.title)
    return _started(request, plan, "choose", title, {"rules": text, "rules_name": name})


@country_page(Permission.EXPORT)
def choice(request: SignedInRequest, iso3: str, plan_id: int, job_id: UUID) -> HttpResponse:
    """Show what a budget would buy, what is left out and why: advice, nothing is changed."""
    plan = find_plan(iso3, plan_id)
    job = (
        Job.objects.defer("file")
        .filter(pk=job_id, country=iso3, owner=request.user, kind="choose", state=JobState.DONE)
        .first()
    )
    if job is None or job.result.get("plan") != plan.pk:
        raise Http404
    return render(request, "plans/choice.html", {"plan": plan, "job": job, "found": job.result})
