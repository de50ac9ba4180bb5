"""What public pages show of a frozen plan, worked out of its public document and of nothing else."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeVar

from django.core.cache import caches
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from opennaphs.catalogue.framework_files import load_frameworks
from opennaphs.domain.costing import CostState
from opennaphs.domain.funding.counting import rule_sentence
from opennaphs.domain.funding.gaps import NOT_FUNDED, FundingCut, GapRow, gap_table
from opennaphs.domain.funding.positions import FundingPosition, funding_position
from opennaphs.domain.money import total
from opennaphs.domain.monitoring.rates import Share, implementation_rates
from opennaphs.domain.monitoring.standings import ActivityStanding, standings
from opennaphs.domain.plan_document import plan_of
from opennaphs.domain.plan_states import PlanState
from opennaphs.domain.planning import Activity, Plan
from opennaphs.reports.cost_stacks import cost_by_area_and_year_table, render_cost_by_area_and_year
from opennaphs.reports.cost_wording import area_label
from opennaphs.store.models import Publication
from opennaphs.store.publications import frozen_day
from opennaphs.web.assessments.wording import number, page_words
from opennaphs.web.plans.money import amount_text, money_columns, unit_text
from opennaphs.web.plans.words import said

Kept = TypeVar("Kept")
UNDER_WAY = (PlanState.LAUNCHED, PlanState.CLOSED)
PER_CENT = 100


@dataclass(frozen=True)
class GoalLine:
    """One goal: the indicator in words, its level at the assessment and the one to reach; ``None`` = not assessed."""

    code: str
    title: str
    current: int | None
    target: int


@dataclass(frozen=True)
class AreaLine:
    """One area: its activities, cost, counted money and gap as texts; ``None`` = not known."""

    area: str
    label: str
    activities: int
    not_costed: int
    cost: str | None
    counted: str | None
    gap: str | None


@dataclass(frozen=True)
class ActivityLine:
    """One activity as a public page shows it."""

    number: str
    text: str
    lead: str
    owner: str
    first_year: int
    places: str
    cost: str | None
    status: str
    percent: int | None


def kept(publication: Publication, name: str, make: Callable[[Plan], Kept]) -> Kept:
    """Give something worked out of a public document, from memory: a frozen copy does not change."""
    key = f"publication:{publication.pk}:{publication.public_checksum[:16]}:{name}:{get_language()}"
    found: Any = caches["pictures"].get(key)
    if found is None:
        found = (make(plan_of(publication.public_document)),)
        caches["pictures"].set(key, found, None)
    return found[0]  # type: ignore[no-any-return]


def plan_figures(publication: Publication) -> dict[str, Any]:
    """Give goals, areas, costs and funding of a publication."""
    return kept(publication, "figures", _figures)


def progress_figures(publication: Publication) -> dict[str, Any] | None:
    """Give how far the plan was when it was frozen; ``None`` before its launch."""
    if publication.state not in UNDER_WAY:
        return None
    day = frozen_day(publication)
    return kept(publication, "progress", lambda plan: _progress(plan, day))


def activity_lines(publication: Publication, area: str) -> list[ActivityLine]:
    """Give the activities of a publication, or those of one area."""
    day, reported = frozen_day(publication), publication.state in UNDER_WAY

    def make(plan: Plan) -> list[ActivityLine]:
        pairs = zip(plan.activities, standings(plan, day), strict=True)
        return [_line(one, place, reported=reported) for one, place in pairs if area in ("", one.area)]

    return kept(publication, f"activities:{area}", make)


def cost_picture(publication: Publication, *, right_to_left: bool) -> bytes:
    """Draw what each area costs by year."""

    def draw(plan: Plan) -> bytes:
        return render_cost_by_area_and_year(plan, page_words(), right_to_left=right_to_left)

    return kept(publication, "cost-picture", draw)


def _figures(plan: Plan) -> dict[str, Any]:
    position = None if plan.funding is None else funding_position(plan)
    return {
        "years": plan.years,
        "country_name": plan.country_name,
        "goals": _goals(plan),
        "areas": _areas(plan, position),
        "activities": len(plan.activities),
        "not_costed": sum(one.cost.state is CostState.NOT_COSTED for one in plan.activities),
        "costs": _costs(plan),
        "funding": None if position is None else _funding(plan, position),
    }


# --- goals and areas ----------------------------------------------------------------------------------------------


def _goals(plan: Plan) -> list[GoalLine]:
    titles = {one.id: one.title for edition in load_frameworks().values() for one in edition.indicators}
    words = page_words()
    return [
        GoalLine(_code(one.indicator), words(titles.get(one.indicator, "")), one.current, one.target)
        for one in plan.goals
        if one.target is not None
    ]


def _code(identifier: str) -> str:
    return identifier.partition(".")[2] or identifier


def _areas(plan: Plan, position: FundingPosition | None) -> list[AreaLine]:
    rows = {} if position is None else {row.value: row for row in gap_table(position, FundingCut.AREA).rows}
    return [_area(plan, area, rows.get(area)) for area in dict.fromkeys(one.area for one in plan.activities)]


def _area(plan: Plan, area: str, row: GapRow | None) -> AreaLine:
    activities = [one for one in plan.activities if one.area == area]
    missing = sum(one.cost.state is CostState.NOT_COSTED for one in activities)
    known = plan.cost_basis is not None and missing < len(activities)
    lines = [line.total for one in activities for line in one.cost.lines]
    cost = amount_text(plan.cost_basis.total(lines)) if plan.cost_basis is not None and known else None
    counted, gap = (None, None) if row is None else (amount_text(row.counted), amount_text(row.gap))
    return AreaLine(area, area_label(plan, area, page_words()), len(activities), missing, cost, counted, gap)


def _line(one: Activity, place: ActivityStanding, *, reported: bool) -> ActivityLine:
    words, action = page_words(), one.action
    cost = None if place.cost is None else f"{amount_text(place.cost)} {place.cost.currency}"
    status = words(str(place.situation)) if place.reported else _("not reported")
    return ActivityLine(
        one.id,
        action.text,
        "" if action.lead is None else words(str(action.lead)),
        one.owner or "",
        one.first_year,
        ", ".join(one.details.places),
        cost,
        status if reported else "",
        place.percent if reported and place.reported else None,
    )


# --- money --------------------------------------------------------------------------------------------------------


def _costs(plan: Plan) -> dict[str, Any] | None:
    if plan.cost_basis is None:
        return None
    table = cost_by_area_and_year_table(plan, page_words())
    amounts = [(year, line.by_year[place]) for one in plan.activities for line in one.cost.lines
               for place, year in enumerate(plan.years)]  # fmt: skip
    by_year = [
        (year, amount_text(plan.cost_basis.total(money for of, money in amounts if of == year))) for year in plan.years
    ]
    whole = amount_text(plan.cost_basis.total(money for _year, money in amounts))
    return {"unit": unit_text(plan.cost_basis), "whole": whole, "by_year": by_year, **money_columns(table)}


def _funding(plan: Plan, position: FundingPosition) -> dict[str, Any]:
    table = gap_table(position, FundingCut.SOURCE)
    titles = {} if plan.funding is None else {one.id: one.title for one in plan.funding.sources}
    whole = table.whole
    return {
        "rule": said(rule_sentence(position.rule)),
        "counted": amount_text(whole.counted),
        "gap": amount_text(whole.gap),
        "between": None if whole.least == whole.most else (amount_text(whole.least), amount_text(whole.most)),
        "left_over": _left_over(position),
        "sources": [
            (titles.get(row.value, row.value), amount_text(row.counted))
            for row in table.rows
            if row.value != NOT_FUNDED
        ],
        "not_counted": [said(one) for one in position.not_counted],
    }


def _left_over(position: FundingPosition) -> str | None:
    """Give the money that counts and found no room in its year or area; ``None`` when all found room."""
    left = total((one.money for one in position.left_over), position.currency, position.price_year)
    return amount_text(left) if left.amount else None


# --- progress -----------------------------------------------------------------------------------------------------


def _progress(plan: Plan, day: datetime.date) -> dict[str, Any]:
    rates = implementation_rates(standings(plan, day))
    words = page_words()
    return {
        "day": day,
        "counting": rates.activities,
        "not_reported": len(rates.not_reported),
        "by_count": _share(rates.completed_by_count),
        "by_cost": _share(rates.completed_by_cost),
        "situations": [(words(str(kind)), count) for kind, count in rates.counts.items()],
        "rules": [said(one) for one in rates.rules],
    }


def _share(share: Share) -> dict[str, str] | None:
    """Give a share in per cent and between what it lies; ``None`` when there is nothing to divide by."""
    if share.lowest is None or share.highest is None:
        return None
    told = {"lowest": _percent(share.lowest), "highest": _percent(share.highest)}
    return told if share.value is None else {**told, "value": _percent(share.value)}


def _percent(value: Fraction) -> str:
    return number(value * PER_CENT)
