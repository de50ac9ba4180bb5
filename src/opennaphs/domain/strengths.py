"""What an assessment found strong and what it found weak, by the level fully reached in each indicator."""

from dataclasses import dataclass

from opennaphs.domain.assessments import Assessment, reached_level
from opennaphs.domain.frameworks import Framework

LOWEST_STRENGTH = 4
HIGHEST_GAP = 2


@dataclass(frozen=True)
class Standing:
    """The indicators of an edition sorted by what is known of them; every indicator is in one of the four.

    Attributes:
        strengths: level 4 or 5 is reached.
        between: level 3 is reached.
        gaps: level 2 or less is reached; a SPAR question left open counts as nothing reached.
        not_assessed: no level is known. That is no gap: nobody knows.
    """

    strengths: tuple[str, ...]
    between: tuple[str, ...]
    gaps: tuple[str, ...]
    not_assessed: tuple[str, ...]


def standing(assessment: Assessment, framework: Framework) -> Standing:
    """Sort the indicators of an edition, each kind in the order of the framework."""
    reached = {one.id: reached_level(assessment, framework, one.id) for one in framework.indicators}
    return Standing(
        tuple(name for name, level in reached.items() if level is not None and level >= LOWEST_STRENGTH),
        tuple(name for name, level in reached.items() if level is not None and HIGHEST_GAP < level < LOWEST_STRENGTH),
        tuple(name for name, level in reached.items() if level is not None and level <= HIGHEST_GAP),
        tuple(name for name, level in reached.items() if level is None),
    )
