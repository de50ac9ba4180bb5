"""Goals: how far each indicator shall be lifted, and what that asks of the targets of a library."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from opennaphs.domain.errors import NaphsError
from opennaphs.domain.frameworks import HIGHEST_LEVEL, LOWEST_LEVEL

SOLID_LEVEL = 4


class Term(StrEnum):
    """How long a plan runs: one year (operational) or five years (strategic)."""

    ONE_YEAR = "1y"
    FIVE_YEARS = "5y"

    @property
    def years(self) -> int:
        """The number of calendar years the plan covers."""
        return 1 if self is Term.ONE_YEAR else 5


@dataclass(frozen=True)
class Goal:
    """One indicator: the level reached and the level to reach.

    ``current`` is ``None`` when not assessed, 0 for an unanswered SPAR indicator. ``target`` is ``None`` when
    nothing was assessed and nobody has set a goal. ``edited`` says that a person set it.
    """

    indicator: str
    current: int | None
    target: int | None
    edited: bool = False


@dataclass(frozen=True)
class TargetGap:
    """What a target of the library has to be lifted from and to, and which indicators decided that."""

    target: str
    current: int
    goal: int
    decided_by: tuple[str, ...]

    def asks_for(self, level: int | None) -> bool:
        """Say whether a step to ``level`` lies in the gap; a step without a level always does."""
        return level is None or self.current < level <= self.goal


def default_goal(current: int, term: Term) -> int:
    """Give the goal nobody has edited.

    One year: one level more, at most 5. Five years: at least level 4; level 5 where 4 is already reached.
    (The rule of the public benchmark planning tool; ``docs/explanation/plan-rule.md``.)
    """
    if term is Term.ONE_YEAR:
        return min(current + 1, HIGHEST_LEVEL)
    return HIGHEST_LEVEL if current >= SOLID_LEVEL else SOLID_LEVEL


def set_goals(
    current: Mapping[str, int | None], term: Term, edits: Mapping[str, int], *, clean_slate: bool = False
) -> tuple[Goal, ...]:
    """Give a goal to every indicator: the edited one, else the default.

    Args:
        current: level reached per indicator, in the order of the framework.
        term: one or five years.
        edits: goals a person has set, per indicator.
        clean_slate: there was no assessment: every indicator starts from level 1, where every country stands at
            least. Otherwise an indicator that was not assessed gets no goal unless somebody sets one.

    Raises:
        NaphsError: an edit is for an unknown indicator or outside 1-5.
    """
    for indicator, level in edits.items():
        _check_edit(indicator, level, current)
    return tuple(_goal(indicator, level, term, edits, clean_slate=clean_slate) for indicator, level in current.items())


def _check_edit(indicator: str, level: int, current: Mapping[str, int | None]) -> None:
    if indicator not in current:
        message = f"There is no indicator {indicator} to set a goal for. Use the codes of the assessment."
        raise NaphsError(message)
    if not LOWEST_LEVEL <= level <= HIGHEST_LEVEL:
        message = f"The goal of {indicator} is {level}. Write a level from 1 to 5."
        raise NaphsError(message)


def _goal(indicator: str, level: int | None, term: Term, edits: Mapping[str, int], *, clean_slate: bool) -> Goal:
    if indicator in edits:
        return Goal(indicator, level, edits[indicator], edited=True)
    if level is None:
        return Goal(indicator, None, default_goal(LOWEST_LEVEL, term) if clean_slate else None)
    return Goal(indicator, level, default_goal(level, term))


def target_gaps(goals: Iterable[Goal], indicators_of: Mapping[str, tuple[str, ...]]) -> tuple[TargetGap, ...]:
    """Carry goals over to the targets of a library.

    Several indicators may map to one target: the lowest current level decides, with its goal; of several equally
    low ones, the highest goal. An indicator without a goal decides nothing; a target without any is left out.

    Args:
        goals: the goals of the assessed indicators.
        indicators_of: per target, the indicators that map to it.
    """
    by_indicator = {goal.indicator: goal for goal in goals}
    gaps = []
    for target, indicators in indicators_of.items():
        mapped = [by_indicator[code] for code in indicators if code in by_indicator]
        with_goal = [goal for goal in mapped if goal.target is not None]
        if with_goal:
            gaps.append(_gap(target, with_goal))
    return tuple(gaps)


def _gap(target: str, goals: list[Goal]) -> TargetGap:
    lowest = min(_start(goal) for goal in goals)
    deciding = [goal for goal in goals if _start(goal) == lowest]
    highest = max(goal.target or 0 for goal in deciding)
    return TargetGap(target, lowest, highest, tuple(goal.indicator for goal in deciding if goal.target == highest))


def _start(goal: Goal) -> int:
    """Give the level work starts from; an indicator nobody assessed starts where every country stands, at 1."""
    return LOWEST_LEVEL if goal.current is None else goal.current
