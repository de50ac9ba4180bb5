"""The workbook of a resource mapping: what the plan knows of its money, in rows to correct, with empty rows to fill."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from opennaphs.domain.funding.counting import rule_sentence
from opennaphs.domain.funding.gaps import FundingCut, GapGrid, gap_grid
from opennaphs.domain.funding.mapping_rows import (
    HEADINGS,
    KEY_MARK,
    NO,
    PLAIN,
    SEPARATOR,
    UNITS,
    YES,
    MappedRow,
    areas_of_plan,
    parts_of,
    regions_of,
    rows_of_plan,
    squeezed,
)
from opennaphs.domain.funding.positions import funding_position
from opennaphs.domain.funding.sources import FundingSource, SourceKind
from opennaphs.domain.funding.supports import Funding, MoneyStage, SupportRole
from opennaphs.domain.library import EconomicType
from opennaphs.domain.planning import Plan
from opennaphs.reports.cost_wording import RIGHT_TO_LEFT, Translate, plan_title, readable

KEY_ROW, HEADING_ROW, FIRST_ROW = 2, 3, 4
HEADING_HEIGHT = 45
NEW_ROWS, MOST_LETTERS = 200, 90
WIDTHS = {
    "source": 28, "kind": 16, "country": 12, "project": 34, "recipient": 24, "area": 34, "activity": 34, "region": 18,
    "economic_type": 13, "stage": 15, "day": 12, "year": 9, "amount": 16, "currency": 10, "price_year": 10, "units": 11,
    "ours": 13, "role": 15, "note": 30, "id": 12,
}  # fmt: skip
NUMBERS = ("year", "price_year")
FORMULA_SIGNS = ("=", "+", "-", "@", "\t")
CURRENCIES = ("USD", "EUR", "GBP", "XOF", "XAF", "CHF", "JPY", "CNY")
_FIXED = (
    "Write one row for each amount: who pays, for what, how far the money has come, and for which year.",
    "Rows that are filled in come from the plan. Correct what is wrong in them, and write further money below them.",
    "Do not copy the last, grey column: it says which rows are ours.",
    "Choose from the lists where there are some. Leave a cell empty when nobody knows; 0 means no money.",
    "An area or an activity is enough: an activity brings its area. Money for everything leaves both empty.",
    "Write the amount in its own currency. If it is in thousands or millions, say so under “Units”.",
    "Pledged, committed, allocated, disbursed and spent are five different things: write a row for each you know of.",
    "A project for several countries, whose part for this one is not certain, is not all of it for this country.",
    "The sheet “{gaps}” shows where money is missing, by area and year.",
    "Bring the workbook back to the page “{page}”. It shows what would change before anything is written.",
)


def render_mapping_workbook(
    plan: Plan,
    funding: Funding | None,
    titles: Mapping[str, str],
    translate: Translate = str,
    sources: Sequence[FundingSource] = (),
) -> bytes:
    """Give the workbook of a resource mapping.

    Args:
        plan: what money is mapped for; its language decides the direction of the sheets.
        funding: the money known so far; ``None`` = none.
        titles: title by id of the areas, in the language of the plan.
        translate: gives a text in the language of the plan.
        sources: further sources to choose from, beside those of the funding.
    """
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        workbook.set_properties({"title": squeezed(plan_title(plan, translate)), "comments": "OpenNAPHS"})
        _Book(workbook, replace(plan, funding=funding), titles, translate, sources).write()
    return buffer.getvalue()


class _Book:
    """The workbook in the making."""

    def __init__(
        self,
        workbook: Any,
        plan: Plan,
        titles: Mapping[str, str],
        translate: Translate,
        sources: Sequence[FundingSource],
    ) -> None:
        self.workbook, self.plan, self.titles, self.t, self.sources = workbook, plan, titles, translate, sources
        self.rows = rows_of_plan(plan)
        self.columns = {key: place for place, key in enumerate(HEADINGS)}
        self.lists = self._choices()
        cell = {"valign": "top", "text_wrap": True, "border": 1, "border_color": "#D0D0D0"}
        self.big = workbook.add_format({"bold": True, "font_size": 14})
        self.line = workbook.add_format({"text_wrap": True, "valign": "top"})
        self.head = workbook.add_format({**cell, "bold": True, "bg_color": "#E8EEF4"})
        self.looks = {
            True: {**cell, "bg_color": "#FFFBE6", "locked": False},
            False: {**cell, "bg_color": "#F2F2F2", "font_color": "#8A96A3", "font_size": 8},
        }
        self.styles: dict[tuple[bool, str], Any] = {}

    def write(self) -> None:
        self._guide()
        self._support()
        self._gaps()
        self._lists()

    def _sheet(self, name: str) -> Any:
        sheet = self.workbook.add_worksheet(name)
        sheet.hide_gridlines(2)
        if self.plan.language in RIGHT_TO_LEFT:
            sheet.right_to_left()
        return sheet

    def _area(self, area: str) -> str:
        code, title = area.rpartition(".")[2], self.titles.get(area, self.plan.area_titles.get(area, area))
        return squeezed(code if title == area else f"{code} {title}")

    def _activity(self, number: str) -> str:
        found = next((one for one in self.plan.activities if one.id == number), None)
        return number if found is None else squeezed(f"{number} {found.action.text}")[:MOST_LETTERS].strip()

    # --- what people read ---

    def _guide(self) -> None:
        t, sheet = self.t, self._sheet(self.t("Guide"))
        sheet.set_column(0, 0, 110)
        sheet.write_string(0, 0, squeezed(plan_title(self.plan, t)), self.big)
        sheet.write_string(1, 0, t("Resource mapping"), self.line)
        words = {"gaps": t("Gaps"), "page": t("Resource mapping")}
        for row, text in enumerate(_FIXED, start=3):
            sheet.write_string(row, 0, t(text).format(**words), self.line)
        sheet.protect("", {"format_columns": True, "format_rows": True})

    # --- what people fill ---

    def _support(self) -> None:
        sheet = self._sheet(self.t("Support"))
        sheet.write_string(0, 0, squeezed(plan_title(self.plan, self.t)), self.big)
        for key, place in self.columns.items():
            sheet.set_column(place, place, WIDTHS[key])
            sheet.write_string(KEY_ROW, place, f"{KEY_MARK}{key}")
            sheet.write_string(HEADING_ROW, place, self.t(HEADINGS[key]), self.head)
        sheet.set_row(KEY_ROW, None, None, {"hidden": True})
        sheet.set_row(HEADING_ROW, HEADING_HEIGHT)
        for row, one in enumerate(self.rows, start=FIRST_ROW):
            self._row(sheet, row, self._cells(one))
        last = FIRST_ROW + len(self.rows) + NEW_ROWS - 1
        for row in range(FIRST_ROW + len(self.rows), last + 1):
            self._row(sheet, row, {})
        self._allow(sheet, last)
        self._finish(sheet, last)

    def _cells(self, row: MappedRow) -> dict[str, Any]:
        """Give the cells of a row of the plan, in the words of its language."""
        word = {name: self._words(getattr(row, name)) for name in ("kind", "economic_type", "stage", "role")}
        texts = {
            name: getattr(row, name) for name in ("source", "country", "project", "recipient", "currency", "note", "id")
        }
        return {
            **texts,
            **word,
            "area": SEPARATOR.join(map(self._area, parts_of(row.area))),
            "activity": self._activity(row.activity) if row.activity else "",
            "region": row.region,
            "day": date.fromisoformat(row.day) if row.day else None,
            "year": row.year,
            "amount": _number(row.amount),
            "price_year": row.price_year,
            "units": self.t(PLAIN) if row.amount else "",
            "ours": self.t(YES if row.ours else NO),
        }

    def _words(self, words: str) -> str:
        return SEPARATOR.join(self.t(one) for one in parts_of(words))

    def _row(self, sheet: Any, row: int, cells: Mapping[str, Any]) -> None:
        for key, place in self.columns.items():
            value = cells.get(key)
            style = self._style(key, value)
            if value is None or value == "":
                sheet.write_blank(row, place, None, style)
            elif isinstance(value, date):
                sheet.write_datetime(row, place, value, style)
            elif isinstance(value, (int, float)):
                sheet.write_number(row, place, value, style)
            else:
                sheet.write_string(row, place, readable(value), style)

    def _style(self, key: str, value: Any) -> Any:
        """Give the style of a cell; text stays text, also when it looks like a formula."""
        numbers = {"day": "yyyy-mm-dd", "amount": "#,##0.00"} | dict.fromkeys(NUMBERS, "0")
        quoted = isinstance(value, str) and value.startswith(FORMULA_SIGNS)
        kind = numbers.get(key, "General" if key in ("currency", "units") else "@")
        name = (key != "id", f"{kind}{quoted}")
        if name not in self.styles:
            about = {**self.looks[name[0]], "num_format": kind, "quote_prefix": quoted}
            self.styles[name] = self.workbook.add_format(about)
        return self.styles[name]

    # --- what can be chosen ---

    def _choices(self) -> dict[str, list[str]]:
        """Give the words of each column that has a list, in the language of the plan."""
        funding, basis = self.plan.funding, self.plan.cost_basis
        known = [*(() if funding is None else funding.sources), *self.sources]
        currencies = ([] if basis is None else [basis.currency]) + [row.currency for row in self.rows if row.currency]
        years = list(map(str, self.plan.years))
        return {
            "source": _once(squeezed(one.title) for one in known),
            "kind": [self.t(str(one)) for one in SourceKind],
            "area": [self._area(one) for one in areas_of_plan(self.plan)],
            "activity": [self._activity(one.id) for one in self.plan.activities],
            "region": [squeezed(one) for one in regions_of(self.plan)],
            "economic_type": [self.t(str(one)) for one in EconomicType],
            "stage": [self.t(str(one)) for one in MoneyStage],
            "year": years,
            "currency": _once([*currencies, *CURRENCIES]),
            "units": [self.t(one) for one in UNITS],
            "ours": [self.t(YES), self.t(NO)],
            "role": [self.t(str(one)) for one in SupportRole],
        }

    def _allow(self, sheet: Any, last: int) -> None:
        """Offer lists; other words are let through with a warning, because the reader asks about them."""
        for place, (key, words) in enumerate(self.lists.items()):
            if words:
                letter, name = xl_col_to_name(place), self.t("Lists").replace("'", "''")
                rule = {"validate": "list", "source": f"='{name}'!${letter}$2:${letter}${len(words) + 1}"}
                about = {"error_type": "information", "error_title": self.t(HEADINGS[key])[:32]}
                column = self.columns[key]
                sheet.data_validation(FIRST_ROW, column, last, column, {**rule, **about})

    def _finish(self, sheet: Any, last: int) -> None:
        sheet.set_column(self.columns["id"], self.columns["id"], WIDTHS["id"], None, {"hidden": True})
        sheet.autofilter(HEADING_ROW, 0, last, len(self.columns) - 1)
        sheet.freeze_panes(FIRST_ROW, 1)
        sheet.set_landscape()
        sheet.set_paper(8)
        sheet.fit_to_pages(1, 0)
        sheet.print_area(0, 0, max(FIRST_ROW + len(self.rows) + 20, FIRST_ROW), len(self.columns) - 2)
        sheet.repeat_rows(HEADING_ROW)
        allowed = ("format_cells", "format_columns", "format_rows", "sort", "autofilter", "delete_rows", "insert_rows")
        sheet.protect("", dict.fromkeys(allowed, True))

    def _lists(self) -> None:
        sheet = self._sheet(self.t("Lists"))
        for place, (key, words) in enumerate(self.lists.items()):
            sheet.set_column(place, place, WIDTHS[key])
            sheet.write_string(0, place, self.t(HEADINGS[key]), self.head)
            for row, word in enumerate(words, start=1):
                sheet.write_string(row, place, readable(word), self.line)
        sheet.freeze_panes(1, 0)
        sheet.protect()

    # --- where money is missing ---

    def _gaps(self) -> None:
        t, sheet = self.t, self._sheet(self.t("Gaps"))
        sheet.set_column(0, 0, 40)
        sheet.write_string(0, 0, t("Where money is missing"), self.big)
        position = funding_position(self.plan)
        if position is None:
            sheet.write_string(2, 0, t("The plan is not costed, so nobody can say what is missing."), self.line)
            sheet.protect()
            return
        unit = t("{currency}, {year} prices").format(currency=position.currency, year=position.price_year)
        sheet.write_string(1, 0, f"{unit}. {rule_sentence(position.rule).text(t)}")
        self._grid(sheet, gap_grid(position, FundingCut.AREA, FundingCut.YEAR))
        sheet.freeze_panes(5, 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.protect("", {"format_columns": True})

    def _grid(self, sheet: Any, grid: GapGrid) -> None:
        t = self.t
        words = (t("cost"), t("counted"), t("gap"))
        lines = (
            *zip(map(self._area, grid.rows), grid.cells, grid.row_totals, strict=True),
            (t("total"), grid.column_totals, grid.whole),
        )
        sheet.write_string(4, 0, t(HEADINGS["area"]), self.head)
        for place, column in enumerate((*grid.columns, t("all years"))):
            sheet.set_column(1 + 3 * place, 3 + 3 * place, 15)
            sheet.merge_range(3, 1 + 3 * place, 3, 3 + 3 * place, column, self.head)
            for number, word in enumerate(words, start=1):
                sheet.write_string(4, 3 * place + number, word, self.head)
        amount = self.workbook.add_format({"num_format": "#,##0", "border": 1, "border_color": "#D0D0D0"})
        missing = self.workbook.add_format(
            {"num_format": "#,##0", "border": 1, "border_color": "#D0D0D0", "bold": True}
        )
        for row, (label, cells, whole) in enumerate(lines, start=5):
            sheet.write_string(row, 0, readable(label), self.line)
            for place, cell in enumerate((*cells, whole)):
                for number, money in enumerate((cell.cost, cell.counted, cell.gap), start=1):
                    style = missing if number == len(words) else amount
                    sheet.write_number(row, 3 * place + number, float(money.amount), style)
        self._shade(sheet, len(grid.rows), len(grid.columns))

    def _shade(self, sheet: Any, rows: int, columns: int) -> None:
        """Colour the gaps of each year from white to orange, so that the room sees them."""
        for place in range(columns):
            column = 3 + 3 * place
            scale = {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": "#F2B27A"}
            if rows:
                sheet.conditional_format(5, column, 4 + rows, column, scale)


def _number(amount: str) -> float | str | None:
    """Give an amount as a number, and as text where it has more digits than a spreadsheet keeps."""
    if not amount:
        return None
    exact = Decimal(f"{float(amount):.15g}") == Decimal(amount)
    return float(amount) if exact else amount


def _once(words: Any) -> list[str]:
    return list(dict.fromkeys(word for word in words if word))
