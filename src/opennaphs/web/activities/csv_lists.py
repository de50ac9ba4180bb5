"""Lists as CSV files that a spreadsheet opens without running anything that stands in them."""

import csv
import io
from collections.abc import Iterable

from django.http import HttpResponse

FORMULA_SIGNS = frozenset("=+-@\t\r")


def harmless(cell: object) -> str:
    """Give a cell as text that no spreadsheet takes for a formula; not known is empty, zero is 0."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if isinstance(cell, str) and text[:1] in FORMULA_SIGNS else text


def csv_response(name: str, headings: Iterable[object], rows: Iterable[Iterable[object]]) -> HttpResponse:
    """Give a file to keep; its mark at the start tells spreadsheets that it is UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([str(one) for one in headings])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
