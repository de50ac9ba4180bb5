"""Donor exit: who leaves when, what hangs on them, and the yearly bill that stays when the plan is over."""

import hashlib
from typing import Any

from django.core.cache import caches
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from opennaphs.domain.funding.counting import CountingRule, rule_sentence
from opennaphs.domain.funding.gaps import FundingCut, gap_table
from opennaphs.domain.funding.tails import DonorExit, RecurrentTail
from opennaphs.reports.exit_bars import PayingYear, height_for, render_exit_bars
from opennaphs.store.models import PlanRecord
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.activities.words import area_label
from opennaphs.web.assessments.wording import page_words
from opennaphs.web.finding import find_plan
from opennaphs.web.funding.figures import Exits, exits_of, standing_of
from opennaphs.web.funding.looking import looking
from opennaphs.web.funding.words import labels_for
from opennaphs.web.plans.money import amount_text
from opennaphs.web.plans.reckoning import stamp_of
from opennaphs.web.plans.words import said

PER_CENT = 100
AREAS_SHOWN = 8
KEPT_SECONDS = 3600


@country_page()
@require_GET
def exits(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Show who leaves when, what hangs on them, and the bill that stays."""
    plan = find_plan(iso3, plan_id)
    look = looking(request.GET, plan)
    found = exits_of(plan, look.rule)
    context: dict[str, Any] = {
        "plan": plan,
        "form": look.form,
        "rule": said(rule_sentence(look.rule)),
        "rule_fields": [look.form[name] for name in ("stage", "who", "kind")],
    }
    if found is not None:
        context |= _shown(plan, found, look.query)
    return render(request, "funding/exits.html", context)


def _shown(plan: PlanRecord, found: Exits, query: str) -> dict[str, Any]:
    name = labels_for(plan)
    paying = [one for one in found.exits if one.last_year is not None]
    years = [year for year, _money in found.exits[0].by_year] if found.exits else []
    mark = _mark(plan, query)
    address = reverse("donor-exit-picture", args=[plan.country, plan.pk])
    return {
        "reckoned": True,
        "unit": _("{currency} at the prices of {year}").format(currency=found.currency, year=found.price_year),
        "years": years,
        "exits": [_exit_shown(plan, one, name(FundingCut.SOURCE, one.source)) for one in _by_leaving(paying)],
        "idle": [name(FundingCut.SOURCE, one.source) for one in found.exits if one.last_year is None],
        "height": height_for(len(years), len(paying)),
        "picture": f"{address}?{query}&v={mark}" if paying else "",
        "tail": _tail_shown(found.tail, name),
    }


def _by_leaving(exits: list[DonorExit]) -> list[DonorExit]:
    """Put those who leave first first, and among them those on whom most hangs."""
    return sorted(exits, key=lambda one: (one.last_year or 0, -one.whole.amount))


def _exit_shown(plan: PlanRecord, one: DonorExit, title: str) -> dict[str, Any]:
    return {
        "title": title,
        "last_year": str(one.last_year),
        "by_year": [amount_text(money) if money.amount else "" for _year, money in one.by_year],
        "whole": amount_text(one.whole),
        "areas": [
            {
                "label": area_label(plan, each.area),
                "money": amount_text(each.money),
                "share": each.share * PER_CENT,
                "alone": each.alone,
            }
            for each in one.areas[:AREAS_SHOWN]
        ],
        "more": max(0, len(one.areas) - AREAS_SHOWN),
        "alone": sum(each.alone for each in one.areas),
    }


def _tail_shown(tail: RecurrentTail, name: Any) -> dict[str, Any]:
    return {
        "year": str(tail.year),
        "bill": amount_text(tail.bill),
        "paid": amount_text(tail.paid),
        "unpaid": amount_text(tail.unpaid),
        "payers": [
            {
                "title": name(FundingCut.SOURCE, one.source),
                "money": amount_text(one.money),
                "ends": None if one.ends is None else date_format(one.ends),
            }
            for one in tail.payers
        ],
    }


def _mark(plan: PlanRecord, query: str) -> str:
    told = f"{stamp_of(plan)} exits {query} {get_language()}"
    return hashlib.sha256(told.encode()).hexdigest()[:20]


@country_page()
@require_GET
def picture(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Draw who pays in which year."""
    plan = find_plan(iso3, plan_id)
    look = looking(request.GET, plan)
    mark = _mark(plan, look.query)
    if request.headers.get("If-None-Match") == f'"{mark}"':
        return HttpResponse(status=304)
    image = caches["pictures"].get(f"exits-{plan.pk}-{mark}")
    if image is None:
        image = _drawn(plan, look.rule)
        caches["pictures"].set(f"exits-{plan.pk}-{mark}", image, KEPT_SECONDS)
    headers = {"Cache-Control": f"private, max-age={KEPT_SECONDS}", "ETag": f'"{mark}"'}
    return HttpResponse(image, content_type="image/svg+xml", headers=headers)


def _drawn(plan: PlanRecord, rule: CountingRule) -> bytes:
    standing, found = standing_of(plan, rule), exits_of(plan, rule)
    if standing is None or found is None:
        return render_exit_bars([], [], page_words(), right_to_left=get_language_bidi())
    name = labels_for(plan)
    paying = [one for one in found.exits if one.last_year is not None]
    names = {one.source: name(FundingCut.SOURCE, one.source) for one in paying}
    gaps = {row.value: row.gap for row in gap_table(standing.position, FundingCut.YEAR).rows}
    years = [
        PayingYear(
            int(year), {names[one.source]: money for one in paying for at, money in one.by_year if str(at) == year}, gap
        )
        for year, gap in gaps.items()
    ]
    return render_exit_bars(years, list(names.values()), page_words(), right_to_left=get_language_bidi())
