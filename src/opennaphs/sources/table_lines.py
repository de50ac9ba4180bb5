"""A table that people send as CSV or as a workbook, whichever they like: the same lines either way."""

import codecs
import datetime
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from opennaphs.domain.errors import InputRefused, Place, Problem, Severity, refuse_if_broken
from opennaphs.sources.files import Content, kind_of
from opennaphs.sources.tables import parse_table
from opennaphs.sources.workbooks import Sheet, parse_workbook

ROWS_BEFORE_HEADINGS, FEWEST_HEADINGS, LONGEST_SHOWN = 20, 4, 40
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ufffe\uffff]")
_QUOTED_FORMULA = re.compile(r"'+[=+\-@＝＋－＠]")


@dataclass(frozen=True)
class Line:
    """One line of a table: its cells under their headings, and where each stands."""

    cells: Mapping[str, object]
    place: Callable[[str], Place]

    def text(self, column: str) -> str:
        """Give a cell as one line of text: a day as ISO 8601, a number as a spreadsheet shows it, nothing as ``""``."""
        value = self.cells.get(column)
        if isinstance(value, datetime.datetime):
            return value.date().isoformat()
        if isinstance(value, float):
            return f"{value:.15g}"
        return "" if value is None else " ".join(_UNPRINTABLE.sub(" ", str(value)).split())


def parse_lines(
    content: bytes, name: str, required: Sequence[str], optional: Sequence[str] = ()
) -> tuple[list[Line], list[Problem]]:
    """Read a table with the given headings from CSV or from the first sheet of a workbook that has it.

    A title and advice may stand above the headings. Columns that are not asked for are named in a warning.

    Raises:
        InputRefused: the file cannot be read, or a heading is missing or stands twice.
    """
    if kind_of(content, name) is Content.WORKBOOK:
        return _workbook_lines(content, name, required, optional)
    rows, warnings = parse_table(_from_headings(content, [*required, *optional]), name, required, optional)
    return [Line({key: _unquoted(cell) for key, cell in row.cells.items()}, row.place) for row in rows], warnings


def _from_headings(content: bytes, known: Sequence[str]) -> bytes:
    """Empty the lines above the headings, which a workbook saved as CSV still has; the others keep their number."""
    lines = content.removeprefix(codecs.BOM_UTF8).split(b"\n", ROWS_BEFORE_HEADINGS)
    for number, line in enumerate(lines[:ROWS_BEFORE_HEADINGS]):
        words = {_heading(word.strip(' "\r')) for word in re.split("[,;\t]", line.decode("utf-8", errors="replace"))}
        if len(words & {*known}) >= min(FEWEST_HEADINGS, len(known)):
            return b"\n" * number + b"\n".join(lines[number:])
    return content


def _unquoted(text: str) -> str:
    """Take away the apostrophe that our writers put before a text which a spreadsheet would take for a formula."""
    return text[1:] if _QUOTED_FORMULA.match(text) else text


def _workbook_lines(
    content: bytes, name: str, required: Sequence[str], optional: Sequence[str]
) -> tuple[list[Line], list[Problem]]:
    known = [*required, *optional]
    tables = [(one, row) for one in parse_workbook(content, name) if (row := _heading_row(one, known)) is not None]
    if not tables:
        raise InputRefused.because(
            Place(name), "No sheet has the table.", f"Write the headings {', '.join(required)} in one row."
        )
    (sheet, heading), *others = tables
    columns, warnings = _columns(sheet, heading, required, optional)
    warnings += [
        Problem(Place(name, other.name), "This sheet was not read.", f"Only “{sheet.name}” counts.", Severity.WARNING)
        for other, _ in others
    ]
    return list(_sheet_lines(sheet, heading, columns)), warnings


def _heading_row(sheet: Sheet, known: Sequence[str]) -> int | None:
    for number, row in enumerate(sheet.rows[:ROWS_BEFORE_HEADINGS]):
        if len({_heading(cell) for cell in row} & {*known}) >= min(FEWEST_HEADINGS, len(known)):
            return number
    return None


def _heading(cell: object) -> str:
    return "" if cell is None else str(cell).strip().casefold()


def _columns(
    sheet: Sheet, heading: int, required: Sequence[str], optional: Sequence[str]
) -> tuple[dict[str, int], list[Problem]]:
    cells, known = [_heading(cell) for cell in sheet.rows[heading]], [*required, *optional]
    where = Place(sheet.file, sheet.name, heading + 1)
    missing = [name for name in required if name not in cells]
    problems = [Problem(where, f"The column “{name}” is missing.", "Add it.") for name in missing]
    twice = [name for name in known if cells.count(name) > 1]
    problems += [Problem(where, f"The heading “{name}” stands twice.", "Keep one of the two.") for name in twice]
    refuse_if_broken(problems)
    unused = [cell[:LONGEST_SHOWN] for cell in cells if cell and cell not in known]
    return {name: cells.index(name) for name in known if name in cells}, [
        Problem(where, f"The column “{cell}” is not used.", "Nothing to do.", Severity.WARNING) for cell in unused
    ]


def _sheet_lines(sheet: Sheet, heading: int, columns: Mapping[str, int]) -> Iterator[Line]:
    for number, row in enumerate(sheet.rows[heading + 1 :], start=heading + 1):
        cells = {name: row[column] if column < len(row) else None for name, column in columns.items()}
        line = Line(cells, _placing(sheet, number, columns))
        if any(line.text(name) for name in columns):
            yield line


def _placing(sheet: Sheet, row: int, columns: Mapping[str, int]) -> Callable[[str], Place]:
    def place(column: str) -> Place:
        return sheet.place(row, columns[column]) if column in columns else Place(sheet.file, sheet.name, row + 1)

    return place
