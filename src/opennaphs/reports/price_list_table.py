"""A price list as a table to edit: CSV, or a workbook with a line of advice. Both are read back without loss."""

import csv
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter

from opennaphs.domain.crosswalks import Confidence
from opennaphs.domain.library import Builder
from opennaphs.domain.prices import PriceList, UnitCost

HEADINGS = (
    ("id", 28),
    ("title", 46),
    ("builder", 16),
    ("unit", 18),
    ("currency", 9),
    ("price_year", 10),
    ("low", 16),
    ("likely", 16),
    ("high", 16),
    ("confidence", 11),
    ("source", 60),
    ("date", 12),
    ("country", 9),
    ("version", 9),
)
COLUMNS = tuple(heading for heading, _ in HEADINGS)
HEADING_ROW = 3
_BUILDER, _CONFIDENCE = COLUMNS.index("builder"), COLUMNS.index("confidence")
_FORMULA = re.compile(r"'*[=+\-@＝＋－＠]")
_THREE_DECIMALS = re.compile(r"[1-9]\d{0,2}\.\d{3}")
Translate = Callable[[str], str]
Cell = str | int | Decimal


def render_prices_csv(prices: PriceList, translate: Translate = str) -> bytes:
    """Give a price list as CSV in UTF-8 with a byte-order mark, so that spreadsheet programs show accents.

    A text that a spreadsheet would take for a formula gets an apostrophe before it, which our reader takes away.
    """
    out = StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(COLUMNS)
    for cells in _rows(prices, translate):
        table.writerow([_written(cell) if isinstance(cell, Decimal) else _harmless(str(cell)) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def render_prices_workbook(prices: PriceList, translate: Translate = str) -> bytes:
    """Give a price list as a workbook: its name, a line of advice, the table. Texts are never formulas.

    A price with more digits than a spreadsheet keeps (15) is written as text; our reader takes it exactly.
    """
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    sheet = book.add_worksheet(translate("Prices"))
    sheet.write_string(0, 0, prices.label, book.add_format({"bold": True}))
    sheet.write_string(
        1,
        0,
        translate(
            "Replace prices by your own, each with its source and date. Keep ids, headings, one currency and one price "
            "year. Delete the lines you have no price for. Fill country and version."
        ),
    )
    head = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1, "border_color": "#D0D0D0"})
    for column, (heading, width) in enumerate(HEADINGS):
        sheet.set_column(column, column, width)
        sheet.write_string(HEADING_ROW, column, heading, head)
    _write_rows(book, sheet, _rows(prices, translate))
    _offer_words(sheet, len(prices.items))
    sheet.freeze_panes(HEADING_ROW + 1, 2)
    book.close()
    return buffer.getvalue()


def _rows(prices: PriceList, translate: Translate) -> Iterable[tuple[Cell, ...]]:
    return (_row(item, prices, translate) for item in prices.items)


def _row(item: UnitCost, prices: PriceList, translate: Translate) -> tuple[Cell, ...]:
    likely = item.likely
    return (
        item.id, translate(item.title), str(item.builder), translate(item.unit), likely.currency, likely.price_year,
        item.low.amount, likely.amount, item.high.amount, item.confidence, item.source or f"{prices.name}: {item.how}",
        item.date or str(likely.price_year), prices.country or "", prices.version or "",
    )  # fmt: skip


def _write_rows(book: Any, sheet: Any, rows: Iterable[tuple[Cell, ...]]) -> None:
    text, year = book.add_format({"valign": "top"}), book.add_format({"valign": "top", "num_format": "0"})
    money = book.add_format({"valign": "top", "num_format": "#,##0.00########"})
    for number, cells in enumerate(rows, start=HEADING_ROW + 1):
        for column, cell in enumerate(cells):
            if isinstance(cell, Decimal) and _survives(cell):
                sheet.write_number(number, column, float(cell), money)
            elif isinstance(cell, int):
                sheet.write_number(number, column, cell, year)
            else:
                sheet.write_string(number, column, _written(cell) if isinstance(cell, Decimal) else cell, text)


def _offer_words(sheet: Any, lines: int) -> None:
    """Let a spreadsheet offer the words of the two columns that know only certain words."""
    for column, words in ((_BUILDER, Builder), (_CONFIDENCE, Confidence)):
        choice = {"validate": "list", "source": [str(word) for word in words]}
        sheet.data_validation(HEADING_ROW + 1, column, HEADING_ROW + max(lines, 1), column, choice)


def _survives(amount: Decimal) -> bool:
    """Say whether a spreadsheet, which keeps 15 digits, gives an amount back exactly."""
    return Decimal(f"{float(amount):.15g}") == amount


def _written(amount: Decimal) -> str:
    """Write every digit, with a decimal point; never with exactly three decimals, which could be thousands."""
    text = f"{amount:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{text}0" if _THREE_DECIMALS.fullmatch(text) else text


def _harmless(text: str) -> str:
    """Keep a spreadsheet from taking a text for a formula when it opens the CSV."""
    return f"'{text}" if _FORMULA.match(text) else text
