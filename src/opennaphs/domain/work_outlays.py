"""Outlays: the money of an activity counted from the year it starts, whatever year the plan had put it in."""

from collections.abc import Sequence
from decimal import Decimal

from opennaphs.domain.costing import CostLine, yearly_amount
from opennaphs.domain.library import EconomicType
from opennaphs.domain.planning import Activity, Plan

NEVER, ONCE = Decimal(0), Decimal(1)


def planned_start(activity: Activity, plan: Plan) -> int:
    """Give the plan year (0 = first) in which the plan lets an activity begin."""
    return max(0, min(activity.first_year - plan.first_year, plan.term.years - 1))


def begins_in(activity: Activity, plan: Plan) -> int:
    """Give the plan year in which an activity begins or its first money is due, whichever is earlier."""
    own_years = [line.schedule for line in activity.cost.lines if line.schedule is not None]
    first_due = [next((year for year, times in enumerate(one) if times), plan.term.years) for one in own_years]
    return min(planned_start(activity, plan), *first_due, plan.term.years - 1)


def times_since_start(line: CostLine, activity: Activity, plan: Plan) -> tuple[Decimal, ...]:
    """Say how often a line is due in each year since its activity begins; of what recurs, the last goes on.

    A line with years of its own keeps their order and gaps; one without waits for the first year of the activity.
    """
    begins = begins_in(activity, plan)
    if line.schedule is not None:
        return line.schedule[begins:]
    return (*[NEVER] * (planned_start(activity, plan) - begins), ONCE)


def outlays_of(activity: Activity, plan: Plan) -> dict[EconomicType, tuple[Decimal, ...]]:
    """Give the money of each economic type by year since the start, leaving out types without any."""
    found: dict[EconomicType, list[tuple[Decimal, ...]]] = {}
    for line in activity.cost.lines:
        found.setdefault(line.template.economic_type, []).append(
            _amounts(line, times_since_start(line, activity, plan))
        )
    added = {kind: _added(amounts, kind) for kind, amounts in found.items()}
    return {kind: amounts for kind, amounts in added.items() if any(amounts)}


def _amounts(line: CostLine, times: Sequence[Decimal]) -> tuple[Decimal, ...]:
    once = yearly_amount(line)
    return tuple(once.times(often).rounded().amount for often in times)


def _added(outlays: Sequence[tuple[Decimal, ...]], kind: EconomicType) -> tuple[Decimal, ...]:
    """Add outlays up year by year; what recurs goes on with its last amount, the rest with nothing."""
    years = max(len(outlay) for outlay in outlays)
    rests = [outlay[-1] if kind is EconomicType.RECURRENT else Decimal(0) for outlay in outlays]
    longer = [(*outlay, *[rest] * (years - len(outlay))) for outlay, rest in zip(outlays, rests, strict=True)]
    return tuple(sum(amounts, Decimal(0)) for amounts in zip(*longer, strict=True))


def has_own_recurrent_years(activity: Activity) -> bool:
    """Say whether a recurrent line of an activity is due in years of its own."""
    lines = activity.cost.lines
    return any(line.schedule is not None and line.template.economic_type is EconomicType.RECURRENT for line in lines)
