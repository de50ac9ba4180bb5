"""SPAR scores from the workbooks WHO publishes (one row a State Party; indicators, capacities and average)."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from opennaphs.catalogue.country_files import UnknownCountry, find_country
from opennaphs.catalogue.framework_files import load_framework
from opennaphs.domain.assessments import TOTAL, Assessment
from opennaphs.domain.errors import InputRefused, Place, Problem, Severity, refuse_if_broken
from opennaphs.domain.frameworks import Framework
from opennaphs.sources.score_reading import Found, ScoresRead, finish, is_blank, level_of, parse_number
from opennaphs.sources.workbooks import Sheet

_PARTY_HEADINGS = {"state party of ihr", "state party", "country"}
_TOTAL_HEADINGS = {"total average", "total_average", "all capacities"}
_FIRST_EDITION_CAPACITIES = 13


@dataclass(frozen=True)
class _Layout:
    """Where everything stands in a SPAR sheet: the heading row and the column of each thing."""

    heading_row: int
    party: int
    received: int | None
    total: int | None
    indicators: dict[str, int]
    capacities: dict[str, int]
    framework: Framework


def layout_of(sheet: Sheet) -> _Layout | None:
    """Find the headings when the sheet is a SPAR table, else ``None``."""
    for number, row in enumerate(sheet.rows[:40]):
        words = [_word(cell) for cell in row]
        party = next((column for column, word in enumerate(words) if word in _PARTY_HEADINGS), None)
        if party is not None and "c.1.1" in words:
            return _layout(sheet, number, party, words)
    return None


def _word(cell: Any) -> str:
    return "" if cell is None else " ".join(str(cell).split()).casefold()


def _layout(sheet: Sheet, number: int, party: int, words: list[str]) -> _Layout:
    indicators = {
        f"C{m[1]}.{m[2]}": column for column, word in enumerate(words) if (m := re.fullmatch(r"c\.(\d+)\.(\d+)", word))
    }
    capacities = {
        f"C{m[1]}": column for column, word in enumerate(words) if (m := re.fullmatch(r"(?:level )?c\.?(\d+)", word))
    }
    edition = "spar-1" if len(capacities) <= _FIRST_EDITION_CAPACITIES else "spar-2"
    received = next((column for column, word in enumerate(words) if word == "data received"), None)
    return _Layout(
        number, party, received, _total_column(sheet, number), indicators, capacities, load_framework(edition)
    )


def _total_column(sheet: Sheet, heading_row: int) -> int | None:
    """Find the all-capacity average; in the 2018 workbook its heading stands some rows above the others."""
    for row in reversed(sheet.rows[: heading_row + 1]):
        for column, cell in enumerate(row):
            if _word(cell) in _TOTAL_HEADINGS:
                return column
    return None


def parse_spar_sheet(sheet: Sheet, layout: _Layout) -> ScoresRead:
    """Read every State Party that reported.

    Parties without data are counted in a warning; rows of regional averages are not States and are passed over.

    Raises:
        InputRefused: an unknown country, a value that is no SPAR score, an indicator column missing; each with
            sheet, row and column.
    """
    _check_columns(sheet, layout)
    year = _year(sheet)
    problems: list[Problem] = []
    silent: list[str] = []
    found = []
    for number in range(layout.heading_row + 1, len(sheet.rows)):
        if one := _party(sheet, layout, number, year, silent, problems):
            found.append(one)
    refuse_if_broken(problems)
    if silent:
        problems.append(
            Problem(
                Place(sheet.file, sheet.name),
                f"{len(silent)} States Parties sent no usable data: {', '.join(silent)}.",
                "They have no assessment here.",
                Severity.WARNING,
            )
        )
    return finish(found, problems)


def _check_columns(sheet: Sheet, layout: _Layout) -> None:
    missing = [one.code for one in layout.framework.indicators if one.code not in layout.indicators]
    if missing:
        raise InputRefused.because(
            Place(sheet.file, sheet.name, layout.heading_row + 1),
            f"Columns of {layout.framework.short} are missing: {', '.join(missing)}.",
            "Use the workbook as its publisher left it.",
        )


def _year(sheet: Sheet) -> str:
    """Find the reporting year in the title of the sheet, else in the name of the file."""
    titles = [str(cell) for row in sheet.rows[:5] for cell in row if cell is not None]
    for text in [*titles, sheet.file]:
        if match := re.search(r"(?<!\d)(20[12]\d)(?!\d)", text):
            return match[1]
    raise InputRefused.because(
        Place(sheet.file, sheet.name),
        "The reporting year is nowhere to be found.",
        "Put the year into the name of the file, for example spar_2018.xlsx.",
    )


def _party(
    sheet: Sheet, layout: _Layout, number: int, year: str, silent: list[str], problems: list[Problem]
) -> Found | None:
    row = sheet.rows[number]
    name = _word(_cell(row, layout.party))
    if not name or not _is_party(row, layout):
        return None
    try:
        code = find_country(name)
    except UnknownCountry as error:
        problems.append(Problem(sheet.place(number, layout.party), str(error), ""))
        return None
    if not _reported(row, layout):
        silent.append(code)
        return None
    levels = {
        one.id: level_of(
            _cell(row, layout.indicators[one.code]),
            layout.framework,
            sheet.place(number, layout.indicators[one.code]),
            problems,
        )
        for one in layout.framework.indicators
    }
    source = f"WHO, {layout.framework.short} {year}, workbook {sheet.file}"
    return Found(
        Assessment(code, layout.framework.id, year, source, levels, _published(row, layout)),
        sheet.place(number, layout.party),
    )


def _cell(row: tuple[Any, ...], column: int | None) -> Any:
    return None if column is None or column >= len(row) else row[column]


def _is_party(row: tuple[Any, ...], layout: _Layout) -> bool:
    return layout.received is None or _word(_cell(row, layout.received)) in {"yes", "no", "other"}


def _reported(row: tuple[Any, ...], layout: _Layout) -> bool:
    if layout.received is not None:
        return _word(_cell(row, layout.received)) == "yes"
    return any(parse_number(_cell(row, column)) is not None for column in layout.indicators.values())


def _published(row: tuple[Any, ...], layout: _Layout) -> dict[str, Decimal]:
    columns = {layout.framework.qualify(code): column for code, column in layout.capacities.items()}
    values = {key: parse_number(_cell(row, column)) for key, column in columns.items()}
    if layout.total is not None and not is_blank(_cell(row, layout.total)):
        values[TOTAL] = parse_number(_cell(row, layout.total))
    return {key: value for key, value in values.items() if value is not None}
