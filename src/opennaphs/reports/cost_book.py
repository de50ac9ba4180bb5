"""The workbook of costs while it is written: formats, sheet names, and the sheet “Lines” all other sheets look at."""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from textwrap import wrap
from typing import Any, NamedTuple

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from opennaphs.domain.cost_views import UNKNOWN, Cut
from opennaphs.domain.planning import Plan
from opennaphs.domain.written_numbers import number_text
from opennaphs.reports.cost_lines import LedgerLine, PriceUsed, costed_basis, ledger, prices_used
from opennaphs.reports.cost_wording import (
    RIGHT_TO_LEFT,
    Translate,
    distinct,
    labels,
    plan_title,
    readable,
    unit_of,
)

HEADING_ROW, FIRST_ROW = 4, 5
PRICE_COLUMN = 4
A3, A4 = 8, 9
LONGEST_SHEET_NAME, LONGEST_CELL, LONGEST_CRITERION = 31, 32_767, 200
LINE_HEIGHT, HIGHEST_ROW = 14.5, 400
KINDS = (Cut.AREA, Cut.MINISTRY, Cut.SCALE, Cut.CATEGORY, Cut.ECONOMIC_TYPE)
_PLAIN = re.compile(r"[^\W\d_][\w .,;:()’–&-]*")


class Column(NamedTuple):
    """A column of a sheet: its name in formulas, its heading, its width."""

    key: str
    heading: str
    width: int


