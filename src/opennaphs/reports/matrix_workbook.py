"""The planning matrix as an .xlsx workbook: a summary, the goals, one sheet an area, live formulas, no row limit."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from textwrap import wrap
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from opennaphs.domain.matrix_rows import MATRIX_YEARS, MatrixRow
from opennaphs.domain.planning import Plan
from opennaphs.reports.matrix import rows_of_area

HEADING_ROW = 5
FIRST_ROW = 6
ESTIMATE, FREQUENCY, COST, TOTAL, LAST = 13, 14, 19, 24, 26
LONGEST_SHEET_NAME = 31
A3, A4 = 8, 9
LINE_HEIGHT, HEADING_HEIGHT, HIGHEST_ROW = 14.5, 76, 400
Translate = Callable[[str], str]

_FIXED = (
    ("UniqueID", 10),
    ("Indicator", 13),
    ("Objectives", 16),
    ("Summary of Key Activities (Strategic actions)", 46),
    ("Detailed activity description (input description for costing)", 36),
    ("Detailed cost assumptions (units, unit costs, quantities, frequency)", 44),
    ("Responsible authority for implementation (budget holder)", 24),
    ("Implementation scale (national, regional, district, sub-national)", 16),
    ("Comments1 (challenges, implementation arrangements)", 24),
    ("Comments2", 20),
    ("Related existing plan / framework / programme or on-going activities", 22),
    ("Existing budget (y/n)", 10),
    ("Existing budget source (government, donor)", 14),
)

_GOAL_HEADINGS = ("Indicator", "Title", "Level today", "Goal", "Set by")


def render_workbook(plan: Plan, titles: Mapping[str, str], translate: Translate = str) -> bytes:
    """Give the plan as a workbook; ``titles`` names the indicators.

    Every cost of a year is a formula (estimate x frequency), every total the sum of what is shown above it, and the
    summary refers to the sheets; the values are stored beside the formulas, so viewers that do not compute show them.
    """
    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": _title(plan, translate), "comments": "OpenNAPHS"})
    _Writer(book, plan, titles, translate).write()
    book.close()
    return buffer.getvalue()


def _title(plan: Plan, translate: Translate) -> str:
    return plan.title or translate("{country}: draft action plan for health security {first}-{last}").format(
        country=plan.country_name, first=plan.years[0], last=plan.years[-1]
    )


def sheet_names(plan: Plan) -> dict[str, str]:
    """Give each area a sheet name that every program accepts: at most 31 characters, none forbidden, unique."""
    names: dict[str, str] = {}
    for area, title in plan.area_titles.items():
        code = area.rpartition(".")[2]
        wanted = f"{code} {title}" if title != area else code
        clean = re.sub(r"[\[\]:*?/\\']", " ", wanted)[:LONGEST_SHEET_NAME].strip() or "area"
        taken = {name.casefold() for name in names.values()} | {"summary", "goals", "notices", "history"}
        number = 2
        name = clean
        while name.casefold() in taken:
            name = f"{clean[: LONGEST_SHEET_NAME - 4]} ({number})"
            number += 1
        names[area] = name
    return names


class _Writer:
    """Writes one plan into one workbook; holds what all sheets share."""

    def __init__(self, book: Any, plan: Plan, titles: Mapping[str, str], translate: Translate) -> None:
        self.book, self.plan, self.titles, self.t = book, plan, titles, translate
        self.names = sheet_names(plan)
        cell = {"valign": "top", "text_wrap": True, "border": 1, "border_color": "#D0D0D0"}
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.bold = book.add_format({"bold": True})
        self.note = book.add_format({"italic": True, "font_color": "#555555"})
        self.head = book.add_format({**cell, "bold": True, "bg_color": "#E8EEF4"})
        self.text = book.add_format(cell)
        self.count = book.add_format({**cell, "num_format": "0", "align": "center"})
        self.money = book.add_format({**cell, "num_format": "#,##0.00"})
        self.total = book.add_format({**cell, "num_format": "#,##0.00", "bold": True, "bg_color": "#F4F4F4"})
        self.total_text = book.add_format({**cell, "bold": True, "bg_color": "#F4F4F4"})

    @property
    def years(self) -> Sequence[int]:
        """The five years of the matrix; a one-year plan leaves four of them empty."""
        return range(self.plan.first_year, self.plan.first_year + MATRIX_YEARS)

    @property
    def unit(self) -> str:
        basis = self.plan.cost_basis
        if basis is None:
            return self.t("local currency")
        return self.t("{currency}, {year} prices").format(currency=basis.currency, year=basis.price_year)

    def write(self) -> None:
        summary = self.book.add_worksheet(self.t("Summary"))
        self._goals(self.book.add_worksheet(self.t("Goals")))
        sums = {area: self._area(area, rows_of_area(self.plan, area, self.titles, self.t)) for area in self.names}
        self._summary(summary, sums)
        if self.plan.notices:
            self._notices(self.book.add_worksheet(self.t("Notices")))

    # --- one sheet an area ---

    def _area(self, area: str, rows: tuple[MatrixRow, ...]) -> tuple[int, list[Decimal], bool]:
        """Write an area; give the row of its totals, the total of each year, and whether anything is not costed."""
        sheet = self.book.add_worksheet(self.names[area])
        sheet.write_string(0, 0, _title(self.plan, self.t), self.title)
        sheet.write_string(
            1, 0, self.t("Technical area: {title}").format(title=self.t(self.plan.area_titles[area])), self.bold
        )
        sheet.write_string(
            2,
            0,
            self.t("Costs in {unit}. An empty cost is not known; 0 is known to be nothing.").format(unit=self.unit),
            self.note,
        )
        self._headings(sheet)
        for number, row in enumerate(rows, start=FIRST_ROW):
            self._matrix_row(sheet, number, row)
        last = FIRST_ROW + len(rows)
        sums = [_year_total(rows, year) for year in range(MATRIX_YEARS)]
        self._totals(sheet, last, sums)
        sheet.freeze_panes(FIRST_ROW, 4)
        sheet.autofilter(HEADING_ROW, 0, last - 1, LAST)
        _landscape(sheet, A3)
        sheet.repeat_rows(HEADING_ROW)
        return last, sums, any(row.estimate is None for row in rows)

    def _headings(self, sheet: Any) -> None:
        sheet.set_row(HEADING_ROW, HEADING_HEIGHT)
        for column, (heading, width) in enumerate(self._columns()):
            sheet.set_column(column, column, width)
            sheet.write_string(HEADING_ROW, column, heading, self.head)

    def _columns(self) -> Iterable[tuple[str, int]]:
        yield from ((self.t(heading), width) for heading, width in _FIXED)
        yield self.t("Estimated cost ({unit})").format(unit=self.unit), 14
        for number, year in enumerate(self.years, start=1):
            yield (
                self.t("Frequency per year of implementation, Year {number} ({year})").format(number=number, year=year),
                11,
            )
        for number, year in enumerate(self.years, start=1):
            yield self.t("Cost estimate, Year {number} ({year})").format(number=number, year=year), 14
        yield "TotalOver5Years", 15
        yield "CostCategory1", 16
        yield "CostCategory2", 12

    def _matrix_row(self, sheet: Any, number: int, row: MatrixRow) -> None:
        texts = (
            row.unique_id,
            row.indicator,
            row.objective,
            row.strategic_action,
            row.description,
            row.assumptions,
            row.responsible,
            row.scale,
            row.comments,
            row.comments_2,
            row.related,
            row.existing_budget,
            row.budget_source,
        )
        sheet.set_row(number, _height(texts))
        for column, text in enumerate(texts):
            sheet.write_string(number, column, text, self.text)
        _write_number(sheet, number, ESTIMATE, row.estimate, self.money)
        costs = [row.expected_cost(year) for year in range(MATRIX_YEARS)]
        for year in range(MATRIX_YEARS):
            frequency = row.frequency[year]
            _write_number(sheet, number, FREQUENCY + year, frequency, self.count)
            sheet.write_formula(number, COST + year, _cost_formula(number, year), self.money, _cached(costs[year]))
        whole = None if row.estimate is None else sum((cost or Decimal(0) for cost in costs), Decimal(0))
        sheet.write_formula(number, TOTAL, _row_total_formula(number), self.money, _cached(whole))
        sheet.write_string(number, TOTAL + 1, row.category_1, self.text)
        sheet.write_string(number, LAST, row.category_2, self.text)

    def _totals(self, sheet: Any, last: int, sums: list[Decimal]) -> None:
        for column in range(LAST + 1):
            sheet.write_blank(last, column, None, self.total_text)
        sheet.write_string(last, 3, self.t("Total"), self.total_text)
        for year in range(MATRIX_YEARS):
            self._sum(sheet, last, COST + year, last, sums[year])
        self._sum(sheet, last, TOTAL, last, sum(sums, Decimal(0)))

    def _sum(self, sheet: Any, row: int, column: int, last: int, value: Decimal) -> None:
        letter = xl_col_to_name(column)
        sheet.write_formula(row, column, f"=SUM({letter}{FIRST_ROW + 1}:{letter}{last})", self.total, float(value))

    # --- summary, goals, notices ---

    def _summary(self, sheet: Any, sums: dict[str, tuple[int, list[Decimal], bool]]) -> None:
        evidence = self.plan.evidence
        sheet.set_column(0, 0, 50)
        sheet.set_column(1, 8, 15)
        sheet.write_string(0, 0, _title(self.plan, self.t), self.title)
        basis = self.t("Based on {framework} of {date}; actions from {library} {version}.").format(
            framework=evidence.framework or "-",
            date=evidence.date or self.t("no assessment"),
            library=evidence.library,
            version=evidence.library_version,
        )
        sheet.write_string(1, 0, basis, self.note)
        sheet.write_string(
            2,
            0,
            self.t("Costs in {unit}: a menu estimate for a first discussion, not a budget.").format(unit=self.unit),
            self.note,
        )
        headings = [
            self.t("Technical area"),
            self.t("Activities"),
            *[str(year) for year in self.years],
            self.t("Total"),
            self.t("Remark"),
        ]
        for column, heading in enumerate(headings):
            sheet.write_string(4, column, heading, self.head)
        for number, (area, (last, years, incomplete)) in enumerate(sums.items(), start=5):
            self._summary_row(sheet, number, area, last, years, incomplete=incomplete)
        self._summary_total(
            sheet,
            5 + len(sums),
            [sum((one[1][year] for one in sums.values()), Decimal(0)) for year in range(MATRIX_YEARS)],
        )
        sheet.freeze_panes(5, 1)
        _landscape(sheet)

    def _summary_row(
        self, sheet: Any, number: int, area: str, last: int, years: list[Decimal], *, incomplete: bool
    ) -> None:
        count = sum(activity.area == area for activity in self.plan.activities)
        name = self.names[area]
        sheet.write_url(
            number,
            0,
            f"internal:'{name}'!A1",
            self.text,
            f"{area.rpartition('.')[2]} {self.t(self.plan.area_titles[area])}",
        )
        sheet.write_number(number, 1, count, self.count)
        for year in range(MATRIX_YEARS):
            reference = f"='{name}'!{xl_col_to_name(COST + year)}{last + 1}"
            sheet.write_formula(number, 2 + year, reference, self.money, float(years[year]))
        sheet.write_formula(number, 7, f"=SUM(C{number + 1}:G{number + 1})", self.total, float(sum(years)))
        sheet.write_string(number, 8, self.t("some activities are not costed") if incomplete else "", self.text)

    def _summary_total(self, sheet: Any, number: int, years: list[Decimal]) -> None:
        sheet.write_string(number, 0, self.t("Total"), self.total_text)
        sheet.write_formula(number, 1, f"=SUM(B6:B{number})", self.total_text, len(self.plan.activities))
        for column in range(2, 8):
            letter = xl_col_to_name(column)
            value = sum(years) if column == 7 else years[column - 2]  # noqa: PLR2004 - the last column is the total
            sheet.write_formula(number, column, f"=SUM({letter}6:{letter}{number})", self.total, float(value))

    def _goals(self, sheet: Any) -> None:
        for column, width in enumerate((14, 46, 12, 12, 18)):
            sheet.set_column(column, column, width)
        sheet.write_string(0, 0, self.t("Goals of the assessed indicators"), self.title)
        for column, heading in enumerate(_GOAL_HEADINGS):
            sheet.write_string(2, column, self.t(heading), self.head)
        for number, goal in enumerate(self.plan.goals, start=3):
            sheet.write_string(number, 0, goal.indicator, self.text)
            sheet.write_string(number, 1, self.t(self.titles.get(goal.indicator, "")), self.text)
            _write_number(sheet, number, 2, None if goal.current is None else Decimal(goal.current), self.count)
            _write_number(sheet, number, 3, None if goal.target is None else Decimal(goal.target), self.count)
            sheet.write_string(number, 4, self.t("a person") if goal.edited else self.t("the default rule"), self.text)
        sheet.freeze_panes(3, 1)
        sheet.fit_to_pages(1, 0)

    def _notices(self, sheet: Any) -> None:
        sheet.set_column(0, 0, 120)
        sheet.write_string(0, 0, self.t("What to know about this draft"), self.title)
        for number, notice in enumerate(self.plan.notices, start=2):
            sheet.write_string(number, 0, notice.text(self.t), self.text)


def _landscape(sheet: Any, paper: int = A4) -> None:
    sheet.set_landscape()
    sheet.set_paper(paper)
    sheet.fit_to_pages(1, 0)


def _height(texts: Iterable[str]) -> float:
    """Estimate the height a row needs for its wrapped texts; not every program finds it by itself."""
    lines = max(len(wrap(text, width)) for text, (_, width) in zip(texts, _FIXED, strict=True))
    return min(max(lines, 1) * LINE_HEIGHT + 3, HIGHEST_ROW)


def _write_number(sheet: Any, row: int, column: int, value: Decimal | None, style: Any) -> None:
    """Write a number, or an empty cell for one that is not known: never a 0."""
    if value is None:
        sheet.write_blank(row, column, None, style)
    else:
        sheet.write_number(row, column, float(value), style)


def _year_total(rows: Iterable[MatrixRow], year: int) -> Decimal:
    return sum((row.expected_cost(year) or Decimal(0) for row in rows), Decimal(0))


def _cost_formula(row: int, year: int) -> str:
    estimate, frequency = f"$N{row + 1}", f"{xl_col_to_name(FREQUENCY + year)}{row + 1}"
    return f'=IF(OR({estimate}="",{frequency}=""),"",ROUND({estimate}*{frequency},2))'


def _row_total_formula(row: int) -> str:
    first, last = xl_col_to_name(COST), xl_col_to_name(COST + MATRIX_YEARS - 1)
    return f'=IF($N{row + 1}="","",SUM({first}{row + 1}:{last}{row + 1}))'


def _cached(value: Decimal | None) -> float | str:
    return "" if value is None else float(value)
