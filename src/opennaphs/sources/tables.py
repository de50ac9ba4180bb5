"""Tables as people send them: CSV in any of its dialects, as rows that know their line."""

import csv
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from io import StringIO

from opennaphs.domain.errors import InputRefused, Place, Problem, Severity

MOST_ROWS = 500_000


@dataclass(frozen=True)
class Row:
    """One line of a table: its cells under their headings, blanks trimmed, and where it stands."""

    file: str
    number: int
    cells: dict[str, str]

    def place(self, column: str | None = None) -> Place:
        """Give the place of the line or of one of its cells."""
        return Place(self.file, row=self.number, column=column)


def parse_table(
    content: bytes, name: str, required: Sequence[str], optional: Collection[str] = ()
) -> tuple[list[Row], list[Problem]]:
    """Read a CSV with the given headings.

    Commas, semicolons and tabs are understood, as are byte-order marks and capital letters in headings.
    Empty lines are skipped. Columns that are not asked for are named in a warning.

    Raises:
        InputRefused: the text is not UTF-8, a heading is missing, a line has too many cells, or it is too long.
    """
    reader = csv.reader(StringIO(_decode(content, name), newline=""), delimiter=_delimiter(content), strict=True)
    try:
        lines = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise InputRefused.because(
            Place(name, row=reader.line_num),
            f"The line cannot be read: {error}.",
            "Look for a quotation mark that is not closed.",
        ) from None
    if not lines:
        raise InputRefused.because(Place(name), "The table has no lines.", f"Write the headings {', '.join(required)}.")
    headings, warnings = _headings(name, lines[0], required, optional)
    if len(lines) > MOST_ROWS:
        raise InputRefused.because(Place(name), f"The table has more than {MOST_ROWS:,} lines.", "Split the file.")
    return [_row(name, number, headings, cells) for number, cells in lines[1:]], warnings


def _decode(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputRefused.because(
            Place(name, row=line), "The text is not written in UTF-8.", "Save it again as “CSV UTF-8”."
        ) from None


def _delimiter(content: bytes) -> str:
    first = content.decode("utf-8-sig", errors="replace").lstrip().partition("\n")[0]
    return max(",;\t", key=first.count)


def _headings(
    name: str, line: tuple[int, list[str]], required: Sequence[str], optional: Collection[str]
) -> tuple[list[str], list[Problem]]:
    number, cells = line
    headings = [cell.strip().casefold() for cell in cells]
    known = [*required, *optional]
    problems = [_missing(name, number, heading, headings) for heading in required if heading not in headings]
    problems += [
        Problem(Place(name, row=number), f"The heading “{heading}” stands twice.", "Keep one of the two columns.")
        for heading in known
        if headings.count(heading) > 1
    ]
    if problems:
        raise InputRefused(tuple(problems))
    return headings, [
        Problem(Place(name, row=number), f"The column “{heading}” is not used.", "Nothing to do.", Severity.WARNING)
        for heading in headings
        if heading and heading not in known
    ]


def _missing(name: str, number: int, heading: str, headings: list[str]) -> Problem:
    near = get_close_matches(heading, headings, n=1, cutoff=0.6)
    remedy = f"Rename “{near[0]}” to “{heading}”." if near else f"Add the column “{heading}”."
    return Problem(Place(name, row=number), f"The column “{heading}” is missing.", remedy)


def _row(name: str, number: int, headings: list[str], cells: list[str]) -> Row:
    if len(cells) > len(headings) and any(cell.strip() for cell in cells[len(headings) :]):
        raise InputRefused.because(
            Place(name, row=number),
            f"The line has {len(cells)} cells under {len(headings)} headings.",
            "Put quotation marks around a text that holds a comma.",
        )
    padded = [*cells, *[""] * (len(headings) - len(cells))]
    return Row(name, number, {heading: cell.strip() for heading, cell in zip(headings, padded, strict=False)})
