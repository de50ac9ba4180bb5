"""The investment case of a plan on the web, and its two pages as files."""

import hashlib
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from opennaphs.authorization.permissions import Permission
from opennaphs.catalogue.country_files import country_name
from opennaphs.catalogue.translations import translator
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.funding.cases import InvestmentCase, build_investment_case
from opennaphs.domain.planning import Plan
from opennaphs.domain.sentences import Refused
from opennaphs.reports.cost_figures import FigureTable
from opennaphs.reports.gap_bars import gap_bars_table, render_gap_bars
from opennaphs.reports.investment_case import render_case_docx, render_case_pdf
from opennaphs.reports.investment_figures import InvestmentFigures, build_investment_figures
from opennaphs.store.models import PlanRecord
from opennaphs.store.plans import load_plan
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.assessments.wording import page_words
from opennaphs.web.finding import find_plan
from opennaphs.web.investment.forms import CaseForm, source_options
from opennaphs.web.investment.gathering import (
    DOCX,
    PDF,
    events_now,
    file_response,
    indicator_titles,
    mark_of_the_country,
    position_now,
    source_choices,
    with_all_sources,
)
from opennaphs.web.plans.money import money_columns
from opennaphs.web.plans.reckoning import kept
from opennaphs.web.row_forms import INVALID

CUTS = ("year", "area")
KEPT_SECONDS = 3600
WIDTH = 760


@dataclass(frozen=True)
class Asked:
    """What a case is asked for: the part of the plan, and the next money."""

    form: CaseForm
    valid: bool

    @property
    def name(self) -> str:
        """A word for what was asked, to keep figures under."""
        scope = self.form.scope() if self.valid else {}
        money = self.form.money() if self.valid else None
        said = f"{sorted(scope.items())} {money}"
        return hashlib.sha256(said.encode()).hexdigest()[:16]


