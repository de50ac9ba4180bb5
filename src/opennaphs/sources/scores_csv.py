"""Scores in our long CSV: country, framework, indicator, score, date, source; one line per indicator."""

from decimal import Decimal

from opennaphs.catalogue.country_files import UnknownCountry, find_country
from opennaphs.catalogue.framework_files import load_framework
from opennaphs.domain.assessments import Assessment
from opennaphs.domain.errors import InputRefused, NaphsError, Place, Problem, Severity, refuse_if_broken
from opennaphs.domain.frameworks import Framework, UnknownCode
from opennaphs.sources.score_reading import Found, ScoresRead, edition_id, finish, indicator_id, level_of, unknown_code
from opennaphs.sources.tables import Row, parse_table

HEADINGS = ("country", "framework", "indicator", "score", "date", "source")
_Key = tuple[str, str, str]


def parse_scores_csv(content: bytes, name: str) -> ScoresRead:
    """Read a long CSV of scores; several countries, editions and dates may stand in one file.

    Raises:
        InputRefused: with every line that cannot be taken, why, and what to write instead. Nothing is kept then.
    """
    rows, problems = parse_table(content, name, HEADINGS)
    if not rows:
        raise InputRefused.because(Place(name), "The table has headings but no lines.", "Add a line per indicator.")
    levels: dict[_Key, dict[str, Decimal | None]] = {}
    first: dict[tuple[_Key, str], Row] = {}
    for row in rows:
        _take(row, levels, first, problems)
    refuse_if_broken(problems)
    found = [_found(key, scores, first) for key, scores in levels.items()]
    problems += [_no_source(one) for one in found if not one.assessment.source]
    return finish(found, problems)


def _no_source(found: Found) -> Problem:
    return Problem(
        found.place, f"{found.assessment.country}: no source is given.", "Fill the column “source”.", Severity.WARNING
    )


def _take(
    row: Row,
    levels: dict[_Key, dict[str, Decimal | None]],
    first: dict[tuple[_Key, str], Row],
    problems: list[Problem],
) -> None:
    country, framework, date = _country(row, problems), _framework(row, problems), _date(row, problems)
    if framework is None:
        return
    indicator = indicator_id(row.cells["indicator"], framework)
    if indicator is None:
        problems.append(unknown_code(row.place("indicator"), row.cells["indicator"], framework))
        return
    level = level_of(row.cells["score"], framework, row.place("score"), problems)
    if country is None or date is None:
        return
    key = (country, framework.id, date)
    if earlier := first.get((key, indicator)):
        problems.append(
            Problem(
                row.place("indicator"),
                f"{country} {indicator} of {date} stands in row {earlier.number} already.",
                "Keep one of the two lines.",
            )
        )
        return
    first[key, indicator] = row
    levels.setdefault(key, {})[indicator] = level


def _country(row: Row, problems: list[Problem]) -> str | None:
    try:
        return find_country(row.cells["country"])
    except UnknownCountry as error:
        problems.append(Problem(row.place("country"), str(error), ""))
        return None


def _framework(row: Row, problems: list[Problem]) -> Framework | None:
    try:
        return load_framework(edition_id(row.cells["framework"]))
    except UnknownCode as error:
        problems.append(Problem(row.place("framework"), str(error), ""))
        return None


def _date(row: Row, problems: list[Problem]) -> str | None:
    date = row.cells["date"]
    try:
        Assessment("", "", date, "", {})
    except NaphsError as error:
        problems.append(Problem(row.place("date"), str(error), ""))
        return None
    return date


def _found(key: _Key, levels: dict[str, Decimal | None], first: dict[tuple[_Key, str], Row]) -> Found:
    rows = [row for (owner, _), row in first.items() if owner == key]
    sources = dict.fromkeys(row.cells["source"] for row in rows if row.cells["source"])
    return Found(Assessment(*key, "; ".join(sources), levels), rows[0].place())
