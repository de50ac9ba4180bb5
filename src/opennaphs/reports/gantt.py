"""The timetable as a Gantt chart: a bar for each activity over the days, critical ones apart, closed days shaded."""

import datetime
from collections.abc import Callable
from typing import Any

import altair as alt
import vl_convert

from opennaphs.domain.schedules import Scheduled
from opennaphs.domain.timetables import end_of
from opennaphs.reports.cost_wording import RIGHT_TO_LEFT, plan_title
from opennaphs.reports.schedule_table import Row, ScheduleReport

CRITICAL, OTHER, LEEWAY, CLOSED = "#D9822B", "#1F4E79", "#C9D6E3", "#EDEDED"
WIDTH, STEP = 760, 13
LONGEST_LABEL = 58
Translate = Callable[[str], str]


def gantt_chart(report: ScheduleReport, t: Translate = str) -> alt.TopLevelMixin:
    """Draw a bar for each activity from its first to its last day, with its leeway behind it in a pale colour."""
    rows = report.rows()
    mirrored = report.plan.language in RIGHT_TO_LEFT
    bars = alt.Chart(alt.InlineData(values=[_bar(row, t) for row in rows])).encode(y=_activities(rows, t, mirrored))
    work = bars.mark_bar(height=STEP - 4).encode(
        x=_days(report, mirrored), x2="end:T", color=_colours(t), tooltip=["activity:N", "begin:T", "end:T"]
    )
    leeway = _leeway_chart(report, rows, t, mirrored)
    layers = [*_closed_layer(report, mirrored), leeway, work]
    title = alt.TitleParams(_title(report, t), anchor="end" if mirrored else "start", fontSize=13)
    return alt.layer(*layers).properties(width=WIDTH, height=alt.Step(STEP), title=title)


def render_svg(chart: alt.TopLevelMixin) -> bytes:
    """Draw a chart as SVG."""
    return str(vl_convert.vegalite_to_svg(chart.to_json())).encode()


def _title(report: ScheduleReport, t: Translate) -> str:
    return f"{plan_title(report.plan, t)}: {t('timetable')}"


def _label(row: Row, t: Translate) -> str:
    text = f"{row.number}  {t(row.text)}"
    return text if len(text) <= LONGEST_LABEL else f"{text[: LONGEST_LABEL - 1]}…"


def _bar(row: Row, t: Translate) -> dict[str, Any]:
    return {
        "activity": _label(row, t),
        "begin": _moment(row.begins),
        "end": _moment(row.ends + datetime.timedelta(days=1)),
        "kind": t("no leeway") if row.critical else t("with leeway"),
    }


def _moment(day: datetime.date) -> str:
    return f"{day.isoformat()}T00:00:00"


def _activities(rows: tuple[Row, ...], t: Translate, mirrored: bool) -> alt.Y:  # noqa: FBT001
    axis = alt.Axis(
        labelFontSize=9, labelLimit=360, ticks=False, domain=False, orient="right" if mirrored else "left", title=None
    )
    return alt.Y("activity:N", sort=[_label(row, t) for row in rows], axis=axis)


def _days(report: ScheduleReport, mirrored: bool, name: str = "begin") -> alt.X:  # noqa: FBT001
    """Give the axis of days, by months, above the bars; it runs from right to left where reading does."""
    scheduled = report.scheduled
    last = scheduled.day(end_of(report.found.timetable))
    domain = [_moment(scheduled.start), _moment(last)]
    axis = alt.Axis(format="%m/%y", orient="top", labelFontSize=9, tickCount=16, grid=True, title=None)
    return alt.X(f"{name}:T", axis=axis, scale=alt.Scale(domain=domain, reverse=mirrored, clamp=True))


def _colours(t: Translate) -> alt.Color:
    scale = alt.Scale(domain=[t("no leeway"), t("with leeway"), t("leeway")], range=[CRITICAL, OTHER, LEEWAY])
    return alt.Color("kind:N", title=None, scale=scale, legend=alt.Legend(orient="top", columns=4))


def _leeway_chart(report: ScheduleReport, rows: tuple[Row, ...], t: Translate, mirrored: bool) -> alt.Chart:  # noqa: FBT001
    days = report.scheduled.days
    values = [
        {
            "activity": _label(row, t),
            "begin": _moment(row.ends + datetime.timedelta(days=1)),
            "end": _moment(row.ends + datetime.timedelta(days=1 + row.leeway * days)),
            "kind": t("leeway"),
        }
        for row in rows
        if row.leeway
    ]
    chart: alt.Chart = (
        alt.Chart(alt.InlineData(values=values))
        .mark_bar(height=3)
        .encode(y=_activities(rows, t, mirrored), x=_days(report, mirrored), x2="end:T", color=_colours(t))
    )
    return chart


def _closed_layer(report: ScheduleReport, mirrored: bool) -> list[alt.Chart]:  # noqa: FBT001
    """Shade the periods in which nobody works."""
    values = _closed_spans(report.scheduled, end_of(report.found.timetable))
    if not values:
        return []
    shade: alt.Chart = (
        alt.Chart(alt.InlineData(values=values))
        .mark_rect(color=CLOSED, opacity=0.8)
        .encode(x=_days(report, mirrored), x2="end:T", tooltip=["reason:N"])
    )
    return [shade]


def _closed_spans(scheduled: Scheduled, end: int) -> list[dict[str, str]]:
    closed = scheduled.workload.calendar.closed
    return [
        {"begin": _moment(scheduled.day(one)), "end": _moment(scheduled.day(one + 1)), "reason": closed[one]}
        for one in sorted(closed)
        if one < end
    ]