@country_page()
@require_GET
def investment_case(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Show the case with its choices; without costs, say what comes first."""
    plan = find_plan(iso3, plan_id)
    asked = _asked(request, plan)
    if asked is None:
        return render(request, "investment/not_costed.html", {"plan": plan, "heading": _("Investment case")})
    context: dict[str, Any] = {"plan": plan, "form": asked.form}
    if not asked.valid:
        return render(request, "investment/case.html", context, status=INVALID)
    try:
        figures = _figures(plan, asked)
    except NaphsError as error:
        asked.form.add_error(None, error.text(page_words()) if isinstance(error, Refused) else str(error))
        return render(request, "investment/case.html", context, status=INVALID)
    return render(request, "investment/case.html", context | _shown(request, plan, figures))


@country_page(Permission.EXPORT)
@require_GET
def as_docx(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Give the two pages as a Word document, in the language of the plan."""
    plan, case = _whole_case(request, iso3, plan_id)
    content = render_case_docx(case, indicator_titles(), translator(case.plan.language))
    return file_response(content, DOCX, plan, "-case.docx")


@country_page(Permission.EXPORT)
@require_GET
def as_pdf(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Give the two pages as a PDF, in the language of the plan."""
    plan, case = _whole_case(request, iso3, plan_id)
    content = render_case_pdf(case, indicator_titles(), translator(case.plan.language))
    return file_response(content, PDF, plan, "-case.pdf")


@country_page()
@require_GET
def picture(request: SignedInRequest, iso3: str, plan_id: int, cut: str) -> HttpResponse:
    """Give what is funded by year or by area as a picture."""
    plan = find_plan(iso3, plan_id)
    asked = _asked(request, plan)
    if asked is None or not asked.valid or cut not in CUTS:
        raise Http404
    figures = _figures(plan, asked)
    title, bars = (
        (figures.years_title, figures.year_bars) if cut == "year" else (figures.areas_title, figures.area_bars)
    )
    svg = render_gap_bars(title, bars, page_words(), width=WIDTH, headed=False, right_to_left=get_language_bidi())
    response = HttpResponse(svg, content_type="image/svg+xml")
    response["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
    response["ETag"] = f'"{hashlib.sha256(svg).hexdigest()[:20]}"'
    return response


def _asked(request: SignedInRequest, plan: PlanRecord) -> Asked | None:
    """Read what was asked for; ``None`` when the plan is not costed."""
    position = position_now(plan)
    if position is None:
        return None
    sources = source_options(*source_choices(plan, request.user))
    form = CaseForm(request.GET, plan=plan, position=position, sources=sources)
    return Asked(form, form.is_valid())


def _case(asked: Asked, record: PlanRecord, plan: Plan, language: str) -> InvestmentCase:
    """Give the case that is asked for; the country is named in a language."""
    events, named = events_now(record.country), country_name(record.country, language)
    whole = replace(with_all_sources(plan, record), country_name=named)
    scope, money = asked.form.scope(), asked.form.money()
    area, region, source = (scope.get(name) for name in ("area", "region", "source"))
    return build_investment_case(whole, area=area, region=region, source=source, events=events, amount=money)


def _figures(plan: PlanRecord, asked: Asked) -> InvestmentFigures:
    """Give the figures of a case, from memory while nothing of plan, money, events and sources has changed."""
    name = f"case {asked.name} {mark_of_the_country(plan.country)}"
    language = (get_language() or "en").partition("-")[0]

    def make(read: Plan) -> InvestmentFigures:
        return build_investment_figures(_case(asked, plan, read, language), indicator_titles(), page_words())

    return kept(plan, name, make)


def _whole_case(request: SignedInRequest, iso3: str, plan_id: int) -> tuple[PlanRecord, InvestmentCase]:
    plan = find_plan(iso3, plan_id)
    asked = _asked(request, plan)
    if asked is None:
        raise NaphsError(_("The plan has no costs yet. Cost it first."))
    if not asked.valid:
        raise NaphsError(" ".join(str(text) for texts in asked.form.errors.values() for text in texts))
    whole = load_plan(plan)
    return plan, _case(asked, plan, whole, whole.language)


def _shown(request: HttpRequest, plan: PlanRecord, figures: InvestmentFigures) -> dict[str, Any]:
    query = request.GET.urlencode()
    shown = repr((figures.year_bars, figures.area_bars, get_language()))
    mark = hashlib.sha256(shown.encode()).hexdigest()[:12]
    pictures = {cut: _address("investment-case-picture", plan, cut) + f"?{query}&v={mark}" for cut in CUTS}
    words = page_words()
    year_rows = money_columns(gap_bars_table(_("Year"), figures.year_bars, words))
    area_rows = money_columns(gap_bars_table(_("Area"), figures.area_bars, words))
    tables = {name: columns_of(getattr(figures, name)) for name in ("years", "areas", "next", "payers")}
    where = None if figures.where is None else columns_of(figures.where)
    downloads = [
        (_("Word document"), _address("investment-case-docx", plan) + f"?{query}"),
        (_("PDF"), _address("investment-case-pdf", plan) + f"?{query}"),
    ]
    return {
        "figures": figures,
        "pictures": pictures,
        "picture_tables": {"year": year_rows, "area": area_rows},
        "tables": tables,
        "where": where,
        "downloads": downloads,
    }


def _address(name: str, plan: PlanRecord, *more: object) -> str:
    return reverse(name, args=[plan.country, plan.pk, *more])


def columns_of(table: FigureTable) -> dict[str, Any]:
    """Give a table of a document as the component “table” wants it."""
    numeric = partial(_numeric, table.texts)
    rows = [[_cell(text, numeric(place), heading=place == 0) for place, text in enumerate(row)] for row in table.rows]
    total = [_cell(text, numeric(place), heading=place == 0) for place, text in enumerate(table.total)]
    columns = [{"label": label, "numeric": numeric(place)} for place, label in enumerate(table.headings)]
    return {"caption": table.title, "columns": columns, "rows": rows, "total": total}


def _numeric(texts: int, place: int) -> bool:
    return place >= texts


def _cell(text: str, numeric: bool, *, heading: bool) -> dict[str, Any]:  # noqa: FBT001
    return {"text": text, "numeric": numeric, "heading": heading and bool(text)}
