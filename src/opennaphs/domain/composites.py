"""Averages of scores, exactly as their publishers compute them.

SPAR defines capacity scores and an all-capacity average. JEE defines none: the area means, pillar means and the
ReadyScore below are a third-party composite (Resolve to Save Lives, Prevent Epidemics), and are named so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from opennaphs.domain.assessments import PERCENT_PER_LEVEL, TOTAL, Assessment
from opennaphs.domain.frameworks import Area, Framework, Scale

TOLERANCE = Fraction(1, 1000)
SIX_PLACES = Decimal("0.000001")


class Kind(StrEnum):
    """What a score is of: an indicator, an area or capacity, a pillar, or the whole assessment."""

    INDICATOR = "indicator"
    AREA = "area"
    PILLAR = "pillar"
    TOTAL = "total"


@dataclass(frozen=True)
class Composite:
    """One computed score beside the published one.

    ``value`` is ``None`` when its parts were not assessed. ``answered`` of ``asked`` parts have a score, so a
    reader sees on how much the value stands. ``agrees`` is ``None`` when there is nothing to compare.
    """

    kind: Kind
    code: str
    value: Fraction | None
    asked: int
    answered: int
    published: Decimal | None

    @property
    def agrees(self) -> bool | None:
        """Say whether the published value equals the arithmetic of its parts (to a thousandth)."""
        if self.value is None or self.published is None:
            return None
        return abs(self.value - Fraction(self.published)) <= TOLERANCE


def round_half_up(value: Fraction) -> int:
    """Round to the nearest whole number; a half goes up (46.5 becomes 47)."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def mean(values: Sequence[Fraction]) -> Fraction | None:
    """Give the exact mean, or ``None`` of nothing."""
    return sum(values, Fraction(0)) / len(values) if values else None


def as_decimal(value: Fraction) -> Decimal:
    """Write an exact fraction as a decimal with at most six places, without trailing zeros."""
    quotient = (Decimal(value.numerator) / Decimal(value.denominator)).quantize(SIX_PLACES)
    return quotient.quantize(Decimal(1)) if quotient == quotient.to_integral() else quotient.normalize()


def leaves_out_unanswered(assessment: Assessment, framework: Framework, part: Composite) -> bool:
    """Say whether a published SPAR capacity is the mean of the answered indicators only, against the tool's rule."""
    if part.kind is not Kind.AREA or part.published is None or not part.answered or framework.scale is Scale.LEVEL:
        return False
    levels = [
        level
        for indicator in framework.indicators_of(framework.qualify(part.code))
        if (level := assessment.levels.get(indicator.id)) is not None
    ]
    return round_half_up(Fraction(sum(levels)) * PERCENT_PER_LEVEL / len(levels)) == part.published


def composites(assessment: Assessment, framework: Framework) -> tuple[Composite, ...]:
    """Compute every area, pillar and total score of an assessment by the rules of its edition.

    Order: areas as in the framework, pillars, total. The parts of a SPAR total are the capacity scores the source
    prints, and ours where it prints none; so a fault is reported where it arises, and not again in the total.
    """
    if framework.scale is Scale.PERCENT:
        return _spar(assessment, framework)
    return _jee(assessment, framework)


# --- SPAR: capacity = half-up mean of its indicators; total = half-up mean of the ROUNDED capacities --------------


def spar_capacity(percentages: Sequence[Fraction]) -> int:
    """Give a SPAR capacity score: the mean of its indicators, rounded half up. Unanswered indicators come as 0."""
    return round_half_up(sum(percentages, Fraction(0)) / len(percentages))


def spar_total(capacities: Iterable[int | None]) -> int:
    """Give the SPAR all-capacity average: the mean of the rounded capacities, half up; a missing one counts 0."""
    scores = [score or 0 for score in capacities]
    return round_half_up(Fraction(sum(scores), len(scores)))


