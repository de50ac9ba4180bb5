"""Cost the activities of a plan again with the counts of a country; what somebody worked out stays."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from opennaphs.actions.activities.contents import check_editable
from opennaphs.actions.plans.goal_effects import frame_after
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.catalogue.translations import translator
from opennaphs.domain.detailing import has_own_costs
from opennaphs.domain.drafting import Costs, cost_plan
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.notices import NoticeCode
from opennaphs.domain.plan_document import activity_document, document
from opennaphs.domain.planning import Activity, Plan
from opennaphs.store.models import ActivityRecord, PlanRecord, User
from opennaphs.store.plans import load_plan

OTHER_MONEY = (
    "{count} activities have costs of their own in {currency} of {price_year}; the prices are in {other} of "
    "{other_year}. Costs of two kinds of money cannot be added up."
)
OF_COSTING = frozenset({NoticeCode.NO_PROFILE, NoticeCode.DOMINANT_PRICE})


@dataclass(frozen=True)
class Recosted:
    """What costing again did: how many activities changed, and which kept the costs somebody had worked out."""

    changed: int
    kept: tuple[str, ...]


def recost_plan(*, plan: PlanRecord, costs: Costs, why: str = "", by: User) -> Recosted:
    """Give every activity the estimate of the library for these counts and prices, each as a new version.

    Args:
        plan: which.
        costs: counts and prices.
        why: a sentence for the history.
        by: who costs it; they need the right in all areas.

    Raises:
        NotAllowed: they may not edit costs in all areas.
        EditRefused: the plan stands as agreed.
        NaphsError: a count or price is missing, or own costs are in other money.
    """
    with writing(Permission.EDIT_COSTS, country=plan.country, by=by) as change:
        locked = change.locked(plan, None)
        check_editable(locked)
        before = load_plan(locked)
        kept = tuple(one.id for one in before.activities if has_own_costs(one))
        after = _recosted(before, costs, kept)
        contents = {one.id: activity_document(one) for one in after.activities}
        rows = [change.locked(row, None) for row in locked.activities.filter(removed=False)]
        changed = change.save_all(_with_costs(rows, contents), "recost_plan", why)
        locked.frame = {**locked.frame, **frame_after(after), **_basis(after)}
        change.save(locked, "recost_plan", why)
    return Recosted(len(changed), kept)


def _recosted(plan: Plan, costs: Costs, kept: tuple[str, ...]) -> Plan:
    _check_money(plan, costs, kept)
    notices = tuple(one for one in plan.notices if one.code not in OF_COSTING)
    own: dict[str, Activity] = {one.id: one for one in plan.activities if one.id in kept}
    others = tuple(one for one in plan.activities if one.id not in own)
    costed = cost_plan(replace(plan, activities=others, notices=notices), costs)
    new = {one.id: one for one in costed.activities}
    return replace(costed, activities=tuple(own.get(one.id) or new[one.id] for one in plan.activities))


def _check_money(plan: Plan, costs: Costs, kept: tuple[str, ...]) -> None:
    basis, other = plan.cost_basis, costs.prices.basis
    if kept and basis is not None and (basis.currency, basis.price_year) != other:
        message = OTHER_MONEY.format(
            count=len(kept),
            currency=basis.currency,
            price_year=basis.price_year,
            other=other[0],
            other_year=other[1],
        )
        raise NaphsError(message)


def _with_costs(rows: list[ActivityRecord], contents: Mapping[str, dict[str, object]]) -> list[ActivityRecord]:
    for row in rows:
        row.content = {**row.content, "cost": contents[row.number]["cost"]}
    return rows


def _basis(plan: Plan) -> dict[str, object]:
    return {"cost_basis": document(replace(plan, activities=()), translator(plan.language))["cost_basis"]}
