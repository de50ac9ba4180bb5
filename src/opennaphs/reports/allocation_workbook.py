"""An allocation as a workbook: what each country gets beside the simple splits, prices by year, how it was found."""

from collections.abc import Callable, Sequence
from io import BytesIO
from math import isfinite
from typing import Any

import xlsxwriter

from opennaphs.reports.allocation_table import (
    MILLION,
    AllocationReport,
    CountryRow,
    allocation_sentences,
    split_names,
)

Translate = Callable[[str], str]
HEADING_ROW, FIRST_ROW = 2, 3
NAME_WIDTH, NUMBER_WIDTH, STAGE_WIDTH = 28, 15, 40
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def render_allocation_workbook(report: AllocationReport, t: Translate = str) -> bytes:
    """Give an allocation as a workbook of three sheets; sums are live formulas."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as workbook:
        workbook.set_properties({"title": report.result.pool.title, "comments": "OpenNAPHS"})
        book = _Book(workbook, report, t)
        book.write_countries()
        book.write_prices()
        book.write_course()
    return buffer.getvalue()


class _Book:
    """One workbook of an allocation, and what its sheets share."""

    def __init__(self, workbook: Any, report: AllocationReport, t: Translate) -> None:
        self.workbook, self.report, self.t = workbook, report, t
        add = workbook.add_format
        self.big, self.text = add({"bold": True, "font_size": 14}), add({"border": 1, "border_color": "#D0D0D0"})
        self.head = add({"bold": True, "bg_color": "#E8EEF4", "border": 1, "text_wrap": True, "valign": "top"})
        self.number = add({"num_format": "#,##0.00", "border": 1, "border_color": "#D0D0D0"})
        self.sum = add({"num_format": "#,##0.00", "bold": True, "top": 2})

    def _sheet(self, name: str, headings: Sequence[str], widths: Sequence[int]) -> Any:
        sheet = self.workbook.add_worksheet(name)
        sheet.write_string(0, 0, f"{self.report.result.pool.title}: {name}", self.big)
        for column, (heading, width) in enumerate(zip(headings, widths, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(HEADING_ROW, column, heading, self.head)
        sheet.freeze_panes(FIRST_ROW, 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        return sheet

    def write_countries(self) -> None:
        """Write a row for each country, and what all get together."""
        t, report = self.t, self.report
        names = split_names(t)
        years = [str(year) for year in report.years]
        headings = [t("Country"), *years, t("All years"), t("Benefit"), t("Steps reached")]
        headings += [names[split] for split in report.splits]
        sheet = self._sheet(t("Allocation"), headings, [NAME_WIDTH, *[NUMBER_WIDTH] * (len(headings) - 1)])
        for place, row in enumerate(report.rows, start=FIRST_ROW):
            sheet.write_string(place, 0, f"{row.name} ({row.country})", self.text)
            for column, amount in enumerate(row.allotment.by_year, start=1):
                sheet.write_number(place, column, float(amount), self.number)
            first, last = "B", chr(ord("A") + len(years))
            formula = f"=SUM({first}{place + 1}:{last}{place + 1})"
            sheet.write_formula(place, len(years) + 1, formula, self.number, float(row.allotment.whole))
            rest = self._figures(row)[len(years) + 1 :]
            for column, figure in enumerate(rest, start=len(years) + 2):
                sheet.write_number(place, column, figure, self.number)
        self._sums(sheet, len(headings))

    def _figures(self, row: CountryRow) -> list[float]:
        """Give the numbers of a row: by year, all years, benefit, steps, splits."""
        splits = [float(row.splits[split]) for split in self.report.splits]
        years = [float(amount) for amount in row.allotment.by_year]
        return [*years, float(row.allotment.whole), float(row.allotment.value), float(row.steps), *splits]

    def _sums(self, sheet: Any, columns: int) -> None:
        """Write a formula under each column, with its value for programs that do not compute."""
        table = [self._figures(row) for row in self.report.rows]
        last = FIRST_ROW + len(table)
        sheet.write_string(last, 0, self.t("Total"), self.sum)
        for column in range(1, columns):
            letter = chr(ord("A") + column)
            whole = sum(line[column - 1] for line in table)
            sheet.write_formula(last, column, f"=SUM({letter}{FIRST_ROW + 1}:{letter}{last})", self.sum, whole)

    def write_prices(self) -> None:
        """Write, for each year, the pool, what is allotted and left, and what a further million would add."""
        t, report, result = self.t, self.report, self.report.result
        headings = [t("Year"), t("Pool"), t("Allotted"), t("Left"), t("Benefit of the next million")]
        sheet = self._sheet(t("Prices"), headings, [NUMBER_WIDTH, *[NUMBER_WIDTH] * 4])
        given = result.allocation.by_year
        rows = zip(report.years, result.pool.by_year, given, report.left, result.prices, strict=True)
        for place, (year, money, allotted, left, price) in enumerate(rows, start=FIRST_ROW):
            sheet.write_string(place, 0, str(year), self.text)
            figures = (float(money.amount), float(allotted), float(left), MILLION * price)
            for column, figure in enumerate(figures, start=1):
                sheet.write_number(place, column, figure, self.number)

    def write_course(self) -> None:
        """Write the sentences of the result, and where the search stood over time."""
        t, report = self.t, self.report
        headings = [t("Means"), t("Seconds"), t("Benefit"), t("Linear bound"), t("Bound")]
        sheet = self._sheet(t("How it was found"), headings, [STAGE_WIDTH, *[NUMBER_WIDTH] * 4])
        place = FIRST_ROW
        for place, one in enumerate(report.result.history, start=FIRST_ROW):
            sheet.write_string(place, 0, t(str(one.stage)), self.text)
            for column, number in enumerate((one.seconds, one.value, one.linear_bound, one.bound), start=1):
                if isfinite(number):
                    sheet.write_number(place, column, number, self.number)
        for number, text in enumerate(allocation_sentences(report, t), start=place + 2):
            sheet.write_string(number, 0, text)
