"""Charts of costs: by year and economic type, and by area. The tables beside them hold the same figures."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import altair as alt

from opennaphs.domain.cost_views import Cut, cost_table
from opennaphs.domain.costing import CostBasis
from opennaphs.domain.library import EconomicType
from opennaphs.domain.money import Money
from opennaphs.domain.planning import Plan
from opennaphs.reports.cost_wording import Translate

RECURRENT = EconomicType.RECURRENT
COLOURS = {EconomicType.CAPITAL: "#D9822B", RECURRENT: "#1F4E79", EconomicType.ONE_OFF: "#8FA9C4"}
BAR = "#1F4E79"
WIDTH, HEIGHT = 250, 110
LONGEST_NAME = 30
MILLION, THOUSAND = Decimal(1_000_000), Decimal(1_000)


def years_chart(plan: Plan, basis: CostBasis, t: Translate) -> alt.Chart:
    """Draw what each year costs, one bar a year, stacked by economic type."""
    values, unit = _years(plan, basis, t)
    colour = alt.Scale(domain=[t(kind).capitalize() for kind in COLOURS], range=list(COLOURS.values()))
    encoded: alt.Chart = (
        alt.Chart(alt.InlineData(values=values))
        .mark_bar(size=24)
        .encode(
            x=alt.X("year:N", title=None, sort=[str(year) for year in plan.years], axis=alt.Axis(labelAngle=0)),
            y=alt.Y("amount:Q", title=unit, stack=True, axis=alt.Axis(tickCount=4, format=",~f")),
            color=alt.Color("type:N", title=None, scale=colour, legend=alt.Legend(orient="bottom")),
        )
    )
    sized: alt.Chart = encoded.properties(width=WIDTH, height=HEIGHT)
    return sized


def _years(plan: Plan, basis: CostBasis, t: Translate) -> tuple[list[dict[str, Any]], str]:
    """Give the bars of each year, and what they are counted in; a year without costs has a bar of nothing."""
    table = cost_table(plan, Cut.YEAR, Cut.ECONOMIC_TYPE)
    rows = {} if table is None else dict(zip(table.rows, table.cells, strict=True))
    kinds = () if table is None else table.columns
    scale, unit = _unit([amount for cells in rows.values() for amount in cells], basis, t)
    values = [
        {"year": year, "type": t(kind).capitalize(), "amount": float(amount.amount / scale)}
        for year, cells in rows.items()
        for kind, amount in zip(kinds, cells, strict=True)
    ]
    return values or [{"year": str(year), "type": t(RECURRENT).capitalize(), "amount": 0} for year in plan.years], unit


def areas_chart(rows: Sequence[tuple[str, Money]], basis: CostBasis, t: Translate) -> alt.Chart:
    """Draw what the given areas cost, one bar each, in the given order."""
    scale, unit = _unit([amount for _, amount in rows], basis, t)
    values = [
        {"place": place, "area": _short(name), "amount": float(amount.amount / scale)}
        for place, (name, amount) in enumerate(rows)
    ]
    chart = alt.Chart(alt.InlineData(values=values)).mark_bar(color=BAR, size=13)
    encoded: alt.Chart = chart.encode(
        x=alt.X("amount:Q", title=unit, axis=alt.Axis(tickCount=4, format=",~f")),
        y=alt.Y("area:N", title=None, sort=alt.EncodingSortField("place"), axis=alt.Axis(labelLimit=170, ticks=False)),
    )
    sized: alt.Chart = encoded.properties(width=WIDTH - 90, height=HEIGHT)
    return sized


def _unit(amounts: Sequence[Money], basis: CostBasis, t: Translate) -> tuple[Decimal, str]:
    """Choose what an axis counts in: units, thousands or millions of the currency."""
    largest = max((abs(amount.amount) for amount in amounts), default=Decimal(0))
    if largest >= MILLION:
        return MILLION, t("million {currency}").format(currency=basis.currency)
    if largest >= THOUSAND:
        return THOUSAND, t("thousand {currency}").format(currency=basis.currency)
    return Decimal(1), basis.currency


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
