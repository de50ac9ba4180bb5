"""Figures of a plan that take a while to add up, kept until anything of the plan changes."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import caches
from django.db.models import Count, Max, Sum
from django.utils.translation import get_language

from opennaphs.actions.plans.goal_effects import Effects, effects_of, notices_now
from opennaphs.domain.cost_views import Cut, Ranked, cost_table, ranking
from opennaphs.domain.costing import CostBasis
from opennaphs.domain.money import Money
from opennaphs.domain.planning import Plan
from opennaphs.reports.cost_stacks import cost_by_area_and_year_table, render_cost_by_area_and_year
from opennaphs.reports.picture_tables import Table
from opennaphs.store.following import follow_up_mark
from opennaphs.store.funding import funding_mark
from opennaphs.store.models import PlanRecord
from opennaphs.store.plans import load_plan
from opennaphs.web.assessments.wording import page_words
from opennaphs.web.plans.words import said

Kept = TypeVar("Kept")


@dataclass(frozen=True)
class YearCost:
    """What the plan costs in one year."""

    year: str
    amount: Money


@dataclass(frozen=True)
class CostFigures:
    """The costs of a plan: what they rest on, the whole, by year, and by area and year as beside the picture."""

    basis: CostBasis | None
    whole: Money | None
    by_year: tuple[YearCost, ...]
    by_area: Table
    dearest: tuple[Ranked, ...]


def stamp_of(plan: PlanRecord) -> str:
    """Give a word that changes whenever anything of a plan changes: every change raises a version or adds a row."""
    told = {"all": Count("pk"), "versions": Sum("version"), "last": Max("pk")}
    rows = [part.aggregate(**told) for part in (plan.activities, plan.goals)]
    own = (plan.pk, plan.version, *(value for row in rows for value in row.values()))
    return "-".join((*map(str, own), funding_mark(plan), follow_up_mark(plan)))


def kept(plan: PlanRecord, name: str, make: Callable[[Plan], Kept]) -> Kept:
    """Give something worked out from a plan, from memory while the plan is the same, and the language, too.

    While many people edit a plan it changes every second, and reading it whole takes one; so what was worked out may be
    as old as ``FIGURES_MAY_BE_OLD`` seconds says. Pages that show it say so.
    """
    stamp = stamp_of(plan)
    return _kept(plan, f"{name} {get_language()}", stamp, lambda: make(_read(plan, stamp)))


def _read(plan: PlanRecord, stamp: str) -> Plan:
    """Give a plan as read, from memory while it is the same: its figures ask for it again and again."""
    return _kept(plan, "as read", stamp, lambda: load_plan(plan))


def _kept(plan: PlanRecord, name: str, stamp: str, make: Callable[[], Kept]) -> Kept:
    key = f"plan {plan.pk} {name}".replace(" ", ":")
    found: Any = caches["pictures"].get(key)
    if found is None or (found[0] != stamp and monotonic() - found[1] > settings.FIGURES_MAY_BE_OLD):
        found = (stamp, monotonic(), make())
        caches["pictures"].set(key, found, None)
    return found[2]  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Reckoning:
    """What the first page of a plan says beyond what columns count: its costs, and what to know about it."""

    costs: CostFigures
    notices: tuple[str, ...]


def reckoning(plan: PlanRecord) -> Reckoning:
    """Give costs and notices of a stored plan, from one reading of it."""
    return kept(plan, "reckoning", lambda read: Reckoning(_cost_figures(read), tuple(map(said, notices_now(read)))))


def effects_now(plan: PlanRecord) -> Effects:
    """Give what stands between a stored plan and its goals."""
    return kept(plan, "effects", effects_of)


def _cost_figures(plan: Plan) -> CostFigures:
    table = cost_table(plan, Cut.AREA)
    years = () if table is None else tuple(zip(table.columns, table.column_totals, strict=True))
    return CostFigures(
        plan.cost_basis,
        None if table is None else table.whole,
        tuple(YearCost(year, amount) for year, amount in years),
        cost_by_area_and_year_table(plan, page_words()),
        ranking(plan),
    )


def cost_picture(plan: PlanRecord, *, right_to_left: bool) -> bytes:
    """Draw what each area costs by year."""

    def draw(plan: Plan) -> bytes:
        return render_cost_by_area_and_year(plan, page_words(), right_to_left=right_to_left)

    return kept(plan, "cost-picture", draw)
