"""How the share of the work done moved from quarter to quarter, by count and by cost, with what was not reported."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from opennaphs.domain.monitoring.rates import Share
from opennaphs.domain.monitoring.series import SeriesPoint
from opennaphs.reports.cost_wording import Translate
from opennaphs.reports.drawing import Sheet, fitted, rounded_text
from opennaphs.reports.picture_tables import Cell, Table, build_table, cell

WIDTH, HEIGHT, LEFT, PLOT_WIDTH, TOP, PLOT = 760, 300, 60, 640, 78, 170
PER_CENT = 100
STEPS = (0, 25, 50, 75, 100)


@dataclass(frozen=True)
class TrendPoint:
    """One quarter: its name, the two shares (``None`` = nobody had reported), and how many had not."""

    name: str
    by_count: Share
    by_cost: Share
    not_reported: int


def trend_points(series: Sequence[SeriesPoint]) -> tuple[TrendPoint, ...]:
    """Give a point for each quarter."""
    return tuple(
        TrendPoint(
            f"{one.on.year} Q{one.quarter}",
            one.rates.progress_by_count,
            one.rates.progress_by_cost,
            len(one.rates.not_reported),
        )
        for one in series
    )


def trend_table(points: Sequence[TrendPoint], translate: Translate = str) -> Table:
    """Give the shares in per cent, with the range that what was not reported leaves open."""
    headings = (
        translate("quarter"),
        translate("done by count, %"),
        translate("at least"),
        translate("at most"),
        translate("done by cost, %"),
        translate("at least"),
        translate("at most"),
        translate("activities not reported"),
    )
    return build_table(
        headings, ((one.name, *_cells(one.by_count), *_cells(one.by_cost), one.not_reported) for one in points)
    )


def _cells(share: Share) -> tuple[Cell, ...]:
    shares = (share.value, share.lowest, share.highest)
    return tuple(cell(None if value is None else value * PER_CENT) for value in shares)


def render_rate_trend(
    points: Sequence[TrendPoint], title: str, translate: Translate = str, *, right_to_left: bool = False
) -> bytes:
    """Draw both shares over the quarters; thin lines mark the range that what was not reported leaves open."""
    sheet = Sheet(WIDTH, title, right_to_left=right_to_left)
    sheet.text(12, 22, fitted(title, WIDTH - 24, 14), "ink h")
    _draw_frame(sheet, points, translate)
    for look, name in (("blue", "by_count"), ("violet", "by_cost")):
        _draw_shares(sheet, [getattr(one, name) for one in points], look, translate)
    return sheet.render(HEIGHT)


def _draw_frame(sheet: Sheet, points: Sequence[TrendPoint], translate: Translate) -> None:
    for number, (look, words) in enumerate((("blue", "done by count, %"), ("violet", "done by cost, %"))):
        sheet.box(12 + number * 220, 38, 11, 11, look, 2)
        sheet.text(28 + number * 220, 48, translate(words), "soft s")
    for step in STEPS:
        y = _height(Fraction(step, PER_CENT))
        sheet.line(LEFT, y, LEFT + PLOT_WIDTH, y)
        sheet.text(LEFT - 8, y + 4, f"{step} %", "soft s", "end")
    for number, one in enumerate(points):
        sheet.text(_across(number, len(points)), TOP + PLOT + 20, one.name, "soft s", "middle")


def _draw_shares(sheet: Sheet, shares: Sequence[Share], look: str, translate: Translate) -> None:
    known = [(number, one) for number, one in enumerate(shares) if one.value is not None]
    for number, one in known:
        x = _across(number, len(shares)) + (6 if look == "violet" else -6)
        if one.lowest is not None and one.highest is not None and one.lowest != one.highest:
            sheet.line(x, _height(one.lowest), x, _height(one.highest), look)
    for (first, before), (second, after) in pairwise(known):
        if second == first + 1 and before.value is not None and after.value is not None:
            ends = (_across(first, len(shares)), _height(before.value), _across(second, len(shares)))
            sheet.line(*ends, _height(after.value), look)
    for number, one in known:
        _draw_dot(sheet, _across(number, len(shares)), one.value or Fraction(0), look, translate)


def _draw_dot(sheet: Sheet, x: float, value: Fraction, look: str, translate: Translate) -> None:
    y = _height(value)
    sheet.dot(x, y, 4, look)
    aside, anchor = (-14, "end") if look == "blue" else (14, "start")
    sheet.text(x + aside, y + 4, rounded_text(value * PER_CENT, translate, 0), "ink s", anchor)


def _across(number: int, count: int) -> float:
    return LEFT + PLOT_WIDTH * (number + 0.5) / max(count, 1)


def _height(share: Fraction) -> float:
    return TOP + PLOT * float(1 - share)
