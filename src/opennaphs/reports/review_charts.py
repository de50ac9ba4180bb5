"""The chart of a review pack: how much was done at the end of every quarter. Its table stands beside it."""

from collections.abc import Sequence
from fractions import Fraction

import altair as alt

from opennaphs.domain.monitoring.rates import ImplementationRates
from opennaphs.domain.monitoring.series import SeriesPoint
from opennaphs.reports.cost_wording import Translate

COLOURS = ("#1F4E79", "#D9822B", "#6B9080")
DASHES = ([1, 0], [5, 3], [2, 2])
WIDTH, HEIGHT = 330, 130


def trend_chart(points: Sequence[SeriesPoint], t: Translate) -> alt.TopLevelMixin:
    """Draw what is completed and in progress, quarter by quarter. What is not known has no point."""
    names = (t("Completed, by count"), t("Completed, by cost"), t("Progress, by count"))
    values = [
        {"quarter": f"{point.on.year} Q{point.quarter}", "line": name, "share": float(share)}
        for point in points
        for name, share in zip(names, _shares(point.rates), strict=True)
        if share is not None
    ]
    base = alt.Chart(alt.InlineData(values=values)).encode(
        x=alt.X("quarter:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True)),
        y=alt.Y("share:Q", title=None, axis=alt.Axis(format=".0%", tickCount=5), scale=alt.Scale(domain=[0, 1])),
        color=alt.Color(
            "line:N",
            sort=list(names),
            scale=alt.Scale(domain=list(names), range=list(COLOURS)),
            legend=alt.Legend(title=None, orient="bottom", columns=1, labelLimit=320),
        ),
    )
    dash = alt.StrokeDash("line:N", scale=alt.Scale(domain=list(names), range=list(DASHES)), legend=None)
    lines = base.mark_line(strokeWidth=2).encode(strokeDash=dash)
    return alt.layer(lines, base.mark_circle(size=30, opacity=1)).properties(width=WIDTH, height=HEIGHT)


def _shares(rates: ImplementationRates) -> tuple[Fraction | None, ...]:
    """Give what is known to be completed, and the progress of what was reported."""
    return rates.completed_by_count.lowest, rates.completed_by_cost.lowest, rates.progress_by_count.value
