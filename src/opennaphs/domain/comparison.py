"""Two plans side by side: goals, activities and costs that came, went or changed."""

from collections.abc import Mapping
from dataclasses import dataclass

from opennaphs.domain.cost_views import Cut, cost_table
from opennaphs.domain.money import Money
from opennaphs.domain.planning import Activity, Plan


@dataclass(frozen=True)
class Changed:
    """One thing that stands in both plans and differs: its name, what it was and what it is."""

    name: str
    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Comparison:
    """What differs between two plans. Costs by area are ``None`` where a plan is not costed in the same money."""

    added: tuple[Activity, ...]
    removed: tuple[Activity, ...]
    changed: tuple[Changed, ...]
    goals: tuple[Changed, ...]
    costs: Mapping[str, tuple[Money | None, Money | None]]
    comparable: bool


def compare_plans(before: Plan, after: Plan) -> Comparison:
    """Compare two plans; activities are recognised by the action they come from."""
    old = {activity.action.id: activity for activity in before.activities}
    new = {activity.action.id: activity for activity in after.activities}
    changed = tuple(change for key in old if key in new for change in _changes(old[key], new[key]))
    return Comparison(
        added=tuple(activity for key, activity in new.items() if key not in old),
        removed=tuple(activity for key, activity in old.items() if key not in new),
        changed=changed,
        goals=_goal_changes(before, after),
        costs=_costs(before, after),
        comparable=_money_of(before) == _money_of(after) and before.cost_basis is not None,
    )


def _changes(old: Activity, new: Activity) -> list[Changed]:
    pairs = {
        "text": (old.action.text, new.action.text),
        "first year": (str(old.first_year), str(new.first_year)),
        "owner": (old.owner or "-", new.owner or "-"),
        "cost": (_cost(old), _cost(new)),
    }
    return [Changed(new.action.id, what, *pair) for what, pair in pairs.items() if pair[0] != pair[1]]


def _cost(activity: Activity) -> str:
    amounts = [amount for line in activity.cost.lines for amount in line.by_year]
    if not amounts:
        return str(activity.cost.state)
    whole = amounts[0]
    for amount in amounts[1:]:
        whole += amount
    return str(whole)


def _goal_changes(before: Plan, after: Plan) -> tuple[Changed, ...]:
    old, new = ({goal.indicator: goal for goal in plan.goals} for plan in (before, after))
    return tuple(
        Changed(indicator, "goal", _shown(old.get(indicator)), _shown(new.get(indicator)))
        for indicator in dict.fromkeys((*old, *new))
        if _shown(old.get(indicator)) != _shown(new.get(indicator))
    )


def _shown(goal: object | None) -> str:
    if goal is None:
        return "not in the plan"
    current, target = getattr(goal, "current", None), getattr(goal, "target", None)
    return f"{'-' if current is None else current} → {'-' if target is None else target}"


def _money_of(plan: Plan) -> tuple[str, int] | None:
    return None if plan.cost_basis is None else (plan.cost_basis.currency, plan.cost_basis.price_year)


def _costs(before: Plan, after: Plan) -> dict[str, tuple[Money | None, Money | None]]:
    old, new = _by_area(before), _by_area(after)
    return {area: (old.get(area), new.get(area)) for area in dict.fromkeys((*old, *new))}


def _by_area(plan: Plan) -> dict[str, Money]:
    table = cost_table(plan, Cut.AREA)
    return {} if table is None else dict(zip(table.rows, table.row_totals, strict=True))
