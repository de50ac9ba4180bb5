"""Drafting a plan: from an assessment (or a clean slate) and a library to goals, activities and notices."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from opennaphs.domain.assessments import Assessment, reached_level
from opennaphs.domain.costing import CostBasis, cost_action
from opennaphs.domain.crosswalks import Confidence, Crosswalk
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.frameworks import Framework
from opennaphs.domain.goals import Goal, TargetGap, Term, set_goals, target_gaps
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
    goals = _goals(request, framework, assessment)
    mapping = _indicators_of(material, framework)
    gaps = _in_areas(target_gaps(goals, mapping), mapping, request, framework, material.library)
    goals = _goals_in_areas(goals, gaps, mapping, request, framework)
    chosen = select_actions(material.library, gaps, request.hazards)
    activities = number_activities(chosen, material.library, request.term, request.first_year)
    notices = (
        *_assessment_notices(assessment, goals, material, framework, mapping, gaps, costs),
        *notices_of(goals, gaps, activities, request.term, material.rules),
    )
    return _plan(request, material.library, framework, assessment, goals, gaps, activities, notices, costs)


def _plan(
    request: Request,
    library: ActionLibrary,
    framework: Framework,
    assessment: Assessment | None,
    goals: tuple[Goal, ...],
    gaps: tuple[TargetGap, ...],
    activities: tuple[Activity, ...],
    notices: tuple[Notice, ...],
    costs: Costs | None,
) -> Plan:
    used = dict.fromkeys(activity.area for activity in activities)
    plan = Plan(
        country=request.country,
        country_name=request.country_name,
        title="",
        term=request.term,
        first_year=request.first_year,
        language=request.language,
        evidence=Evidence(
            framework.id,
            None if assessment is None else assessment.date,
            None if assessment is None else assessment.source,
            library.name,
            library.version,
            library.framework,
        ),
        hazards=request.hazards,
        areas=request.areas,
        area_titles={area: library.area_titles.get(area, area) for area in used},
        goals=goals,
        gaps=gaps,
        activities=activities,
        notices=notices,
    )
    return plan if costs is None else cost_plan(plan, costs)


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
        plan, activities=costed, cost_basis=CostBasis(costs.prices.name, currency, price_year, costs.profile)
    )


def _check_hazards(request: Request, library: ActionLibrary) -> None:
    for hazard in request.hazards:
        if hazard not in library.hazards:
            known = ", ".join(library.hazards) or "none"
            message = f"The library has no overlay for the hazard “{hazard}”. It has: {known}."
            raise NaphsError(message)


def _goals(request: Request, framework: Framework, assessment: Assessment | None) -> tuple[Goal, ...]:
    current = {
        indicator.id: None if assessment is None else reached_level(assessment, framework, indicator.id)
        for indicator in framework.indicators
    }
    return set_goals(current, request.term, request.goal_edits, clean_slate=assessment is None)


def _indicators_of(material: Material, framework: Framework) -> dict[str, tuple[str, ...]]:
    """Give the indicators behind each target; in the library's own edition every indicator stands for itself."""
    if material.library.framework == framework.id:
        return {indicator.id: (indicator.id,) for indicator in framework.indicators}
    found = material.crosswalk.indicators_of(framework.id)
    if not found:
        message = f"The library “{material.library.name}” has no crosswalk from {framework.short}."
        raise NaphsError(message)
    return {target: found[target] for target in material.library.targets if target in found}


def _in_areas(
    gaps: Iterable[TargetGap],
    mapping: Mapping[str, tuple[str, ...]],
    request: Request,
    framework: Framework,
    library: ActionLibrary,
) -> tuple[TargetGap, ...]:
    """Keep the gaps of the asked areas; an area is of the assessment's edition or of the library."""
    if not request.areas:
        return tuple(gaps)
    own = {area.id for area in framework.areas}
    known = own | {library.area(target) for target in library.targets}
    for area in request.areas:
        if area not in known:
            message = f"There is no area “{area}”. The areas of {framework.short} are: {', '.join(sorted(own))}."
            raise NaphsError(message)
    wanted = set(request.areas)
    return tuple(
        gap
        for gap in gaps
        if library.area(gap.target) in wanted
        or any(framework.indicator(code).area in wanted for code in mapping[gap.target])
    )


def _goals_in_areas(
    goals: tuple[Goal, ...],
    gaps: Iterable[TargetGap],
    mapping: Mapping[str, tuple[str, ...]],
    request: Request,
    framework: Framework,
) -> tuple[Goal, ...]:
    if not request.areas:
        return goals
    behind = {code for gap in gaps for code in mapping[gap.target]}
    wanted = set(request.areas)
    return tuple(
        goal for goal in goals if goal.indicator in behind or framework.indicator(goal.indicator).area in wanted
    )


def _assessment_notices(
    assessment: Assessment | None,
    goals: Iterable[Goal],
    material: Material,
    framework: Framework,
    mapping: Mapping[str, tuple[str, ...]],
    gaps: Iterable[TargetGap],
    costs: Costs | None,
) -> list[Notice]:
    found = [] if costs is not None else [Notice(NoticeCode.NO_PROFILE, {})]
    if assessment is None:
        return [Notice(NoticeCode.CLEAN_SLATE, {}), *found]
    linked = {code for indicators in mapping.values() for code in indicators}
    for goal in goals:
        level = assessment.levels.get(goal.indicator)
        if level is not None and level % 1:
            values = {"indicator": goal.indicator, "level": f"{level:f}", "reached": str(goal.current)}
            found.append(Notice(NoticeCode.HALF_LEVEL, values))
        if goal.current is not None and goal.indicator not in linked:
            found.append(Notice(NoticeCode.NO_LINK, {"indicator": goal.indicator}))
    return found + _weak_links(material, framework, gaps)


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
