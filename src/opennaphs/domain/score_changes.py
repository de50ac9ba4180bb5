"""What a file of scores would change in an assessment that is already there, indicator by indicator."""

from dataclasses import dataclass
from decimal import Decimal

from opennaphs.domain.assessments import Assessment


@dataclass(frozen=True)
class ScoreChange:
    """One indicator that gets another level. ``None`` means asked and not answered."""

    indicator: str
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True)
class ScoreChanges:
    """The indicators of two assessments sorted by what becomes of them.

    Attributes:
        new: the file scores them, nothing was there before.
        changed: both speak of them and differ.
        unchanged: both say the same.
        untouched: only what is there speaks of them; it stays.
        published: published figures (of areas, pillars, the total) that are new or differ.
    """

    new: tuple[ScoreChange, ...]
    changed: tuple[ScoreChange, ...]
    unchanged: tuple[str, ...]
    untouched: tuple[str, ...]
    published: tuple[str, ...]

    @property
    def any(self) -> bool:
        """Say whether anything would change at all."""
        return bool(self.new or self.changed or self.published)


def score_changes(before: Assessment | None, after: Assessment) -> ScoreChanges:
    """Hold what a file brings against what is there.

    Args:
        before: the assessment that is there; ``None`` when there is none of this edition and date.
        after: what the file holds.
    """
    there = {} if before is None else before.levels
    published = {} if before is None else before.published
    both = [name for name in after.levels if name in there]
    return ScoreChanges(
        tuple(ScoreChange(name, None, level) for name, level in after.levels.items() if name not in there),
        tuple(ScoreChange(n, there[n], after.levels[n]) for n in both if there[n] != after.levels[n]),
        tuple(name for name in both if there[name] == after.levels[name]),
        tuple(name for name in there if name not in after.levels),
        tuple(part for part, value in after.published.items() if published.get(part) != value),
    )
