"""The levels of a newer assessment in a plan: what they change, and which activities they overtake.

Levels are what an assessment found; goals are what people decided. So a newer assessment sets the levels and the gaps
that follow, and leaves every goal and every activity where it is. What it overtakes is said, never dropped.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from opennaphs.domain.assessments import Assessment, reached_level
from opennaphs.domain.carrying_forward import NEED_IS_DONE, CarriedForward, LeftBehind
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.frameworks import Framework
from opennaphs.domain.goals import Goal, TargetGap, target_gaps
from opennaphs.domain.planning import Activity, Evidence, Plan
from opennaphs.domain.sentences import Sentence, listing

ROSE = "Levels that rose: {count} ({names})."
FELL = "Levels that fell: {count} ({names}). Ask why before the plan goes on as before."
SAME = "Levels that are as they were: {count}."
FIRST_LEVEL = "Assessed for the first time: {count} ({names})."
NOT_SCORED = "The assessment says nothing of these, so they keep their level: {count} ({names})."
GOAL_REACHED = "Goals that are reached: {count} ({names}). Set higher ones, or leave them to hold what is there."
NO_GOAL = "Assessed, but without a goal: {count} ({names})."
ALREADY_THERE = "It leads to level {level} of {target}, and the assessment of {date} found level {current} there."
SENTENCES = (ROSE, FELL, SAME, FIRST_LEVEL, NOT_SCORED, GOAL_REACHED, NO_GOAL, ALREADY_THERE)

Mapped = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class LevelChange:
    """The level of one indicator before and after; ``None`` = not assessed."""

    indicator: str
    before: int | None
    after: int | None
    target: int | None


@dataclass(frozen=True)
class Overtaken:
    """An activity that leads to a level its target has reached already, and the sentence that says so."""

    activity: Activity
    reason: Sentence


@dataclass(frozen=True)
class Relevelled:
    """A plan with the levels of a newer assessment.

    Attributes:
        plan: the plan: other levels and gaps, the same goals and activities.
        changes: every indicator of the plan with its level before and after, in the order of the plan.
        overtaken: activities whose level is reached; they are still in the plan.
        told: what people should know, in sentences.
    """

    plan: Plan
    changes: tuple[LevelChange, ...]
    overtaken: tuple[Overtaken, ...]
    told: tuple[Sentence, ...]


def with_levels(plan: Plan, assessment: Assessment, framework: Framework, mapped: Mapped) -> Relevelled:
    """Set the levels of a plan to those of an assessment, and its gaps to what follows from them.

    An indicator the assessment says nothing of keeps its level, and so does one of JEE that was left open; a question
    of SPAR that was asked and not answered counts as 0, as everywhere.

    Args:
        plan: the plan.
        assessment: the newer assessment, of the edition the plan is written in.
        framework: that edition.
        mapped: per target of the plan's library, the indicators that stand behind it
            (:func:`opennaphs.domain.coverage.indicators_behind`); targets it does not know keep their own.

    Raises:
        NaphsError: the assessment is of another edition, whose levels mean something else.
    """
    _check_edition(plan, assessment, framework)
    levels = {goal.indicator: _level(goal, assessment, framework) for goal in plan.goals}
    scored = {indicator for indicator, level in levels.items() if level is not None}
    goals = tuple(replace(one, current=levels[one.indicator]) if one.indicator in scored else one for one in plan.goals)
    gaps = _gaps(plan, goals, mapped)
    new = replace(plan, goals=goals, gaps=gaps, evidence=_evidence(plan, assessment, scored))
    pairs = zip(plan.goals, goals, strict=True)
    changes = tuple(LevelChange(now.indicator, was.current, now.current, now.target) for was, now in pairs)
    silent = tuple(goal.indicator for goal in plan.goals if goal.indicator not in scored)
    return Relevelled(new, changes, _overtaken(new, assessment), _told(changes, silent))


def without_overtaken(
    previous: Plan, new: CarriedForward, overtaken: Collection[Overtaken], chosen: Collection[str]
) -> CarriedForward:
    """Leave chosen activities out of a plan that follows, because their level is reached already.

    ``carried`` and ``left_out`` together still hold every activity of the old plan.

    Args:
        previous: the old plan.
        new: the plan that follows, with the levels of the assessment.
        overtaken: those that may be left out.
        chosen: their numbers in the new plan.

    Raises:
        NaphsError: one of those chosen is not overtaken: its level is not reached.
    """
    reasons = {one.activity.id: one.reason for one in overtaken if one.activity.id in chosen}
    wrong = [number for number in chosen if number not in reasons]
    if wrong:
        message = f"{listing(wrong)} cannot be left out for this reason: the assessment did not find the level reached."
        raise NaphsError(message)
    number_now = {one.before: one.number for one in new.carried}
    gone = [one for one in previous.activities if number_now.get(one.id) in reasons]
    left = tuple(LeftBehind(one, reasons[number_now[one.id]]) for one in gone)
    going = tuple(_released(one, reasons) for one in new.plan.activities if one.id not in reasons)
    carried = tuple(one for one in new.carried if one.number not in reasons)
    return CarriedForward(
        replace(new.plan, activities=going), carried, (*new.left_out, *left), (*new.released, *_freed(new, reasons))
    )


def _check_edition(plan: Plan, assessment: Assessment, framework: Framework) -> None:
    written_in = plan.evidence.framework or plan.evidence.library_framework
    if assessment.framework != framework.id or assessment.framework != written_in:
        message = (
            f"The levels of the plan are those of {written_in}, and the assessment is of {assessment.framework}. "
            f"Choose an assessment of {written_in}: levels of two editions do not mean the same."
        )
        raise NaphsError(message)


def _level(goal: Goal, assessment: Assessment, framework: Framework) -> int | None:
    """Give the level found; goals of targets that no indicator of the edition speaks about have none."""
    known = framework.has_indicator(goal.indicator)
    return reached_level(assessment, framework, goal.indicator) if known else None


def _gaps(plan: Plan, goals: tuple[Goal, ...], mapped: Mapped) -> tuple[TargetGap, ...]:
    """Give the gaps of the targets that have one, by the rule of drafting, in the order of the plan."""
    behind = {gap.target: mapped.get(gap.target, gap.decided_by) for gap in plan.gaps}
    found = {gap.target: gap for gap in target_gaps(goals, behind)}
    return tuple(found.get(gap.target, gap) for gap in plan.gaps)


def _evidence(plan: Plan, assessment: Assessment, scored: Collection[str]) -> Evidence:
    """Name the assessment as what the plan starts from, once it sets a level of it."""
    if not scored:
        return plan.evidence
    return replace(plan.evidence, framework=assessment.framework, date=assessment.date, source=assessment.source)


def _overtaken(plan: Plan, assessment: Assessment) -> tuple[Overtaken, ...]:
    current = {gap.target: gap.current for gap in plan.gaps}
    found = []
    for one in plan.activities:
        level, now = one.action.level, current.get(one.action.target)
        if level is not None and now is not None and level <= now:
            target: dict[str, str | int | Sentence] = {"target": code_of(one.action.target), "date": assessment.date}
            values = {**target, "level": level, "current": now}
            found.append(Overtaken(one, Sentence(ALREADY_THERE, values)))
    return tuple(found)


def _told(changes: tuple[LevelChange, ...], silent: tuple[str, ...]) -> tuple[Sentence, ...]:
    known = [one for one in changes if one.before is not None and one.after is not None]
    spoken = [one for one in changes if one.after is not None and one.indicator not in silent]
    rose = [one.indicator for one in known if (one.before or 0) < (one.after or 0)]
    fell = [one.indicator for one in known if (one.before or 0) > (one.after or 0)]
    same = [one.indicator for one in known if one.before == one.after and one.indicator not in silent]
    first = [one.indicator for one in changes if one.before is None and one.after is not None]
    reached = [one.indicator for one in spoken if one.target is not None and (one.after or 0) >= one.target]
    aimless = [one.indicator for one in spoken if one.target is None]
    groups = ((ROSE, rose), (FELL, fell), (FIRST_LEVEL, first), (GOAL_REACHED, reached), (NO_GOAL, aimless))
    told = [_counted(text, names) for text, names in groups if names]
    if same:
        told.append(Sentence(SAME, {"count": len(same)}))
    if silent:
        told.append(_counted(NOT_SCORED, silent))
    return tuple(told)


def _counted(text: str, indicators: Sequence[str]) -> Sentence:
    return Sentence(text, {"count": len(indicators), "names": listing(map(code_of, indicators))})


def code_of(name: str) -> str:
    """Name an indicator or target as people do: D1.1, not jee-3.D1.1; codes of other libraries stay as they are."""
    edition, dot, code = name.partition(".")
    return code if dot and "-" in edition else name


def _released(activity: Activity, gone: Collection[str]) -> Activity:
    after = tuple(number for number in activity.details.after if number not in gone)
    return replace(activity, details=replace(activity.details, after=after))


def _freed(new: CarriedForward, reasons: Mapping[str, Sentence]) -> tuple[Sentence, ...]:
    return tuple(
        Sentence(NEED_IS_DONE, {"number": one.id, "before": number, "reason": reasons[number]})
        for one in new.plan.activities
        if one.id not in reasons
        for number in one.details.after
        if number in reasons
    )
