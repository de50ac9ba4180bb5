"""The job that writes a plan as a file: plan document, planning matrix, readable document, costs."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from opennaphs.actions.jobs.kinds import Outcome
from opennaphs.actions.jobs.progress import Progress
from opennaphs.catalogue.framework_files import load_frameworks
from opennaphs.catalogue.loading import load_library
from opennaphs.catalogue.translations import Translate, translator
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.planning import Plan
from opennaphs.reports.cost_brief import render_brief_docx
from opennaphs.reports.cost_workbook import render_budget_annex, render_cost_workbook
from opennaphs.reports.matrix_workbook import render_workbook
from opennaphs.reports.plan_json import render_plan
from opennaphs.reports.plan_text import render_document
from opennaphs.store.models import Job, PlanRecord
from opennaphs.store.plans import load_plan

GONE = "The plan was removed meanwhile."
NOT_COSTED = "The plan has no costs yet. Cost it on its page of costs first."


@dataclass(frozen=True)
class Format:
    """One kind of file: the end of its name, how it is written, and whether it speaks of costs only."""

    ending: str
    render: Callable[[Plan, Translate], bytes]
    needs_costs: bool = False


def titles() -> dict[str, str]:
    """Give the titles of the indicators of every edition, by id."""
    return {one.id: one.title for edition in load_frameworks().values() for one in edition.indicators}


def _document(plan: Plan, translate: Translate) -> bytes:
    ours = load_library(plan.language)
    library = ours if plan.evidence.library == ours.name else None
    return render_document(plan, titles(), library, translate)


def _matrix(plan: Plan, translate: Translate) -> bytes:
    return render_workbook(plan, titles(), translate)


def _costs(plan: Plan, translate: Translate) -> bytes:
    return render_cost_workbook(plan, titles(), translate)


def _brief(plan: Plan, translate: Translate) -> bytes:
    return render_brief_docx(plan, titles(), translate)


FORMATS: Mapping[str, Format] = {
    "plan": Format(".naphs.json", render_plan),
    "matrix": Format(".xlsx", _matrix),
    "document": Format(".docx", _document),
    "costs": Format("-costs.xlsx", _costs, needs_costs=True),
    "brief": Format("-costs.docx", _brief, needs_costs=True),
    "annex": Format("-budget.csv", render_budget_annex, needs_costs=True),
}


def find_plan_of(job: Job) -> PlanRecord:
    """Give the plan a job is about, within the country of the job.

    Raises:
        NaphsError: it was removed meanwhile.
    """
    row = PlanRecord.objects.filter(country=job.country, removed=False, pk=job.wanted["plan"]).first()
    if row is None:
        raise NaphsError(GONE)
    return row


def file_name(title: str, ending: str) -> str:
    """Give the name of a file for a plan: its title as far as every system takes it."""
    return (re.sub(r"[^\w\-]+", "-", title).strip("-")[:60] or "plan") + ending


def run_export(job: Job, progress: Progress) -> Outcome:
    """Write a plan; ``job.wanted``: ``plan`` and ``format``, one of :data:`FORMATS`."""
    row, form = find_plan_of(job), FORMATS[job.wanted["format"]]
    plan = load_plan(row)
    if form.needs_costs and plan.cost_basis is None:
        raise NaphsError(NOT_COSTED)
    progress.tell(_("Writing the file …"))
    content = form.render(plan, translator(plan.language))
    return Outcome(_("The file is ready."), {"plan": row.pk}, content, file_name(row.title, form.ending))
