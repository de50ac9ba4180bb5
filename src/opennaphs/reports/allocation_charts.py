"""An allocation as a chart: what each country gets, beside the simple splits."""

from collections.abc import Callable
from typing import Any

import altair as alt

from opennaphs.reports.allocation_table import MILLION, AllocationReport, split_names

Translate = Callable[[str], str]
WIDTH, STEP, MOST_COUNTRIES = 560, 11, 60
COLOURS = ("#1F4E79", "#D9822B", "#7A9E7E", "#B0B8C0")


def allocation_chart(report: AllocationReport, t: Translate = str) -> alt.TopLevelMixin:
    """Draw bars for each country, those that get most first, in millions; of very many countries the first ones."""
    rows = report.rows[:MOST_COUNTRIES]
    ways = [t("Joint"), *(split_names(t)[split] for split in report.splits)]
    values = [point for row in rows for point in _points(report, row.country, ways)]
    colour = alt.Color("way:N", sort=ways, title=None, scale=alt.Scale(domain=ways, range=list(COLOURS[: len(ways)])))
    currency = report.result.pool.whole.currency
    order = [row.name for row in rows]
    chart = alt.Chart(alt.InlineData(values=values)).mark_bar(height=STEP - 2)
    title = alt.TitleParams(f"{report.result.pool.title}: {t('Allocation')}", anchor="start", fontSize=13)
    drawn: alt.TopLevelMixin = chart.encode(
        y=alt.Y("country:N", sort=order, title=None),
        yOffset=alt.YOffset("way:N", sort=ways),
        x=alt.X("millions:Q", title=t("{currency} million, all years").format(currency=currency)),
        color=colour,
    ).properties(width=WIDTH, height=alt.Step(STEP, **{"for": "offset"}), title=title)
    return drawn


def _points(report: AllocationReport, country: str, ways: list[str]) -> list[dict[str, Any]]:
    row = next(one for one in report.rows if one.country == country)
    amounts = (row.allotment.whole, *(row.splits[split] for split in report.splits))
    return [
        {"country": row.name, "way": way, "millions": float(amount) / MILLION}
        for way, amount in zip(ways, amounts, strict=True)
    ]
