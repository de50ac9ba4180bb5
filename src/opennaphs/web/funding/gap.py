"""The funding gap of a plan: whole, cut six ways, as pictures, tables and files; every filter narrows every number."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from django.core.cache import caches
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from opennaphs.authorization.judge import may_somewhere
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.funding.counting import rule_sentence
from opennaphs.domain.funding.gaps import FundingCut, GapRow, GapTable, gap_table
from opennaphs.domain.funding.positions import WHOLE_COUNTRY, FundingPosition, narrowed
from opennaphs.domain.funding.warnings import FundingWarning
from opennaphs.domain.sentences import Refused
from opennaphs.reports.funding_bars import FundingBar, height_for, render_funding_bars
from opennaphs.reports.funding_tables import GapBook, GapSheet, gap_headings, gap_lines, render_gap_workbook
from opennaphs.store.funding import supports_of
from opennaphs.store.models import PlanRecord
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.activities.csv_lists import csv_response
from opennaphs.web.assessments.wording import page_words
from opennaphs.web.finding import find_plan
from opennaphs.web.funding.figures import Standing, standing_of
from opennaphs.web.funding.looking import BOUNDS, RULE_FIELDS, Looking, looking
from opennaphs.web.funding.words import BY_CUT, CUTS, REASONS, labels_for
from opennaphs.web.jobs.files import download
from opennaphs.web.plans.money import amount_text, money_text
from opennaphs.web.plans.reckoning import stamp_of
from opennaphs.web.plans.words import said

SHOWN = tuple(FundingCut(one) for one in BY_CUT)
DRAWN = (FundingCut.AREA, FundingCut.YEAR)
WARNINGS_SHOWN = 12
LINES_SHOWN = 40
PER_CENT = 100
Label = Callable[[FundingCut, str], str]
KEPT_SECONDS = 3600


@country_page()
@require_GET
def gap(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Show what the plan needs, what of it is funded and what is missing, under a counting rule."""
    plan = find_plan(iso3, plan_id)
    look = looking(request.GET, plan)
    standing = standing_of(plan, look.rule)
    context: dict[str, Any] = {
        "plan": plan,
        "look": look,
        "form": look.form,
        "active": look.active,
        "clear_url": look.all_url,
        "rule_fields": [look.form[name] for name in RULE_FIELDS],
        "bound_fields": [look.form[name] for name in BOUNDS],
        "rule": said(rule_sentence(look.rule)),
        "may_enter": may_somewhere(request.user, Permission.REPORT_SUPPORT, country=iso3),
        "may_keep": may_somewhere(request.user, Permission.MANAGE_FUNDING, country=iso3),
        "supports_there": supports_of(plan).exists(),
    }
    if standing is not None:
        context |= _shown(plan, look, standing)
    return render(request, "funding/gap.html", context)


def _shown(plan: PlanRecord, look: Looking, standing: Standing) -> dict[str, Any]:
    position, stamp = narrowed(standing.position, look.narrowing), stamp_of(plan)
    tables, label = {cut: _table(position, cut) for cut in SHOWN}, labels_for(plan)
    warnings = _warnings(standing, look)
    bound = position.narrowing.sentence()
    not_counted = list(dict.fromkeys(said(one) for one in position.not_counted))
    return {
        "position": position,
        "unit": _("{currency} at the prices of {year}").format(currency=position.currency, year=position.price_year),
        "whole": whole_shown(tables[FundingCut.AREA].whole),
        "bound": "" if bound is None else said(bound),
        "cuts": [_cut_shown(table, label, picture_address(plan, cut, look, stamp)) for cut, table in tables.items()],
        "warnings": warnings[:WARNINGS_SHOWN],
        "warnings_more": max(0, len(warnings) - WARNINGS_SHOWN),
        "not_counted": not_counted[:LINES_SHOWN],
        "more_lines": max(0, len(not_counted) - LINES_SHOWN) + max(0, len(position.left_over) - LINES_SHOWN),
        "left_over": _left_over(plan, position),
    }


def whole_shown(row: GapRow) -> dict[str, Any]:
    """Give the row of the whole for the figures on top of a page."""
    cost = row.cost.amount
    return {
        "cost": amount_text(row.cost),
        "counted": amount_text(row.counted),
        "gap": amount_text(row.gap),
        "least": amount_text(row.least),
        "most": amount_text(row.most),
        "sure": row.least == row.most,
        "covered": None if cost <= 0 else row.counted.amount / cost * PER_CENT,
    }


def _table(position: FundingPosition, cut: FundingCut) -> GapTable:
    """Cut the gap; regions stand in the order of their names, the whole country first."""
    found = gap_table(position, cut)
    if cut is not FundingCut.REGION:
        return found
    rows = sorted(found.rows, key=lambda row: (row.value != WHOLE_COUNTRY, row.value.casefold()))
    return replace(found, rows=tuple(rows))


def _warnings(standing: Standing, look: Looking) -> list[str]:
    return [said(one.sentence) for one in standing.warnings if _concerns(one, look)]


def _concerns(one: FundingWarning, look: Looking) -> bool:
    wanted = look.narrowing.sources
    return not wanted or not one.sources or bool({*wanted} & {*one.sources})


def _cut_shown(table: GapTable, label: Label, drawn_at: str) -> dict[str, Any]:
    by, name = table.by, str(CUTS[table.by]).capitalize()
    by_source = by is FundingCut.SOURCE
    headings = (name, _("Pays")) if by_source else (name, _("Cost"), _("Funded"), _("Gap"), _("Gap between"))
    cells = _source_cells if by_source else _row_cells
    return {
        "id": f"by-{by.name.lower()}",
        "title": BY_CUT[by],
        "columns": [{"label": text, "numeric": place > 0} for place, text in enumerate(headings)],
        "rows": [cells(label(by, row.value), row) for row in table.rows],
        "total": cells(_("Together"), table.whole),
        "height": height_for(len(table.rows)),
        "picture": drawn_at if by in DRAWN and table.rows else "",
    }


