"""Recommendations as people keep them in a table: CSV or workbook, one line a recommendation."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from opennaphs.catalogue.framework_files import load_framework, load_frameworks
from opennaphs.domain.assessments import Assessment
from opennaphs.domain.errors import InputRefused, NaphsError, Place, Problem, refuse_if_broken
from opennaphs.domain.frameworks import Framework
from opennaphs.domain.recommendations import ORIGIN_TITLES, Origin
from opennaphs.sources.table_lines import Line, parse_lines

REQUIRED = ("origin", "text")
OPTIONAL = ("title", "date", "area", "owner", "due")
HEADINGS = ("origin", "title", "date", "area", "text", "owner", "due")
PLANNING_EDITION = "jee-3"
MOST_LINES, LONGEST_TEXT, LONGEST_TITLE, LONGEST_OWNER = 5_000, 4_000, 300, 200
_SHORT = {
    "jee": Origin.JEE,
    "priority action": Origin.JEE,
    "aar": Origin.AFTER_ACTION,
    "iar": Origin.INTRA_ACTION,
    "exercise": Origin.EXERCISE,
    "simex": Origin.EXERCISE,
    "7-1-7": Origin.TIMELINESS,
    "nbw": Origin.BRIDGING,
    "star": Origin.RISK_PROFILE,
}


@dataclass(frozen=True)
class RecommendationLine:
    """One recommendation of a table. What nobody wrote is empty, or ``None`` for the day it is due."""

    origin: Origin
    text: str
    title: str
    date: str
    area: str
    owner: str
    due: datetime.date | None


@dataclass(frozen=True)
class RecommendationsRead:
    """What a table held, and what its reader should know about it."""

    lines: tuple[RecommendationLine, ...]
    warnings: tuple[Problem, ...]


def parse_recommendations(content: bytes, name: str) -> RecommendationsRead:
    """Read recommendations; an area may be written as id, as code of the third edition of JEE, or by its title.

    Raises:
        InputRefused: with every line that cannot be taken, why, and what to write instead. Nothing is kept then.
    """
    lines, problems = parse_lines(content, name, REQUIRED, OPTIONAL)
    if not lines:
        raise InputRefused.because(Place(name), "The table has headings but no lines.", "Add a line each.")
    if len(lines) > MOST_LINES:
        remedy = f"A register holds at most {MOST_LINES:,} at once; split the file."
        raise InputRefused.because(Place(name), f"The table has {len(lines):,} lines.", remedy)
    found = [_line(line, problems) for line in lines]
    refuse_if_broken(problems)
    return RecommendationsRead(tuple(one for one in found if one is not None), tuple(problems))


def _line(line: Line, problems: list[Problem]) -> RecommendationLine | None:
    known = len(problems)
    origin, date, due = _origin(line, problems), _date(line, problems), _due(line, problems)
    area = _area(line, problems)
    for column, most in (("text", LONGEST_TEXT), ("title", LONGEST_TITLE), ("owner", LONGEST_OWNER)):
        _check_length(line, column, most, problems)
    if origin is None or len(problems) > known:
        return None
    return RecommendationLine(origin, line.text("text"), line.text("title"), date, area, line.text("owner"), due)


def _check_length(line: Line, column: str, most: int, problems: list[Problem]) -> None:
    text = line.text(column)
    if column in REQUIRED and not text:
        problems.append(Problem(line.place(column), "The recommendation has no text.", "Write it, or delete the line."))
    if len(text) > most:
        what = f"The {column} has {len(text)} letters."
        problems.append(Problem(line.place(column), what, f"Write at most {most:,}."))


def _origin(line: Line, problems: list[Problem]) -> Origin | None:
    text = line.text("origin")
    found = origins().get(text.casefold())
    if found is None:
        what = f"“{text}” is no origin we know." if text else "The origin is missing."
        problems.append(Problem(line.place("origin"), what, f"Write one of: {', '.join(Origin)}."))
    return found


@cache
def origins() -> Mapping[str, Origin]:
    """Give every way to write an origin, in small letters: its word, its title, its usual short form."""
    words = {str(one): one for one in Origin}
    return {**words, **{title.casefold(): one for one, title in ORIGIN_TITLES.items()}, **_SHORT}


def _date(line: Line, problems: list[Problem]) -> str:
    text = line.text("date")
    if text:
        try:
            Assessment("", "", text, "", {})
        except NaphsError as error:
            problems.append(Problem(line.place("date"), str(error), ""))
    return text


def _due(line: Line, problems: list[Problem]) -> datetime.date | None:
    text = line.text("due")
    if not text:
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        problems.append(Problem(line.place("due"), f"“{text}” is no day.", "Write it like 2027-06-30."))
        return None


def _area(line: Line, problems: list[Problem]) -> str:
    text = line.text("area")
    if not text:
        return ""
    found = areas().get(text.casefold())
    if found is None:
        remedy = f"Write a code such as D1, an id such as {PLANNING_EDITION}.D1, or the title; or leave it empty."
        problems.append(Problem(line.place("area"), f"“{text}” is no technical area we know.", remedy))
    return found or ""


@cache
def areas() -> Mapping[str, str]:
    """Give every way to write an area, in small letters, with its id; the edition plans are made in comes first."""
    found: dict[str, str] = {}
    for framework in editions():
        for area in framework.areas:
            found[area.id.casefold()] = area.id
            found.setdefault(area.title.casefold(), area.id)
            found.setdefault(f"{area.code} {area.title}".casefold(), area.id)
    planning = load_framework(PLANNING_EDITION)
    return {**{area.code.casefold(): area.id for area in planning.areas}, **found}


def editions() -> list[Framework]:
    """Give every edition, the one plans are made in first."""
    known = load_frameworks()
    return [known[PLANNING_EDITION], *(one for name, one in known.items() if name != PLANNING_EDITION)]
