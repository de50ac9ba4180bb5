"""Charts of a choice: the curve of benefit over money, levels before and after, money by source and year.

Each has its table beside it, which holds the same figures.
"""

from collections.abc import Sequence
from decimal import Decimal
from math import isfinite
from typing import Any

import altair as alt

from opennaphs.reports.choice_tables import AreaRow, ChoiceReport, area_rows
from opennaphs.reports.cost_wording import Translate, area_label, readable
from opennaphs.reports.frontier_tables import CurvePoint

INK, GOAL, PALE, BAND, UNUSED = "#1F4E79", "#D9822B", "#B0B8C0", "#C9D6E3", "#E3E6E9"
COLOURS = ("#1F4E79", "#D9822B", "#6B9080", "#8E5572", "#8FA9C4", "#C2A83E", "#4F6D7A", "#B5651D", "#7A8B99", "#A3B18A")
WIDTH, HEIGHT = 330, 150
LONGEST_NAME = 30
MILLION, THOUSAND = Decimal(1_000_000), Decimal(1_000)
ROW = 16


def frontier_chart(points: Sequence[CurvePoint], t: Translate, width: int = WIDTH) -> alt.TopLevelMixin:
    """Draw benefit over money: the choices (line), what none can exceed (band), today's budget (upright line)."""
    scale, unit = _unit([point.money.amount for point in points], points[0].money.currency, t)
    values = [_curve_value(point, scale) for point in points]
    x = alt.X("money:Q", title=unit, axis=alt.Axis(format=",~f", tickCount=6))
    y = alt.Y("value:Q", title=t("benefit points"), axis=alt.Axis(tickCount=5, format=",~f"))
    base = alt.Chart(alt.InlineData(values=values))
    layers = [
        base.mark_area(color=BAND, opacity=0.9).encode(x=x, y=y, y2="bound:Q"),
        base.mark_line(color=INK, strokeWidth=2).encode(x=x, y=y),
        base.mark_circle(color=INK, size=34, opacity=1).encode(x=x, y=y),
        *_today(values, t),
    ]
    return alt.layer(*layers).properties(width=width, height=HEIGHT)


def _curve_value(point: CurvePoint, scale: Decimal) -> dict[str, Any]:
    bound = point.bound if isfinite(point.bound) else point.value
    money = float(point.money.amount / scale)
    return {"money": money, "value": point.value, "bound": bound, "today": point.factor == 1}


def _today(values: list[dict[str, Any]], t: Translate) -> list[alt.Chart]:
    own = [value | {"words": t("the money there is")} for value in values if value["today"]]
    base = alt.Chart(alt.InlineData(values=own))
    return [
        base.mark_rule(color=GOAL, strokeDash=[4, 3]).encode(x="money:Q"),
        base.mark_circle(color=GOAL, size=70, opacity=1).encode(x="money:Q", y="value:Q"),
        base.mark_text(color=GOAL, align="left", dx=5, dy=12, fontSize=10).encode(
            x="money:Q", y="value:Q", text="words:N"
        ),
    ]


def levels_chart(report: ChoiceReport, t: Translate, width: int = WIDTH) -> alt.TopLevelMixin:
    """Draw for every area the mean level of its indicators today (dot), after the plan (full dot), the goal (ring)."""
    values = [_area_value(report, row, t) for row in area_rows(report)]
    order = [value["area"] for value in values]
    lowest = min([1.0, *(value["today"] for value in values)])
    base = alt.Chart(alt.InlineData(values=values)).encode(
        y=alt.Y("area:N", sort=order, title=None, axis=alt.Axis(labelFontSize=9, labelLimit=190, ticks=False))
    )
    axis = alt.X(
        "today:Q",
        title=t("mean level of the indicators: today (pale), after the plan (dark), goal (ring)"),
        scale=alt.Scale(domain=[lowest - 0.2, 5.2]),
        axis=alt.Axis(values=[0, 1, 2, 3, 4, 5], format="d", titleFontSize=9, titleFontWeight="normal"),
    )
    layers = [
        base.mark_rule(color=INK, strokeWidth=3).encode(x=axis, x2="after:Q"),
        base.mark_point(color=GOAL, size=46, strokeWidth=1.5, filled=False).encode(x="goal:Q"),
        base.mark_circle(color=PALE, size=40, opacity=1).encode(x="today:Q"),
        base.mark_circle(color=INK, size=46, opacity=1)
        .encode(x="after:Q")
        .transform_filter("datum.after > datum.today"),
    ]
    return alt.layer(*layers).properties(width=width, height=alt.Step(ROW))


def _area_value(report: ChoiceReport, row: AreaRow, t: Translate) -> dict[str, Any]:
    name = area_label(report.plan, row.area, t)
    means = {"today": row.mean(row.today), "after": row.mean(row.after), "goal": row.mean(row.goal)}
    return {"area": _short(name), **means}


def money_chart(report: ChoiceReport, t: Translate, width: int = WIDTH) -> alt.TopLevelMixin:
    """Draw what each year takes, stacked by source."""
    sources = report.sources
    amounts = [money.amount for one in sources for money in one.used]
    scale, unit = _unit(amounts, report.question.currency, t)
    names = [_short(readable(one.title)) for one in sources]
    values = [
        {"year": str(year), "source": name, "place": place, "amount": float(money.amount / scale)}
        for place, (name, one) in enumerate(zip(names, sources, strict=True))
        for year, money in zip(report.plan.years, one.used, strict=True)
    ]
    colours = [COLOURS[place % len(COLOURS)] for place in range(len(names))]
    chart: alt.Chart = (
        alt.Chart(alt.InlineData(values=values))
        .mark_bar(size=30)
        .encode(
            x=alt.X("year:N", title=None, axis=alt.Axis(labelAngle=0)),
            y=alt.Y("amount:Q", title=unit, stack=True, axis=alt.Axis(tickCount=4, format=",~f")),
            order=alt.Order("place:Q"),
            color=alt.Color(
                "source:N",
                title=None,
                sort=names,
                scale=alt.Scale(domain=names, range=colours),
                legend=alt.Legend(orient="bottom", columns=2, labelLimit=190, labelFontSize=9),
            ),
        )
    )
    sized: alt.Chart = chart.properties(width=width, height=HEIGHT)
    return sized


def _unit(amounts: Sequence[Decimal], currency: str, t: Translate) -> tuple[Decimal, str]:
    """Choose what an axis counts in: units, thousands or millions of the currency."""
    largest = max((abs(amount) for amount in amounts), default=Decimal(0))
    if largest >= MILLION:
        return MILLION, t("million {currency}").format(currency=currency)
    if largest >= THOUSAND:
        return THOUSAND, t("thousand {currency}").format(currency=currency)
    return Decimal(1), currency


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
