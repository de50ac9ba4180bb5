"""Charts: one Vega-Lite specification each, drawn as PNG or SVG. Every chart has its table beside it."""

from collections.abc import Callable
from typing import Any

import altair as alt
import vl_convert

from opennaphs.domain.planning import Plan

NOW, GOAL = "#1F4E79", "#D9822B"
Translate = Callable[[str], str]


def goals_chart(plan: Plan, translate: Translate = str) -> alt.TopLevelMixin:
    """Draw every target of the plan from its level today (dot) to its goal (ring), area by area."""
    values = [_point(plan, gap.target, gap.current, gap.goal) for gap in plan.gaps]
    lowest = -0.3 if any(gap.current == 0 for gap in plan.gaps) else 0.5
    order = [value["target"] for value in values]
    base = alt.Chart(alt.InlineData(values=values)).encode(
        y=alt.Y("target:N", sort=order, title=None, axis=alt.Axis(labelFontSize=9, ticks=False, domain=False))
    )
    axis = alt.X(
        "current:Q",
        title=translate("level"),
        scale=alt.Scale(domain=[lowest, 5.3]),
        axis=alt.Axis(values=[0, 1, 2, 3, 4, 5], format="d"),
    )
    line = base.mark_rule(color="#B0B8C0", strokeWidth=2).encode(x=axis, x2="goal:Q")
    ring = base.mark_point(color=GOAL, size=48, strokeWidth=2, filled=False).encode(x="goal:Q")
    dot = base.mark_circle(color=NOW, size=52, opacity=1).encode(x="current:Q")
    title = alt.TitleParams(translate("Level today (dot) and goal (ring)"), anchor="start", fontSize=12)
    return alt.layer(line, ring, dot).properties(width=430, height=alt.Step(12), title=title)


def _point(plan: Plan, target: str, current: int, goal: int) -> dict[str, Any]:
    edition = plan.evidence.library_framework
    code = target.removeprefix(f"{edition}.") if edition else target
    return {"target": code, "current": current, "goal": goal}


def render_png(chart: alt.TopLevelMixin, scale: float = 2) -> bytes:
    """Draw a chart as PNG."""
    return bytes(vl_convert.vegalite_to_png(chart.to_json(), scale=scale))
