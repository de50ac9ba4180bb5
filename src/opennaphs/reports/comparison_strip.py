"""One country's area averages among those of its WHO region and of its income group, same edition, same year.

The groups are given by the caller. A group of fewer than five countries has no quartiles: its countries are points.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from statistics import quantiles

from opennaphs.domain.assessments import Assessment
from opennaphs.domain.composites import Kind, composites
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.frameworks import HIGHEST_LEVEL, Framework
from opennaphs.reports.area_levels import as_level, mark_text, marks, score_text
from opennaphs.reports.cost_wording import Translate
from opennaphs.reports.drawing import NORMAL, SMALL, Sheet, broken, fitted
from opennaphs.reports.picture_tables import Cell, Table, build_table, cell

FEWEST = 5  # below this, quartiles would say more than is known and single countries could be guessed
WIDTH, LABELS, PLOT, COUNTS = 640, 236, 310, 78
ROW, STRIP = 42, 13
LOOKS = ("blue", "violet")


@dataclass(frozen=True)
class Peer:
    """One country in a comparison: its averages by area code, as its edition writes them (``None`` = not assessed).

    ``region`` and ``income_group`` are ``None`` where nobody has said; such a country belongs to no group.
    """

    country: str
    averages: Mapping[str, Fraction | None]
    region: str | None
    income_group: str | None


@dataclass(frozen=True)
class Comparison:
    """A country (by its code) among its peers, all in one edition and one year. The country is one of the peers."""

    country: str
    framework: Framework
    year: int
    peers: tuple[Peer, ...]

    def __post_init__(self) -> None:
        """Refuse a country that is missing or stands twice."""
        codes = [peer.country for peer in self.peers]
        if codes.count(self.country) != 1 or len(set(codes)) != len(codes):
            raise NaphsError("Every country stands once among those compared, the country itself too.")

    @property
    def own(self) -> Peer:
        """The country itself."""
        return next(peer for peer in self.peers if peer.country == self.country)


@dataclass(frozen=True)
class Spread:
    """The values of one group in one area, lowest first; ``quartiles`` (three) only from five countries on."""

    values: tuple[Fraction, ...]

    @property
    def quartiles(self) -> tuple[Fraction, Fraction, Fraction] | None:
        """Lower quartile, median, upper quartile, between the nearest countries in proportion."""
        if len(self.values) < FEWEST:
            return None
        lower, middle, upper = quantiles(self.values, n=4, method="inclusive")
        return lower, middle, upper


def build_peer(assessment: Assessment, framework: Framework, region: str | None, income_group: str | None) -> Peer:
    """Make a peer of an assessment."""
    parts = composites(assessment, framework)
    averages = {part.code: part.value for part in parts if part.kind is Kind.AREA}
    return Peer(assessment.country, averages, region, income_group)


def groups_of(comparison: Comparison, translate: Translate = str) -> tuple[tuple[str, tuple[Peer, ...] | None], ...]:
    """Give the region and the income group, named, with their countries; ``None`` when the group is not known."""
    own = comparison.own
    region = (
        [peer for peer in comparison.peers if peer.region == own.region],
        translate("WHO region {group}"),
        own.region,
    )
    income = (
        [peer for peer in comparison.peers if peer.income_group == own.income_group],
        translate("income group {group}"),
        own.income_group,
    )
    return tuple(
        (text.format(group=translate("not known") if name is None else translate(name)), tuple(peers) if name else None)
        for peers, text, name in (region, income)
    )


def spread_of(peers: tuple[Peer, ...], area: str) -> Spread:
    """Give the values of those that were assessed in an area."""
    return Spread(tuple(sorted(value for peer in peers if (value := peer.averages.get(area)) is not None)))


def comparison_strip_table(comparison: Comparison, translate: Translate = str) -> Table:
    """Give a row for each area and group: own average, number of countries, lowest, quartiles, highest.

    Of a group below five countries only the number is given; quartiles of so few would mislead.
    """
    headings = (
        translate("area"),
        comparison.country,
        translate("group"),
        translate("countries"),
        translate("lowest"),
        translate("lower quartile"),
        translate("median"),
        translate("upper quartile"),
        translate("highest"),
    )
    return build_table(
        headings,
        [
            (
                f"{area.code} {translate(area.title)}",
                cell(comparison.own.averages.get(area.code)),
                name,
                *_figures(peers, area.code),
            )
            for area in comparison.framework.areas
            for name, peers in groups_of(comparison, translate)
        ],
    )


def _figures(peers: tuple[Peer, ...] | None, area: str) -> tuple[Cell, ...]:
    spread = None if peers is None else spread_of(peers, area)
    quartiles = None if spread is None else spread.quartiles
    if spread is None or quartiles is None:
        return (None if spread is None else len(spread.values), None, None, None, None, None)
    return (len(spread.values), *(cell(value) for value in (spread.values[0], *quartiles, spread.values[-1])))


def render_comparison_strip(
    comparison: Comparison, translate: Translate = str, *, right_to_left: bool = False
) -> bytes:
    """Draw two strips for each area, region above income group, with the country as an upright mark."""
    title = translate("{country} among its region and income group, {framework}, {year}")
    title = title.format(country=comparison.country, framework=comparison.framework.short, year=comparison.year)
    sheet = Sheet(WIDTH, title, right_to_left=right_to_left)
    sheet.text(12, 20, fitted(title, WIDTH - 24, 14), "ink h")
    groups = groups_of(comparison, translate)
    top = _draw_key(sheet, comparison, groups, translate)
    bottom = top + ROW * len(comparison.framework.areas)
    for level in marks():
        sheet.line(_across(level), top, _across(level), bottom, "grid")
        sheet.text(_across(level), top - 6, mark_text(level, comparison.framework.scale), "soft s", "middle")
    sheet.text(LABELS + PLOT + 20, top - 6, fitted(translate("countries"), COUNTS, SMALL), "soft s")
    for number, area in enumerate(comparison.framework.areas):
        name = f"{area.code} {translate(area.title)}"
        _draw_area(sheet, comparison, (area.code, name), top + number * ROW, translate)
    return sheet.render(bottom + 8)


def _draw_key(
    sheet: Sheet,
    comparison: Comparison,
    groups: tuple[tuple[str, tuple[Peer, ...] | None], ...],
    translate: Translate,
) -> float:
    """Say whose strip is whose, how many countries it holds, and how to read it; give the top of the strips."""
    sheet.line(20, 34, 20, 46, "own")
    sheet.text(28, 45, comparison.country, "ink b")
    for number, (name, peers) in enumerate(groups):
        count = "–" if peers is None else str(len(peers))
        text = translate("{group}: {count} countries").format(group=name, count=count)
        sheet.box(110 + number * 260, 35, 11, 11, LOOKS[number], 2)
        sheet.text(126 + number * 260, 45, fitted(text, 236), "ink")
    words = translate(
        "Line: lowest to highest. Box: middle half. Stroke in the box: median. Fewer than five countries: points only."
    )
    rows = broken(words, WIDTH - 24, 2, SMALL)
    sheet.lines(12, 64, rows, "soft s")
    return 64 + 14 * len(rows) + 18


def _across(level: float) -> float:
    return LABELS + PLOT * level / HIGHEST_LEVEL


def _draw_area(sheet: Sheet, comparison: Comparison, area: tuple[str, str], y: float, translate: Translate) -> None:
    (code, name), scale = area, comparison.framework.scale
    own = comparison.own.averages.get(code)
    sheet.lines(12, y + 16, broken(name, LABELS - 70, 2, NORMAL), "ink")
    words = "–" if own is None else score_text(own, scale, translate)
    sheet.text(LABELS - 14, y + 23, words, "soft" if own is None else "ink b", "end")
    for number, (_, peers) in enumerate(groups_of(comparison, translate)):
        middle = y + 13 + number * (STRIP + 4)
        count = "–" if peers is None else str(len(spread_of(peers, code).values))
        sheet.text(LABELS + PLOT + 20, middle + 4, count, "soft s")
        if peers is not None:
            levels = tuple(float(as_level(value, scale)) for value in spread_of(peers, code).values)
            quartiles = spread_of(peers, code).quartiles
            boxed = None if quartiles is None else tuple(float(as_level(value, scale)) for value in quartiles)
            _draw_strip(sheet, levels, boxed, middle, LOOKS[number])
    if own is not None:
        x = _across(float(as_level(own, scale)))
        sheet.line(x, y + 4, x, y + ROW - 5, "own")


def _draw_strip(
    sheet: Sheet, levels: tuple[float, ...], quartiles: tuple[float, ...] | None, y: float, look: str
) -> None:
    if quartiles is None:
        for level in levels:
            sheet.dot(_across(level), y, 3, look)
        return
    lower, middle, upper = (_across(value) for value in quartiles)
    sheet.line(_across(levels[0]), y, _across(levels[-1]), y, look)
    sheet.box(lower, y - STRIP / 2, max(upper - lower, 2), STRIP, look, 2)
    sheet.box(middle - 1, y - STRIP / 2, 2, STRIP, "white")
