"""Cost scenarios: which activities are counted, which other plans carry, how fast, and what is added on top."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from opennaphs.domain.costing import ActivityCost, CostBasis, CostState, due
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.money import Money
from opennaphs.domain.planning import Activity, Plan
from opennaphs.domain.shared_costs import pay_once


@dataclass(frozen=True)
class Inclusion:
    """Which activities a scenario counts: duties under the IHR, and those of the given impacts."""

    name: str
    title: str
    ihr_obligation: bool
    impacts: tuple[str, ...]

    def counts(self, activity: Activity) -> bool:
        """Say whether an activity is counted; one without a rating always is: nobody said it may be left out."""
        priority = activity.action.priority
        if priority is None:
            return True
        return (self.ihr_obligation and priority.ihr_obligation) or priority.impact in self.impacts


@dataclass(frozen=True)
class EmbeddedPlan:
    """Another plan that usually carries some activities: known by area, functional group or unit cost."""

    name: str
    title: str
    areas: tuple[str, ...]
    groups: tuple[str, ...]
    unit_costs: tuple[str, ...]

    def carries(self, activity: Activity) -> bool:
        """Say whether the other plan carries an activity."""
        used = {line.template.unit_cost for line in activity.cost.lines}
        return activity.area in self.areas or activity.action.group in self.groups or bool(used & set(self.unit_costs))


@dataclass(frozen=True)
class Scenario:
    """One way to count the costs of a plan.

    Attributes:
        name: how it is called in tables.
        inclusion: which activities are counted; the others are left out of the plan.
        embedded: plans that carry some activities; those stay in the plan, with that state and no cost.
        first_years: first year of single activities, instead of the plan's own (pace).
        overhead: share added to every activity for administration.
        contingency: share added on top of costs and overhead.
        count_staff: whether staff lines are counted (``False``: all posts are taken to exist already).
        pay_once: whether work several areas ask for is paid in one of them only.
    """

    name: str
    inclusion: Inclusion
    embedded: tuple[EmbeddedPlan, ...] = ()
    first_years: Mapping[str, int] | None = None
    overhead: Decimal = Decimal(0)
    contingency: Decimal = Decimal(0)
    count_staff: bool = True
    pay_once: bool = False


@dataclass(frozen=True)
class ScenarioTotal:
    """What a scenario costs in each plan year: activities, overhead, contingency, and their sum."""

    scenario: str
    activities: int
    embedded: int
    by_year: tuple[Money, ...]
    overhead: tuple[Money, ...]
    contingency: tuple[Money, ...]
    whole: Money


def apply_scenario(plan: Plan, scenario: Scenario) -> Plan:
    """Give the plan as a scenario counts it.

    Raises:
        NaphsError: the plan is not costed, or a first year lies outside the plan or belongs to no activity.
    """
    if plan.cost_basis is None:
        raise NaphsError("The plan has no costs to count. Draft or cost it with a country profile first.")
    _check_pace(plan, scenario.first_years or {})
    steps: tuple[Callable[[Activity], Activity], ...] = (
        lambda activity: _paced(plan, activity, scenario.first_years or {}),
        lambda activity: activity if scenario.count_staff else _without_staff(activity),
        lambda activity: _embedded(activity, scenario.embedded),
    )
    activities = [activity for activity in plan.activities if scenario.inclusion.counts(activity)]
    for step in steps:
        activities = [step(activity) for activity in activities]
    counted = replace(plan, activities=tuple(activities))
    return pay_once(counted) if scenario.pay_once else counted


def _check_pace(plan: Plan, first_years: Mapping[str, int]) -> None:
    known = {activity.id for activity in plan.activities}
    for activity, year in first_years.items():
        if activity not in known:
            message = f"The plan has no activity {activity}. Correct its number in the schedule."
            raise NaphsError(message)
        if year not in plan.years:
            message = f"{activity} cannot begin in {year}: the plan runs from {plan.years[0]} to {plan.years[-1]}."
            raise NaphsError(message)


def _paced(plan: Plan, activity: Activity, first_years: Mapping[str, int]) -> Activity:
    if activity.id not in first_years:
        return activity
    starts_in = first_years[activity.id] - plan.first_year
    lines = tuple(due(line, starts_in, plan.term.years) for line in activity.cost.lines)
    return replace(activity, first_year=first_years[activity.id], cost=replace(activity.cost, lines=lines))


def _without_staff(activity: Activity) -> Activity:
    kept = tuple(line for line in activity.cost.lines if line.builder != "staff")
    if len(kept) == len(activity.cost.lines):
        return activity
    if not kept:
        return replace(activity, cost=ActivityCost(CostState.NO_EXTRA_COST, "the posts are taken to exist already"))
    return replace(activity, cost=replace(activity.cost, lines=kept))


def _embedded(activity: Activity, plans: Iterable[EmbeddedPlan]) -> Activity:
    carrier = next((plan for plan in plans if plan.carries(activity)), None)
    if carrier is None:
        return activity
    return replace(activity, cost=ActivityCost(CostState.EMBEDDED, carrier.title))


def scenario_total(plan: Plan, scenario: Scenario) -> ScenarioTotal:
    """Give what a scenario costs, year by year. Overhead and contingency are rounded to the cent for each year."""
    counted = apply_scenario(plan, scenario)
    basis = _basis(counted)
    by_year = tuple(
        basis.total(line.by_year[year] for activity in counted.activities for line in activity.cost.lines)
        for year in range(plan.term.years)
    )
    overhead = tuple(amount.times(scenario.overhead).rounded() for amount in by_year)
    contingency = tuple(
        (amount + extra).times(scenario.contingency).rounded() for amount, extra in zip(by_year, overhead, strict=True)
    )
    embedded = sum(activity.cost.state is CostState.EMBEDDED for activity in counted.activities)
    whole = basis.total((*by_year, *overhead, *contingency))
    return ScenarioTotal(scenario.name, len(counted.activities), embedded, by_year, overhead, contingency, whole)


def _basis(plan: Plan) -> CostBasis:
    if plan.cost_basis is None:
        raise NaphsError("The plan has no costs to count. Draft or cost it with a country profile first.")
    return plan.cost_basis
