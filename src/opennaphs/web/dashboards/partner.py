"""The dashboard of a partner: what their money does, activity by activity, and how far it has come."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Sum
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from opennaphs.domain.funding.supports import MoneyStage
from opennaphs.domain.money import Money
from opennaphs.store.funding import supports_of
from opennaphs.store.models import FundingSourceRecord, PlanRecord, SupportRecord, TransactionRecord, User
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.dashboards.looking import look_of
from opennaphs.web.dashboards.telling import money_boxes, progress_boxes
from opennaphs.web.dashboards.views import figures_of
from opennaphs.web.dashboards.words import STAGES, activity_rows, linker
from opennaphs.web.finding import find_plan
from opennaphs.web.plans.money import money_text
from opennaphs.web.plans.words import said

NO_YEAR = 0  # amounts as they were given: only their currency is shown


@country_page()
@require_GET
def partner(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Show what one funding source does in a plan; a partner sees their own first."""
    plan = find_plan(iso3, plan_id)
    sources = sources_in(plan)
    chosen = _chosen(request.GET.get("source", ""), sources, request.user, iso3)
    context: dict[str, Any] = {"plan": plan, "sources": sources, "chosen": chosen}
    if chosen is not None:
        context |= _about(plan, chosen)
    return render(request, "dashboards/partner.html", context)


def sources_in(plan: PlanRecord) -> list[FundingSourceRecord]:
    """Give the funding sources with support to a plan, by number."""
    found = {row.source.number: row.source for row in supports_of(plan)}
    return [found[number] for number in sorted(found)]


def _chosen(asked: str, sources: list[FundingSourceRecord], person: User, iso3: str) -> FundingSourceRecord | None:
    """Give the source asked for; else that of the person's organisation; else the first."""
    by_number = {one.number: one for one in sources}
    if asked in by_number:
        return by_number[asked]
    own = {one.organisation.casefold() for one in person.assignments if one.country == iso3 and one.organisation}
    return next((one for one in sources if one.title.casefold() in own), sources[0] if sources else None)


def _about(plan: PlanRecord, source: FundingSourceRecord) -> dict[str, Any]:
    data = QueryDict(mutable=True)
    data["source"] = source.number
    look = look_of(data, plan)
    figures = figures_of(plan, look)
    supports = list(supports_of(plan).filter(source=source))
    return {
        "boxes": [*progress_boxes(figures), *money_boxes(figures)],
        "supports": _support_table(supports),
        "activities": activity_rows(figures.digest.standings, linker(plan), most=None),
        "money_rule": None if figures.money is None else said(figures.money.rule),
        "today": figures.today,
    }


def _support_table(supports: list[SupportRecord]) -> dict[str, Any]:
    """Give each piece of support with its sums by stage, in the currency they were given in."""
    labels = (_("Support"), *(str(STAGES[stage]).capitalize() for stage in MoneyStage), _("Until"))
    sums = _sums(supports)
    return {
        "columns": [
            {"label": label, "numeric": place not in (0, len(labels) - 1)} for place, label in enumerate(labels)
        ],
        "rows": [_support_row(row, sums) for row in supports],
    }


def _support_row(row: SupportRecord, sums: Mapping[tuple[int, str], list[str]]) -> list[dict[str, Any]]:
    stages = [{"text": "; ".join(sums.get((row.pk, stage), ())) or None, "numeric": True} for stage in MoneyStage]
    until = None if row.ends is None else date_format(row.ends, "SHORT_DATE_FORMAT")
    return [{"text": str(row), "heading": True}, *stages, {"text": until}]


def _sums(supports: list[SupportRecord]) -> dict[tuple[int, str], list[str]]:
    """Add up by support, stage and currency; a stage nobody recorded is left out: it is not zero."""
    rows = TransactionRecord.objects.filter(support__in=supports).order_by("currency")
    found: dict[tuple[int, str], list[str]] = {}
    for one in rows.values("support", "stage", "currency").annotate(sum=Sum("amount")):
        text = money_text(Money(one["sum"], one["currency"], NO_YEAR))
        found.setdefault((one["support"], one["stage"]), []).append(text)
    return found
