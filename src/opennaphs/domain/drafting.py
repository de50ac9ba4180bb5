"""Drafting a plan: from an assessment (or a clean slate) and a library to goals, activities and notices."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from opennaphs.domain.assessments import Assessment
from opennaphs.domain.costing import CostBasis, cost_action, dominant_prices
from opennaphs.domain.coverage import (
    Mapped,
    gaps_in_areas,
    goals_in_areas,
    goals_of,
    indicators_behind,
    uncovered,
)
from opennaphs.domain.crosswalks import Confidence, Crosswalk
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.frameworks import Framework
from opennaphs.domain.goals import Goal, TargetGap, Term, target_gaps
from opennaphs.domain.library import ActionLibrary
from opennaphs.domain.notices import Notice, NoticeCode
from opennaphs.domain.planning import (
    Activity,
    Evidence,
    Plan,
    PlanningRules,
    notices_of,
    number_activities,
    select_actions,
)
from opennaphs.domain.prices import PriceList
from opennaphs.domain.profiles import CountryProfile


@dataclass(frozen=True)
class Request:
    """What somebody asks of a draft. Every field has a neutral default; nothing else decides the plan.

    Attributes:
        country: ISO 3166 alpha-3 and the name to print.
        term: one or five years.
        first_year: first calendar year of the plan.
        goal_edits: goals set by a person, per full indicator id.
        areas: full area ids, of the assessment's edition or of the library; empty = all.
        hazards: national priority hazards whose overlay actions are added.
    """

    country: str
    country_name: str
    term: Term
    first_year: int
    language: str = "en"
    goal_edits: Mapping[str, int] = field(default_factory=dict)
    areas: tuple[str, ...] = ()
    hazards: tuple[str, ...] = ()


@dataclass(frozen=True)
class Material:
    """What drafts are made from: the library, the crosswalk to it, the planning rules."""

    library: ActionLibrary
    crosswalk: Crosswalk
    rules: PlanningRules


@dataclass(frozen=True)
class Costs:
    """What a draft is costed with."""

    profile: CountryProfile
    prices: PriceList


def draft_plan(
    request: Request,
    material: Material,
    framework: Framework,
    assessment: Assessment | None = None,
    costs: Costs | None = None,
) -> Plan:
    """Draft a plan.

    Args:
        request: what is asked.
        material: library, crosswalk and rules.
        framework: the edition of the assessment; for a clean slate, the edition goals are set in.
        assessment: the scores, or ``None`` for a clean slate.
        costs: profile and prices for first costs, or ``None`` for a plan without costs.

    Raises:
        NaphsError: an unknown area, hazard, goal or a missing cost driver; the message says what to write.
    """
    _check_hazards(request, material.library)
    library = material.library
    mapped = indicators_behind(library, material.crosswalk, framework)
    goals = goals_of(assessment, framework, mapped, request.term, request.goal_edits)
    gaps = gaps_in_areas(target_gaps(goals, mapped), request.areas, mapped, framework, library)
    goals = goals_in_areas(goals, gaps, request.areas, mapped, framework)
    chosen = select_actions(library, gaps, request.hazards)
    activities = number_activities(chosen, library, request.term, request.first_year)
    notices = (
        *([] if costs else [Notice(NoticeCode.NO_PROFILE, {})]),
        *_assessment_notices(assessment, goals, mapped, framework),
        *_weak_links(material, framework, gaps),
        *notices_of(goals, gaps, activities, request.term, material.rules),
    )
    plan = Plan(
        country=request.country,
        country_name=request.country_name,
        title="",
        term=request.term,
        first_year=request.first_year,
        language=request.language,
        evidence=_evidence(assessment, framework, library),
        hazards=request.hazards,
        areas=request.areas,
        area_titles={one.area: library.area_titles.get(one.area, one.area) for one in activities},
        goals=goals,
        gaps=gaps,
        activities=activities,
        notices=notices,
    )
    return plan if costs is None else cost_plan(plan, costs)


def _evidence(assessment: Assessment | None, framework: Framework, library: ActionLibrary) -> Evidence:
    date, source = (None, None) if assessment is None else (assessment.date, assessment.source)
    return Evidence(framework.id, date, source, library.name, library.version, library.framework)


def cost_plan(plan: Plan, costs: Costs) -> Plan:
    """Give every activity of a plan its menu estimate.

    Raises:
        NaphsError: a count or a price is missing; the message names the action and the line.
    """
    costed = tuple(
        replace(
            activity,
            cost=cost_action(
                activity.action,
                costs.profile,
                costs.prices,
                starts_in=activity.first_year - plan.first_year,
                years=plan.term.years,
            ),
        )
        for activity in plan.activities
    )
    currency, price_year = costs.prices.basis
    return replace(
        plan,
        activities=costed,
        notices=(*plan.notices, *_dominant(costed, costs.prices)),
        cost_basis=CostBasis(costs.prices.name, currency, price_year, costs.profile),
    )


def _dominant(activities: Iterable[Activity], prices: PriceList) -> list[Notice]:
    """Mark the unit costs an estimate hangs on, so that they are the first to be replaced by the country's own."""
    found = []
    for item_id, share in dominant_prices(activity.cost for activity in activities).items():
        item = prices.unit_cost(item_id)
        values = {"item": item.title, "share": f"{share * 100:.0f}", "confidence": item.confidence}
        found.append(Notice(NoticeCode.DOMINANT_PRICE, values))
    return found


def _check_hazards(request: Request, library: ActionLibrary) -> None:
    for hazard in request.hazards:
        if hazard not in library.hazards:
            known = ", ".join(library.hazards) or "none"
            message = f"The library has no overlay for the hazard “{hazard}”. It has: {known}."
            raise NaphsError(message)


def _assessment_notices(
    assessment: Assessment | None, goals: Iterable[Goal], mapped: Mapped, framework: Framework
) -> list[Notice]:
    if assessment is None:
        return [Notice(NoticeCode.CLEAN_SLATE, {})]
    linked = {code for indicators in mapped.values() for code in indicators}
    found = []
    for goal in goals:
        level = assessment.levels.get(goal.indicator)
        if level is not None and level % 1:
            values = {"indicator": goal.indicator, "level": f"{level:f}", "reached": str(goal.current)}
            found.append(Notice(NoticeCode.HALF_LEVEL, values))
        if goal.current is not None and goal.indicator not in linked:
            found.append(Notice(NoticeCode.NO_LINK, {"indicator": goal.indicator}))
    open_targets = [
        target for target in uncovered(mapped, framework) if target not in {goal.indicator for goal in goals}
    ]
    if open_targets:
        found.append(Notice(NoticeCode.NOT_COVERED, {"framework": framework.short, "targets": ", ".join(open_targets)}))
    return found


def _weak_links(material: Material, framework: Framework, gaps: Iterable[TargetGap]) -> list[Notice]:
    weak = {
        (link.indicator, link.target)
        for link in material.crosswalk.from_framework(framework.id)
        if link.confidence is Confidence.LOW
    }
    return [
        Notice(NoticeCode.WEAK_LINK, {"indicator": indicator, "target": gap.target})
        for gap in gaps
        for indicator in gap.decided_by
        if (indicator, gap.target) in weak
    ]