class CostBook:
    """One workbook of costs; holds what all its sheets share. All of them rest on the ledger of the sheet “Lines”."""

    def __init__(self, book: Any, plan: Plan, titles: Mapping[str, str], translate: Translate) -> None:
        """Prepare a workbook for a costed plan.

        Raises:
            NaphsError: the plan is not costed, or its amounts do not follow from its lines.
        """
        self.book, self.plan, self.titles, self.t = book, plan, titles, translate
        self.basis = costed_basis(plan)
        self.lines, self.prices = ledger(plan), prices_used(plan)
        self.whole = sum((one.line.total.amount for one in self.lines), Decimal(0))
        self.labels = {cut: labels(plan, cut, translate) for cut in KINDS}
        self.names = self._sheet_names()
        self.columns = tuple(self._columns())
        self.at = {column.key: number for number, column in enumerate(self.columns)}
        self.last = FIRST_ROW + max(len(self.lines), 1)
        self._formats()

    def _formats(self) -> None:
        cell = {"valign": "top", "text_wrap": True, "border": 1, "border_color": "#D0D0D0"}
        shaded = {**cell, "bold": True, "bg_color": "#F4F4F4"}
        add = self.book.add_format
        self.title, self.bold = add({"bold": True, "font_size": 14}), add({"bold": True})
        self.note = add({"italic": True, "font_color": "#555555"})
        self.head = add({**cell, "bold": True, "bg_color": "#E8EEF4"})
        self.text, self.entry = add(cell), add({**cell, "text_wrap": False})
        self.count, self.number = add({**cell, "num_format": "0"}), add({**cell, "num_format": "#,##0.######"})
        self.money, self.price = add({**cell, "num_format": "#,##0.00"}), add({**cell, "num_format": "#,##0.00####"})
        self.input = add({**cell, "num_format": "#,##0.00####", "bg_color": "#FFFBE6"})
        self.share = add({**cell, "num_format": "0.0%"})
        self.total, self.total_text = add({**shaded, "num_format": "#,##0.00"}), add(shaded)
        self.check = add({**cell, "num_format": "0.00", "italic": True})

    def _sheet_names(self) -> dict[str, str]:
        """Name the sheets in the language of the report, as every program accepts names."""
        t = self.t
        wanted = {
            "lines": t("Lines"),
            Cut.AREA: t("Area x year"),
            Cut.MINISTRY: t("Ministry x year"),
            Cut.CATEGORY: t("Category x year"),
            Cut.ECONOMIC_TYPE: t("Economic type x year"),
            "pareto": t("Pareto"),
            "prices": t("Prices used"),
            "not costed": t("Not costed"),
            "basis": t("Basis"),
        }
        clean = {key: re.sub(r"[\[\]:*?/\\']", " ", name)[: LONGEST_SHEET_NAME - 4] for key, name in wanted.items()}
        return distinct({key: name.strip() or key for key, name in clean.items()})

    # --- what every sheet uses ---

    def add_sheet(self, key: str, title: str, notes: Sequence[str], columns: Sequence[Column], paper: int = A4) -> Any:
        """Begin a sheet: title, two notes, headings, paper."""
        sheet = self.book.add_worksheet(self.names[key])
        if self.plan.language in RIGHT_TO_LEFT:
            sheet.right_to_left()
        sheet.write_string(0, 0, f"{plan_title(self.plan, self.t)}: {title}"[:LONGEST_CELL], self.title)
        for row, note in enumerate(notes, start=1):
            sheet.write_string(row, 0, note, self.note)
        for number, column in enumerate(columns):
            sheet.set_column(number, number, column.width)
            if column.heading:
                sheet.write_string(HEADING_ROW, number, column.heading, self.head)
        sheet.set_row(HEADING_ROW, height((column.heading, column.width) for column in columns))
        sheet.set_landscape()
        sheet.set_paper(paper)
        sheet.fit_to_pages(2 if paper == A3 else 1, 0)
        sheet.repeat_rows(HEADING_ROW)
        return sheet

    def write_text(self, sheet: Any, row: int, column: int, text: str, style: Any | None = None) -> None:
        """Write somebody's text: never a formula, never a link, never longer than a cell holds."""
        sheet.write_string(row, column, readable(text)[:LONGEST_CELL], style or self.text)

    @property
    def unit_note(self) -> str:
        """Say what all amounts of the workbook are in."""
        return self.t("All amounts in {unit}.").format(unit=unit_of(self.basis, self.t))

    def cells(self, key: str) -> str:
        """Give the cells of a column of the sheet “Lines” as other sheets write them in formulas."""
        letter = xl_col_to_name(self.at[key])
        return f"'{self.names['lines']}'!${letter}${FIRST_ROW + 1}:${letter}${self.last}"

    @property
    def whole_cell(self) -> str:
        """Give the cell of the sheet “Lines” that holds the total of the plan."""
        return f"'{self.names['lines']}'!${xl_col_to_name(self.at['total'])}${self.last + 1}"

    def sum_where(self, amounts: str, kind: str, label: str, cell: str) -> str:
        """Give the formula that sums a column of “Lines” over the lines whose ``kind`` is the label in ``cell``.

        SUMIFS takes *, ?, ~, <, > and = for instructions and “1.10” for 1.1; such labels are compared sign by sign.
        """
        if _PLAIN.fullmatch(label) and len(label) <= LONGEST_CRITERION:
            return f"=SUMIFS({self.cells(amounts)},{self.cells(kind)},{cell})"
        return f"=SUMPRODUCT(EXACT({self.cells(kind)},{cell})*{self.cells(amounts)})"

    # --- the sheet “Lines” ---

    def _columns(self) -> Iterable[Column]:
        t, years = self.t, self.plan.years
        yield from (
            Column("number", t("No."), 9),
            Column("area", t("Technical area"), 24),
            Column("activity", t("What will be done"), 44),
            Column("lifts", t("Lifts"), 26),
            Column("ministry", t("Ministry or sector"), 16),
            Column("scale", t("Scale"), 12),
            Column("category", t("Cost category"), 16),
            Column("type", t("Economic type"), 12),
            Column("item", t("Item"), 30),
            Column("price number", t("Price no."), 8),
            Column("quantities", t("Quantities"), 30),
            Column("product", t("Product of quantities"), 12),
            Column("share", t("Share"), 8),
            Column("per", t("of each"), 14),
            Column("count", t("Count"), 12),
            Column("times", t("Times a year"), 8),
            Column("unit", t("Unit"), 12),
            Column("price", t("Unit price"), 14),
            Column("due", t("Amount when due"), 15),
        )
        yield from (Column(f"times {year}", t("Times due in {year}").format(year=year), 8) for year in years)
        yield from (Column(f"amount {year}", t("Amount {year}").format(year=year), 15) for year in years)
        yield Column("total", t("Total"), 16)
        yield Column("menu", t("Menu amount replaced"), 15)
        yield Column("variance", t("Variance to the menu"), 15)
        yield Column("parts", t("One occurrence is made of"), 44)

    def write_lines(self) -> None:
        """Write the sheet “Lines”: one row for each cost line, every amount a formula, and the total."""
        notes = (
            self.unit_note,
            self.t("A price comes from the sheet of prices. Change it there for all lines, or write over it here."),
        )
        sheet = self.add_sheet("lines", self.t("cost lines"), notes, self.columns, A3)
        for row, one in enumerate(self.lines, start=FIRST_ROW):
            self._line_texts(sheet, row, one)
            self._line_factors(sheet, row, one)
            self._line_amounts(sheet, row, one)
            self._line_variance(sheet, row, one)
        self._line_totals(sheet)
        sheet.freeze_panes(FIRST_ROW, 3)
        sheet.repeat_columns(0, 2)
        sheet.autofilter(HEADING_ROW, 0, self.last - 1, len(self.columns) - 1)

    def _line_texts(self, sheet: Any, row: int, one: LedgerLine) -> None:
        action, line, t = one.activity.action, one.line, self.t
        texts = {
            "number": one.activity.id,
            "area": self.labels[Cut.AREA][one.activity.area],
            "activity": t(action.text),
            "lifts": " ".join(part for part in (action.target, t(self.titles.get(action.target, ""))) if part),
            "ministry": self.labels[Cut.MINISTRY][str(action.lead or UNKNOWN)],
            "scale": self.labels[Cut.SCALE][str(action.administrative_level or UNKNOWN)],
            "category": self.labels[Cut.CATEGORY][str(line.builder)],
            "type": self.labels[Cut.ECONOMIC_TYPE][str(line.template.economic_type)],
            "item": t(line.title),
            "price number": one.price.number,
            "quantities": self._quantities(one),
            "per": t(line.template.per),
            "unit": t(line.unit),
            "parts": self._parts(one),
        }
        for key, text in texts.items():
            self.write_text(sheet, row, self.at[key], text, self.entry)

    def _quantities(self, one: LedgerLine) -> str:
        quantities = one.line.template.quantities.items()
        return " × ".join(f"{number_text(value, self.t)} {self.t(name)}" for name, value in quantities)

    def _parts(self, one: LedgerLine) -> str:
        if one.line.detail is None:
            return ""
        parts = (part for part in one.line.detail.parts() if part.amount)
        return " + ".join(f"{self.t(part.name)} {number_text(part.amount, self.t)}" for part in parts)

    def _line_factors(self, sheet: Any, row: int, one: LedgerLine) -> None:
        template = one.line.template
        factors = {
            "product": one.product,
            "share": template.share,
            "count": one.line.count,
            "times": template.times_a_year,
            **{f"times {year}": times for year, times in zip(self.plan.years, one.times, strict=True)},
        }
        for key, value in factors.items():
            sheet.write_number(row, self.at[key], float(value), self.number)
        formula = f"='{self.names['prices']}'!{self.price_cell(one.price)}"
        sheet.write_formula(row, self.at["price"], formula, self.price, float(one.price.price.amount))

    def price_cell(self, price: PriceUsed) -> str:
        """Give the cell of the sheet of prices that holds a price."""
        row = FIRST_ROW + int(price.number[1:]) - 1
        return str(xl_rowcol_to_cell(row, PRICE_COLUMN, row_abs=True, col_abs=True))

    def _cell(self, row: int, key: str) -> str:
        return str(xl_rowcol_to_cell(row, self.at[key]))

    def _line_amounts(self, sheet: Any, row: int, one: LedgerLine) -> None:
        factors = "*".join(self._cell(row, key) for key in ("product", "share", "count", "times", "price"))
        sheet.write_formula(row, self.at["due"], f"=ROUND({factors},2)", self.money, float(one.due.amount))
        for year, amount in zip(self.plan.years, one.line.by_year, strict=True):
            formula = f"=ROUND({self._cell(row, 'due')}*{self._cell(row, f'times {year}')},2)"
            sheet.write_formula(row, self.at[f"amount {year}"], formula, self.money, float(amount.amount))
        first, last = (self._cell(row, f"amount {year}") for year in (self.plan.years[0], self.plan.years[-1]))
        sheet.write_formula(row, self.at["total"], f"=SUM({first}:{last})", self.money, float(one.line.total.amount))

    def _line_variance(self, sheet: Any, row: int, one: LedgerLine) -> None:
        """Write what a detailed line replaces and how much dearer it is; both stay empty when it replaces nothing."""
        replaced, variance = one.line.replaces, one.line.variance
        if replaced is None or variance is None:
            sheet.write_blank(row, self.at["menu"], None, self.money)
            sheet.write_blank(row, self.at["variance"], None, self.money)
            return
        sheet.write_number(row, self.at["menu"], float(replaced.total.amount), self.money)
        formula = f"=ROUND({self._cell(row, 'total')}-{self._cell(row, 'menu')},2)"
        sheet.write_formula(row, self.at["variance"], formula, self.money, float(variance.amount))

    def _line_totals(self, sheet: Any) -> None:
        for column in range(len(self.columns)):
            sheet.write_blank(self.last, column, None, self.total_text)
        sheet.write_string(self.last, self.at["activity"], self.t("Total"), self.total_text)
        for number, year in enumerate(self.plan.years):
            self._column_total(sheet, f"amount {year}", [one.line.by_year[number].amount for one in self.lines])
        self._column_total(sheet, "total", [one.line.total.amount for one in self.lines])
        replaced = [one.line for one in self.lines if one.line.replaces is not None]
        self._column_total(sheet, "menu", [line.replaces.total.amount for line in replaced if line.replaces])
        self._column_total(sheet, "variance", [line.variance.amount for line in replaced if line.variance])

    def _column_total(self, sheet: Any, key: str, amounts: list[Decimal]) -> None:
        column = self.at[key]
        letter, value = xl_col_to_name(column), float(sum(amounts, Decimal(0)))
        sheet.write_formula(self.last, column, f"=SUM({letter}{FIRST_ROW + 1}:{letter}{self.last})", self.total, value)


def height(texts: Iterable[tuple[str, int]]) -> float:
    """Estimate the height a row needs for texts wrapped at their widths; not every program finds it by itself."""
    lines = max(len(wrap(text, width)) for text, width in texts)
    return min(max(lines, 1) * LINE_HEIGHT + 3, HIGHEST_ROW)
