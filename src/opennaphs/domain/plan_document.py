"""The plan document: a plan as plain data (``*.naphs.json``) and back, without losing anything.

``document(plan)`` and ``plan_of(document)`` are exact inverses. Amounts and counts are texts, because JSON numbers
are not exact. The shape is published as a JSON Schema (``docs/reference/plan-document.schema.json``).
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from opennaphs.domain.activity_details import NO_DETAILS, details_document, details_of
from opennaphs.domain.builders import Detail, build_detail, detail_values, kind_of
from opennaphs.domain.choice_documents import choice_document, choice_of
from opennaphs.domain.costing import ActivityCost, CostBasis, CostLine, CostState
from opennaphs.domain.funding.documents import funding_document, funding_of
from opennaphs.domain.goals import Goal, TargetGap, Term
from opennaphs.domain.library import (
    Action,
    ActionType,
    AdministrativeLevel,
    Builder,
    Component,
    CostTemplate,
    Driver,
    EconomicType,
    Priority,
    Rating,
    Sector,
)
from opennaphs.domain.money import Money
from opennaphs.domain.monitoring.documents import follow_up_document, follow_up_of
from opennaphs.domain.notices import Notice, NoticeCode
from opennaphs.domain.planning import Activity, Evidence, Plan
from opennaphs.domain.profiles import Count, CountryProfile

FORMAT = "naphs-plan"
FORMAT_VERSION = 1
Document = dict[str, Any]


def document(plan: Plan, translate: Callable[[str], str] = str) -> Document:
    """Give a plan as plain data, ready for JSON; ``translate`` puts notices into the language of the plan."""
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "title": plan.title,
        "country": {"iso3": plan.country, "name": plan.country_name},
        "term": str(plan.term),
        "first_year": plan.first_year,
        "language": plan.language,
        "evidence": {
            "framework": plan.evidence.framework,
            "date": plan.evidence.date,
            "source": plan.evidence.source,
            "library": plan.evidence.library,
            "library_version": plan.evidence.library_version,
            "library_framework": plan.evidence.library_framework,
        },
        "hazards": list(plan.hazards),
        "areas": list(plan.areas),
        "area_titles": dict(plan.area_titles),
        "goals": [_goal(goal) for goal in plan.goals],
        "gaps": [_gap(gap) for gap in plan.gaps],
        "cost_basis": None if plan.cost_basis is None else _basis(plan.cost_basis),
        "activities": [activity_document(activity) for activity in plan.activities],
        "notices": [
            {"code": str(notice.code), "values": dict(notice.values), "text": notice.text(translate)}
            for notice in plan.notices
        ],
        # Only a plan that was chosen, funded or followed has these keys, so that older documents stay as they are.
        **({} if plan.choice is None else {"choice": choice_document(plan.choice, activity_document)}),
        **({} if plan.funding is None else {"funding": funding_document(plan.funding)}),
        **({} if plan.follow_up is None else {"follow_up": follow_up_document(plan.follow_up)}),
    }


def plan_of(content: Mapping[str, Any]) -> Plan:
    """Give the plan that a document, already held against its schema, describes."""
    return Plan(
        country=content["country"]["iso3"],
        country_name=content["country"]["name"],
        title=content["title"],
        term=Term(content["term"]),
        first_year=content["first_year"],
        language=content["language"],
        evidence=Evidence(**content["evidence"]),
        hazards=tuple(content["hazards"]),
        areas=tuple(content["areas"]),
        area_titles=dict(content["area_titles"]),
        goals=tuple(Goal(**goal) for goal in content["goals"]),
        gaps=tuple(_gap_of(gap) for gap in content["gaps"]),
        activities=tuple(activity_of(activity) for activity in content["activities"]),
        notices=tuple(Notice(NoticeCode(notice["code"]), dict(notice["values"])) for notice in content["notices"]),
        cost_basis=None if content["cost_basis"] is None else _basis_of(content["cost_basis"]),
        choice=choice_of(content["choice"], activity_of) if "choice" in content else None,
        funding=funding_of(content["funding"]) if "funding" in content else None,
        follow_up=follow_up_of(content["follow_up"]) if "follow_up" in content else None,
    )


# --- goals and gaps -----------------------------------------------------------------------------------------------


def _goal(goal: Goal) -> Document:
    return {"indicator": goal.indicator, "current": goal.current, "target": goal.target, "edited": goal.edited}


def _gap(gap: TargetGap) -> Document:
    return {"target": gap.target, "current": gap.current, "goal": gap.goal, "decided_by": list(gap.decided_by)}


def _gap_of(content: Mapping[str, Any]) -> TargetGap:
    return TargetGap(content["target"], content["current"], content["goal"], tuple(content["decided_by"]))


# --- activities ---------------------------------------------------------------------------------------------------


def activity_document(activity: Activity) -> Document:
    """Give one activity as plain data, ready for JSON; :func:`activity_of` is the exact inverse."""
    action = activity.action
    return {
        "id": activity.id,
        "action_id": action.id,
        "area": activity.area,
        "target": action.target,
        "level": action.level,
        "text": action.text,
        "types": [str(kind) for kind in action.types],
        "lead": _text(action.lead),
        "with": [str(sector) for sector in action.supporting],
        "owner": activity.owner,
        "where": _text(action.administrative_level),
        "component": _text(action.component),
        "other_sector": action.other_sector,
        "hepr": action.hepr,
        "marks": list(action.marks),
        "evidence": action.evidence,
        "months": action.months,
        "needs": list(action.needs),
        "hazards": list(action.hazards),
        "group": action.group,
        "priority": None if action.priority is None else _priority(action.priority),
        "first_year": activity.first_year,
        "cost": _cost(activity),
        "notes": dict(activity.notes),
        # Only an activity somebody has said more about has this key, so that older documents stay as they are.
        **({} if activity.details == NO_DETAILS else {"details": details_document(activity.details)}),
    }


def activity_of(content: Mapping[str, Any]) -> Activity:
    """Give the activity that plain data, already held against its schema, describes.

    Raises:
        NaphsError: a value cannot be (an end before its start, an amount that is no money); the message says which.
    """
    cost = content["cost"]
    templates = None if cost["templates"] is None else tuple(_template_of(line) for line in cost["templates"])
    action = Action(
        id=content["action_id"],
        target=content["target"],
        level=content["level"],
        text=content["text"],
        types=tuple(ActionType(kind) for kind in content["types"]),
        lead=None if content["lead"] is None else Sector(content["lead"]),
        supporting=tuple(Sector(sector) for sector in content["with"]),
        administrative_level=None if content["where"] is None else AdministrativeLevel(content["where"]),
        component=None if content["component"] is None else Component(content["component"]),
        other_sector=content["other_sector"],
        hepr=content["hepr"],
        marks=tuple(content["marks"]),
        evidence=content["evidence"],
        months=content["months"],
        needs=tuple(content["needs"]),
        hazards=tuple(content["hazards"]),
        group=content["group"],
        priority=None if content["priority"] is None else _priority_of(content["priority"]),
        costs=templates,
        no_cost_because=cost["no_cost_because"],
    )
    return Activity(
        content["id"],
        content["area"],
        action,
        content["first_year"],
        content["owner"],
        _cost_of(cost),
        dict(content["notes"]),
        details_of(content["details"]) if "details" in content else NO_DETAILS,
    )


def _text(value: object | None) -> str | None:
    return None if value is None else str(value)


def _priority(priority: Priority) -> Document:
    return {
        "ihr_obligation": priority.ihr_obligation,
        "impact": str(priority.impact),
        "feasibility": str(priority.feasibility),
        "reason": priority.reason,
    }


def _priority_of(content: Mapping[str, Any]) -> Priority:
    return Priority(
        content["ihr_obligation"], Rating(content["impact"]), Rating(content["feasibility"]), content["reason"]
    )


# --- costs --------------------------------------------------------------------------------------------------------


def _cost(activity: Activity) -> Document:
    cost, templates = activity.cost, activity.action.costs
    return {
        "state": str(cost.state),
        "reason": cost.reason,
        "no_cost_because": activity.action.no_cost_because,
        "templates": None if templates is None else [_template(template) for template in templates],
        "lines": [_line(line) for line in cost.lines],
    }


def _cost_of(content: Mapping[str, Any]) -> ActivityCost:
    lines = tuple(_line_of(line) for line in content["lines"])
    return ActivityCost(CostState(content["state"]), content["reason"], lines)


def _template(template: CostTemplate) -> Document:
    return {
        "use": template.unit_cost,
        "quantities": {name: f"{value:f}" for name, value in template.quantities.items()},
        "per": str(template.per),
        "share": f"{template.share:f}",
        "times_a_year": f"{template.times_a_year:f}",
        "kind": str(template.economic_type),
    }


def _template_of(content: Mapping[str, Any]) -> CostTemplate:
    return CostTemplate(
        content["use"],
        {name: Decimal(value) for name, value in content["quantities"].items()},
        Driver(content["per"]),
        Decimal(content["share"]),
        Decimal(content["times_a_year"]),
        EconomicType(content["kind"]),
    )


def _line(line: CostLine) -> Document:
    return _template(line.template) | _pricing(line)


def _pricing(line: CostLine) -> Document:
    return {
        "title": line.title,
        "builder": str(line.builder),
        "unit": line.unit,
        "count": f"{line.count:f}",
        "unit_price": _money(line.unit_price),
        "by_year": [_money(amount) for amount in line.by_year],
        "schedule": None if line.schedule is None else [f"{times:f}" for times in line.schedule],
        "detail": None if line.detail is None else _detail(line.detail),
        "replaces": None if line.replaces is None else _line(line.replaces),
    }


def _detail(detail: Detail) -> Document:
    values = {name: f"{value:f}" for name, value in detail_values(detail).items()}
    return {"builder": kind_of(detail), "fields": values}


def _line_of(content: Mapping[str, Any]) -> CostLine:
    schedule, detail, replaces = content["schedule"], content["detail"], content["replaces"]
    return CostLine(
        _template_of(content),
        content["title"],
        Builder(content["builder"]),
        content["unit"],
        Decimal(content["count"]),
        _money_of(content["unit_price"]),
        tuple(_money_of(amount) for amount in content["by_year"]),
        None if schedule is None else tuple(Decimal(times) for times in schedule),
        None if detail is None else _detail_of(detail),
        None if replaces is None else _line_of(replaces),
    )


def _detail_of(content: Mapping[str, Any]) -> Detail:
    return build_detail(content["builder"], {name: Decimal(value) for name, value in content["fields"].items()})


def _money(money: Money) -> Document:
    return {"amount": f"{money.amount:f}", "currency": money.currency, "price_year": money.price_year}


def _money_of(content: Mapping[str, Any]) -> Money:
    return Money(Decimal(content["amount"]), content["currency"], content["price_year"])


def _basis(basis: CostBasis) -> Document:
    return {
        "price_list": basis.price_list,
        "currency": basis.currency,
        "price_year": basis.price_year,
        "profile": {
            "country": basis.profile.country,
            "counts": {
                str(driver): {"value": f"{count.value:f}", "year": count.year, "source": count.source}
                for driver, count in basis.profile.counts.items()
            },
        },
    }


def _basis_of(content: Mapping[str, Any]) -> CostBasis:
    counts = {
        Driver(driver): Count(Decimal(count["value"]), count["year"], count["source"])
        for driver, count in content["profile"]["counts"].items()
    }
    return CostBasis(
        content["price_list"],
        content["currency"],
        content["price_year"],
        CountryProfile(content["profile"]["country"], counts),
    )
