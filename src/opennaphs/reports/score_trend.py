"""Levels over the years, one panel for each edition: points of different editions are never joined or set side by side.

Editions ask different questions, so a change between them says nothing about a country.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from opennaphs.domain.assessments import Assessment
from opennaphs.domain.composites import Kind, composites, shown_score
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.frameworks import HIGHEST_LEVEL, LEVELS, Framework
from opennaphs.reports.area_levels import as_level, mark_text, score_text
from opennaphs.reports.cost_wording import Translate
from opennaphs.reports.drawing import HATCHED, NORMAL, SMALL, Sheet, broken, fitted
from opennaphs.reports.picture_tables import Table, build_table, cell

WIDTH, EDGE, COLUMNS, GAP = 640, 12, 3, 18
CELL, PLOT, HEAD = 92, 50, 26
AXIS, VALUE = 24, 38
MONTHS, DAYS = 12, 31


@dataclass(frozen=True)
class TrendLine:
    """One area or indicator in one edition: a score for each assessment, oldest first; ``None`` is not assessed."""

    code: str
    title: str
    dates: tuple[str, ...]
    scores: tuple[Fraction | None, ...]


@dataclass(frozen=True)
class EditionTrend:
    """The lines of one edition. Its assessments can be compared with each other and with nothing else."""

    framework: Framework
    lines: tuple[TrendLine, ...]


def score_trends(
    assessments: Sequence[Assessment], frameworks: Mapping[str, Framework], chosen: Sequence[str] = ()
) -> tuple[EditionTrend, ...]:
    """Sort assessments of one country by edition and date and give a line for each area, or for each chosen id.

    Args:
        assessments: of one country, of any editions, in any order.
        frameworks: every edition by its id.
        chosen: full ids of areas or indicators (``jee-3.D2``, ``jee-3.D2.1``); none = every area.

    Raises:
        NaphsError: the assessments are of several countries.
    """
    if len({one.country for one in assessments}) > 1:
        raise NaphsError("A trend is of one country. Give the assessments of one country only.")
    ordered = sorted(assessments, key=lambda one: one.date)
    editions = dict.fromkeys(one.framework for one in ordered)
    trends = (
        _trend(frameworks[edition], [one for one in ordered if one.framework == edition], chosen)
        for edition in editions
    )
    return tuple(trend for trend in trends if trend.lines)


def _trend(framework: Framework, assessments: list[Assessment], chosen: Sequence[str]) -> EditionTrend:
    dates = tuple(one.date for one in assessments)
    scores = [_scores(one, framework) for one in assessments]
    names = [(area.id, area.code, area.title) for area in framework.areas]
    if chosen:
        names += [(one.id, one.code, one.title) for one in framework.indicators]
        names = [name for name in names if name[0] in chosen]
    lines = (TrendLine(code, title, dates, tuple(known[place] for known in scores)) for place, code, title in names)
    return EditionTrend(framework, tuple(lines))


def _scores(assessment: Assessment, framework: Framework) -> dict[str, Fraction | None]:
    """Give every area's average and every indicator's score, as the edition writes them."""
    parts = composites(assessment, framework)
    known = {framework.qualify(part.code): part.value for part in parts if part.kind is Kind.AREA}
    for indicator in framework.indicators:
        asked = indicator.id in assessment.levels
        shown = shown_score(assessment, framework, indicator.id) if asked else None
        known[indicator.id] = None if shown is None else Fraction(shown)
    return known


def score_trend_table(trends: Sequence[EditionTrend], translate: Translate = str) -> Table:
    """Give a row for each score drawn: edition, area or indicator, date, score (``None`` = not assessed)."""
    headings = (translate("edition"), translate("area or indicator"), translate("date"), translate("score"))
    return build_table(
        headings,
        [
            (trend.framework.short, f"{line.code} {translate(line.title)}", date, cell(score))
            for trend in trends
            for line in trend.lines
            for date, score in zip(line.dates, line.scores, strict=True)
        ],
    )


def render_score_trend(
    trends: Sequence[EditionTrend], translate: Translate = str, *, right_to_left: bool = False
) -> bytes:
    """Draw a panel for each edition with a small chart for each line; what was not assessed breaks the line."""
    sheet = Sheet(WIDTH, translate("Scores over the years, by edition"), right_to_left=right_to_left)
    y = 4.0
    for number, trend in enumerate(trends):
        if number:
            y = _draw_border(sheet, y, translate)
        y = _draw_panel(sheet, trend, y, translate)
    if not trends:
        sheet.text(EDGE, 24, translate("There is no assessment to show."), "soft")
        y = 40
    if any(score is None for trend in trends for line in trend.lines for score in line.scores):
        sheet.box(EDGE, y, 8, 12, HATCHED)
        sheet.text(EDGE + 14, y + 10, translate("not assessed"), "soft s")
        y += 18
    return sheet.render(y)


def _draw_border(sheet: Sheet, y: float, translate: Translate) -> float:
    """Say between two panels that they must not be compared."""
    words = translate("Levels of different editions cannot be compared: they ask different questions.")
    lines = broken(words, WIDTH - 2 * EDGE, 2, NORMAL)
    sheet.line(EDGE, y, WIDTH - EDGE, y, "thin dash")
    sheet.lines(WIDTH / 2, y + 18, lines, "ink b", "middle")
    bottom = y + 14 + 14 * len(lines)
    sheet.line(EDGE, bottom, WIDTH - EDGE, bottom, "thin dash")
    return bottom + 8


def _draw_panel(sheet: Sheet, trend: EditionTrend, y: float, translate: Translate) -> float:
    sheet.text(EDGE, y + 18, fitted(trend.framework.short, WIDTH / 2, 14), "ink h")
    span = _span(trend)
    columns = min(COLUMNS, len(trend.lines))
    wide = (WIDTH - 2 * EDGE - GAP * (columns - 1)) / columns
    for number, line in enumerate(trend.lines):
        left, top = EDGE + number % columns * (wide + GAP), y + HEAD + number // columns * CELL
        _draw_line(sheet, trend.framework, line, span, (left, top, wide), translate)
    return y + HEAD + -(-len(trend.lines) // columns) * CELL + 6


def _span(trend: EditionTrend) -> tuple[float, float]:
    moments = [_moment(date) for line in trend.lines for date in line.dates]
    return min(moments), max(moments)


def _moment(date: str) -> float:
    """Give a date as years; a year alone stands at its middle, a month at its middle."""
    year, *rest = (int(part) for part in date.split("-"))
    if not rest:
        return year + 0.5
    part = (rest[1] - 1) / DAYS if len(rest) > 1 else 0.5
    return year + (rest[0] - 1 + part) / MONTHS


def _draw_line(
    sheet: Sheet,
    framework: Framework,
    line: TrendLine,
    span: tuple[float, float],
    frame: tuple[float, float, float],
    translate: Translate,
) -> None:
    left, top, wide = frame
    sheet.text(left, top + 10, fitted(f"{line.code} {translate(line.title)}", wide - 4, SMALL), "ink s")
    foot = top + 18 + PLOT
    _draw_frame(sheet, framework, line, frame)
    places = [_across(date, span, left + AXIS + 4, wide - AXIS - VALUE - 4) for date in line.dates]
    heights = [
        None if score is None else foot - PLOT * float(as_level(score, framework.scale)) / HIGHEST_LEVEL
        for score in line.scores
    ]
    _draw_points(sheet, list(zip(places, heights, strict=True)), foot)
    if line.scores:
        words, at = score_text(line.scores[-1], framework.scale, translate), heights[-1]
        look, height = ("soft s", foot - 2) if at is None else ("ink s b", at + 4)
        words = "–" if at is None else words
        sheet.text(places[-1] + 7, height, words, look)


def _draw_frame(sheet: Sheet, framework: Framework, line: TrendLine, frame: tuple[float, float, float]) -> None:
    """Draw the marks of the levels, and the first and the last year."""
    left, top, wide = frame
    foot = top + 18 + PLOT
    start, end = sheet.place(left + AXIS), sheet.place(left + wide - VALUE + 4)
    heights = [int(foot - PLOT * level / HIGHEST_LEVEL) for level in (0, *LEVELS)]
    sheet.curve("".join(f"M{start:.0f} {height}H{end:.0f}" for height in heights), "grid")
    for level in (0, HIGHEST_LEVEL) if left == EDGE else ():  # once a row is enough
        sheet.text(left + AXIS - 4, heights[level] + 4, mark_text(level, framework.scale), "soft s", "end")
    first, last = line.dates[0][:4], line.dates[-1][:4]
    sheet.text(left + AXIS, foot + 12, first, "soft s")
    if last != first:
        sheet.text(left + wide - VALUE, foot + 12, last, "soft s", "middle")


def _across(date: str, span: tuple[float, float], left: float, wide: float) -> float:
    first, last = span
    share = (_moment(date) - first) / (last - first) if last > first else 0.0
    return left + 4 + share * (wide - 8)


def _draw_points(sheet: Sheet, points: list[tuple[float, float | None]], foot: float) -> None:
    """Draw points joined where they follow each other; one not assessed is a hatched mark at the foot."""
    run: list[tuple[float, float]] = []
    for x, y in points:
        if y is None:
            sheet.box(x - 4, foot - PLOT, 8, PLOT, HATCHED)
            _draw_run(sheet, run)
            run = []
        else:
            run.append((x, y))
    _draw_run(sheet, run)
    known = [(x, y) for x, y in points if y is not None]
    if known:
        sheet.dots(known, "points")


def _draw_run(sheet: Sheet, run: list[tuple[float, float]]) -> None:
    if len(run) > 1:
        sheet.route(run, "blue")
