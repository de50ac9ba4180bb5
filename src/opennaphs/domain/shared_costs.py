"""Functional groups: work that several areas ask for and that is really one is paid once and shared between them.

Within a group, what one area asks for at several levels is different work and is kept. Between areas it is the same
work: the area that asks for most is paid in full, the others join. The cost is shared between the areas by a key; the
rest is the saving.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, Decimal

from opennaphs.domain.costing import ActivityCost, CostBasis, CostState
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.money import CENT, Money
from opennaphs.domain.planning import Activity, Plan


@dataclass(frozen=True)
class SharedCost:
    """What joining one group saves.

    Attributes:
        group: the functional group.
        paid_by: the area whose activities are paid in full.
        before: per area, what its activities of the group cost on their own.
        after: per area, its share of what is paid, in proportion to ``before`` (the key).
        saving: sum of ``before`` less sum of ``after``.
    """

    group: str
    paid_by: str
    before: Mapping[str, Money]
    after: Mapping[str, Money]
    saving: Money


def shared_costs(plan: Plan) -> tuple[SharedCost, ...]:
    """Find the groups that several areas ask for, and what paying each once saves, the largest saving first.

    Raises:
        NaphsError: the plan is not costed.
    """
    basis = plan.cost_basis
    if basis is None:
        raise NaphsError("The plan has no costs to share. Draft or cost it with a country profile first.")
    groups: dict[str, dict[str, list[Activity]]] = {}
    for activity in plan.activities:
        if activity.action.group is not None and activity.cost.state is CostState.COSTED:
            groups.setdefault(activity.action.group, {}).setdefault(activity.area, []).append(activity)
    found = [_shared(group, areas, basis) for group, areas in groups.items() if len(areas) > 1]
    return tuple(sorted(found, key=lambda one: (-one.saving.amount, one.group)))


def pay_once(plan: Plan) -> Plan:
    """Keep the cost of each shared group in the area that pays; the others' activities stay, carried by that area.

    Raises:
        NaphsError: the plan is not costed.
    """
    payers = {(one.group, area): one.paid_by for one in shared_costs(plan) for area in one.before}
    return replace(plan, activities=tuple(_carried(plan, activity, payers) for activity in plan.activities))


def _carried(plan: Plan, activity: Activity, payers: Mapping[tuple[str, str], str]) -> Activity:
    payer = payers.get((activity.action.group or "", activity.area), activity.area)
    if payer == activity.area or activity.cost.state is not CostState.COSTED:
        return activity
    reason = f"done together with {payer.rpartition('.')[2]} {plan.area_titles.get(payer, '')}, which pays for it"
    return replace(activity, cost=ActivityCost(CostState.EMBEDDED, reason))


def _shared(group: str, areas: Mapping[str, list[Activity]], basis: CostBasis) -> SharedCost:
    before = {area: _cost(activities, basis) for area, activities in areas.items()}
    dearest = max(before, key=lambda area: before[area].amount)
    after = split(before[dearest], list(before.values()))
    saving = basis.total(before.values()) - before[dearest]
    return SharedCost(group, dearest, before, dict(zip(before, after, strict=True)), saving)


def _cost(activities: Sequence[Activity], basis: CostBasis) -> Money:
    return basis.total(amount for activity in activities for line in activity.cost.lines for amount in line.by_year)


def split(amount: Money, keys: Sequence[Money]) -> tuple[Money, ...]:
    """Share an amount in proportion to keys, to the cent; the shares sum to the amount exactly.

    What rounding leaves goes, cent by cent, to the largest remainders. When all keys are zero the shares are equal.
    """
    weights = [key.amount for key in keys]
    if not any(weights):
        weights = [Decimal(1)] * len(keys)
    whole = sum(weights, Decimal(0))
    exact = [amount.amount * weight / whole for weight in weights]
    shares = [share.quantize(CENT, ROUND_DOWN) for share in exact]
    left = int((amount.amount - sum(shares, Decimal(0))) / CENT)
    largest = sorted(range(len(keys)), key=lambda number: shares[number] - exact[number])
    for number in largest[:left]:
        shares[number] += CENT
    return tuple(replace(amount, amount=share) for share in shares)
