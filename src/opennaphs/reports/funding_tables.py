"""The funding gap to take away: every cut as lines of one table, and as the sheets of one workbook."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import xlsxwriter

from opennaphs.domain.funding.gaps import GapRow, GapTable
from opennaphs.domain.money import Money
from opennaphs.reports.cost_wording import Translate, readable

HEADING_ROW, WIDE, NARROW, NOTE_WIDTH = 5, 44, 17, 110
LONGEST_CELL, LONGEST_SHEET, A4 = 32_767, 31, 9
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True)
class GapSheet:
    """One cut of the gap with its words: the heading of its first column, and a name for each of its rows."""

    heading: str
    table: GapTable
    label: Callable[[str], str]

    @property
    def lines(self) -> Iterator[tuple[str, GapRow]]:
        """The rows under their names."""
        return ((self.label(row.value), row) for row in self.table.rows)


@dataclass(frozen=True)
class GapBook:
    """Everything a file of the gap holds.

    Attributes:
        title: of the plan.
        rule: what counts as funding, in a sentence.
        bounds: what the figures are narrowed to, a line each.
        sheets: the cuts.
        whole: all that is looked at.
        notes: warnings and what is not counted, in sentences.
        right_to_left: whether the language runs that way.
    """

    title: str
    rule: str
    bounds: tuple[str, ...]
    sheets: tuple[GapSheet, ...]
    whole: GapRow
    notes: tuple[str, ...]
    right_to_left: bool = False


def gap_headings(t: Translate = str) -> tuple[str, ...]:
    """Give the headings of :func:`gap_lines`."""
    return (
        t("cut"),
        t("value"),
        *_amount_headings(t),
        t("currency"),
        t("price year"),
        t("what is counted"),
    )


def gap_lines(book: GapBook, t: Translate = str) -> Iterator[tuple[object, ...]]:
    """Give every row of every cut as a line, then the whole; amounts are exact."""
    for sheet in book.sheets:
        for label, row in sheet.lines:
            yield (sheet.heading, label, *_plain(row), row.cost.currency, row.cost.price_year, book.rule)
    whole = book.whole
    yield (t("together"), "", *_plain(whole), whole.cost.currency, whole.cost.price_year, book.rule)


def render_gap_workbook(book: GapBook, t: Translate = str) -> bytes:
    """Give the gap as a workbook: a sheet for each cut, and one with what is not counted."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as workbook:
        workbook.set_properties({"title": book.title, "comments": "OpenNAPHS"})
        looks = _looks(workbook)
        names: set[str] = set()
        for sheet in book.sheets:
            page = workbook.add_worksheet(_name(sheet.heading.capitalize(), names))
            _write_cut(page, book, sheet, looks, t)
        _write_notes(workbook.add_worksheet(_name(t("What is not counted"), names)), book, looks, t)
    return buffer.getvalue()


def _amount_headings(t: Translate) -> tuple[str, ...]:
    return (t("cost"), t("funded"), t("gap"), t("gap at least"), t("gap at most"))


def _moneys(row: GapRow) -> tuple[Money, ...]:
    return (row.cost, row.counted, row.gap, row.least, row.most)


def _plain(row: GapRow) -> tuple[str, ...]:
    return tuple(f"{money.amount:f}" for money in _moneys(row))


def _looks(workbook: Any) -> dict[str, Any]:
    edge = {"border": 1, "border_color": "#D0D0D0", "valign": "top"}
    add = workbook.add_format
    return {
        "title": add({"bold": True, "font_size": 14}),
        "note": add({"italic": True, "font_color": "#555555", "text_wrap": True, "valign": "top"}),
        "head": add({**edge, "bold": True, "bg_color": "#E8EEF4", "text_wrap": True}),
        "text": add({**edge, "text_wrap": True}),
        "money": add({**edge, "num_format": "#,##0.00"}),
        "sum": add({**edge, "bold": True, "num_format": "#,##0.00"}),
        "together": add({**edge, "bold": True}),
    }


def _name(wanted: str, names: set[str]) -> str:
    """Give a name a sheet may have, once in a workbook."""
    plain = "".join(" " if sign in "[]:*?/\\" else sign for sign in readable(wanted)).strip("' ")[:LONGEST_SHEET] or "1"
    name, number = plain, 2
    while name.casefold() in names:
        name, number = f"{plain[: LONGEST_SHEET - 4]} {number}", number + 1
    names.add(name.casefold())
    return name


def _write_cut(page: Any, book: GapBook, sheet: GapSheet, looks: dict[str, Any], t: Translate) -> None:
    whole = book.whole
    unit = t("{currency}, prices of {year}").format(currency=whole.cost.currency, year=whole.cost.price_year)
    _write_head(page, book, unit, looks)
    _write_row(page, HEADING_ROW, (sheet.heading.capitalize(), *_amount_headings(t)), looks["head"])
    place = HEADING_ROW
    for place, (label, row) in enumerate(sheet.lines, start=HEADING_ROW + 1):
        _write_money(page, place, label, row, (looks["text"], looks["money"]))
    _write_money(page, place + 1, t("together"), whole, (looks["together"], looks["sum"]))
    page.set_column(0, 0, WIDE)
    page.set_column(1, 5, NARROW)
    page.freeze_panes(HEADING_ROW + 1, 1)


def _write_head(page: Any, book: GapBook, unit: str, looks: dict[str, Any]) -> None:
    if book.right_to_left:
        page.right_to_left()
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)  # on paper, as wide as a page and as long as it takes
    page.write_string(0, 0, _cell(book.title), looks["title"])
    page.write_string(1, 0, _cell(unit), looks["note"])
    page.merge_range(2, 0, 2, 5, _cell(book.rule), looks["note"])
    page.merge_range(3, 0, 3, 5, _cell(" · ".join(book.bounds)), looks["note"])
    page.set_row(2, 30)


def _write_row(page: Any, place: int, cells: Sequence[str], look: Any) -> None:
    for column, cell in enumerate(cells):
        page.write_string(place, column, _cell(cell), look)


def _write_money(page: Any, place: int, label: str, row: GapRow, looks: tuple[Any, Any]) -> None:
    page.write_string(place, 0, _cell(label), looks[0])
    for column, money in enumerate(_moneys(row), start=1):
        page.write_number(place, column, money.amount, looks[1])


def _write_notes(page: Any, book: GapBook, looks: dict[str, Any], t: Translate) -> None:
    if book.right_to_left:
        page.right_to_left()
    page.write_string(0, 0, _cell(t("What is not counted")), looks["title"])
    for place, note in enumerate(_or_nothing(book.notes, t), start=2):
        page.write_string(place, 0, _cell(note), looks["text"])
    page.set_column(0, 0, NOTE_WIDTH)


def _or_nothing(notes: Iterable[str], t: Translate) -> tuple[str, ...]:
    return tuple(notes) or (t("Nothing is left out."),)


def _cell(text: str) -> str:
    return readable(text)[:LONGEST_CELL]
