"""Bars of the average level of each technical area; what was not assessed is hatched and has no length."""

from itertools import groupby

from opennaphs.domain.assessments import Assessment
from opennaphs.domain.frameworks import HIGHEST_LEVEL, Framework
from opennaphs.reports.area_levels import (
    AreaLevel,
    area_levels,
    assessment_title,
    draw_level_key,
    mark_text,
    marks,
    score_text,
)
from opennaphs.reports.cost_wording import Translate
from opennaphs.reports.drawing import HATCHED, NORMAL, Sheet, fitted

WIDTH, LABELS, ROW, TOP = 680, 324, 22, 52
CODE = 34
BARS = 260


def render_area_bars(
    assessment: Assessment, framework: Framework, translate: Translate = str, *, right_to_left: bool = False
) -> bytes:
    """Draw a bar for each area, by pillars, coloured by the level its average reaches.

    Its numbers: :func:`opennaphs.reports.area_levels.area_levels_table`.
    """
    title = translate("Average level of each technical area: {assessment}")
    title = title.format(assessment=assessment_title(assessment, framework, translate))
    sheet = Sheet(WIDTH, title, right_to_left=right_to_left)
    sheet.text(12, 20, fitted(title, WIDTH - 24, 14), "ink h")
    places, bottom = _places(area_levels(assessment, framework))
    _draw_axis(sheet, framework, bottom)
    names = {pillar.code: pillar.title for pillar in framework.pillars}
    for area, y, first in places:
        if first and area.pillar is not None:
            sheet.text(12, y - 4, fitted(translate(names[area.pillar]), LABELS - 20), "soft s b")
        _draw_area(sheet, area, y, translate)
    return sheet.render(draw_level_key(sheet, bottom + 14, framework, translate) + 6)


def _places(areas: tuple[AreaLevel, ...]) -> tuple[list[tuple[AreaLevel, float, bool]], float]:
    """Give every area its line, with room for the name of its pillar above the first."""
    places: list[tuple[AreaLevel, float, bool]] = []
    y = float(TOP)
    for pillar, members in groupby(areas, key=lambda area: area.pillar):
        y += 20 if pillar is not None else 0
        for number, area in enumerate(members):
            places.append((area, y, number == 0))
            y += ROW
    return places, y


def _across(level: float) -> float:
    return LABELS + BARS * level / HIGHEST_LEVEL


def _draw_axis(sheet: Sheet, framework: Framework, bottom: float) -> None:
    for level in marks():
        sheet.line(_across(level), TOP - 6, _across(level), bottom, "grid")
        sheet.text(_across(level), TOP - 10, mark_text(level, framework.scale), "soft s", "middle")


def _draw_area(sheet: Sheet, area: AreaLevel, y: float, translate: Translate) -> None:
    sheet.text(12, y + 14, area.code, "ink b")
    sheet.text(12 + CODE, y + 14, fitted(translate(area.title), LABELS - CODE - 20), "ink")
    words = score_text(area.value, area.scale, translate)
    if area.level is None:
        sheet.box(LABELS, y + 3, BARS, ROW - 8, HATCHED, 2)
        sheet.text(LABELS + BARS + 8, y + 14, fitted(words, WIDTH - LABELS - BARS - 10), "soft s")
        return
    end = _across(float(area.level))
    sheet.box(LABELS, y + 3, max(end - LABELS, 1.5), ROW - 8, f"l{area.band}", 2)
    sheet.text(end + 6, y + 14, words, "ink b")
    _draw_part(sheet, area, end + 6 + len(words) * NORMAL * 0.62, y, translate)


def _draw_part(sheet: Sheet, area: AreaLevel, x: float, y: float, translate: Translate) -> None:
    """Say on how many indicators an average stands when some of them were not assessed."""
    if area.answered < area.asked:
        part = translate("({answered} of {asked})").format(answered=area.answered, asked=area.asked)
        sheet.text(x + 3, y + 14, part, "soft s")
