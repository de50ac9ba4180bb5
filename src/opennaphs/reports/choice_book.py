"""The workbook of a choice while it is written: formats, and tables whose sums are formulas."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from enum import Enum, auto
from textwrap import wrap
from typing import Any, NamedTuple

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from opennaphs.domain.choices import Question
from opennaphs.domain.planning import Plan
from opennaphs.reports.cost_wording import RIGHT_TO_LEFT, Translate, distinct, plan_title, readable

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
HEADING_ROW, FIRST_ROW = 3, 4
LONGEST_CELL, LONGEST_SHEET_NAME = 32_767, 31
LINE_HEIGHT, HIGHEST_ROW, A3 = 14.5, 400, 8


class Kind(Enum):
    """What a column holds. ``SUM`` is the sum of the money before it in the row."""

    TEXT = auto()
    COUNT = auto()
    NUMBER = auto()
    MONEY = auto()
    SHARE = auto()
    SUM = auto()


class Column(NamedTuple):
    """A column: heading, width, what it holds, whether it has a total below."""

    heading: str
    width: int
    kind: Kind
    total: bool = False


class ChoiceBook:
    """One workbook of a choice, and what its sheets share."""

    def __init__(self, workbook: Any, plan: Plan, question: Question, t: Translate) -> None:
        """Prepare a workbook."""
        self.workbook, self.plan, self.question, self.t = workbook, plan, question, t
        self.title = f"{plan_title(plan, t)}: {t('what the budget buys')}"
        self.taken: dict[str, str] = {}
        workbook.set_properties({"title": self.title, "comments": "OpenNAPHS"})
        cell = {"valign": "top", "text_wrap": True, "border": 1, "border_color": "#D0D0D0"}
        shaded = {**cell, "bold": True, "bg_color": "#F4F4F4"}
        add = workbook.add_format
        self.big, self.note = add({"bold": True, "font_size": 14}), add({"italic": True, "font_color": "#555555"})
        self.head, self.total_text = add({**cell, "bold": True, "bg_color": "#E8EEF4"}), add(shaded)
        numbers = {Kind.COUNT: "0", Kind.NUMBER: "#,##0.00", Kind.MONEY: "#,##0.00", Kind.SHARE: "0.0%"}
        numbers[Kind.SUM] = numbers[Kind.MONEY]
        self.formats = {kind: add({**cell, "num_format": text}) for kind, text in numbers.items()}
        self.formats[Kind.TEXT] = add(cell)
        self.totals = {kind: add({**shaded, "num_format": text}) for kind, text in numbers.items()}

    @property
    def unit_note(self) -> str:
        """Say what all amounts of the workbook are in."""
        currency, year = self.question.currency, self.question.price_year
        unit = self.t("{currency}, {year} prices").format(currency=currency, year=year)
        return self.t("All amounts in {unit}.").format(unit=unit)

    def table(
        self,
        name: str,
        title: str,
        note: str,
        columns: Sequence[Column],
        rows: Sequence[Sequence[object]],
        frozen: int = 0,
    ) -> Any:
        """Write a sheet with one table; ``None`` is an empty cell."""
        sheet = self._sheet(name, title, note, columns)
        for place, row in enumerate(rows, start=FIRST_ROW):
            texts = zip((str(cell) for cell in row), (column.width for column in columns), strict=True)
            sheet.set_row(place, _height(texts))
            for number, (column, cell) in enumerate(zip(columns, row, strict=True)):
                self._cell(sheet, place, number, column, cell, columns)
        if rows and any(column.total for column in columns):
            self._totals(sheet, FIRST_ROW + len(rows), columns, rows)
        sheet.freeze_panes(FIRST_ROW, frozen)
        return sheet

    def _sheet(self, name: str, title: str, note: str, columns: Sequence[Column]) -> Any:
        self.taken = distinct(self.taken | {name: name[:LONGEST_SHEET_NAME]})
        sheet = self.workbook.add_worksheet(self.taken[name])
        if self.plan.language in RIGHT_TO_LEFT:
            sheet.right_to_left()
        sheet.write_string(0, 0, f"{self.title}: {title}"[:LONGEST_CELL], self.big)
        sheet.write_string(1, 0, " ".join(part for part in (self.unit_note, note) if part), self.note)
        for number, column in enumerate(columns):
            sheet.set_column(number, number, column.width)
            sheet.write_string(HEADING_ROW, number, column.heading, self.head)
        sheet.set_row(HEADING_ROW, _height((column.heading, column.width) for column in columns))
        sheet.set_landscape()
        sheet.set_paper(A3)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEADING_ROW)
        return sheet

    def _cell(
        self, sheet: Any, place: int, number: int, column: Column, cell: object, columns: Sequence[Column]
    ) -> None:
        style = self.formats[column.kind]
        if cell is None:
            sheet.write_blank(place, number, None, style)
        elif column.kind is Kind.TEXT:
            # Somebody's text: never a formula, never a link, never longer than a cell holds.
            sheet.write_string(place, number, readable(str(cell))[:LONGEST_CELL], style)
        elif column.kind is Kind.SUM:
            first = next(one for one, other in enumerate(columns) if other.kind is Kind.MONEY)
            cells = f"{xl_rowcol_to_cell(place, first)}:{xl_rowcol_to_cell(place, number - 1)}"
            sheet.write_formula(place, number, f"=SUM({cells})", style, _number(cell))
        else:
            sheet.write_number(place, number, _number(cell), style)

    def _totals(self, sheet: Any, place: int, columns: Sequence[Column], rows: Sequence[Sequence[object]]) -> None:
        sheet.write_string(place, 0, self.t("Total"), self.total_text)
        for number, column in enumerate(columns[1:], start=1):
            if not column.total:
                sheet.write_blank(place, number, None, self.total_text)
                continue
            letter = xl_col_to_name(number)
            value = float(sum((Decimal(str(row[number])) for row in rows if row[number] is not None), Decimal(0)))
            formula = f"=SUM({letter}{FIRST_ROW + 1}:{letter}{place})"
            sheet.write_formula(place, number, formula, self.totals[column.kind], value)

    def curve(self, sheet: Any, count: int) -> None:
        """Draw the curve of the frontier beside its table."""
        name, last = sheet.get_name(), FIRST_ROW + count - 1
        chart = self.workbook.add_chart({"type": "scatter", "subtype": "straight_with_markers"})
        for column, heading in ((2, self.t("Benefit points")), (3, self.t("None can exceed"))):
            chart.add_series(
                {
                    "name": heading,
                    "categories": [name, FIRST_ROW, 1, last, 1],
                    "values": [name, FIRST_ROW, column, last, column],
                }
            )
        chart.set_x_axis({"name": self.unit_note, "num_format": "#,##0"})
        chart.set_y_axis({"name": self.t("Benefit points"), "num_format": "0"})
        chart.set_size({"width": 720, "height": 380})
        sheet.insert_chart(HEADING_ROW, 6, chart)


def _number(cell: object) -> float:
    return float(str(cell))


def _height(texts: Iterable[tuple[str, int]]) -> float:
    """Estimate the height a row needs for texts wrapped at their widths; not every program finds it by itself."""
    lines = max(len(wrap(text, width)) for text, width in texts)
    return min(max(lines, 1) * LINE_HEIGHT + 3, HIGHEST_ROW)
