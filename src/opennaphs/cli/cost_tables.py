"""How ``naphs cost`` shows money in the terminal."""

from collections.abc import Iterable, Sequence

from rich import box
from rich.table import Column, Table

from opennaphs.domain.cost_views import Cut, cost_table, ranking
from opennaphs.domain.money import Money
from opennaphs.domain.planning import Plan
from opennaphs.domain.price_bases import YearInThreeWays, constant_total
from opennaphs.domain.scenarios import ScenarioTotal
from opennaphs.domain.shared_costs import SharedCost

MOST_SHOWN = 10


def shown(money: Money) -> str:
    """Write an amount to the whole unit, thousands apart; files carry the cents."""
    return f"{money.rounded().amount:,.0f}"


def money_table(*texts: str, amounts: Iterable[str], title: str | None = None) -> Table:
    """Make a table of amounts that fits a narrow terminal: texts give way, digits are never cut."""
    columns = [Column(text) for text in texts]
    columns += [Column(amount, justify="right", no_wrap=True) for amount in amounts]
    return Table(*columns, title=title, box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)


def area_table(plan: Plan) -> Table | None:
    """Costs by area and year."""
    cut = cost_table(plan, Cut.AREA)
    if cut is None:
        return None
    unit = f"{cut.whole.currency}, {cut.whole.price_year} prices"
    table = money_table("area", amounts=(*cut.columns, "together"), title=f"Menu and detailed costs ({unit})")
    for area, cells, whole in zip(cut.rows, cut.cells, cut.row_totals, strict=True):
        title = plan.area_titles.get(area, area)
        table.add_row(f"{area.rpartition('.')[2]} {title}", *map(shown, cells), shown(whole))
    table.add_row("together", *map(shown, cut.column_totals), shown(cut.whole), style="bold")
    return table


def driver_table(plan: Plan) -> Table:
    """The dearest activities and the share they carry together."""
    texts = {activity.id: activity.action.text for activity in plan.activities}
    table = money_table("activity", "what", amounts=("cost", "share", "with all above"), title="Where the money sits")
    for one in ranking(plan)[:MOST_SHOWN]:
        table.add_row(one.name, texts[one.name], shown(one.amount), f"{one.share:.1%}", f"{one.cumulative_share:.1%}")
    return table


def scenario_table(totals: Sequence[ScenarioTotal]) -> Table:
    """Scenarios side by side."""
    table = money_table(
        "scenario", amounts=("activities", "carried", "costs", "overhead", "contingency", "together"), title="Scenarios"
    )
    for one in totals:
        parts = (_sum(one.by_year), _sum(one.overhead), _sum(one.contingency), one.whole)
        table.add_row(one.scenario, str(one.activities), str(one.embedded), *map(shown, parts))
    return table


def _sum(amounts: Iterable[Money]) -> Money:
    first, *rest = amounts
    for amount in rest:
        first += amount
    return first


def shared_table(shared: Sequence[SharedCost]) -> Table:
    """Work several areas ask for, and what doing it once saves."""
    table = money_table(
        "group", "areas", amounts=("on their own", "paid once", "saving"), title="Work that several areas ask for"
    )
    for one in shared[:MOST_SHOWN]:
        areas = ", ".join(area.rpartition(".")[2] for area in one.before)
        table.add_row(
            one.group, areas, shown(_sum(one.before.values())), shown(_sum(one.after.values())), shown(one.saving)
        )
    if shared:
        table.add_row("all groups", "", "", "", shown(_sum(one.saving for one in shared)), style="bold")
    return table


def three_ways_table(years: Sequence[YearInThreeWays]) -> Table:
    """The same costs in local nominal, local constant and dollars."""
    local = years[0].local_constant
    constant = f"{local.currency} of {local.price_year}"
    table = money_table("year", amounts=(f"{local.currency} of the year", constant, f"USD of {local.price_year}"))
    for one in years:
        table.add_row(str(one.year), shown(one.local_nominal), shown(one.local_constant), shown(one.dollars))
    whole, dollars = constant_total(years)
    table.add_row("together", "not added", shown(whole), shown(dollars), style="bold")
    return table


def variance_table(plan: Plan) -> Table | None:
    """Detailed lines beside the menu lines they replace; ``None`` when there are none."""
    lines = [
        (activity.id, line) for activity in plan.activities for line in activity.cost.lines if line.detail is not None
    ]
    if not lines:
        return None
    table = money_table(
        "activity", "detailed line", amounts=("detailed", "menu", "variance"), title="Detailed against menu"
    )
    for activity, line in lines:
        menu = "added" if line.replaces is None else shown(line.replaces.total)
        variance = "" if line.variance is None else shown(line.variance)
        table.add_row(activity, line.title, shown(line.total), menu, variance)
    return table
