"""The timetable as a workbook: table, Gantt sheet of coloured cells, critical path, delays, how it was made."""

from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from textwrap import wrap
from typing import Any, NamedTuple

import xlsxwriter

from opennaphs.domain.critical_paths import Delay
from opennaphs.domain.timetables import end_of
from opennaphs.reports.cost_wording import RIGHT_TO_LEFT, area_label, plan_title, readable
from opennaphs.reports.schedule_table import Row, ScheduleReport, assumption_sentences, result_sentences

CRITICAL, OTHER, LEEWAY, CLOSED = "#D9822B", "#1F4E79", "#C9D6E3", "#EDEDED"
HEADING_ROW, FIRST_ROW = 3, 4
LABELS = 2
LONGEST_CELL, MOST_GANTT_COLUMNS = 32_767, 600
LINE_HEIGHT, A3 = 14.5, 8
USUAL_DELAY = 4
Translate = Callable[[str], str]


class _Column(NamedTuple):
    heading: str
    width: int


def render_schedule_workbook(report: ScheduleReport, t: Translate = str, delay: int = USUAL_DELAY) -> bytes:
    """Give a timetable as a workbook.

    Args:
        report: the timetable and what follows from it; the language of the plan decides the direction of sheets.
        t: gives a text in the language of the report.
        delay: by how many periods each activity without leeway is delayed on the sheet of delays.
    """
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        title = f"{plan_title(report.plan, t)}: {t('timetable')}"
        workbook.set_properties({"title": title, "comments": "OpenNAPHS"})
        book = _Book(workbook, report, t, title)
        book.write_table()
        book.write_gantt()
        book.write_path()
        book.write_delays(delay)
        book.write_basis()
    return buffer.getvalue()


