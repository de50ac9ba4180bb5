"""Reading the workbook of a resource mapping: our template, and tables people made themselves, with their usual faults.

Nothing is guessed: what can be read in one way is read and said; what needs a person becomes a question with choices;
what cannot be read leaves its row out, with the place and what to write instead.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from openpyxl.utils import get_column_letter

from opennaphs.domain.errors import InputRefused, Place
from opennaphs.domain.funding import mapping_texts as said
from opennaphs.domain.funding.mapping_import import SAID_TWICE, Finding, MappingImport
from opennaphs.domain.funding.mapping_rows import CONTENT, MappedRow, regions_of, rows_of_plan, squeezed
from opennaphs.domain.funding.sources import FundingSource
from opennaphs.domain.planning import Plan
from opennaphs.domain.sentences import Sentence
from opennaphs.sources.files import Content, kind_of
from opennaphs.sources.localised_numbers import decimal_mark_of
from opennaphs.sources.mapping_cells import Known, Told
from opennaphs.sources.mapping_headings import MappingHeadings, find_mapping_headings, plain
from opennaphs.sources.mapping_lines import SheetRows, amounts_of, carries_currency
from opennaphs.sources.mapping_questions import questions, where
from opennaphs.sources.mapping_words import AreaNames
from opennaphs.sources.sheet_layout import Merged, SheetLayout, check_size, parse_layouts
from opennaphs.sources.workbooks import Sheet, parse_workbook

MOST_ROWS = 5_000
MOST_FILLED = 200_000
TEMPLATE = "Download the template and fill it, or name the columns like its columns."
Grid = list[list[Any]]


def parse_mapping_workbook(
    content: bytes, name: str, plan: Plan, known_sources: Iterable[FundingSource] = ()
) -> MappingImport:
    """Read a workbook of a resource mapping.

    Args:
        content: the file.
        name: as the person knows it.
        plan: what the money is for; rows that came from it are known again by their id.
        known_sources: the funding sources of the country.

    Returns:
        every row, with the questions only a person can answer and everything found, place by place.

    Raises:
        InputRefused: it is no workbook, is damaged or too large, or no sheet of it has headings we know.
    """
    if kind_of(content, name) is not Content.WORKBOOK:
        raise InputRefused.because(Place(name), "The file is no workbook.", "Save it as .xlsx.")
    check_size(content, name)
    sheets, layouts = parse_workbook(content, name), parse_layouts(content, name)
    known, told = _known(plan, known_sources), Told()
    rows = [row for sheet in _tables(sheets, name) for row in _read(sheet, layouts, known, told)]
    if len(rows) > MOST_ROWS:
        what = f"The workbook has {len(rows):,} rows of money; at most {MOST_ROWS:,} are read at once."
        raise InputRefused.because(Place(name), what, "Split it by source.")
    rows = list(_with_ids(rows, known, told))
    _sum_up(rows, told)
    return MappingImport(tuple(rows), questions(_asked_of(rows, known), told.doubts, known), tuple(told.findings))


def _known(plan: Plan, sources: Iterable[FundingSource]) -> Known:
    return Known(
        plan,
        AreaNames(plan),
        {one.id: (one.area, squeezed(one.action.text)) for one in plan.activities},
        {plain(region): region for region in map(squeezed, regions_of(plan))},
        {plain(one.title): (one.id, squeezed(one.title), str(one.kind)) for one in sources},
        {row.id: row for row in rows_of_plan(plan)},
    )


def _tables(sheets: Sequence[Sheet], name: str) -> list[tuple[Sheet, MappingHeadings]]:
    found = [(sheet, headings) for sheet in sheets if (headings := find_mapping_headings(sheet.rows)) is not None]
    if not found:
        what = "No sheet has the headings of a resource mapping: a source, an amount, and for what."
        raise InputRefused.because(Place(name), what, TEMPLATE)
    return found


def _read(
    table: tuple[Sheet, MappingHeadings], layouts: dict[str, SheetLayout], known: Known, told: Told
) -> Iterator[MappedRow]:
    sheet, headings = table
    layout = layouts.get(sheet.name, SheetLayout())
    grid: Grid = [list(row) for row in sheet.rows]
    reading = SheetRows(sheet.name, grid, headings, known, told)
    _say_headings(reading, grid)
    reading.blocked = frozenset(_unmerge(reading, grid, layout.merged))
    cells = list(amounts_of(grid, headings))
    reading.decimal_mark = decimal_mark_of(cells)
    reading.carries_currency = any(map(carries_currency, cells))
    reading.uncomputed = layout.uncomputed
    yield from reading.read()


def _say_headings(reading: SheetRows, grid: Grid) -> None:
    """Say which columns are not read, and how large the amounts are said to be."""
    headings = reading.headings
    texts = [squeezed(str(cell)) if cell is not None else "" for cell in grid[headings.row]]
    for places, text in ((headings.unused, said.UNUSED_HEADING), (headings.repeated, said.REPEATED_HEADING)):
        for place in places:
            what = Sentence(text, {"value": texts[place][:60]})
            _say(reading, headings.row, place, what, said.RENAME_HEADING)
    if headings.units:
        place = headings.columns.get("amount", min(headings.years.values(), default=0))
        _say(reading, headings.row, place, Sentence(said.SCALED, {"units": Sentence(headings.units)}), None)


def _say(reading: SheetRows, row: int, place: int, what: Sentence, remedy: str | None) -> None:
    advice = None if remedy is None else Sentence(remedy)
    reading.told.findings.append(Finding(reading.sheet, row + 1, get_column_letter(place + 1), what, advice))


# --- merged cells ---


def _unmerge(reading: SheetRows, grid: Grid, merged: Iterable[Merged]) -> Iterator[int]:
    """Repeat the value of merged cells in each of their rows; give the rows over which one amount stands."""
    headings, filled = reading.headings, 0
    money = {headings.columns.get("amount", -1), *headings.years.values()}
    read = {*headings.columns.values(), *headings.years.values()}
    for block in merged:
        below = block.first_row > headings.row and block.first_row < len(grid)
        columns = read.intersection(range(block.first_column, block.last_column + 1))
        if not below or not columns:
            continue
        last = min(block.last_row, len(grid) - 1)
        if block.first_column in money and last > block.first_row:
            about: dict[str, str | int | Sentence] = {"first": block.first_row + 1, "last": last + 1}
            _say(reading, block.first_row, block.first_column, Sentence(said.MERGED_AMOUNT, about), said.SPLIT_AMOUNT)
            yield from range(block.first_row, last + 1)
        elif filled < MOST_FILLED:
            filled += last - block.first_row
            _fill(reading, grid, block, last)


def _fill(reading: SheetRows, grid: Grid, block: Merged, last: int) -> None:
    first = grid[block.first_row]
    value = first[block.first_column] if block.first_column < len(first) else None
    if value is None:
        return
    if last > block.first_row and block.first_column in reading.headings.columns.values():
        about: dict[str, str | int | Sentence] = {"value": squeezed(str(value))[:60], "first": block.first_row + 1}
        what = Sentence(said.MERGED_FILLED, {**about, "last": last + 1})
        _say(reading, block.first_row, block.first_column, what, said.FILL_EACH)
        for cells in grid[block.first_row + 1 : last + 1]:
            if any(cell is not None for cell in cells):
                cells.extend([None] * (block.first_column + 1 - len(cells)))
                cells[block.first_column] = value
    if block.last_column > block.first_column:
        _say(reading, block.first_row, block.first_column, Sentence(said.MERGED_WIDE), None)


# --- rows that came from the plan ---


def _with_ids(rows: Sequence[MappedRow], known: Known, told: Told) -> Iterator[MappedRow]:
    """Know rows of the plan again; a copy of one, as people make to write the next, is a new row."""
    seen: set[str] = set()
    for row in rows:
        if not row.id:
            yield row
        elif row.id not in known.ours or row.id in seen:
            twin = known.ours.get(row.id)
            if twin is not None and same_content(row, twin):
                yield replace(row, left_out=SAID_TWICE)
            else:
                yield _as_new(row, told, known=twin is not None)
        else:
            seen.add(row.id)
            yield row


def _as_new(row: MappedRow, told: Told, *, known: bool) -> MappedRow:
    sheet, _, number = row.key.rpartition("!")
    if not known:
        what = Sentence(said.ID_UNKNOWN, {"value": row.id})
        told.findings.append(Finding(sheet, int(number.partition(":")[0]), "", what, None))
    return replace(row, id="")


def same_content(one: MappedRow, other: MappedRow) -> bool:
    """Say whether two rows say the same."""
    return all(getattr(one, name) == getattr(other, name) for name in CONTENT)


def _asked_of(rows: Sequence[MappedRow], known: Known) -> list[MappedRow]:
    """Give the rows that may raise questions: not those that came from the plan and say what they said."""
    ours = known.ours
    return [row for row in rows if not (row.id in ours and same_content(row, ours[row.id]))]


def _sum_up(rows: Sequence[MappedRow], told: Told) -> None:
    """Say once for all rows what many of them leave out."""
    live = [row for row in rows if not row.left_out]
    without_ours = {*told.without_ours}
    for text, keys in (
        (said.DAY_MISSING, [row.key for row in live if not row.day]),
        (said.OURS_MISSING, [row.key for row in live if row.key.partition(":")[0] in without_ours]),
    ):
        if keys:
            sheet = keys[0].rpartition("!")[0]
            told.findings.append(Finding(sheet, None, "", Sentence(text, {"rows": where(keys)})))
