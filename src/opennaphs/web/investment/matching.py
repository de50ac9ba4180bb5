"""Where money can go: for a funding source or a free earmark, the activities it may pay for, and why."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.exchange import MissingRate
from opennaphs.domain.funding.counting import rule_sentence
from opennaphs.domain.funding.earmarks import ANYTHING, Earmark
from opennaphs.domain.funding.matching import Fit, in_plan_money
from opennaphs.domain.funding.matching import where_money_can_go as fits_of
from opennaphs.domain.funding.positions import THE_RULE, funding_position
from opennaphs.domain.money import Money, total
from opennaphs.domain.planning import Plan
from opennaphs.store.models import FundingSourceRecord, PlanRecord
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.activities.csv_lists import csv_response
from opennaphs.web.activities.words import area_label
from opennaphs.web.finding import find_plan
from opennaphs.web.investment.forms import MatchingForm, earmark_words, source_options
from opennaphs.web.investment.gathering import indicator_titles, position_now, source_choices
from opennaphs.web.plans.money import amount_text, money_text
from opennaphs.web.plans.reckoning import kept
from opennaphs.web.plans.words import said
from opennaphs.web.row_forms import INVALID

ON_A_PAGE = 50
HEADINGS = (
    "rank", "activity", "what will be done", "area", "cost", "missing", "this money may pay", "pays", "currency",
    "price year", "why",
)  # fmt: skip


@dataclass(frozen=True)
class Matched:
    """What was found: the amount as the plan counts, the activities with the reasons, and their texts by number."""

    money: Money | None
    fits: tuple[Fit, ...]
    texts: Mapping[str, str]


@dataclass(frozen=True)
class Found:
    """What a form asked for and what was found; ``matched`` is ``None`` while the form cannot be read."""

    form: MatchingForm
    own: list[FundingSourceRecord]
    earmark: Earmark | None = None
    matched: Matched | None = None


@country_page()
@require_GET
def where_money_can_go(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Show the donor view; somebody of a funding organisation sees what their own money may pay for first."""
    plan = find_plan(iso3, plan_id)
    found = _found(request, plan)
    if found is None:
        return render(request, "investment/not_costed.html", {"plan": plan, "heading": _("Where money can go")})
    context: dict[str, Any] = {"plan": plan, "form": found.form, "own": found.own}
    if found.matched is None:
        return render(request, "investment/where.html", context, status=INVALID)
    shown = _shown(request, plan, found.matched) | {"bounds": earmark_words(found.earmark or ANYTHING)}
    return render(request, "investment/where.html", context | shown)


@country_page(Permission.EXPORT)
@require_GET
def as_csv(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Give all of it as a table, amounts to the cent."""
    plan = find_plan(iso3, plan_id)
    found = _found(request, plan)
    if found is None or found.matched is None:
        raise NaphsError(_("There is nothing to download: look at the page first, it says what is missing."))
    lines = []
    for rank, fit in enumerate(found.matched.fits, start=1):
        amounts = [fit.cost.amount, fit.gap.amount, fit.payable.amount, None if fit.paid is None else fit.paid.amount]
        why = " ".join(said(one) for one in fit.reasons)
        about = (fit.activity, found.matched.texts[fit.activity], area_label(plan, fit.area))
        lines.append([rank, *about, *amounts, fit.gap.currency, fit.gap.price_year, why])
    return csv_response(f"where-money-can-go-{iso3}.csv", HEADINGS, lines)


def _found(request: SignedInRequest, plan: PlanRecord) -> Found | None:
    """Read the form and match; ``None`` when the plan is not costed."""
    position = position_now(plan)
    if position is None:
        return None
    own, others = source_choices(plan, request.user)
    data = request.GET or _first_look(own)
    form = MatchingForm(data, plan=plan, position=position, sources=source_options(own, others))
    if not form.is_valid():
        return Found(form, own)
    earmark, money = form.earmark([*own, *others]), form.money()
    name = hashlib.sha256(f"{earmark} {money}".encode()).hexdigest()[:20]
    try:
        matched = kept(plan, f"where money can go {name}", lambda read: _matched(read, earmark, money))
    except MissingRate as error:
        form.add_error("amount", str(error))
        return Found(form, own)
    return Found(form, own, earmark, matched)


def _matched(plan: Plan, earmark: Earmark, amount: Money | None) -> Matched:
    position = funding_position(plan, THE_RULE)
    if position is None:  # its costs were taken away a moment ago
        return Matched(None, (), {})
    money = None if amount is None else in_plan_money(plan, position, amount)
    fits = fits_of(plan, position, earmark, money, None, indicator_titles())
    return Matched(money, fits, {one.id: one.action.text for one in plan.activities})


def _first_look(own: list[FundingSourceRecord]) -> QueryDict:
    """Give what is asked when nobody has asked yet: what the money of one's own organisation may pay for."""
    data = QueryDict(mutable=True)
    if own:
        data["source"] = own[0].number
    return data


def _shown(request: SignedInRequest, plan: PlanRecord, matched: Matched) -> dict[str, Any]:
    fits = matched.fits
    page = Paginator(fits, ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "rank": page.start_index() + number,
            "fit": fit,
            "text": matched.texts[fit.activity],
            "area": area_label(plan, fit.area),
            "gap": amount_text(fit.gap),
            "payable": amount_text(fit.payable),
            "paid": amount_text(fit.paid),
            "reasons": [said(one) for one in fit.reasons],
        }
        for number, fit in enumerate(page)
    ]
    context = {"page": page, "rows": rows, "count": len(fits), "query": request.GET.urlencode()}
    return context | {"rule": said(rule_sentence(THE_RULE))} | _sums(fits, matched.money)


def _sums(fits: tuple[Fit, ...], money: Money | None) -> dict[str, Any]:
    """Say what may be paid in all, and of an amount what is paid and what is left."""
    if not fits:
        return {"payable": None, "paid": None, "left": None, "money": None if money is None else money_text(money)}
    like = fits[0].gap
    payable = total((fit.payable for fit in fits), like.currency, like.price_year)
    unit = _("{currency} at the prices of {year}").format(currency=like.currency, year=like.price_year)
    told: dict[str, Any] = {"payable": money_text(payable), "unit": unit}
    if money is None:
        return told | {"money": None}
    paid = total((fit.paid for fit in fits if fit.paid is not None), like.currency, like.price_year)
    left = money - paid
    more = {"money": money_text(money), "paid": money_text(paid), "left": money_text(left) if left.amount else None}
    return told | more