class _Book:
    """One workbook of a timetable, and what its sheets share."""

    def __init__(self, workbook: Any, report: ScheduleReport, t: Translate, title: str) -> None:
        self.workbook, self.report, self.t, self.title = workbook, report, t, title
        self.rows = report.rows()
        self.by_number = {row.number: row for row in self.rows}
        cell = {"valign": "top", "text_wrap": True, "border": 1, "border_color": "#D0D0D0"}
        add = workbook.add_format
        self.big, self.note = add({"bold": True, "font_size": 14}), add({"italic": True, "font_color": "#555555"})
        self.head, self.text = add({**cell, "bold": True, "bg_color": "#E8EEF4"}), add(cell)
        self.tight = add({"border": 1, "border_color": "#D0D0D0"})
        self.marked = add({**cell, "bold": True, "font_color": CRITICAL})
        self.day, self.number = add({**cell, "num_format": "yyyy-mm-dd"}), add({**cell, "num_format": "0"})
        self.month = add({"font_size": 8, "bold": True, "left": 1, "border_color": "#A0A0A0"})
        self.fills = {colour: add({"bg_color": colour}) for colour in (CRITICAL, OTHER, LEEWAY, CLOSED)}

    # --- what sheets share ---

    def _sheet(self, name: str, title: str, note: str, columns: Sequence[_Column]) -> Any:
        sheet = self.workbook.add_worksheet(name)
        if self.report.plan.language in RIGHT_TO_LEFT:
            sheet.right_to_left()
        sheet.write_string(0, 0, f"{self.title}: {title}"[:LONGEST_CELL], self.big)
        sheet.write_string(1, 0, note, self.note)
        for number, column in enumerate(columns):
            sheet.set_column(number, number, column.width)
            sheet.write_string(HEADING_ROW, number, column.heading, self.head)
        sheet.set_row(HEADING_ROW, _height((column.heading, column.width) for column in columns))
        sheet.set_landscape()
        sheet.set_paper(A3)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEADING_ROW)
        return sheet

    def _write(self, sheet: Any, row: int, column: int, text: str, style: Any | None = None) -> None:
        """Write somebody's text: never a formula, never a link, never longer than a cell holds."""
        sheet.write_string(row, column, readable(text)[:LONGEST_CELL], style or self.text)

    # --- the table ---

    def write_table(self) -> None:
        """Write one row for each activity, in the order in which they begin."""
        t = self.t
        columns = (
            _Column(t("No."), 9), _Column(t("Technical area"), 26), _Column(t("What will be done"), 60),
            _Column(t("Team"), 18), _Column(t("Begins"), 12), _Column(t("Ends"), 12), _Column(t("Periods of work"), 9),
            _Column(t("Leeway"), 9), _Column(t("Free leeway"), 9), _Column(t("No leeway"), 9),
            _Column(t("Shared event"), 24), _Column(t("Waits for"), 22),
        )  # fmt: skip
        note = t(
            "Leeway: how many periods later it may begin without moving the end of all or breaking a deadline. "
            "Free leeway: without moving anything else."
        )
        sheet = self._sheet(t("Timetable"), t("what is done when"), note, columns)
        for place, row in enumerate(self.rows, start=FIRST_ROW):
            self._table_row(sheet, place, row)
        sheet.freeze_panes(FIRST_ROW, 1)
        sheet.autofilter(HEADING_ROW, 0, FIRST_ROW + len(self.rows) - 1, len(columns) - 1)

    def _table_row(self, sheet: Any, place: int, row: Row) -> None:
        t, area = self.t, area_label(self.report.plan, row.area, self.t)
        texts = {0: row.number, 1: area, 2: t(row.text), 3: ", ".join(map(t, row.teams))}
        texts |= {9: t("yes") if row.critical else "", 10: row.shared_event or "", 11: ", ".join(row.after)}
        sheet.set_row(place, _height([(texts[1], 26), (texts[2], 60), (texts[10], 24), (texts[11], 22)]))
        for column, text in texts.items():
            self._write(sheet, place, column, text, self.marked if column in {0, 9} and row.critical else self.text)
        sheet.write_datetime(place, 4, row.begins, self.day)
        sheet.write_datetime(place, 5, row.ends, self.day)
        for column, number in ((6, row.work), (7, row.leeway), (8, row.free)):
            sheet.write_number(place, column, number, self.number)

    # --- the Gantt sheet ---

    def write_gantt(self) -> None:
        """Write one row for each activity and one narrow column for each period, the periods of work coloured."""
        t, scheduled = self.t, self.report.scheduled
        columns = (_Column(t("No."), 9), _Column(t("What will be done"), 48))
        note = t("Orange: no leeway. Blue: with leeway, which is the pale cells after it. Grey: nobody works.")
        sheet = self._sheet(t("Gantt"), t("when the work is done"), note, columns)
        last = min(
            max(end_of(self.report.found.timetable), *(row.slot.end + row.leeway for row in self.rows)),
            MOST_GANTT_COLUMNS,
        )
        sheet.set_column(LABELS, LABELS + last - 1, 1.1)
        for period in range(last):
            begins = scheduled.day(period)
            if period == 0 or begins.month != scheduled.day(period - 1).month:
                sheet.write_string(HEADING_ROW, LABELS + period, f"{begins:%m/%y}", self.month)
        for place, row in enumerate(self.rows, start=FIRST_ROW):
            self._write(sheet, place, 0, row.number, self.tight)
            self._write(sheet, place, 1, self.t(row.text), self.tight)
            self._gantt_row(sheet, place, row, last)
        sheet.freeze_panes(FIRST_ROW, LABELS)

    def _gantt_row(self, sheet: Any, place: int, row: Row, last: int) -> None:
        closed, slot = self.report.scheduled.workload.calendar.closed, row.slot
        for period in range(last):
            colour = None
            if period in closed:
                colour = CLOSED
            elif slot.start <= period < slot.end:
                colour = CRITICAL if row.critical else OTHER
            elif slot.end <= period < slot.end + row.leeway:
                colour = LEEWAY
            if colour is not None:
                sheet.write_blank(place, LABELS + period, None, self.fills[colour])

    # --- critical path and delays ---

    def write_path(self) -> None:
        """Write the chain of activities that decides the end, the first one first."""
        t = self.t
        columns = (
            _Column(t("Step"), 7), _Column(t("No."), 9), _Column(t("What will be done"), 70), _Column(t("Begins"), 12),
            _Column(t("Ends"), 12), _Column(t("Waits for"), 44),
        )  # fmt: skip
        note = t("Each waits for the one before: because it needs it, or because it takes over its team or place.")
        sheet = self._sheet(t("Critical path"), t("what decides the end"), note, columns)
        for step, number in enumerate(self.report.paths.path, start=1):
            place, row = FIRST_ROW + step - 1, self.by_number[number]
            sheet.set_row(place, _height([(self.t(row.text), 70)]))
            sheet.write_number(place, 0, step, self.number)
            self._write(sheet, place, 1, number)
            self._write(sheet, place, 2, self.t(row.text))
            sheet.write_datetime(place, 3, row.begins, self.day)
            sheet.write_datetime(place, 4, row.ends, self.day)
            self._write(sheet, place, 5, self._why(step))

    def _why(self, step: int) -> str:
        """Say why a step of the critical path waits for the one before."""
        path, t = self.report.paths.path, self.t
        if step == 1:
            return t("nothing but its earliest day and the calendar")
        number, before = path[step - 1], path[step - 2]
        if before in self.report.scheduled.workload.by_id[number].needs:
            return t("{number}, which it needs").format(number=before)
        return t("{number}, which hands over its team or place").format(number=before)

    def write_delays(self, by: int) -> None:
        """Write, for each activity without leeway, what moves when it begins some periods later."""
        t = self.t
        columns = (
            _Column(t("No."), 9), _Column(t("What will be done"), 60), _Column(t("Activities moved"), 10),
            _Column(t("End of all moves by periods"), 12), _Column(t("New end of all"), 12),
            _Column(t("Which ones"), 60),
        )  # fmt: skip
        note = t("If one activity begins {by} periods later and the order stays as it is.").format(by=by)
        sheet = self._sheet(t("Delays"), t("what a delay moves"), note, columns)
        for place, number in enumerate(self.report.paths.critical, start=FIRST_ROW):
            self._delay_row(sheet, place, self.report.paths.delayed(number, by))
        sheet.freeze_panes(FIRST_ROW, 1)

    def _delay_row(self, sheet: Any, place: int, delay: Delay) -> None:
        text, others = self.t(self.by_number[delay.job].text), ", ".join(delay.moved)
        sheet.set_row(place, _height([(text, 60), (others, 60)]))
        self._write(sheet, place, 0, delay.job)
        self._write(sheet, place, 1, text)
        sheet.write_number(place, 2, len(delay.moved), self.number)
        sheet.write_number(place, 3, delay.end_after - delay.end_before, self.number)
        sheet.write_datetime(place, 4, self.report.scheduled.last_day(delay.end_after), self.day)
        self._write(sheet, place, 5, others)

    # --- how it was made ---

    def write_basis(self) -> None:
        """Write how good the timetable is known to be, what was assumed, capacities, and when nobody works."""
        t, limits = self.t, self.report.scheduled.workload.limits
        sheet = self._sheet(
            t("How it was made"), t("result, assumptions, limits"), "", (_Column(t("Kind"), 24), _Column("", 110))
        )
        lines = [(t("Result"), text) for text in result_sentences(self.report, t)]
        lines += [(t("Assumed"), text) for text in assumption_sentences(self.report.scheduled.assumed, t)]
        lines += [(t("Team"), f"{t(team)}: {capacity}") for team, capacity in limits.teams.items()]
        lines += [(t("Events at a time"), f"{t(place)}: {most}") for place, most in limits.events.items()]
        lines += [(t("Closed"), one.reason) for one in self.report.scheduled.workload.calendar.closures]
        for place, (kind, text) in enumerate(lines, start=FIRST_ROW):
            sheet.set_row(place, _height([(text, 110)]))
            self._write(sheet, place, 0, kind)
            self._write(sheet, place, 1, text)


def _height(texts: Iterable[tuple[str, int]]) -> float:
    """Estimate the height a row needs for texts wrapped at their widths; not every program finds it by itself."""
    lines = max(len(wrap(text, width)) for text, width in texts)
    return min(max(lines, 1) * LINE_HEIGHT + 3, 400)
