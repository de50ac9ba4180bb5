"""Reading a sector's workbook back: what it was made from, what it says now, every fault with its cell and its mend."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from opennaphs.domain.activity_details import (
    HIGHEST_RATING,
    LOWEST_RATING,
    MOST_PERCENT,
    ActivityStatus,
)
from opennaphs.domain.errors import InputRefused, NaphsError, Place, Problem, refuse_if_broken
from opennaphs.domain.library import Action, Sector
from opennaphs.domain.moved_years import moved
from opennaphs.domain.planning import Activity
from opennaphs.domain.sector_columns import (
    EDITABLE,
    KEY_MARK,
    LOCKED,
    LONGEST_CELL,
    NOTE,
    Cell,
    WorkbookBase,
    cells_of,
    plain_text,
)
from opennaphs.sources.sector_base import NEW_COPY, remembered
from opennaphs.sources.workbooks import Sheet, parse_workbook

KEY_ROWS = 20
RATINGS = ("impact", "feasibility", "risk")
SHEET_ERRORS = {"#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#N/A", "#NUM!", "#NULL!"}
DETAILS = ("starts", "ends", "places", *RATINGS, "status", "percent_done")


@dataclass(frozen=True)
class SectorWorkbook:
    """What a sector's workbook holds.

    Attributes:
        plan: the id of the plan it was made from.
        version: the version of that plan.
        sector: whose package it is.
        base: the activities as they were when it was made.
        edited: the activities as they are in it; new ones under marks of their own (``new-27``: the row). One that is
            in ``base`` only shall be removed.
    """

    plan: str
    version: int
    sector: Sector
    base: tuple[Activity, ...]
    edited: tuple[Activity, ...]


def parse_sector_workbook(content: bytes, name: str) -> SectorWorkbook:
    """Read a sector's workbook.

    Raises:
        InputRefused: it is no such workbook, its hidden sheet was changed, a column is missing, or a cell says what
            cannot be; each fault with sheet, row and column. Nothing of the workbook is taken then.
    """
    sheets = parse_workbook(content, name)
    known = remembered(sheets, name)
    sheet, row, columns = _table(sheets, name, known.base)
    problems: list[Problem] = []
    reading = _Reading(sheet, columns, known.base, {one.id: one for one in known.activities}, problems)
    edited = tuple(reading.activities(row + 2))
    refuse_if_broken(problems)
    order = {one.id: place for place, one in enumerate(known.activities)}
    ordered = sorted(edited, key=lambda one: order.get(one.id, len(order)))
    return SectorWorkbook(known.base.plan, known.base.version, known.base.sector, known.activities, tuple(ordered))


def _table(sheets: list[Sheet], name: str, base: WorkbookBase) -> tuple[Sheet, int, dict[str, int]]:
    """Find the sheet of the activities, its row of column marks, and where each column stands now."""
    wanted = [*LOCKED, *EDITABLE, *(f"{NOTE}{place}" for place in range(len(base.notes)))]
    for sheet in sheets:
        for number, row in enumerate(sheet.rows[:KEY_ROWS]):
            found = {cell: place for place, cell in enumerate(row) if isinstance(cell, str) and cell[:6] == KEY_MARK}
            if not found:
                continue
            missing = [key for key in wanted if f"{KEY_MARK}{key}" not in found]
            if missing:
                where, what = Place(name, sheet.name), f"The columns {', '.join(missing)} are gone from the sheet."
                raise InputRefused.because(where, what, NEW_COPY)
            return sheet, number, {key: found[f"{KEY_MARK}{key}"] for key in wanted}
    raise InputRefused.because(Place(name), "No sheet of the workbook holds the activities any more.", NEW_COPY)


class _Fault(Exception):  # noqa: N818 - it never leaves this module
    """A cell says what cannot be: what is wrong and how to mend it."""


def _refuse(what: str, remedy: str) -> NoReturn:
    raise _Fault(what, remedy)


class _Reading:
    """One table of activities being read; collects the faults."""

    def __init__(
        self,
        sheet: Sheet,
        columns: Mapping[str, int],
        base: WorkbookBase,
        activities: Mapping[str, Activity],
        problems: list[Problem],
    ) -> None:
        self.sheet, self.columns, self.base, self.problems = sheet, columns, base, problems
        self.known = {plain_text(number): one for number, one in activities.items()}
        self.seen: dict[str, int] = {}

    def activities(self, first: int) -> Iterator[Activity]:
        """Give the activity of every row that holds one, in the order of the sheet."""
        for row in range(first, len(self.sheet.rows)):
            cells = {key: self._cell(row, place) for key, place in self.columns.items()}
            if all(cell is None for cell in cells.values()):
                continue
            found = self._activity(row, cells)
            if found is not None:
                yield found

    def _cell(self, row: int, column: int) -> Any:
        cells = self.sheet.rows[row]
        value = cells[column] if column < len(cells) else None
        if isinstance(value, str):
            value = plain_text(value) if value.strip() else None
        return value

    def _tell(self, row: int, key: str, what: str, remedy: str) -> None:
        self.problems.append(Problem(self.sheet.place(row, self.columns[key]), what, remedy))

    def _activity(self, row: int, cells: Mapping[str, Any]) -> Activity | None:
        if cells["number"] is None:
            return self._new(row, cells)
        number = str(cells["number"])
        before = self.known.get(number)
        if before is None:
            self._tell(
                row, "number", f"The workbook was not made with an activity {number}.",
                "Leave the number empty for a new activity.",
            )  # fmt: skip
        elif self.seen.setdefault(number, row) != row:
            what = f"The activity {number} stands in row {self.seen[number] + 1} already."
            self._tell(row, "number", what, "Keep one of the two rows; leave the number empty for a new activity.")
        else:
            return self._edited(row, cells, before)
        return None

    # --- one activity ---

    def _edited(self, row: int, cells: Mapping[str, Any], before: Activity) -> Activity | None:
        written = cells_of(before, self.base)
        changed = [key for key in cells if not _says(cells[key], written.get(key))]
        for key in LOCKED:
            if key in changed:
                was = written[key] if written[key] is not None else "nothing"
                self._tell(row, key, "This cell says what the activity is and cannot be changed.", f"Write {was}.")
        if "remove" in changed:
            return None if self._removes(row, cells["remove"]) else before
        values = self._values(row, cells, [key for key in changed if key not in LOCKED])
        self._check_length(row, before, values)
        return self._with(row, before, values)

    def _removes(self, row: int, cell: Any) -> bool:
        word = self.base.words[2]
        if _same_word(cell, word):
            return True
        self._tell(row, "remove", f"“{cell}” is not known here.", f"Write “{word}”, or leave the cell empty.")
        return False

    def _check_length(self, row: int, before: Activity, values: Mapping[str, Any]) -> None:
        long = {"text": before.action.text, "owner": before.owner or "", "places": "\n".join(before.details.places)}
        long |= {f"{NOTE}{place}": before.notes.get(key, "") for place, key in enumerate(self.base.notes)}
        for key in values:
            if len(long.get(key, "")) > LONGEST_CELL:
                self._tell(
                    row, key, "The text is longer than a cell can hold, so the workbook has only its beginning.",
                    "Change this text in the workbench and leave the cell as it was.",
                )  # fmt: skip

    def _new(self, row: int, cells: Mapping[str, Any]) -> Activity | None:
        """Make a new activity of a row without a number; its sector leads it and nobody has costed it."""
        wanted = {"area": cells["area"], "text": cells["text"], "first_year": cells["first_year"]}
        missing = [key for key, cell in wanted.items() if cell is None]
        for key in missing:
            self._tell(row, key, "A new activity needs this cell.", "Fill it in, or clear the row.")
        for key in ("target", "level", "role", "remove"):
            if cells[key] is not None:
                self._tell(row, key, "This cell means nothing for a new activity.", "Clear it, or the whole row.")
        area = next((one for one, label in self.base.areas.items() if _same_word(cells["area"], label)), None)
        if area is None and "area" not in missing:
            what = f"“{cells['area']}” is not an area of the plan."
            self._tell(row, "area", what, "Choose one from the list in the cell.")
        values = self._values(row, cells, [key for key in cells if key not in LOCKED and cells[key] is not None])
        if missing or area is None or not {"text", "first_year"} <= values.keys():
            return None
        mark = f"new-{row + 1}"
        action = Action(mark, area, None, values["text"], lead=self.base.sector)
        return self._with(row, Activity(mark, area, action, values["first_year"]), values)

    def _values(self, row: int, cells: Mapping[str, Any], keys: list[str]) -> dict[str, Any]:
        values = {}
        for key in keys:
            if key == "remove":
                continue
            try:
                values[key] = _value(key, cells[key], self.base)
            except _Fault as fault:
                what, remedy = fault.args
                self._tell(row, key, what, remedy)
        return values

    def _with(self, row: int, before: Activity, values: Mapping[str, Any]) -> Activity | None:
        """Give the activity with what its cells say anew; the money follows the work into another year."""
        details = {key: values[key] for key in DETAILS if key in values}
        try:
            told = replace(before.details, **details) if details else before.details
        except NaphsError as error:
            self._tell(row, next(iter(details)), str(error), "")
            return None
        years, first_year = self.base.years, values.get("first_year", before.first_year)
        later = before if first_year == before.first_year else moved(before, years, years, first_year)
        return replace(
            later,
            action=replace(before.action, text=values.get("text", before.action.text)),
            owner=values.get("owner", before.owner),
            notes=self._notes(before, values),
            details=told,
        )

    def _notes(self, before: Activity, values: Mapping[str, Any]) -> dict[str, str]:
        said = {
            key: values[f"{NOTE}{place}"] for place, key in enumerate(self.base.notes) if f"{NOTE}{place}" in values
        }
        return {key: text for key, text in {**before.notes, **said}.items() if text is not None}


# --- one cell -----------------------------------------------------------------------------------------------------


def _says(cell: Any, written: Cell) -> bool:
    """Say whether a cell still says what was written into it, whatever a spreadsheet program made of its type."""
    if _is_blank(cell) or _is_blank(written):
        return _is_blank(cell) and _is_blank(written)
    if isinstance(written, date):
        return _day_of(cell) == written
    if isinstance(written, int):
        return _whole_of(cell) == written
    return isinstance(cell, str) and isinstance(written, str) and cell.strip() == written.strip()


def _is_blank(text: Any) -> bool:
    return text is None or (isinstance(text, str) and not text.strip())


def _same_word(cell: Any, word: str) -> bool:
    return isinstance(cell, str) and cell.strip().casefold() == word.strip().casefold()


def _value(key: str, cell: Any, base: WorkbookBase) -> Any:
    if isinstance(cell, str) and cell.strip() in SHEET_ERRORS:
        _refuse(f"The cell shows the error {cell}.", "Write what you mean instead of a formula.")
    if key in ("starts", "ends"):
        return _day(cell)
    if key in RATINGS:
        return _whole(cell, LOWEST_RATING, HIGHEST_RATING)
    if key == "percent_done":
        return _whole(cell, 0, MOST_PERCENT)
    if key == "first_year":
        return _year(cell, base)
    if key == "status":
        return _status(cell, base)
    return _text(key, cell)


def _text(key: str, cell: Any) -> Any:
    if isinstance(cell, bool) or not isinstance(cell, str | int | float | None):
        _refuse(f"“{cell}” is not a text.", "Format the cell as text and write it again.")
    text = None if cell is None else (cell if isinstance(cell, str) else f"{cell:g}" if cell % 1 else f"{cell:.0f}")
    if key == "text" and text is None:
        _refuse("Nothing says what will be done.", "Write it, or choose to remove the activity.")
    if key == "places":
        return tuple(dict.fromkeys(line.strip() for line in (text or "").split("\n") if line.strip()))
    return None if text is None else text.strip()


def _status(cell: Any, base: WorkbookBase) -> ActivityStatus:
    for status, word in base.statuses.items():
        if _same_word(cell, word):
            return ActivityStatus(status)
    words = ", ".join(base.statuses.values())
    _refuse(f"“{'' if cell is None else cell}” is not a status.", f"Choose one of: {words}.")


def _year(cell: Any, base: WorkbookBase) -> int:
    year = _whole_of(cell)
    if year not in base.years or year is None:
        said = "Nothing" if cell is None else f"“{cell}”"
        _refuse(f"{said} is not a year of the plan.", f"Write a year from {base.years[0]} to {base.years[-1]}.")
    return year


def _whole(cell: Any, least: int, most: int) -> int | None:
    if cell is None:
        return None
    number = _whole_of(cell)
    if number is None or not least <= number <= most:
        _refuse(f"“{cell}” is not a whole number from {least} to {most}.", "Correct it, or leave the cell empty.")
    return number


def _whole_of(cell: Any) -> int | None:
    """Give the whole number a cell says; ``None`` when it says none."""
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        return None
    try:
        number = Decimal(str(cell).strip())
    except InvalidOperation:
        return None
    return int(number) if number.is_finite() and abs(number) < 10**9 and number == int(number) else None


def _day(cell: Any) -> str | None:
    if cell is None:
        return None
    day = _day_of(cell)
    if day is None:
        _refuse(f"“{cell}” is not a day.", "Write year, month and day, for example 2027-03-31.")
    return day.isoformat()


def _day_of(cell: Any) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    try:
        found = date.fromisoformat(cell.strip()) if isinstance(cell, str) else None
    except ValueError:
        return None
    return found if found is not None and found.isoformat() == cell.strip() else None
