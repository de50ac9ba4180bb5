"""Reading the WHO planning matrix as people fill it by hand: one sheet a technical area, one row an activity.

Columns are known by their headings, never by their position. What cannot be understood is refused with its place;
what is odd but readable is kept as written and named in a warning. Nothing is invented: an estimate without
frequencies stays a lump sum, and a cell without a number stays without one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from opennaphs.domain.errors import InputRefused, Place, Problem, Severity, refuse_if_broken
from opennaphs.domain.matrix_rows import MATRIX_YEARS, MatrixArea, MatrixRow, disagreements, repeated_ids
from opennaphs.sources.localised_numbers import decimal_mark_of
from opennaphs.sources.matrix_cells import MatrixCells
from opennaphs.sources.matrix_headings import (
    ESTIMATE,
    HEADINGS,
    TEXTS,
    TOTAL,
    Headings,
    area_title,
    find_headings,
    holds_no_area,
)
from opennaphs.sources.sheet_layout import SheetLayout, check_size, parse_layouts
from opennaphs.sources.workbooks import Sheet, parse_workbook

MOST_ACTIVITIES = 20_000
CARRIED = ("indicator", "objective", "strategic_action")
_TOTAL_WORD = re.compile(r"(?:grand |sub-? ?|sous-? ?)?tota(?:l|ls|ux)\b", re.IGNORECASE)


@dataclass(frozen=True)
class MatrixRead:
    """What a planning matrix held: its areas in the order of the sheets, and what its reader should know about it."""

    areas: tuple[MatrixArea, ...]
    warnings: tuple[Problem, ...]


def parse_matrix(content: bytes, name: str) -> MatrixRead:
    """Read every technical area of a planning matrix.

    Headings may be English, French, shortened or mistyped, the columns in any order and some of them missing; a
    matrix for one year has one column of frequencies. Sheets of the tool that are no area are left out.

    Raises:
        InputRefused: it is no workbook or too large, no sheet has the headings of the matrix, or an estimate or
            frequency is no number, is negative, or can be read in two ways; each with sheet, row and column.
    """
    check_size(content, name)
    sheets = [sheet for sheet in parse_workbook(content, name) if sheet.rows and not holds_no_area(sheet.name)]
    found = [(sheet, find_headings(sheet.rows)) for sheet in sheets]
    if not any(headings for _, headings in found):
        raise _no_matrix(name)
    if sum(len(sheet.rows) for sheet, headings in found if headings is not None) > MOST_ACTIVITIES:
        raise _too_many(name)
    layouts = parse_layouts(content, name)
    problems: list[Problem] = []
    areas = [_area(sheet, headings, layouts.get(sheet.name, SheetLayout()), problems) for sheet, headings in found]
    refuse_if_broken(sorted(problems, key=lambda one: one.severity is Severity.WARNING))
    return MatrixRead(tuple(area for area in areas if area is not None and area.rows), tuple(problems))


def _no_matrix(name: str) -> InputRefused:
    wanted = f"“{HEADINGS['strategic_action']}”, “{HEADINGS[ESTIMATE]}”"
    return InputRefused.because(
        Place(name),
        "No sheet has the headings of the planning matrix.",
        f"Write them into one row above the activities, such as {wanted} and “Frequency per year, Year 1”.",
    )


def _too_many(name: str) -> InputRefused:
    return InputRefused.because(
        Place(name), f"The sheets have more than {MOST_ACTIVITIES:,} rows.", "Split the workbook by technical area."
    )


def _area(sheet: Sheet, headings: Headings | None, layout: SheetLayout, problems: list[Problem]) -> MatrixArea | None:
    """Read a sheet, or say that it was not read."""
    if headings is None:
        what = "The sheet has no headings of the matrix and was not read."
        problems.append(_warning(Place(sheet.file, sheet.name), what, "Nothing to do when it is no technical area."))
        return None
    problems += _of_headings(sheet, headings)
    reader = _Rows(sheet, headings, layout, problems)
    rows = tuple(reader.read())
    for row in rows:
        problems += _of_row(row, headings, sheet)
    problems += [_repeated(row, earlier) for row, earlier in repeated_ids(rows)]
    problems += _of_currency(sheet, headings, reader.cells.named_currencies)
    title = area_title(sheet.rows, headings) or sheet.name
    return MatrixArea(sheet.name, title, rows, headings.currency, headings.price_year, headings.first_year)


class _Rows:
    """Finds the activities of one sheet among totals, empty rows and notes, and reads them."""

    def __init__(self, sheet: Sheet, headings: Headings, layout: SheetLayout, problems: list[Problem]) -> None:
        self.sheet, self.headings, self.problems = sheet, headings, problems
        self.first_of = _carried_rows(sheet, headings, layout)
        typed = (row[column] for row in sheet.rows for column in self._numbers() if column < len(row))
        self.cells = MatrixCells(sheet, layout, problems, decimal_mark_of(typed), headings.currency)

    def read(self) -> Iterator[MatrixRow]:
        """Give the activities; say which rows were skipped."""
        blank, after_total = 0, False
        for number in range(self.headings.first_row, len(self.sheet.rows)):
            if self._is_blank(number):
                blank += 1
            elif self._is_total(number, after_total=after_total):
                after_total = True
                self._skip(number, "The row of totals is no activity; totals are added up afresh.")
            elif not self._is_activity(number):
                self._skip(number, "The row has neither an activity nor an estimate and was not read.")
            else:
                yield self._row(number)
        if blank:
            self._skip(self.headings.first_row, f"Empty rows from here on were skipped: {blank:,}.")

    def _skip(self, number: int, what: str) -> None:
        self.problems.append(_warning(Place(self.sheet.file, self.sheet.name, number + 1), what))

    def _numbers(self) -> list[int]:
        head = self.headings
        single = [head.columns[name] for name in (ESTIMATE, TOTAL) if name in head.columns]
        return [*single, *head.frequency.values(), *head.cost.values()]

    def _text(self, number: int, name: str) -> str:
        return self.cells.text(number, self.headings.columns.get(name))

    def _is_blank(self, number: int) -> bool:
        """Whether nobody filled in the row: at most a number in advance, and formulas that give nothing."""
        texts = any(self._text(number, name) for name in TEXTS if name != "unique_id")
        return not texts and not any(self.cells.is_filled(number, column) for column in self._numbers())

    def _is_total(self, number: int, *, after_total: bool) -> bool:
        """Whether the row adds others up: it says so, or stands below such a row with one word and sums only."""
        texts = [text for name in TEXTS if (text := self._text(number, name))]
        if self._has_frequency(number) or len(texts) > 2:  # noqa: PLR2004 - a number and the word
            return False
        if any(_TOTAL_WORD.match(text) for text in texts):
            return True
        return after_total and len(texts) <= 1 and not self._has_estimate(number)

    def _is_activity(self, number: int) -> bool:
        told = any(self._text(number, name) for name in ("strategic_action", "description", "assumptions"))
        return told or self._has_estimate(number)

    def _has_estimate(self, number: int) -> bool:
        return self.cells.is_filled(number, self.headings.columns.get(ESTIMATE))

    def _has_frequency(self, number: int) -> bool:
        return any(self.cells.is_filled(number, column) for column in self.headings.frequency.values())

    def _row(self, number: int) -> MatrixRow:
        head, cells, years = self.headings, self.cells, range(MATRIX_YEARS)
        texts = {name: self._checked_text(number, name) for name in TEXTS}
        estimate = cells.amount(number, head.columns.get(ESTIMATE))
        frequency = tuple(cells.frequency(number, head.frequency.get(year)) for year in years)
        due = [estimate is not None and times is not None for times in frequency]
        return MatrixRow(
            **texts,
            estimate=estimate,
            frequency=frequency,
            cost=tuple(cells.sum_of(number, head.cost.get(year), of_known=due[year]) for year in years),
            total=cells.sum_of(number, head.columns.get(TOTAL), of_known=any(due)),
            place=Place(self.sheet.file, self.sheet.name, number + 1),
        )

    def _checked_text(self, number: int, name: str) -> str:
        self.cells.check(number, self.headings.columns.get(name))
        return self._text(self.first_of.get((number, name), number), name)


def _carried_rows(sheet: Sheet, headings: Headings, layout: SheetLayout) -> dict[tuple[int, str], int]:
    """Give, for a row and column inside merged cells, the row that holds their text. Blocks never overlap."""
    first_of: dict[tuple[int, str], int] = {}
    for name in CARRIED:
        column, end = headings.columns.get(name), headings.first_row - 1
        blocks = sorted((one.first_row, one.last_row) for one in layout.merged if one.first_column == column)
        for first, last in blocks:
            if first <= end:
                continue
            end = min(last, len(sheet.rows) - 1)
            first_of |= {(row, name): first for row in range(first + 1, end + 1)}
    return first_of


# --- what to say about it ---------------------------------------------------------------------------------------------


def _warning(where: Place, what: str, remedy: str = "") -> Problem:
    return Problem(where, what, remedy, Severity.WARNING)


def _of_headings(sheet: Sheet, headings: Headings) -> Iterator[Problem]:
    if headings.missing:
        names = ", ".join(f"“{name}”" for name in headings.missing)
        yield _warning(
            Place(sheet.file, sheet.name, headings.row + 1),
            f"These columns of the matrix are not there and stay empty: {names}.",
            "Nothing to do when they are not used.",
        )
    for columns, what in (
        (headings.unused, "The column is none of the matrix and was not read."),
        (headings.repeated, "The heading stands twice; only its first column was read."),
        (headings.years_beyond, "The matrix has five years; this one was not read."),
    ):
        yield from (_warning(sheet.place(headings.row, column), what) for column in columns)


def _of_row(row: MatrixRow, headings: Headings, sheet: Sheet) -> Iterator[Problem]:
    if row.place is None or row.place.row is None:
        return
    number = row.place.row - 1
    for one in disagreements(row):
        column = headings.columns[TOTAL] if one.year is None else headings.cost[one.year]
        rule = "the costs of the years add up to" if one.year is None else "estimate × frequency gives"
        what = f"The cell says {one.written:,f}, but {rule} {one.expected:,f}."
        yield _warning(sheet.place(number, column), what, "Both are kept; correct the wrong one.")
    if row.estimate is None and any((*row.cost, row.total)):
        what = "The row has costs but no estimate; nothing can tell where they come from."
        yield _warning(row.place, what, "Write the estimate and how often a year, or it counts as not costed.")
    if row.is_lump_sum and row.estimate:
        what = f"The estimate of {row.estimate:,f} has no frequency; it stays a lump sum outside the years."
        yield _warning(sheet.place(number, headings.columns[ESTIMATE]), what, "Write in which years it falls.")


def _repeated(row: MatrixRow, earlier: MatrixRow) -> Problem:
    place, before = row.place or Place(""), earlier.place or Place("")
    what = f"The UniqueID “{row.unique_id}” stands in row {before.row} already."
    return _warning(place, what, "Give each activity its own.")


def _of_currency(sheet: Sheet, headings: Headings, named: set[str]) -> Iterator[Problem]:
    """Warn of cells that name a currency while the heading names none."""
    if named and headings.currency is None:
        what = f"Cells name {', '.join(sorted(named))}, the heading of the estimate names no currency."
        remedy = "Write it into the heading, such as “Estimated cost (USD, 2024 prices)”."
        yield _warning(Place(sheet.file, sheet.name, headings.row + 1), what, remedy)
