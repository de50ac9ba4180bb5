"""How ``naphs cost --uncertainty`` shows what costs may come to."""

from collections.abc import Iterable

from rich.table import Table

from opennaphs.analytics.uncertainty import CostRange, Uncertainty
from opennaphs.cli.cost_tables import money_table, shown
from opennaphs.domain.planning import Plan

MOST_SHARES = 8


def range_table(found: Uncertainty, plan: Plan, confidence: float) -> Table:
    """The total, the years and the areas: likely, mean, percentiles and the contingency for a confidence."""
    total = found.total
    percentiles = [one for one, _ in total.percentiles] if total is not None else []
    table = money_table(
        "what",
        amounts=("likely", "mean", *(f"P{one:g}" for one in percentiles), f"add for {confidence:g} %"),
        title=f"What it may come to ({found.draws:,} draws, seed {found.seed})",
    )
    for one in found.ranges:
        kept = (shown(money) for _, money in one.percentiles)
        table.add_row(_name(one, plan), shown(one.likely), shown(one.mean), *kept, shown(one.contingency(confidence)))
    return table


def _name(one: CostRange, plan: Plan) -> str:
    if one.cut == "area":
        return f"{one.value.rpartition('.')[2]} {plan.area_titles.get(one.value, '')}"
    return one.value if one.cut == "year" else one.cut


def share_rows(found: Uncertainty) -> Iterable[str]:
    """The tornado in words: what moves the total, the largest first."""
    for one in found.shares[:MOST_SHARES]:
        yield f"{one.share:6.1%}  {one.cut}: {one.value}"