def _spar(assessment: Assessment, framework: Framework) -> tuple[Composite, ...]:
    areas = [_spar_area(assessment, framework, area) for area in framework.areas]
    answered = sum(area.answered for area in areas)
    known = [area.value if area.published is None else area.published for area in areas]
    value = None
    if any(score is not None for score in known):
        value = Fraction(spar_total(None if score is None else round_half_up(Fraction(score)) for score in known))
    total = Composite(
        Kind.TOTAL, "all-capacities", value, len(framework.indicators), answered, assessment.published.get(TOTAL)
    )
    return (*areas, total)


def _spar_area(assessment: Assessment, framework: Framework, area: Area) -> Composite:
    indicators = framework.indicators_of(area.id)
    levels = [assessment.levels.get(indicator.id) for indicator in indicators]
    answered = [level for level in levels if level is not None]
    value = None
    if any(indicator.id in assessment.levels for indicator in indicators):
        value = Fraction(spar_capacity([Fraction(level or 0) * PERCENT_PER_LEVEL for level in levels]))
    return Composite(Kind.AREA, area.code, value, len(levels), len(answered), assessment.published.get(area.id))


# --- JEE (third-party composite): area = mean level; pillar = 20 x mean of its areas; ReadyScore over all areas ---


def _jee(assessment: Assessment, framework: Framework) -> tuple[Composite, ...]:
    areas = [_jee_area(assessment, framework, area) for area in framework.areas]
    by_code = {area.code: area for area in areas}
    pillars = [
        _jee_mean(
            Kind.PILLAR,
            pillar.code,
            [by_code[area.code] for area in framework.areas_of(pillar.code)],
            assessment.published.get(pillar.code),
        )
        for pillar in framework.pillars
    ]
    return (*areas, *pillars, _ready_score(areas, assessment.published.get(TOTAL)))


def _jee_area(assessment: Assessment, framework: Framework, area: Area) -> Composite:
    indicators = framework.indicators_of(area.id)
    levels = [Fraction(level) for indicator in indicators if (level := assessment.levels.get(indicator.id)) is not None]
    return Composite(
        Kind.AREA, area.code, mean(levels), len(indicators), len(levels), assessment.published.get(area.id)
    )


def _jee_mean(kind: Kind, code: str, areas: Sequence[Composite], published: Decimal | None) -> Composite:
    """Average whole areas; without every one of them there is no value, because a missing area is not a low one."""
    values = [area.value for area in areas if area.value is not None]
    average = mean(values) if len(values) == len(areas) else None
    value = None if average is None else average * PERCENT_PER_LEVEL
    return Composite(kind, code, value, sum(a.asked for a in areas), sum(a.answered for a in areas), published)


def _ready_score(areas: Sequence[Composite], published: Decimal | None) -> Composite:
    exact = _jee_mean(Kind.TOTAL, "ReadyScore", areas, published)
    rounded = None if exact.value is None else Fraction(round_half_up(exact.value))
    return Composite(exact.kind, exact.code, rounded, exact.asked, exact.answered, published)


@dataclass(frozen=True)
class ScoreRow:
    """One line of the long table of scores: what it is of, our arithmetic, the published figure."""

    country: str
    framework: str
    date: str
    kind: Kind
    code: str
    score: Decimal | None
    published: Decimal | None
    agrees: bool | None


def score_rows(assessment: Assessment, framework: Framework) -> tuple[ScoreRow, ...]:
    """Give every indicator, area, pillar and total of an assessment as rows, in the order of the framework."""
    head = (assessment.country, framework.id, assessment.date)
    rows = [
        ScoreRow(*head, Kind.INDICATOR, indicator.code, shown_score(assessment, framework, indicator.id), None, None)
        for indicator in framework.indicators
        if indicator.id in assessment.levels
    ]
    rows += [
        ScoreRow(
            *head,
            part.kind,
            part.code,
            None if part.value is None else as_decimal(part.value),
            part.published,
            part.agrees,
        )
        for part in composites(assessment, framework)
    ]
    return tuple(rows)


def shown_score(assessment: Assessment, framework: Framework, indicator_id: str) -> Decimal | None:
    """Give a score as its edition shows it: a level for JEE, a percentage for SPAR (unanswered: 0)."""
    level = assessment.levels.get(indicator_id)
    if framework.scale is Scale.PERCENT:
        return (level or Decimal(0)) * PERCENT_PER_LEVEL
    return level
