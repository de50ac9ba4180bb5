"""Workbooks of annexes: sheets with headings, rows, live sums, in either direction of writing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from opennaphs.reports.cost_wording import Translate, readable

TITLE_ROW, NOTE_ROW, HEADING_ROW, FIRST_ROW = 0, 1, 3, 4
LONGEST_NAME = 31
FORBIDDEN = "[]:*?/\\'"
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True)
class Live:
    """A cell that follows others: its formula, and what it comes to, for programs that do not compute."""

    formula: str
    value: Decimal


AnnexCell = str | int | Decimal | Live | None


@dataclass(frozen=True)
class AnnexColumn:
    """A column: its heading, how wide it is, and whether it is money that is summed below."""

    heading: str
    width: int = 14
    summed: bool = False


@dataclass
class AnnexBook:
    """A workbook in the making."""

    title: str
    right_to_left: bool
    t: Translate
    _buffer: BytesIO = field(default_factory=BytesIO)

    def __post_init__(self) -> None:
        """Open the workbook."""
        self.workbook: Any = xlsxwriter.Workbook(self._buffer, OPTIONS)
        self.workbook.set_properties({"title": readable(self.title), "comments": "OpenNAPHS"})
        add = self.workbook.add_format
        self.heading = add({"bold": True, "bg_color": "#E8EEF4", "text_wrap": True, "valign": "top", "bottom": 1})
        self.big = add({"bold": True, "font_size": 14, "font_color": "#1F4E79"})
        self.text = add({"text_wrap": True, "valign": "top"})
        self.soft = add({"italic": True, "font_color": "#566573"})
        self.money = add({"num_format": "#,##0.00", "valign": "top"})
        self.count = add({"num_format": "0", "valign": "top"})
        self.total = add({"num_format": "#,##0.00", "bold": True, "top": 1})
        self.total_text = add({"bold": True, "top": 1})

    def sheet(self, name: str, note: str, columns: Sequence[AnnexColumn], rows: Sequence[Sequence[AnnexCell]]) -> str:
        """Write a sheet with sums below the money; give its name as formulas write it."""
        known = _sheet_name(name)
        sheet = self.workbook.add_worksheet(known)
        if self.right_to_left:
            sheet.right_to_left()
        sheet.write_string(TITLE_ROW, 0, readable(f"{self.title} – {name}"), self.big)
        sheet.write_string(NOTE_ROW, 0, readable(note), self.soft)
        for number, column in enumerate(columns):
            sheet.set_column(number, number, column.width)
            sheet.write_string(HEADING_ROW, number, readable(column.heading), self.heading)
        for row, cells in enumerate(rows, start=FIRST_ROW):
            for number, cell in enumerate(cells):
                self._write(sheet, row, number, cell)
        self._sums(sheet, columns, rows)
        sheet.freeze_panes(FIRST_ROW, 0)
        sheet.fit_to_pages(1, 0)
        sheet.set_landscape()
        return f"'{known}'"

    def render(self) -> bytes:
        """Give the workbook."""
        self.workbook.close()
        return self._buffer.getvalue()

    def _write(self, sheet: Any, row: int, column: int, cell: AnnexCell) -> None:
        if isinstance(cell, Live):
            sheet.write_formula(row, column, cell.formula, self.money, float(cell.value))
        elif isinstance(cell, Decimal):
            sheet.write_number(row, column, float(cell), self.money)
        elif isinstance(cell, int):
            sheet.write_number(row, column, cell, self.count)
        elif cell is not None:
            sheet.write_string(row, column, readable(cell), self.text)

    def _sums(self, sheet: Any, columns: Sequence[AnnexColumn], rows: Sequence[Sequence[AnnexCell]]) -> None:
        if not any(column.summed for column in columns):
            return
        last = FIRST_ROW + len(rows)
        sheet.write_string(last, 0, readable(self.t("Total")), self.total_text)
        for number, column in enumerate(columns):
            if column.summed:
                letter = xl_col_to_name(number)
                value = sum((_value(cells[number]) for cells in rows), Decimal(0))
                formula = f"=SUM({letter}{FIRST_ROW + 1}:{letter}{last})" if rows else "=0"
                sheet.write_formula(last, number, formula, self.total, float(value))


def row_sum(row: int, first: int, last: int, values: Sequence[Decimal]) -> Live:
    """Give the sum of neighbouring cells of the ``row``-th row of a sheet (0 = the first below the headings)."""
    start, end = (xl_rowcol_to_cell(FIRST_ROW + row, column) for column in (first, last))
    return Live(f"=SUM({start}:{end})", sum(values, Decimal(0)))


def _value(cell: AnnexCell) -> Decimal:
    if isinstance(cell, Live):
        return cell.value
    return cell if isinstance(cell, Decimal) else Decimal(0)


def _sheet_name(name: str) -> str:
    return "".join(sign for sign in readable(name) if sign not in FORBIDDEN)[:LONGEST_NAME]
