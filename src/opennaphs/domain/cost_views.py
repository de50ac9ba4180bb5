"""One table of cost facts and every cut of it: area, year, ministry, category … Totals are sums of these facts."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from opennaphs.domain.money import Money
from opennaphs.domain.planning import Plan

UNKNOWN = "not said"


class Cut(StrEnum):
    """What costs can be cut by."""

    AREA = "area"
    YEAR = "year"
    MINISTRY = "ministry"
    SCALE = "scale"
    CATEGORY = "category"
    ECONOMIC_TYPE = "economic type"
    LEVEL = "level"
    GROUP = "group"
    UNIT_COST = "unit cost"
    ACTIVITY = "activity"


@dataclass(frozen=True)
class CostFact:
    """The money of one cost line in one year, with everything it can be cut by."""

    activity: str
    area: str
    ministry: str
    scale: str
    category: str
    economic_type: str
    level: str
    group: str
    unit_cost: str
    year: int
    amount: Money


_CUTS: dict[Cut, Callable[[CostFact], str]] = {
    Cut.AREA: lambda fact: fact.area,
    Cut.YEAR: lambda fact: str(fact.year),
    Cut.MINISTRY: lambda fact: fact.ministry,
    Cut.SCALE: lambda fact: fact.scale,
    Cut.CATEGORY: lambda fact: fact.category,
    Cut.ECONOMIC_TYPE: lambda fact: fact.economic_type,
    Cut.LEVEL: lambda fact: fact.level,
    Cut.GROUP: lambda fact: fact.group,
    Cut.UNIT_COST: lambda fact: fact.unit_cost,
    Cut.ACTIVITY: lambda fact: fact.activity,
}


def cost_facts(plan: Plan) -> tuple[CostFact, ...]:
    """Give one fact for every cost line and plan year, zeros included, in the order of the plan."""
    return tuple(
        CostFact(
            activity.id,
            activity.area,
            str(activity.action.lead or UNKNOWN),
            str(activity.action.administrative_level or UNKNOWN),
            str(line.builder),
            str(line.template.economic_type),
            UNKNOWN if activity.action.level is None else str(activity.action.level),
            activity.action.group or UNKNOWN,
            line.template.unit_cost,
            year,
            amount,
        )
        for activity in plan.activities
        for line in activity.cost.lines
        for year, amount in zip(plan.years, line.by_year, strict=True)
    )


@dataclass(frozen=True)
class CostTable:
    """Costs cut two ways. ``cells[r][c]`` belongs to ``rows[r]`` and ``columns[c]``; all sums are sums of cells."""

    by: Cut
    across: Cut
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Money, ...], ...]
    row_totals: tuple[Money, ...]
    column_totals: tuple[Money, ...]
    whole: Money


def cost_table(plan: Plan, by: Cut, across: Cut = Cut.YEAR) -> CostTable | None:
    """Cut the costs of a plan two ways; ``None`` when the plan is not costed.

    Rows and columns stand in the order in which they first occur in the plan.
    """
    if plan.cost_basis is None:
        return None
    basis, facts = plan.cost_basis, cost_facts(plan)
    rows = tuple(dict.fromkeys(_CUTS[by](fact) for fact in facts))
    columns = tuple(dict.fromkeys(_CUTS[across](fact) for fact in facts))
    sums: dict[tuple[str, str], Money] = {}
    for fact in facts:
        key = (_CUTS[by](fact), _CUTS[across](fact))
        sums[key] = sums[key] + fact.amount if key in sums else fact.amount
    zero = Money.zero(basis.currency, basis.price_year)
    cells = tuple(tuple(sums.get((row, column), zero) for column in columns) for row in rows)
    return CostTable(
        by,
        across,
        rows,
        columns,
        cells,
        tuple(basis.total(row) for row in cells),
        tuple(basis.total(row[number] for row in cells) for number in range(len(columns))),
        basis.total(cell for row in cells for cell in row),
    )


@dataclass(frozen=True)
class Ranked:
    """One entry of a ranking by cost, with the share of the whole it carries together with all dearer ones."""

    name: str
    amount: Money
    share: float
    cumulative_share: float


def ranking(plan: Plan, by: Cut = Cut.ACTIVITY) -> tuple[Ranked, ...]:
    """Rank activities, unit costs … by what they cost over the whole plan, the dearest first (Pareto)."""
    table = cost_table(plan, by)
    if table is None or not table.whole.amount:
        return ()
    ordered = sorted(zip(table.rows, table.row_totals, strict=True), key=lambda row: (-row[1].amount, row[0]))
    found: list[Ranked] = []
    running = 0.0
    for name, amount in ordered:
        share = float(amount.amount / table.whole.amount)
        running += share
        found.append(Ranked(name, amount, share, running))
    return tuple(found)
