"""Assessments: the levels a country was given, by indicator, in one edition, on one date.

Three things are kept apart: an indicator with a level, an indicator that was asked and left open
(``None``), and an indicator of which the source says nothing (absent). For JEE an open indicator is "not
assessed" and never counts as zero; for SPAR an unanswered indicator counts as 0 % by the rule of the tool.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from opennaphs.domain.errors import NaphsError
from opennaphs.domain.frameworks import HIGHEST_LEVEL, LOWEST_LEVEL, Framework, Scale

PERCENT_PER_LEVEL = 20
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
TOTAL = "total"


class NotALevel(NaphsError):  # noqa: N818 - it reads as what happened
    """A number that cannot be a level of the edition; the message says what to write instead."""


@dataclass(frozen=True)
class Assessment:
    """One country's scores in one edition.

    Attributes:
        country: ISO 3166 alpha-3.
        framework: id of the edition, for example ``jee-2``.
        date: ISO 8601, as exact as the source: ``2017``, ``2017-06`` or ``2017-06-26``.
        source: where the scores come from, as a citation.
        levels: level per indicator id; ``None`` = asked, not answered. A few published JEE levels are
            halves (2.5): averages use them as published, planning uses the level fully reached.
        published: area means, pillar means and totals the source prints, under area id, pillar code or ``total``.
    """

    country: str
    framework: str
    date: str
    source: str
    levels: Mapping[str, Decimal | None]
    published: Mapping[str, Decimal] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a date that is no year, month or day."""
        if not _DATE.fullmatch(self.date):
            message = f"“{self.date}” is no date. Write a year, a month or a day: 2017, 2017-06 or 2017-06-26."
            raise NaphsError(message)

    @property
    def year(self) -> int:
        """The calendar year of the assessment."""
        return int(self.date[:4])


def check_level(value: Decimal, framework: Framework) -> Decimal:
    """Give the level a written number stands for in this edition.

    SPAR may be written as a level (1-5) or as its percentage (20, 40, … 100); no number can be both. JEE is
    written as a level; a published half level is accepted.

    Raises:
        NotALevel: the number is neither; the message says what to write.
    """
    if framework.scale is Scale.PERCENT and value in range(PERCENT_PER_LEVEL, 101, PERCENT_PER_LEVEL):
        return value / PERCENT_PER_LEVEL
    allowed_step = Decimal("0.5") if framework.scale is Scale.LEVEL else Decimal(1)
    if LOWEST_LEVEL <= value <= HIGHEST_LEVEL and value % allowed_step == 0:
        return value
    raise NotALevel(_not_a_level(value, framework))


def _not_a_level(value: Decimal, framework: Framework) -> str:
    shown = f"{value:f}"
    if framework.scale is Scale.PERCENT:
        return (
            f"{shown} is no score of {framework.short}. Write a level from 1 to 5 or its percentage "
            "(20, 40, 60, 80, 100); leave the cell empty if the question was not answered."
        )
    if value in range(PERCENT_PER_LEVEL, 101, PERCENT_PER_LEVEL):
        return (
            f"{shown} looks like a percentage, but {framework.short} is scored in levels. "
            f"Write level {value / PERCENT_PER_LEVEL:f} if {shown} % was meant."
        )
    return (
        f"{shown} is no level of {framework.short}. Write a whole number from 1 to 5; "
        "leave the cell empty if the indicator was not assessed."
    )


def reached_level(assessment: Assessment, framework: Framework, indicator_id: str) -> int | None:
    """Give the level a country has fully reached in an indicator.

    Returns:
        1-5; 0 for a SPAR indicator that was asked and not answered (0 %); ``None`` when not assessed.
    """
    level = assessment.levels.get(indicator_id)
    if level is not None:
        return int(level)
    if framework.scale is Scale.PERCENT and indicator_id in assessment.levels:
        return 0
    return None


def latest(assessments: Iterable[Assessment]) -> Assessment:
    """Give the most recent assessment; of two on the same day, the one that comes last in the source."""
    return max(enumerate(assessments), key=lambda numbered: (numbered[1].date, numbered[0]))[1]
