"""The average of each technical area of one assessment, in the words and colours that all pictures of levels share."""

from dataclasses import dataclass
from fractions import Fraction
from math import floor

from opennaphs.domain.assessments import PERCENT_PER_LEVEL, Assessment
from opennaphs.domain.composites import Kind, composites
from opennaphs.domain.frameworks import HIGHEST_LEVEL, LEVELS, Framework, Scale
from opennaphs.reports.cost_wording import Translate, readable
from opennaphs.reports.drawing import HATCHED, SMALL, Sheet, fitted, rounded_text
from opennaphs.reports.picture_tables import Table, build_table, cell


@dataclass(frozen=True)
class AreaLevel:
    """One area: its average as its edition writes it (level or per cent) and on how many indicators that stands.

    ``value`` is ``None`` when nothing of the area was assessed.
    """

    code: str
    title: str
    pillar: str | None
    scale: Scale
    value: Fraction | None
    answered: int
    asked: int

    @property
    def level(self) -> Fraction | None:
        """The average as a level, 0 to 5; a percentage is 20 for each level."""
        return None if self.value is None else as_level(self.value, self.scale)

    @property
    def band(self) -> int | None:
        """The level the average fully reaches, 0 to 5: what decides its colour."""
        return None if self.level is None else floor(self.level)


def area_levels(assessment: Assessment, framework: Framework) -> tuple[AreaLevel, ...]:
    """Give every area of the edition, in its order, averaged by the rules of the edition."""
    found = {part.code: part for part in composites(assessment, framework) if part.kind is Kind.AREA}
    return tuple(
        AreaLevel(area.code, area.title, area.pillar, framework.scale, part.value, part.answered, part.asked)
        for area in framework.areas
        if (part := found[area.code])
    )


def area_levels_table(assessment: Assessment, framework: Framework, translate: Translate = str) -> Table:
    """Give the numbers of the bars and of the wheel: average (``None`` = not assessed), level reached, answered."""
    average = translate("average, per cent") if framework.scale is Scale.PERCENT else translate("average level")
    titles = {pillar.code: translate(pillar.title) for pillar in framework.pillars}
    headings = (
        translate("area"),
        translate("pillar"),
        average,
        translate("level reached"),
        translate("indicators assessed"),
        translate("indicators"),
    )
    return build_table(
        headings,
        [
            (
                f"{area.code} {translate(area.title)}",
                titles.get(area.pillar or ""),
                cell(area.value),
                area.band,
                area.answered,
                area.asked,
            )
            for area in area_levels(assessment, framework)
        ],
    )


def as_level(value: Fraction, scale: Scale) -> Fraction:
    """Turn a score as its edition writes it into a level."""
    return value / PERCENT_PER_LEVEL if scale is Scale.PERCENT else value


def score_text(value: Fraction | None, scale: Scale, translate: Translate) -> str:
    """Write a score as its edition does: a level with one decimal, or a percentage; or that there is none."""
    if value is None:
        return translate("not assessed")
    if scale is Scale.PERCENT:
        return translate("{percent} %").format(percent=rounded_text(value, translate, 0))
    return rounded_text(value, translate)


def mark_text(level: int, scale: Scale) -> str:
    """Write a mark of an axis: the level, or its percentage."""
    return str(level * PERCENT_PER_LEVEL if scale is Scale.PERCENT else level)


def assessment_title(assessment: Assessment, framework: Framework, translate: Translate) -> str:
    """Name an assessment: edition, country, date."""
    text = translate("{framework}, {country}, {date}")
    return text.format(framework=framework.short, country=assessment.country, date=assessment.date)


def draw_level_key(sheet: Sheet, y: float, framework: Framework, translate: Translate, columns: int = 3) -> float:
    """Draw what the colours mean, and give the place below it."""
    entries = [(f"l{level}", _band_name(level, framework, translate)) for level in LEVELS]
    if framework.scale is Scale.PERCENT:
        entries.insert(0, ("l0", translate("below level 1")))
    entries.append((HATCHED, translate("not assessed")))
    wide = (sheet.width - 24) / columns
    for number, (look, name) in enumerate(entries):
        x, down = 12 + number % columns * wide, y + number // columns * 18
        sheet.box(x, down, 11, 11, look, 2)
        sheet.text(x + 17, down + 10, fitted(name, wide - 24, SMALL), "soft s")
    return y + -(-len(entries) // columns) * 18


def _band_name(level: int, framework: Framework, translate: Translate) -> str:
    name = framework.level_names.get(level)
    if name is None:
        return readable(translate("level {level}").format(level=level))
    return readable(f"{level} {translate(name)}")


def marks() -> range:
    """Give the marks of an axis of levels: 0 to 5, for an average can lie below level 1 where zero is a score."""
    return range(HIGHEST_LEVEL + 1)
