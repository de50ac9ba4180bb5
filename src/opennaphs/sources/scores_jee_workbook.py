"""JEE scores from the public spreadsheet of Resolve to Save Lives (one row a country, one column an indicator)."""

import datetime
from decimal import Decimal
from typing import Any

from opennaphs.catalogue.country_files import UnknownCountry, find_country
from opennaphs.catalogue.framework_files import load_framework
from opennaphs.domain.assessments import TOTAL, Assessment
from opennaphs.domain.errors import Problem, Severity, refuse_if_broken
from opennaphs.domain.frameworks import Framework
from opennaphs.sources.score_reading import Found, ScoresRead, finish, is_blank, level_of, parse_number
from opennaphs.sources.workbooks import Sheet

SOURCE = "Public WHO JEE mission report, gathered by Resolve to Save Lives (March 2021)"
_EDITIONS = {"jee-1": "", "jee-2": "v2_"}
_TOTAL_COLUMN = "readyscore_newest"


def headings_of(sheet: Sheet) -> dict[str, int] | None:
    """Give the column of each heading when the sheet is this spreadsheet, else ``None``."""
    if not sheet.rows:
        return None
    headings = {str(cell).strip().casefold(): number for number, cell in enumerate(sheet.rows[0]) if cell is not None}
    return headings if {"country", "iso", "p11", "v2_p11", "jee_date1"} <= headings.keys() else None


def parse_jee_sheet(sheet: Sheet, headings: dict[str, int]) -> ScoresRead:
    """Read every country with scores of the first or the second edition.

    Raises:
        InputRefused: a cell that is no level, an unknown country, a missing date; each with sheet, row and column.
    """
    problems: list[Problem] = []
    found = [one for number in range(1, len(sheet.rows)) for one in _country(sheet, headings, number, problems)]
    refuse_if_broken(problems)
    return finish(found, problems)


def _country(sheet: Sheet, headings: dict[str, int], number: int, problems: list[Problem]) -> list[Found]:
    row = sheet.rows[number]
    scored = [edition for edition, prefix in _EDITIONS.items() if _has_scores(row, headings, edition, prefix)]
    if not scored:
        return []
    code = _iso3(sheet, headings, number, problems)
    date = _date(sheet, headings, number, problems)
    if code is None or date is None:
        return []
    if len(scored) > 1:
        problems.append(
            Problem(
                sheet.place(number, headings["jee_date1"]),
                f"{code} has scores of two editions but one date; those of the first edition are left out.",
                "Give them in a CSV with their date.",
                Severity.WARNING,
            )
        )
    framework = load_framework(scored[-1])
    levels = {
        indicator.id: level_of(_cell(row, column), framework, sheet.place(number, column), problems)
        for indicator in framework.indicators
        if (column := headings.get(_EDITIONS[framework.id] + _column_name(indicator.code))) is not None
    }
    published = _published(row, headings, framework)
    return [Found(Assessment(code, framework.id, date, SOURCE, levels, published), sheet.place(number, 0))]


def _has_scores(row: tuple[Any, ...], headings: dict[str, int], edition: str, prefix: str) -> bool:
    names = (prefix + _column_name(indicator.code) for indicator in load_framework(edition).indicators)
    return any(name in headings and not is_blank(_cell(row, headings[name])) for name in names)


def _column_name(code: str) -> str:
    return code.replace(".", "").casefold()


def _cell(row: tuple[Any, ...], column: int) -> Any:
    return row[column] if column < len(row) else None


def _iso3(sheet: Sheet, headings: dict[str, int], number: int, problems: list[Problem]) -> str | None:
    row = sheet.rows[number]
    for name in ("iso", "country"):
        if not is_blank(_cell(row, headings[name])):
            try:
                return find_country(str(_cell(row, headings[name])))
            except UnknownCountry as error:
                problems.append(Problem(sheet.place(number, headings[name]), str(error), ""))
                return None
    problems.append(
        Problem(
            sheet.place(number, headings["iso"]), "The row has scores but no country.", "Write the three-letter code."
        )
    )
    return None


def _date(sheet: Sheet, headings: dict[str, int], number: int, problems: list[Problem]) -> str | None:
    value = _cell(sheet.rows[number], headings["jee_date1"])
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    problems.append(
        Problem(
            sheet.place(number, headings["jee_date1"]),
            "The row has scores but no date of the JEE.",
            "Write the date of the mission.",
        )
    )
    return None


def _published(row: tuple[Any, ...], headings: dict[str, int], framework: Framework) -> dict[str, Decimal]:
    columns = {area.id: area.code.casefold() for area in framework.areas}
    columns |= {pillar.code: pillar.code for pillar in framework.pillars} | {TOTAL: _TOTAL_COLUMN}
    values = {key: parse_number(_cell(row, headings[name])) for key, name in columns.items() if name in headings}
    return {key: value for key, value in values.items() if value is not None}
