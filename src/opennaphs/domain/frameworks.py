"""Assessment frameworks: editions, pillars, technical areas, indicators and the scale of their scores.

An edition is part of every id: ``jee-2.P3.1`` (coordination on antimicrobial resistance) and
``jee-3.P3.1`` (functions of the National IHR Focal Point) are different things.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from opennaphs.domain.errors import NaphsError

LOWEST_LEVEL = 1
HIGHEST_LEVEL = 5
LEVELS = range(LOWEST_LEVEL, HIGHEST_LEVEL + 1)


class UnknownCode(NaphsError):  # noqa: N818 - it reads as what happened
    """A framework, area or indicator code that this edition does not have."""


class Scale(StrEnum):
    """How an edition shows a score: as a level 1-5 (JEE) or as a percentage, level x 20 (SPAR)."""

    LEVEL = "level"
    PERCENT = "percent"


@dataclass(frozen=True)
class Pillar:
    """A group of technical areas: prevent, detect, respond, other hazards. SPAR has none."""

    code: str
    title: str


@dataclass(frozen=True)
class Area:
    """A technical area (JEE) or capacity (SPAR) of one edition."""

    id: str
    code: str
    title: str
    pillar: str | None


@dataclass(frozen=True)
class Indicator:
    """One scored question of one edition.

    ``meanings`` says in plain words of our own what a level means, for the levels where this could be
    confirmed from a public source; a level that is not there has no confirmed meaning.
    """

    id: str
    code: str
    title: str
    area: str
    meanings: dict[int, str]


@dataclass(frozen=True)
class Framework:
    """One edition of an assessment framework, whole."""

    id: str
    title: str
    short: str
    year: int
    scale: Scale
    source: str
    pillars: tuple[Pillar, ...]
    areas: tuple[Area, ...]
    indicators: tuple[Indicator, ...]
    level_names: dict[int, str]

    @cached_property
    def _indicators_by_id(self) -> dict[str, Indicator]:
        return {indicator.id: indicator for indicator in self.indicators}

    def qualify(self, code: str) -> str:
        """Give the full id of an area or indicator code: ``P3.1`` becomes ``jee-3.P3.1``."""
        return f"{self.id}.{code}"

    def indicator(self, indicator_id: str) -> Indicator:
        """Find an indicator by its full id.

        Raises:
            UnknownCode: this edition has no such indicator.
        """
        if indicator_id not in self._indicators_by_id:
            message = f"{self.short} has no indicator {indicator_id}."
            raise UnknownCode(message)
        return self._indicators_by_id[indicator_id]

    def has_indicator(self, indicator_id: str) -> bool:
        """Say whether this edition has the indicator."""
        return indicator_id in self._indicators_by_id

    def indicators_of(self, area_id: str) -> tuple[Indicator, ...]:
        """Give the indicators of one area, in the order of the framework."""
        return tuple(indicator for indicator in self.indicators if indicator.area == area_id)

    def areas_of(self, pillar: str) -> tuple[Area, ...]:
        """Give the areas of one pillar, in the order of the framework."""
        return tuple(area for area in self.areas if area.pillar == pillar)
