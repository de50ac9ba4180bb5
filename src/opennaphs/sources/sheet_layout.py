"""What the values of a sheet do not tell: which cells are merged, and which formulas no program has computed yet."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from openpyxl.utils import range_boundaries
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string
from openpyxl.xml.functions import iterparse

from opennaphs.domain.errors import InputRefused, Place

MOST_SHEET_BYTES = 64 * 1024 * 1024
PIECE = 1024 * 1024
MOST_MERGED = 20_000
MOST_UNCOMPUTED = 10_000
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class Merged:
    """A block of merged cells; all four counts start at 0 and belong to it."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True)
class SheetLayout:
    """The merged cells of a sheet, and the (row, column) of its formulas that hold no value, counted from 0."""

    merged: tuple[Merged, ...] = ()
    uncomputed: frozenset[tuple[int, int]] = frozenset()


def check_size(content: bytes, name: str) -> None:
    """Refuse a workbook whose sheets are larger, or have more merged cells, than any plan.

    Raises:
        InputRefused: they unpack to more than 64 MiB or have more than 20,000 merged blocks. Anything that is no
            workbook, or is damaged, passes; its reader says so.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            sheets = [part for part in archive.infolist() if "worksheets/" in part.filename]
            size = sum(part.file_size for part in sheets)
            blocks = 0 if size > MOST_SHEET_BYTES else sum(_merged_blocks(archive, part) for part in sheets)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        return
    remedy = "Copy the sheets of the technical areas into a new workbook."
    if size > MOST_SHEET_BYTES:
        most = f"a plan needs no more than {MOST_SHEET_BYTES / 1e6:,.0f} MB."
        raise InputRefused.because(
            Place(name), f"The sheets of the workbook unpack to {size / 1e6:,.0f} MB; {most}", remedy
        )
    if blocks > MOST_MERGED:
        raise InputRefused.because(Place(name), f"The workbook has {blocks:,} blocks of merged cells.", remedy)


def _merged_blocks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    with archive.open(part) as opened:
        return sum(piece.count(b"mergeCell ") for piece in iter(lambda: opened.read(PIECE), b""))


def parse_layouts(content: bytes, name: str) -> dict[str, SheetLayout]:
    """Read the layout of every sheet by its name. ``check_size`` and ``sources.workbooks`` have let it pass.

    About 10,000 uncomputed formulas of a sheet are kept at most.

    Raises:
        InputRefused: a part of the workbook cannot be read.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = set(archive.namelist())
            return {title: _layout(archive, path) for title, path in _sheets(archive) if path in parts}
    except Exception as error:  # noqa: BLE001 - a broken part raises anything; all mean the same to a person
        raise InputRefused.because(
            Place(name),
            f"The workbook cannot be read ({type(error).__name__}).",
            "Open it in a spreadsheet program and save it again as .xlsx.",
        ) from None


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Give the title of every sheet with the part of the archive that holds it."""
    with archive.open("xl/_rels/workbook.xml.rels") as part:
        targets = {one.get("Id"): str(one.get("Target")) for _, one in iterparse(part) if _tag(one) == "Relationship"}
    with archive.open("xl/workbook.xml") as part:
        for _, element in iterparse(part):
            if _tag(element) == "sheet" and element.get(_RELATION) in targets:
                yield str(element.get("name")), _path(targets[element.get(_RELATION)])


def _path(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else "xl/" + target.removeprefix("./")


def _layout(archive: zipfile.ZipFile, path: str) -> SheetLayout:
    merged: list[Merged] = []
    uncomputed: set[tuple[int, int]] = set()
    with archive.open(path) as part:
        for _, element in iterparse(part):
            match _tag(element):
                case "row":
                    uncomputed.update(_uncomputed(element) if len(uncomputed) < MOST_UNCOMPUTED else ())
                    element.clear()
                case "mergeCell":
                    merged.append(_merged(str(element.get("ref"))))
                    element.clear()
    return SheetLayout(tuple(merged), frozenset(uncomputed))


def _uncomputed(row: Any) -> Iterator[tuple[int, int]]:
    """Give the formulas of a row without a value; an empty text is a value."""
    for cell in row:
        parts = {_tag(part): part.text for part in cell}
        if "f" in parts and not parts.get("v") and cell.get("t") != "str" and cell.get("r"):
            letters, number = coordinate_from_string(cell.get("r"))
            yield number - 1, column_index_from_string(letters) - 1


def _merged(reference: str) -> Merged:
    left, top, right, bottom = (edge or 1 for edge in range_boundaries(reference))
    return Merged(top - 1, left - 1, bottom - 1, right - 1)


def _tag(element: Any) -> str:
    return re.sub(r"^\{.*\}", "", str(element.tag))
