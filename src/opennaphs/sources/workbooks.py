"""Opening other people's workbooks: bounded in size, without links, macros or surprises."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from opennaphs.domain.errors import InputRefused, Place

MOST_UNPACKED = 300 * 1024 * 1024
MOST_PARTS = 2_000
MOST_SHEET_ROWS = 60_000
MOST_SHEET_COLUMNS = 1_000


@dataclass(frozen=True)
class Sheet:
    """The values of one sheet, row by row, without trailing empty rows."""

    file: str
    name: str
    rows: list[tuple[Any, ...]]

    def place(self, row: int, column: int) -> Place:
        """Give the place of a cell; both counts start at 0."""
        return Place(self.file, self.name, row + 1, get_column_letter(column + 1))


def parse_workbook(content: bytes, name: str) -> list[Sheet]:
    """Read the values of every sheet of an .xlsx or .xlsm file.

    Formulas give the value last computed by the program that saved them. Links to other files are not followed.

    Raises:
        InputRefused: it is no workbook, is damaged, or unpacks to more than a workbook of scores can need.
    """
    _check_archive(content, name)
    with _spoken_errors(name):
        book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            return [Sheet(name, sheet.title, list(_rows(sheet, name))) for sheet in book.worksheets]
        finally:
            book.close()


def _check_archive(content: bytes, name: str) -> None:
    where = Place(name)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise InputRefused.because(
                    where,
                    "The workbook unpacks to far more than a table of scores can need.",
                    "Copy the sheet that matters into a new workbook.",
                )
            for part in parts:
                if part.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.open(part).read(2_000):
                    raise InputRefused.because(
                        where,
                        "The workbook holds a document type definition, as no Excel does.",
                        "Do not trust this file; ask its sender.",
                    )
            if "xl/workbook.xml" not in archive.namelist():
                raise InputRefused.because(
                    where, "The file is a zip archive but no Excel workbook.", "Give the .xlsx file itself."
                )
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise InputRefused.because(
            where, "The workbook is damaged or protected.", "Open it, remove any password and save it again as .xlsx."
        ) from None


@contextmanager
def _spoken_errors(name: str) -> Iterator[None]:
    try:
        yield
    except InputRefused:
        raise
    except Exception as error:  # noqa: BLE001
        # openpyxl raises anything from KeyError to XMLSyntaxError on a broken part; all mean the same to a person
        raise InputRefused.because(
            Place(name),
            f"The workbook cannot be read ({type(error).__name__}).",
            "Open it in a spreadsheet program and save it again as .xlsx.",
        ) from None


def _rows(sheet: Any, name: str) -> Iterator[tuple[Any, ...]]:
    """Yield rows up to the last one that holds something; empty ones beyond are not kept."""
    empty = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_SHEET_COLUMNS)):
        if number >= MOST_SHEET_ROWS:
            raise InputRefused.because(
                Place(name, sheet.title),
                f"The sheet has more than {MOST_SHEET_ROWS:,} rows.",
                "Delete the empty rows below the table and save it again.",
            )
        if not any(value is not None for value in row):
            empty += 1
            continue
        yield from ((),) * empty
        empty = 0
        yield _trimmed(row)


def _trimmed(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Drop the empty cells after the last one that holds something; rows come padded to the widest column allowed."""
    last = max((number for number, value in enumerate(row) if value is not None), default=-1)
    return row[: last + 1]
