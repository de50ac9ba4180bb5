"""What an assessment says about the targets of a library: which indicators stand behind which target, by area."""

from collections.abc import Iterable, Mapping

from opennaphs.domain.assessments import Assessment, reached_level
from opennaphs.domain.crosswalks import Crosswalk
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.frameworks import Framework
from opennaphs.domain.goals import Goal, TargetGap, Term, set_goals
from opennaphs.domain.library import ActionLibrary

Mapped = Mapping[str, tuple[str, ...]]


def indicators_behind(library: ActionLibrary, crosswalk: Crosswalk, framework: Framework) -> Mapped:
    """Give the indicators behind each target of a library.

    In the library's own edition every indicator stands for itself. A target no indicator of the edition maps to stands
    for itself too: nothing is known of it, but a person may set a goal for it.

    Raises:
        NaphsError: nothing leads from the edition to the library.
    """
    if library.framework == framework.id:
        return {indicator.id: (indicator.id,) for indicator in framework.indicators}
    found = crosswalk.indicators_of(framework.id)
    if not found:
        message = f"The library “{library.name}” has no crosswalk from {framework.short}."
        raise NaphsError(message)
    return {target: found.get(target, (target,)) for target in library.targets}


def uncovered(mapped: Mapped, framework: Framework) -> tuple[str, ...]:
    """Give the targets about which the edition says nothing."""
    return tuple(
        target for target, behind in mapped.items() if behind == (target,) and not framework.has_indicator(target)
    )


def goals_of(
    assessment: Assessment | None, framework: Framework, mapped: Mapped, term: Term, edits: Mapping[str, int]
) -> tuple[Goal, ...]:
    """Give the goals of all indicators of the edition, and of those uncovered targets a person set a goal for.

    Raises:
        NaphsError: a goal is set for a target that the indicators of the edition decide, or for nothing known.
    """
    current: dict[str, int | None] = {
        indicator.id: None if assessment is None else reached_level(assessment, framework, indicator.id)
        for indicator in framework.indicators
    }
    for target in edits:
        if target in mapped and target not in current:
            _check_uncovered(target, mapped)
            current[target] = None
    return set_goals(current, term, edits, clean_slate=assessment is None)


def _check_uncovered(target: str, mapped: Mapped) -> None:
    if mapped[target] != (target,):
        message = f"The goal of {target} follows from {', '.join(mapped[target])}. Set the goal there."
        raise NaphsError(message)


def gaps_in_areas(
    gaps: Iterable[TargetGap], areas: Iterable[str], mapped: Mapped, framework: Framework, library: ActionLibrary
) -> tuple[TargetGap, ...]:
    """Keep the gaps of the asked areas, which may be of the assessment's edition or of the library; none asked: all.

    Raises:
        NaphsError: an area neither knows.
    """
    wanted = set(areas)
    if not wanted:
        return tuple(gaps)
    own = {area.id for area in framework.areas}
    for area in sorted(wanted - own - {library.area(target) for target in library.targets}):
        message = f"There is no area “{area}”. The areas of {framework.short} are: {', '.join(sorted(own))}."
        raise NaphsError(message)
    return tuple(
        gap
        for gap in gaps
        if library.area(gap.target) in wanted or any(_area(code, framework) in wanted for code in mapped[gap.target])
    )


def goals_in_areas(
    goals: tuple[Goal, ...], gaps: Iterable[TargetGap], areas: Iterable[str], mapped: Mapped, framework: Framework
) -> tuple[Goal, ...]:
    """Keep the goals of the asked areas and those behind a target that stays in the plan; none asked: all."""
    wanted = set(areas)
    if not wanted:
        return goals
    behind = {code for gap in gaps for code in mapped[gap.target]}
    return tuple(goal for goal in goals if goal.indicator in behind or _area(goal.indicator, framework) in wanted)


def _area(code: str, framework: Framework) -> str | None:
    return framework.indicator(code).area if framework.has_indicator(code) else None
