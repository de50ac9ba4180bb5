"""The register of recommendations as CSV, and the empty table people fill in; both are read back by our reader."""

import csv
import re
from collections.abc import Iterable, Mapping
from io import BytesIO, StringIO

import xlsxwriter

HEADINGS = ("origin", "title", "date", "area", "text", "owner", "due")
REGISTER_HEADINGS = ("id", *HEADINGS, "state", "reason", "activities")
WIDTHS = {"text": 70, "title": 34, "area": 34, "origin": 26, "owner": 26}
LINES = 1_000
_FORMULA = re.compile(r"'*[=+\-@＝＋－＠\t\r]")


def render_recommendations(rows: Iterable[Mapping[str, str]]) -> bytes:
    """Give rows under :data:`REGISTER_HEADINGS` as CSV in UTF-8 with a byte-order mark.

    A text that a spreadsheet would take for a formula gets an apostrophe before it, which our reader takes away.
    """
    out = StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(REGISTER_HEADINGS)
    for row in rows:
        table.writerow([_harmless(row[name]) for name in REGISTER_HEADINGS])
    return out.getvalue().encode("utf-8-sig")


def _harmless(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


def render_recommendations_template(origins: Iterable[str], areas: Iterable[str]) -> bytes:
    """Give an empty workbook with the headings and lists to choose origin and area from.

    Args:
        origins: how an origin may be written.
        areas: how an area may be written.
    """
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet, words = book.add_worksheet("Recommendations"), book.add_worksheet("Words")
        bold = book.add_format({"bold": True, "bottom": 1})
        sheet.write_row(0, 0, HEADINGS, bold)
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(HEADINGS):
            sheet.set_column(
                column, column, WIDTHS.get(name, 14), book.add_format({"text_wrap": True, "num_format": "@"})
            )
        for column, (name, listed) in enumerate((("origin", tuple(origins)), ("area", tuple(areas)))):
            words.write_column(0, column, (name, *listed))
            words.set_column(column, column, 50)
            letter, place = "AB"[column], HEADINGS.index(name)
            source = f"=Words!${letter}$2:${letter}${len(listed) + 1}"
            sheet.data_validation(1, place, LINES, place, {"validate": "list", "source": source})
    return buffer.getvalue()
