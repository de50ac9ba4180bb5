"""A costed menu as a table: line by line as CSV, or a workbook with sums by year and by indicator."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from opennaphs.domain.menu_costing import MENU_YEARS, SALARY_OVERHEAD, LineCost, MenuCosts, MenuRules, Method
from opennaphs.domain.menus import Multiplier
from opennaphs.domain.money import Money

HEADINGS = (
    "id", "indicator", "score", "requirement", "action", "state", "kind", "unit_cost", "unit_cost_title", "unit_value",
    "unit", "multiplier_1", "multiplier_1_unit", "multiplier_2", "multiplier_2_unit", "administrative_level",
    "administrative_multiplier", *(f"year_{year}" for year in range(1, MENU_YEARS + 1)), "total", "currency",
    "price_year", "notes",
)  # fmt: skip
INDICATOR, UNIT_VALUE, FIRST_YEAR, TOTAL = (
    HEADINGS.index(heading) for heading in ("indicator", "unit_value", "year_1", "total")
)
_WIDE = {"requirement": 40, "action": 46, "unit_cost_title": 26, "notes": 30, "state": 18}


def render_menu_csv(costs: MenuCosts) -> bytes:
    """Give one line per line of the menu, without totals; an empty cell is something that was not needed."""
    out = StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(HEADINGS)
    for cost in costs.lines:
        table.writerow([_harmless(cell) if isinstance(cell, str) else f"{cell:f}" for cell in _cells(cost, costs)])
    return out.getvalue().encode()


def _cells(cost: LineCost, costs: MenuCosts) -> Sequence[str | Decimal]:
    line, count = cost.line, cost.administrative_multiplier
    first, second = (*line.multipliers, None, None)[:2]
    return (
        line.id, line.indicator, Decimal(line.score), line.requirement, line.action, str(cost.state), str(line.kind),
        *_price_cells(cost), *_multiplier_cells(first), *_multiplier_cells(second), str(line.tier),
        "" if count is None else count, *(money.amount for money in cost.by_year), costs.sum_of(cost.by_year).amount,
        costs.currency, Decimal(costs.price_year), line.notes,
    )  # fmt: skip


def _price_cells(cost: LineCost) -> Sequence[str | Decimal]:
    if cost.price is None:
        return cost.line.unit_cost, "", "", ""
    return cost.price.id, cost.price.title, cost.price.price.amount, cost.price.unit


def _multiplier_cells(multiplier: Multiplier | None) -> Sequence[str | Decimal]:
    return ("", "") if multiplier is None else (multiplier.value, multiplier.unit)


def _harmless(text: str) -> str:
    """Keep a spreadsheet from taking somebody's text for a formula when it opens the CSV."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def render_menu_workbook(costs: MenuCosts, titles: Mapping[str, str]) -> bytes:
    """Give a workbook of three sheets: sums, indicators, lines; ``titles`` names the indicators.

    Every total is a formula over the sheet of lines; its value is stored beside it.
    """
    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    writer = _Writer(book, costs)
    writer.summary(book.add_worksheet("Summary"))
    writer.indicators(book.add_worksheet("Indicators"), titles)
    writer.lines(book.add_worksheet("Lines"))
    book.close()
    return buffer.getvalue()


