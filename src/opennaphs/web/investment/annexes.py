"""Annexes to a proposal and to a budget submission, ready to be edited."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from opennaphs.authorization.permissions import Permission
from opennaphs.catalogue.fund_files import load_fund_priorities, priorities_source
from opennaphs.catalogue.translations import Translate, translator
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.funding.counting import rule_sentence
from opennaphs.domain.funding.positions import THE_RULE, FundingPosition, funding_position
from opennaphs.domain.funding.proposals import build_proposal
from opennaphs.domain.planning import Plan
from opennaphs.reports.annex_budget import render_submission_docx, render_submission_xlsx
from opennaphs.reports.annex_pandemic_fund import ProposalAnnex, render_proposal_docx, render_proposal_xlsx
from opennaphs.store.plans import load_plan
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.assessments.wording import page_words
from opennaphs.web.finding import find_plan
from opennaphs.web.investment.gathering import DOCX, XLSX, file_response, indicator_titles, position_now
from opennaphs.web.plans.words import said

LONGEST_ENTITY = 200


@country_page()
@require_GET
def annexes(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Show what the annexes hold, and give them."""
    plan = find_plan(iso3, plan_id)
    if position_now(plan) is None:
        return render(request, "investment/not_costed.html", {"plan": plan, "heading": _("Annexes")})
    words = page_words()
    context = {
        "plan": plan,
        "priorities": [words(one.title) for one in load_fund_priorities()],
        "cited": priorities_source(),
        "rule": said(rule_sentence(THE_RULE)),
    }
    return render(request, "investment/annexes.html", context)


@country_page(Permission.EXPORT)
@require_GET
def proposal_xlsx(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Give the annex to a proposal as a workbook."""
    return _proposal(request, iso3, plan_id, render_proposal_xlsx, (XLSX, "-proposal.xlsx"))


@country_page(Permission.EXPORT)
@require_GET
def proposal_docx(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Give the annex to a proposal as a Word document."""
    return _proposal(request, iso3, plan_id, render_proposal_docx, (DOCX, "-proposal.docx"))


@country_page(Permission.EXPORT)
@require_GET
def submission_xlsx(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Give the annex to a budget submission as a workbook."""
    return _submission(iso3, plan_id, render_submission_xlsx, (XLSX, "-budget.xlsx"))


@country_page(Permission.EXPORT)
@require_GET
def submission_docx(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Give the annex to a budget submission as a Word document."""
    return _submission(iso3, plan_id, render_submission_docx, (DOCX, "-budget.docx"))


def _proposal(
    request: SignedInRequest,
    iso3: str,
    plan_id: int,
    make: Callable[[ProposalAnnex, Translate], bytes],
    kind: tuple[str, str],
) -> HttpResponse:
    record = find_plan(iso3, plan_id)
    plan = load_plan(record)
    position = _costed(plan)
    proposal = build_proposal(plan, position, load_fund_priorities())
    entity = request.GET.get("entity", "").strip()[:LONGEST_ENTITY]
    annex = ProposalAnnex(plan, position, proposal, indicator_titles(), priorities_source(), entity)
    return file_response(make(annex, translator(plan.language)), kind[0], record, kind[1])


def _submission(
    iso3: str, plan_id: int, make: Callable[[Plan, FundingPosition, Translate], bytes], kind: tuple[str, str]
) -> HttpResponse:
    record = find_plan(iso3, plan_id)
    plan = load_plan(record)
    return file_response(make(plan, _costed(plan), translator(plan.language)), kind[0], record, kind[1])


def _costed(plan: Plan) -> FundingPosition:
    position = funding_position(plan, THE_RULE)
    if position is None:
        raise NaphsError(_("The plan has no costs yet. Cost it first."))
    return position
