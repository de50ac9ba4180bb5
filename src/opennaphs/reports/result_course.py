"""The course of a result indicator: what was measured, day by day, against the straight line to its target."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from opennaphs.domain.monitoring.records import ResultIndicator
from opennaphs.domain.monitoring.results import expected_share
from opennaphs.domain.written_numbers import number_text
from opennaphs.reports.cost_wording import Translate
from opennaphs.reports.drawing import NORMAL, Point, Sheet, fitted, rounded_text
from opennaphs.reports.picture_tables import Cell, Table, build_table, cell

WIDTH, HEIGHT = 640, 236
LEFT, RIGHT, TOP, BOTTOM = 70, 600, 66, 176
AIR = Fraction(1, 10)
MOST_LABELS = 8
MIDDLE = Fraction(1, 2)


@dataclass(frozen=True)
class Frame:
    """What a picture spans: first and last day, least and most value, and the air it leaves above and below them."""

    first: datetime.date
    last: datetime.date
    least: Fraction
    most: Fraction

    @property
    def air(self) -> Fraction:
        """How far the picture goes beyond the values."""
        return (self.most - self.least) * AIR or Fraction(1)

    def place(self, day: datetime.date, value: Fraction) -> Point:
        """Give where a value of a day stands, in pixels."""
        days = (self.last - self.first).days
        along = Fraction((day - self.first).days, days) if days else MIDDLE
        up = (value - self.least + self.air) / (self.most - self.least + 2 * self.air)
        return LEFT + float(along) * (RIGHT - LEFT), BOTTOM - float(up) * (BOTTOM - TOP)


def result_course_table(indicator: ResultIndicator, translate: Translate = str) -> Table:
    """Give baseline, every value and the target by day, each with what the straight line asks for on that day."""
    headings = (
        translate("what"), translate("day"), translate("value"), translate("straight line"), translate("source"),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (translate("baseline"), _day(indicator.baseline_on), indicator.baseline, None, None),
        *((translate("measured"), one.on.isoformat(), one.value, _asked(indicator, one.on), one.source or None)
          for one in sorted(indicator.values, key=lambda value: value.on)),
        (translate("target"), _day(indicator.target_on), indicator.target, None, None),
    ]  # fmt: skip
    return build_table(headings, rows)


def _day(day: datetime.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _asked(indicator: ResultIndicator, day: datetime.date) -> Decimal | None:
    """Give the value that a straight line from baseline to target has on a day."""
    share = expected_share(indicator, day)
    if share is None or indicator.baseline is None or indicator.target is None:
        return None
    begin = Fraction(indicator.baseline)
    return cell(begin + share * (Fraction(indicator.target) - begin))


def render_result_course(
    indicator: ResultIndicator, today: datetime.date, translate: Translate = str, *, right_to_left: bool = False
) -> bytes:
    """Draw the values of an indicator; the straight line is dashed, and the day asked about is marked."""
    sheet = Sheet(WIDTH, indicator.title, right_to_left=right_to_left)
    sheet.text(12, 22, fitted(indicator.title, WIDTH - 24, 14), "ink h")
    sheet.text(12, 42, fitted(indicator.unit, WIDTH - 24, NORMAL), "soft")
    points = _points(indicator)
    if not points:
        sheet.text(12, 72, translate("Nothing has been measured yet."), "soft")
        return sheet.render(90)
    frame = _frame(points)
    _draw_axes(sheet, frame, translate)
    _draw_today(sheet, frame, today, translate)
    _draw_line(sheet, frame, indicator)
    _draw_values(sheet, frame, indicator, translate)
    _draw_key(sheet, translate)
    return sheet.render(HEIGHT)


def _ends(indicator: ResultIndicator) -> list[tuple[datetime.date, Fraction]]:
    """Give baseline and target, as far as value and day of them are known."""
    said = ((indicator.baseline_on, indicator.baseline), (indicator.target_on, indicator.target))
    return [(day, Fraction(value)) for day, value in said if day is not None and value is not None]


def _points(indicator: ResultIndicator) -> list[tuple[datetime.date, Fraction]]:
    return [*_ends(indicator), *((one.on, Fraction(one.value)) for one in indicator.values)]


def _frame(points: Sequence[tuple[datetime.date, Fraction]]) -> Frame:
    days, values = [day for day, _ in points], [value for _, value in points]
    return Frame(min(days), max(days), min(values), max(values))


def _draw_axes(sheet: Sheet, frame: Frame, translate: Translate) -> None:
    sheet.line(LEFT, BOTTOM, RIGHT, BOTTOM, "thin")
    for value in dict.fromkeys((frame.least, (frame.least + frame.most) / 2, frame.most)):
        y = frame.place(frame.first, value)[1]
        sheet.line(LEFT, y, RIGHT, y)
        sheet.text(LEFT - 8, y + 4, rounded_text(value, translate), "soft s", "end")
    sheet.text(LEFT, BOTTOM + 18, frame.first.isoformat(), "soft s")
    if frame.last != frame.first:
        sheet.text(RIGHT, BOTTOM + 18, frame.last.isoformat(), "soft s", "end")


def _draw_today(sheet: Sheet, frame: Frame, today: datetime.date, translate: Translate) -> None:
    if not frame.first < today < frame.last:
        return
    x = frame.place(today, frame.least)[0]
    sheet.line(x, TOP, x, BOTTOM, "thin dash")
    sheet.text(x, BOTTOM + 32, translate("today"), "soft s", "middle")


def _draw_line(sheet: Sheet, frame: Frame, indicator: ResultIndicator) -> None:
    places = [frame.place(day, value) for day, value in _ends(indicator)]
    if len(places) > 1:
        sheet.route(places, "thin dash")
    for x, y in places:
        sheet.dot(x, y, 5, "ring")


def _draw_values(sheet: Sheet, frame: Frame, indicator: ResultIndicator, translate: Translate) -> None:
    values = sorted(indicator.values, key=lambda one: one.on)
    places = [frame.place(one.on, Fraction(one.value)) for one in values]
    if len(places) > 1:
        sheet.route(places, "blue")
    for (x, y), one in zip(places, values, strict=True):
        sheet.dot(x, y, 4, "blue")
        if len(values) <= MOST_LABELS or one is values[-1]:
            sheet.text(x, y - 9, number_text(one.value, translate), "ink s", "middle")


def _draw_key(sheet: Sheet, translate: Translate) -> None:
    y = HEIGHT - 14
    sheet.dot(LEFT + 4, y - 4, 4, "blue")
    sheet.text(LEFT + 14, y, translate("measured"), "soft s")
    sheet.line(LEFT + 150, y - 4, LEFT + 174, y - 4, "thin dash")
    sheet.text(LEFT + 182, y, translate("straight line from baseline to target"), "soft s")
