"""A register of stakeholders as a table: CSV or the first sheet of a workbook with headings in its first line."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from opennaphs.domain.coordination import HIGHEST_WEIGHT, LOWEST_WEIGHT
from opennaphs.domain.errors import InputRefused, Place, Problem, Severity, refuse_if_broken
from opennaphs.sources.tables import parse_table
from opennaphs.sources.workbooks import Sheet, parse_workbook

REQUIRED = ("name", "sector")
OPTIONAL = ("organisation", "mandate", "influence", "interest", "contact")
LONGEST = {"name": 200, "organisation": 200, "contact": 300, "mandate": 5_000}
MOST_STAKEHOLDERS = 5_000
_ARCHIVE = b"PK\x03\x04"
_FORMULA_SIGNS = "=+-@\t\r"


@dataclass(frozen=True)
class StakeholderLine:
    """One line of the table; an empty text or ``None`` says nothing about the stakeholder."""

    name: str
    sector: str
    organisation: str = ""
    mandate: str = ""
    influence: int | None = None
    interest: int | None = None
    contact: str = ""

    def document(self) -> dict[str, Any]:
        """Give the line as plain data."""
        return asdict(self)

    @property
    def key(self) -> tuple[str, str]:
        """By what it is known again: name and organisation, whatever their capitals."""
        return self.name.casefold(), self.organisation.casefold()


@dataclass(frozen=True)
class _Line:
    """The cells of a line under their headings, and where it stands."""

    where: Place
    cells: Mapping[str, str]

    def place(self, column: str) -> Place:
        return Place(self.where.file, self.where.sheet, self.where.row, column)


def parse_stakeholders(
    content: bytes, name: str, sectors: Mapping[str, str]
) -> tuple[tuple[StakeholderLine, ...], tuple[Problem, ...]]:
    """Read a register; give its lines and what a person should know about columns that are not used.

    Args:
        content: the file, CSV in UTF-8 or .xlsx.
        name: its name, for messages.
        sectors: per word of a sector, in small letters, the sector.

    Raises:
        InputRefused: a heading is missing, a line has no name, names no known sector, rates off the scale, or stands
            twice; every fault with its place. Nothing is taken then.
    """
    lines, problems = _sheet_lines(content, name) if content.startswith(_ARCHIVE) else _csv_lines(content, name)
    if len(lines) > MOST_STAKEHOLDERS:
        what = f"The table has more than {MOST_STAKEHOLDERS:,} lines."
        raise InputRefused.because(Place(name), what, "A register holds hundreds. Check that it is the right file.")
    found: dict[tuple[str, str], StakeholderLine] = {}
    for line in lines:
        one = _stakeholder(line, sectors, problems)
        if one.key in found and one.name:
            what = f"“{one.name}” stands in the table already."
            problems.append(Problem(line.place("name"), what, "Keep one of the two lines."))
        found[one.key] = one
    refuse_if_broken(problems)
    if not found:
        raise InputRefused.because(Place(name), "The table has headings but no stakeholder.", "Write one in a line.")
    return tuple(found.values()), tuple(problems)


def _csv_lines(content: bytes, name: str) -> tuple[list[_Line], list[Problem]]:
    rows, problems = parse_table(content, name, REQUIRED, OPTIONAL)
    return [_Line(row.place(), {key: _plain(text) for key, text in row.cells.items()}) for row in rows], problems


def _sheet_lines(content: bytes, name: str) -> tuple[list[_Line], list[Problem]]:
    sheets = parse_workbook(content, name)
    sheet = next((one for one in sheets if any(one.rows)), None)
    if sheet is None:
        raise InputRefused.because(Place(name), "The workbook is empty.", f"Write the headings {', '.join(REQUIRED)}.")
    first = next(number for number, row in enumerate(sheet.rows) if any(cell is not None for cell in row))
    columns, problems = _columns(sheet, first)
    return list(_lines(sheet, first + 1, columns)), problems


def _columns(sheet: Sheet, first: int) -> tuple[dict[str, int], list[Problem]]:
    columns: dict[str, int] = {}
    problems = []
    for number, cell in enumerate(sheet.rows[first]):
        heading, place = _cell(cell).casefold(), sheet.place(first, number)
        if heading in columns:
            problems.append(Problem(place, f"The heading “{heading}” stands twice.", "Keep one of the two columns."))
        elif heading in (*REQUIRED, *OPTIONAL):
            columns[heading] = number
        elif heading:
            what = f"The column “{heading}” is not used."
            problems.append(Problem(place, what, "Nothing to do.", Severity.WARNING))
    missing = [heading for heading in REQUIRED if heading not in columns]
    if missing:
        what = f"The column “{missing[0]}” is missing."
        raise InputRefused.because(Place(sheet.file, sheet.name, first + 1), what, f"Add the column “{missing[0]}”.")
    return columns, problems


def _lines(sheet: Sheet, start: int, columns: Mapping[str, int]) -> Iterator[_Line]:
    for number in range(start, len(sheet.rows)):
        row = sheet.rows[number]
        cells = {key: _plain(_cell(row[place])) if place < len(row) else "" for key, place in columns.items()}
        if any(cells.values()):
            yield _Line(Place(sheet.file, sheet.name, number + 1), cells)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _plain(text: str) -> str:
    """Take off the mark that keeps a spreadsheet from running a text, and line ends of other systems."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in _FORMULA_SIGNS else text


def _stakeholder(line: _Line, sectors: Mapping[str, str], problems: list[Problem]) -> StakeholderLine:
    texts = {key: line.cells.get(key, "") for key in LONGEST}
    for key, text in texts.items():
        if len(text) > LONGEST[key]:
            what = f"The text has {len(text)} characters; {LONGEST[key]} is the most."
            problems.append(Problem(line.place(key), what, "Shorten it."))
    if not texts["name"]:
        problems.append(Problem(line.place("name"), "The line has no name.", "Write a name, or clear the line."))
    word = line.cells.get("sector", "")
    sector = sectors.get(word.casefold())
    if sector is None:
        known = ", ".join(dict.fromkeys(sectors))
        what = f"“{word}” is no sector." if word else "The line has no sector."
        problems.append(Problem(line.place("sector"), what, f"Write one of: {known}."))
    return StakeholderLine(
        texts["name"],
        sector or "",
        texts["organisation"],
        texts["mandate"],
        _weight(line, "influence", problems),
        _weight(line, "interest", problems),
        texts["contact"],
    )


def _weight(line: _Line, key: str, problems: list[Problem]) -> int | None:
    text = line.cells.get(key, "")
    if not text:
        return None
    if text.isascii() and text.isdigit() and LOWEST_WEIGHT <= int(text) <= HIGHEST_WEIGHT:
        return int(text)
    what = f"“{text}” is not a whole number from {LOWEST_WEIGHT} to {HIGHEST_WEIGHT}."
    problems.append(Problem(line.place(key), what, "Correct it, or leave the cell empty."))
    return None