def _source_cells(label: str, row: GapRow) -> list[dict[str, Any]]:
    """Give a row of the cut by source: what a source pays, and at the end what nobody does."""
    return [{"text": label, "heading": True}, {"text": amount_text(row.cost), "numeric": True}]


def _row_cells(label: str, row: GapRow) -> list[dict[str, Any]]:
    least, most = amount_text(row.least), amount_text(row.most)
    between = _("{least} and {most}").format(least=least, most=most) if row.least != row.most else least
    texts = (amount_text(row.cost), amount_text(row.counted), amount_text(row.gap), between)
    return [{"text": label, "heading": True}, *({"text": text, "numeric": True} for text in texts)]


def _left_over(plan: PlanRecord, position: FundingPosition) -> list[dict[str, Any]]:
    named = supports_of(plan).order_by().values_list("number", "pk", "title")
    known = {number: (pk, title) for number, pk, title in named}
    return [
        {
            "support": known.get(one.support),
            "number": one.support,
            "activity": one.activity,
            "year": str(one.year),
            "money": amount_text(one.money),
            "reason": REASONS[one.reason],
        }
        for one in position.left_over[:LINES_SHOWN]
    ]


# --- pictures -----------------------------------------------------------------------------------------------------


def picture_address(plan: PlanRecord, cut: FundingCut, look: Looking, stamp: str) -> str:
    """Give the address of the picture of a cut; it changes whenever plan or money do, as the stamp of both does."""
    address = reverse("funding-picture", args=[plan.country, plan.pk, cut.name.lower()])
    return f"{address}?{look.query}&v={_mark(stamp, cut, look)}"


def _mark(stamp: str, cut: FundingCut, look: Looking) -> str:
    told = f"{stamp} {cut} {look.query} {get_language()}"
    return hashlib.sha256(told.encode()).hexdigest()[:20]


@country_page()
@require_GET
def picture(request: SignedInRequest, iso3: str, plan_id: int, cut: str) -> HttpResponse:
    """Draw a cut of the gap."""
    plan = find_plan(iso3, plan_id)
    by = next((one for one in DRAWN if one.name.lower() == cut), FundingCut.AREA)
    look = looking(request.GET, plan)
    mark = _mark(stamp_of(plan), by, look)
    if request.headers.get("If-None-Match") == f'"{mark}"':
        return HttpResponse(status=304)
    image = caches["pictures"].get(f"funding-{plan.pk}-{mark}")
    if image is None:
        image = _drawn(plan, by, look)
        caches["pictures"].set(f"funding-{plan.pk}-{mark}", image, KEPT_SECONDS)
    headers = {"Cache-Control": f"private, max-age={KEPT_SECONDS}", "ETag": f'"{mark}"'}
    return HttpResponse(image, content_type="image/svg+xml", headers=headers)


def _drawn(plan: PlanRecord, by: FundingCut, look: Looking) -> bytes:
    standing, label = standing_of(plan, look.rule), labels_for(plan)
    rows = () if standing is None else gap_table(narrowed(standing.position, look.narrowing), by).rows
    bars = [FundingBar(label(by, row.value), row) for row in rows]
    titles = {FundingCut.AREA: _("Funded and missing, by area"), FundingCut.YEAR: _("Funded and missing, by year")}
    return render_funding_bars(bars, titles[by], page_words(), right_to_left=get_language_bidi())


# --- files --------------------------------------------------------------------------------------------------------


@country_page(Permission.EXPORT)
@require_GET
def as_csv(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Give what the page shows as one table."""
    book = _book(find_plan(iso3, plan_id), request)
    return csv_response(f"funding-gap-{iso3}-{plan_id}.csv", gap_headings(page_words()), gap_lines(book, page_words()))


@country_page(Permission.EXPORT)
@require_GET
def as_workbook(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Give what the page shows as a workbook."""
    book = _book(find_plan(iso3, plan_id), request)
    return download(render_gap_workbook(book, page_words()), f"funding-gap-{iso3}-{plan_id}.xlsx")


def _book(plan: PlanRecord, request: SignedInRequest) -> GapBook:
    look, label = looking(request.GET, plan), labels_for(plan)
    standing = standing_of(plan, look.rule)
    if standing is None:
        raise Refused("The plan has no costs yet, so nobody can say what it lacks. Cost it first.")
    part = narrowed(standing.position, look.narrowing)
    sheets = tuple(GapSheet(str(CUTS[cut]), _table(part, cut), partial(label, cut)) for cut in SHOWN)
    bound = part.narrowing.sentence()
    return GapBook(
        plan.title,
        said(rule_sentence(look.rule)),
        (*(str(one.label) for one in look.active), *(() if bound is None else (said(bound),))),
        sheets,
        sheets[0].table.whole,
        _notes(part, _warnings(standing, look)),
        get_language_bidi(),
    )


def _notes(part: FundingPosition, warnings: list[str]) -> tuple[str, ...]:
    left = (
        _("{support}, {year}: {money} is left over, because {reason}.").format(
            support=one.support, year=one.year, money=money_text(one.money), reason=REASONS[one.reason]
        )
        for one in part.left_over
    )
    return tuple(dict.fromkeys((*(said(one) for one in part.not_counted), *left, *warnings)))
