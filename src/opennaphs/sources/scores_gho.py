"""SPAR scores from a response of WHO's Global Health Observatory (OData JSON)."""

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from opennaphs.catalogue.country_files import UnknownCountry, find_country
from opennaphs.catalogue.framework_files import load_framework
from opennaphs.domain.assessments import TOTAL, Assessment
from opennaphs.domain.errors import InputRefused, Place, Problem, Severity, refuse_if_broken
from opennaphs.domain.frameworks import Framework
from opennaphs.sources.score_reading import Found, ScoresRead, finish, indicator_id, level_of, parse_number

_SERIES = (
    (re.compile(r"SDGIHR2021"), "spar-2", None),
    (re.compile(r"SDGIHR2018"), "spar-1", None),
    (re.compile(r"IHRSPAR2_C(\d\d)"), "spar-2", 1),
    (re.compile(r"IHRSPAR_CAPACITY(\d\d)"), "spar-1", 1),
)
_KNOWN = "SDGIHR2018, SDGIHR2021, IHRSPAR_CAPACITY01 … 13, IHRSPAR2_C01 … C15"


@dataclass
class _Gathered:
    """The scores of one country, edition and year while the rows are read."""

    place: Place
    levels: dict[str, Decimal | None] = field(default_factory=dict)
    published: dict[str, Decimal] = field(default_factory=dict)


def parse_gho(content: bytes, name: str) -> ScoresRead:
    """Read a GHO response with the SPAR average, capacity or indicator series.

    Raises:
        InputRefused: it is no such response, a series is unknown, a country or value cannot be taken, or a score
            stands twice. Rows are counted from 1 in the list ``value``.
    """
    rows, problems = _rows(content, name)
    gathered: dict[tuple[str, str, str], _Gathered] = {}
    passed_over: Counter[str] = Counter()
    for number, row in enumerate(rows, start=1):
        _take(row, Place(name, row=number), gathered, passed_over, problems)
    refuse_if_broken(problems)
    if not gathered:
        raise InputRefused.because(
            Place(name),
            "No row of the response holds a country's SPAR score.",
            f"The series that can be read are {_KNOWN}.",
        )
    problems += [
        Problem(
            Place(name),
            f"{count} rows of the kind “{kind}” are no countries.",
            "They were passed over.",
            Severity.WARNING,
        )
        for kind, count in passed_over.items()
    ]
    return finish((_found(key, one) for key, one in gathered.items()), problems)


def _rows(content: bytes, name: str) -> tuple[list[Any], list[Problem]]:
    try:
        response = json.loads(content, parse_float=Decimal)
    except (ValueError, RecursionError):
        raise InputRefused.because(Place(name), "The file is not valid JSON.", "Download the response again.") from None
    rows = response.get("value") if isinstance(response, dict) else None
    if not isinstance(rows, list):
        raise InputRefused.because(
            Place(name),
            "The file is no response of the Global Health Observatory: it has no list “value”.",
            "Save the whole response of …/api/SDGIHR2021.",
        )
    problems = []
    if "@odata.nextLink" in response:
        problems.append(
            Problem(
                Place(name), "The response is one page of several.", "Download the other pages too.", Severity.WARNING
            )
        )
    return rows, problems


def _take(
    row: Any,
    where: Place,
    gathered: dict[tuple[str, str, str], _Gathered],
    passed_over: Counter[str],
    problems: list[Problem],
) -> None:
    if not isinstance(row, dict):
        problems.append(Problem(where, "The entry is no record.", "Download the response again."))
        return
    if row.get("SpatialDimType", "COUNTRY") != "COUNTRY":
        passed_over[str(row.get("SpatialDimType"))] += 1
        return
    series = _series(row, where, problems)
    country = _country(row, where, problems)
    year = row.get("TimeDim")
    if not (isinstance(year, int) and 2010 <= year <= 2100):  # noqa: PLR2004
        problems.append(Problem(_in(where, "TimeDim"), f"“{year}” is no year.", "Download the response again."))
    elif series is not None and country is not None:
        framework, code = series
        one = gathered.setdefault((country, framework.id, str(year)), _Gathered(where))
        _put(one, framework, code, row, where, problems)


def _in(where: Place, field_name: str) -> Place:
    return Place(where.file, row=where.row, column=field_name)


def _country(row: dict[str, Any], where: Place, problems: list[Problem]) -> str | None:
    try:
        return find_country(str(row.get("SpatialDim")))
    except UnknownCountry as error:
        problems.append(Problem(_in(where, "SpatialDim"), str(error), ""))
        return None


def _series(row: dict[str, Any], where: Place, problems: list[Problem]) -> tuple[Framework, str] | None:
    """Give the edition and the code a row is about: an indicator, a capacity, or ``total``."""
    text = str(row.get("IndicatorCode"))
    for pattern, edition, group in _SERIES:
        if match := pattern.fullmatch(text):
            code = TOTAL if group is None else f"C{int(match[group])}"
            return load_framework(edition), (_detail(row) if group is None else code)
    problems.append(
        Problem(_in(where, "IndicatorCode"), f"“{text}” is no series of SPAR scores.", f"Known are {_KNOWN}.")
    )
    return None


def _detail(row: dict[str, Any]) -> str:
    """Read which level of detail a row of the SDGIHR series has from its two dimensions."""
    for dimension in ("Dim2", "Dim1"):
        if match := re.search(r"_C(\d\d)(?:_(\d))?$", str(row.get(dimension) or "")):
            return f"C{int(match[1])}" + (f".{match[2]}" if match[2] else "")
    return TOTAL


def _put(
    one: _Gathered, framework: Framework, code: str, row: dict[str, Any], where: Place, problems: list[Problem]
) -> None:
    indicator = indicator_id(code, framework) if "." in code else None
    key = indicator or (TOTAL if code == TOTAL else framework.qualify(code))
    if key in one.levels or key in one.published:
        problems.append(Problem(where, f"The score {code} of this country and year stands twice.", "Keep one of them."))
        return
    value = row.get("NumericValue", row.get("Value"))
    if indicator is not None:
        one.levels[indicator] = level_of(value, framework, _in(where, "NumericValue"), problems)
    elif "." in code or (code != TOTAL and key not in {area.id for area in framework.areas}):
        problems.append(Problem(where, f"{framework.short} has no {code}.", "Check the series of the response."))
    elif (number := parse_number(value)) is not None:
        _check_percentage(number, where, problems)
        one.published[key] = number
    elif value is not None:
        problems.append(Problem(_in(where, "NumericValue"), f"“{value}” is no score.", "Download the response again."))


def _check_percentage(number: Decimal, where: Place, problems: list[Problem]) -> None:
    if not 0 <= number <= 100:  # noqa: PLR2004
        problems.append(
            Problem(_in(where, "NumericValue"), f"{number} is no percentage.", "SPAR scores run from 0 to 100.")
        )


def _found(key: tuple[str, str, str], one: _Gathered) -> Found:
    return Found(Assessment(*key, "WHO Global Health Observatory", one.levels, one.published), one.place)
