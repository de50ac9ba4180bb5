"""A wheel of technical areas: a sector each, as long as its average level, pillar by pillar."""

from dataclasses import dataclass
from itertools import pairwise
from math import cos, pi, sin

from opennaphs.domain.assessments import Assessment
from opennaphs.domain.frameworks import HIGHEST_LEVEL, LEVELS, Framework, Scale
from opennaphs.reports.area_levels import (
    AreaLevel,
    area_levels,
    assessment_title,
    draw_level_key,
    mark_text,
)
from opennaphs.reports.cost_wording import Translate
from opennaphs.reports.drawing import HATCHED, SMALL, Sheet, fitted, rounded_text

WIDTH, MIDDLE_Y = 520, 282
HOLE, RIM, CODES, PILLARS = 34, 176, 191, 217
BETWEEN_PILLARS, BETWEEN_AREAS = 0.12, 0.018
SHORTEST = 1.5


@dataclass(frozen=True)
class _Sector:
    """An area and the turn it takes, in radians clockwise from the top."""

    area: AreaLevel
    start: float
    end: float

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2


def render_area_wheel(
    assessment: Assessment, framework: Framework, translate: Translate = str, *, right_to_left: bool = False
) -> bytes:
    """Draw the areas around a middle; a ring is a level; mirrored, they follow each other against the clock.

    Its numbers: :func:`opennaphs.reports.area_levels.area_levels_table`.
    """
    title = translate("Wheel of technical areas: {assessment}")
    title = title.format(assessment=assessment_title(assessment, framework, translate))
    sheet = Sheet(WIDTH, title, right_to_left=right_to_left)
    sheet.text(12, 20, fitted(title, WIDTH - 24, 14), "ink h")
    sectors = _sectors(area_levels(assessment, framework))
    for level in LEVELS:
        sheet.dot(WIDTH / 2, MIDDLE_Y, _radius(level), "grid")
    for sector in sectors:
        _draw_sector(sheet, sector, translate)
    _draw_marks(sheet, framework)
    _draw_pillars(sheet, framework, sectors, translate)
    return sheet.render(draw_level_key(sheet, MIDDLE_Y + PILLARS + 30, framework, translate) + 6)


def _sectors(areas: tuple[AreaLevel, ...]) -> list[_Sector]:
    """Share the circle out; the gap at the top, where the levels are written, is always there."""
    breaks = [True, *(before.pillar != area.pillar for before, area in pairwise(areas))]
    gaps = sum(breaks) * BETWEEN_PILLARS
    turn = (2 * pi - gaps) / len(areas)
    found, at = [], -BETWEEN_PILLARS / 2
    for area, new in zip(areas, breaks, strict=True):
        at += BETWEEN_PILLARS if new else 0
        found.append(_Sector(area, at + BETWEEN_AREAS / 2, at + turn - BETWEEN_AREAS / 2))
        at += turn
    return found


def _radius(level: float) -> float:
    return HOLE + (RIM - HOLE) * level / HIGHEST_LEVEL


def _at(turn: float, radius: float) -> tuple[float, float]:
    return WIDTH / 2 + radius * sin(turn), MIDDLE_Y - radius * cos(turn)


def _point(sheet: Sheet, turn: float, radius: float) -> str:
    x, y = _at(turn, radius)
    return f"{sheet.place(x):.1f} {y:.1f}"


def _arc(sheet: Sheet, radius: float, end: float, *, clockwise: bool, long: bool = False) -> str:
    """Describe an arc to a turn; on a mirrored sheet the clock runs the other way."""
    sweep = int(clockwise != sheet.mirrored)
    return f"A{radius:.1f} {radius:.1f} 0 {int(long)} {sweep} {_point(sheet, end, radius)}"


def _draw_sector(sheet: Sheet, sector: _Sector, translate: Translate) -> None:
    area = sector.area
    outer = RIM if area.level is None else max(_radius(float(area.level)), HOLE + SHORTEST)
    look = HATCHED if area.band is None else f"l{area.band}"
    inner = _point(sheet, sector.start, HOLE)
    there = _arc(sheet, outer, sector.end, clockwise=True)
    back = _arc(sheet, HOLE, sector.start, clockwise=False)
    rim, foot = _point(sheet, sector.start, outer), _point(sheet, sector.end, HOLE)
    sheet.curve(f"M{inner}L{rim}{there}L{foot}{back}Z", look)
    x, y = _at(sector.middle, CODES)
    sheet.text(x, y + (0 if area.value is None else -1), area.code, "ink s b", "middle")
    words = "–" if area.value is None else rounded_text(area.value, translate, 1 if area.scale is Scale.LEVEL else 0)
    sheet.text(x, y + 11, words, "soft s", "middle")


def _draw_marks(sheet: Sheet, framework: Framework) -> None:
    """Write the levels upwards through the gap between the last pillar and the first."""
    for level in (1, HIGHEST_LEVEL):
        sheet.text(WIDTH / 2, MIDDLE_Y - _radius(level) + 4, mark_text(level, framework.scale), "soft s", "middle")


def _draw_pillars(sheet: Sheet, framework: Framework, sectors: list[_Sector], translate: Translate) -> None:
    for number, pillar in enumerate(framework.pillars):
        own = [sector for sector in sectors if sector.area.pillar == pillar.code]
        if own:
            _draw_pillar(sheet, f"p{number}", _turn_of(own), translate(pillar.title))


def _turn_of(own: list[_Sector]) -> tuple[float, float]:
    """Give the turn from the first to the last sector of a pillar."""
    return own[0].start, own[-1].end


def _draw_pillar(sheet: Sheet, name: str, turn: tuple[float, float], title: str) -> None:
    """Write the name of a pillar along its arc; in the lower half it runs the other way, so that it stands upright."""
    (start, end), middle = turn, (turn[0] + turn[1]) / 2 % (2 * pi)
    upside = pi / 2 < middle < 3 * pi / 2
    long = end - start > pi
    rim = _arc(sheet, PILLARS - 5, end, clockwise=True, long=long)
    sheet.curve(f"M{_point(sheet, start, PILLARS - 5)}{rim}", "thin")
    first, last = (end, start) if upside != sheet.mirrored else (start, end)
    radius = PILLARS + (12 if upside else 4)
    arc = _arc(sheet, radius, last, clockwise=upside == sheet.mirrored, long=long)
    sheet.curve(f"M{_point(sheet, first, radius)}{arc}", "path", name)
    sheet.along(name, fitted(title, (end - start) * PILLARS, SMALL))