class _Writer:
    """Writes one costed menu; holds the formats all sheets share."""

    def __init__(self, book: Any, costs: MenuCosts) -> None:
        cell = {"valign": "top", "text_wrap": True, "border": 1, "border_color": "#D0D0D0"}
        self.costs, self.last = costs, len(costs.lines) + 1
        self.bold = book.add_format({"bold": True, "font_size": 14})
        self.head = book.add_format({**cell, "bold": True, "bg_color": "#E8EEF4"})
        self.text = book.add_format(cell)
        self.money = book.add_format({**cell, "num_format": "#,##0.00"})
        self.total = book.add_format({**cell, "num_format": "#,##0.00", "bold": True, "bg_color": "#F4F4F4"})

    def summary(self, sheet: Any) -> None:
        sheet.set_column(0, 0, 14)
        sheet.set_column(1, 1, 22)
        sheet.write_string(0, 0, "What the menu costs", self.bold)
        for number, sentence in enumerate(_basis(self.costs), start=1):
            sheet.write_string(number, 0, sentence)
        self._headings(sheet, 5, ("Year", f"Cost ({self.costs.currency}, {self.costs.price_year} prices)"))
        for year, money in enumerate(self.costs.by_year):
            sheet.write_number(6 + year, 0, year + 1, self.text)
            column = self._column(FIRST_YEAR + year)
            sheet.write_formula(6 + year, 1, f"=SUM({column})", self.money, float(money.amount))
        sheet.write_string(6 + MENU_YEARS, 0, "Total", self.head)
        formula = f"=SUM(B7:B{6 + MENU_YEARS})"
        sheet.write_formula(6 + MENU_YEARS, 1, formula, self.total, float(self.costs.total.amount))

    def indicators(self, sheet: Any, titles: Mapping[str, str]) -> None:
        years = tuple(f"Year {year}" for year in range(1, MENU_YEARS + 1))
        self._headings(sheet, 0, ("Indicator", "Title", *years, "Total"))
        sheet.set_column(0, 0, 14)
        sheet.set_column(1, 1, 50)
        sheet.set_column(2, 2 + MENU_YEARS, 15)
        for row, (indicator, by_year) in enumerate(self.costs.by_indicator.items(), start=1):
            sheet.write_string(row, 0, indicator, self.text)
            sheet.write_string(row, 1, titles.get(indicator, ""), self.text)
            self._indicator_years(sheet, row, by_year)
        sheet.freeze_panes(1, 2)

    def _indicator_years(self, sheet: Any, row: int, by_year: Sequence[Money]) -> None:
        for year, money in enumerate(by_year):
            amounts = self._column(FIRST_YEAR + year)
            formula = f"=SUMIF({self._column(INDICATOR)},A{row + 1},{amounts})"
            sheet.write_formula(row, 2 + year, formula, self.money, float(money.amount))
        last = xl_col_to_name(1 + MENU_YEARS)
        whole = float(self.costs.sum_of(by_year).amount)
        sheet.write_formula(row, 2 + MENU_YEARS, f"=SUM(C{row + 1}:{last}{row + 1})", self.total, whole)

    def lines(self, sheet: Any) -> None:
        self._headings(sheet, 0, HEADINGS)
        for column, heading in enumerate(HEADINGS):
            sheet.set_column(column, column, _WIDE.get(heading, 14))
        for row, cost in enumerate(self.costs.lines, start=1):
            for column, cell in enumerate(_cells(cost, self.costs)):
                self._cell(sheet, row, column, cell)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, len(self.costs.lines), len(HEADINGS) - 1)

    def _cell(self, sheet: Any, row: int, column: int, cell: str | Decimal) -> None:
        if isinstance(cell, str):
            sheet.write_string(row, column, cell, self.text)
        elif column == TOTAL:
            first, last = xl_col_to_name(FIRST_YEAR), xl_col_to_name(TOTAL - 1)
            sheet.write_formula(row, column, f"=SUM({first}{row + 1}:{last}{row + 1})", self.total, float(cell))
        else:
            is_money = column == UNIT_VALUE or FIRST_YEAR <= column < TOTAL
            sheet.write_number(row, column, float(cell), self.money if is_money else self.text)

    def _headings(self, sheet: Any, row: int, headings: Iterable[str]) -> None:
        for column, heading in enumerate(headings):
            sheet.write_string(row, column, heading, self.head)

    def _column(self, column: int) -> str:
        letter = xl_col_to_name(column)
        return f"Lines!${letter}$2:${letter}${self.last}"


def _basis(costs: MenuCosts) -> tuple[str, str, str]:
    states = [str(cost.state) for cost in costs.lines]
    counts = "; ".join(f"{states.count(state)} {state}" for state in dict.fromkeys(states))
    return (
        f"Rules of the costing tool for {costs.rules.method}, up to a score of {costs.rules.highest_score}.",
        overhead_sentence(costs.rules),
        f"Lines of the menu: {counts}.",
    )


def overhead_sentence(rules: MenuRules) -> str:
    """Say where the overhead of salaries is."""
    share = f"{SALARY_OVERHEAD * 100:.0f} %"
    if rules.method is Method.JEE_1:
        return f"Overhead of {share} was added to salaries."
    return f"No overhead was added: by this method the unit costs of salaries hold it ({share} in the published list)."
