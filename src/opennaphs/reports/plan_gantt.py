"""When the activities of a plan are done, as teams have dated them. For computed timetables see ``reports.gantt``.

What has a year but not both days is hatched, so that nobody takes the year for a date.
"""

import datetime
from collections.abc import Sequence
from itertools import groupby

from opennaphs.domain.planning import Plan
from opennaphs.reports.cost_wording import Translate, area_label
from opennaphs.reports.drawing import HATCHED, SMALL, Sheet, fitted
from opennaphs.reports.picture_tables import Table, build_table
from opennaphs.reports.planned_work import PlannedWork, planned_work

MOST_ROWS = 60
WIDTH, LABELS, TOP, ROW, HEAD = 900, 340, 58, 18, 24
NUMBER = 62
PLOT = WIDTH - LABELS - 16
Days = tuple[datetime.date, datetime.date]


def plan_gantt_table(plan: Plan, translate: Translate = str) -> Table:
    """Give every activity, those not drawn too: area, start, end, year. ``None`` is a day nobody has said."""
    headings = (
        translate("number"),
        translate("activity"),
        translate("area"),
        translate("start"),
        translate("end"),
        translate("first year"),
        translate("waits for"),
    )
    return build_table(
        headings,
        [
            (
                one.number,
                one.words,
                area_label(plan, one.area, translate),
                None if one.starts is None else one.starts.isoformat(),
                None if one.ends is None else one.ends.isoformat(),
                one.year,
                ", ".join(one.after),
            )
            for one in planned_work(plan, translate)
        ],
    )


def bar_of(work: PlannedWork) -> tuple[datetime.date, datetime.date, bool]:
    """Give the first day of a bar, the day after its last, and whether both days were said.

    An open side reaches to the border of the year it stands in.
    """
    starts = work.starts or datetime.date(min(work.year, work.ends.year) if work.ends else work.year, 1, 1)
    ends = work.ends or datetime.date(starts.year, 12, 31)
    return starts, ends + datetime.timedelta(days=1), work.starts is not None and work.ends is not None


def render_plan_gantt(
    plan: Plan, translate: Translate = str, *, right_to_left: bool = False, dependencies: bool = False
) -> bytes:
    """Draw a bar for each of the first 60 activities, by area; thin lines lead from what must come first."""
    work = planned_work(plan, translate)
    shown = work[:MOST_ROWS]
    title = translate("When the activities are done")
    sheet = Sheet(WIDTH, title, right_to_left=right_to_left)
    sheet.text(12, 22, fitted(title, 400, 14), "ink h")
    _draw_key(sheet, translate)
    span, places = _span(plan, shown), _places(shown)
    bottom = max([TOP, *(y + ROW for y in places.values())])
    _draw_years(sheet, span, bottom)
    _draw_heads(sheet, plan, shown, places, translate)
    for one in shown:
        _draw_bar(sheet, one, places[one.number], span)
    if dependencies:
        _draw_needs(sheet, shown, places, span)
    if len(work) > len(shown):
        words = translate("Activities not shown: {count} of {all}.").format(count=len(work) - len(shown), all=len(work))
        sheet.text(12, bottom + 18, words, "ink b")
        bottom += 24
    return sheet.render(bottom + 8)


def _draw_key(sheet: Sheet, translate: Translate) -> None:
    half = PLOT / 2
    for x, look, words in ((LABELS, "blue", translate("dated")), (LABELS + half, HATCHED, translate("year only"))):
        sheet.box(x, 13, 22, 10, look, 2)
        sheet.text(x + 28, 22, fitted(words, half - 40, SMALL), "soft s")


def _span(plan: Plan, shown: Sequence[PlannedWork]) -> Days:
    """Give the first day of the first year and the first day after the last."""
    years = {*plan.years, *(day.year for one in shown for day in (bar_of(one)[0], one.ends) if day is not None)}
    return datetime.date(min(years), 1, 1), datetime.date(max(years) + 1, 1, 1)


def _places(shown: Sequence[PlannedWork]) -> dict[str, float]:
    """Give every activity its line; each change of area has a heading."""
    places: dict[str, float] = {}
    y = float(TOP)
    for _, members in groupby(shown, key=lambda one: one.area):
        y += HEAD
        for one in members:
            places[one.number] = y
            y += ROW
    return places


def _draw_heads(
    sheet: Sheet, plan: Plan, shown: Sequence[PlannedWork], places: dict[str, float], translate: Translate
) -> None:
    for area, members in groupby(shown, key=lambda one: one.area):
        y = places[next(members).number]
        sheet.text(12, y - 5, fitted(area_label(plan, area, translate), WIDTH - 40), "ink b")


def _across(day: datetime.date, span: Days) -> float:
    return LABELS + PLOT * ((day - span[0]).days / (span[1] - span[0]).days)


def _draw_years(sheet: Sheet, span: Days, bottom: float) -> None:
    years = range(span[0].year, span[1].year)
    for year in (*years, span[1].year):
        x = _across(datetime.date(year, 1, 1), span)
        sheet.line(x, TOP - 6, x, bottom)
    for year in years:
        middle = _across(datetime.date(year, 7, 1), span)
        sheet.text(middle, TOP - 10, year, "soft s", "middle")


def _draw_bar(sheet: Sheet, work: PlannedWork, y: float, span: Days) -> None:
    starts, ends, dated = bar_of(work)
    sheet.text(12, y + 12, fitted(work.number, NUMBER, SMALL), "soft s")
    sheet.text(12 + NUMBER, y + 12, fitted(work.words, LABELS - NUMBER - 26, SMALL), "ink s")
    left, right = _across(starts, span), _across(ends, span)
    sheet.box(left, y + 3, max(right - left, 2), ROW - 7, "blue" if dated else HATCHED, 2)


def _draw_needs(sheet: Sheet, shown: Sequence[PlannedWork], places: dict[str, float], span: Days) -> None:
    by_number = {one.number: one for one in shown}
    for one in shown:
        for need in one.after:
            if need in by_number:
                start = (_across(bar_of(by_number[need])[1], span), places[need] + ROW / 2)
                end = (_across(bar_of(one)[0], span), places[one.number] + ROW / 2)
                sheet.arrow(start, end, "thin", 14)
