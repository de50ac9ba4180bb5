"""From plan to plan: what the next plan takes over from the last, and one year of work out of a five-year plan.

Nothing is left behind silently: every activity of the old plan is either in the new one or listed with the reason.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from opennaphs.domain.activity_details import ActivityStatus
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.frameworks import HIGHEST_LEVEL, LOWEST_LEVEL
from opennaphs.domain.goals import Goal, TargetGap, Term
from opennaphs.domain.library import Rating
from opennaphs.domain.moved_years import in_one_year, moved
from opennaphs.domain.planning import Activity, Plan
from opennaphs.domain.sector_packages import new_number
from opennaphs.domain.sentences import Sentence

CARRIED_FROM = "carried from"
DAYS_BEFORE = "days in the previous plan"

IS_COMPLETED = "It is completed."
IS_CANCELLED = "It was cancelled."
BEGINS_LATER = "It begins in {year}."
NO_ROOM = "Its area has room for {count} activities, and {better} that are more important come before it."
NEED_IS_DONE = "{number} no longer waits for {before}: {reason}"
SENTENCES = (IS_COMPLETED, IS_CANCELLED, BEGINS_LATER, NO_ROOM, NEED_IS_DONE)

ENDED = {ActivityStatus.COMPLETED: IS_COMPLETED, ActivityStatus.CANCELLED: IS_CANCELLED}
RATED = {Rating.LOW: 1, Rating.MEDIUM: 3, Rating.HIGH: 5}
NOT_RATED = 0


@dataclass(frozen=True)
class Carried:
    """One activity that went on: its number in the old plan and in the new one."""

    before: str
    number: str


@dataclass(frozen=True)
class LeftBehind:
    """One activity of the old plan that is not in the new one, and why."""

    activity: Activity
    reason: Sentence


@dataclass(frozen=True)
class CarriedForward:
    """A new plan made from an old one.

    ``carried`` and ``left_out`` together hold every activity of the old plan, in its order. ``released`` tells which
    activities no longer wait for one that is not in the new plan.
    """

    plan: Plan
    carried: tuple[Carried, ...]
    left_out: tuple[LeftBehind, ...]
    released: tuple[Sentence, ...]


def carry_forward(previous: Plan, title: str, term: Term, first_year: int) -> CarriedForward:
    """Make the next plan out of the unfinished work of the last.

    What is neither completed nor cancelled is carried: it is numbered anew, its status starts over, its old number is
    kept in the note “carried from”. Work that is overdue begins in the first year; work planned for later keeps its
    calendar year, at most the last of the new plan. Days before the new plan go into a note. Levels stay as assessed,
    for only an assessment raises them; a goal whose activities are all completed moves one level up.

    Raises:
        NaphsError: the new plan would begin before the old one.
    """
    if first_year < previous.first_year:
        message = f"The next plan cannot begin in {first_year}, before the last, which began in {previous.first_year}."
        raise NaphsError(message)
    left = _ended(previous.activities)
    going = [one for one in previous.activities if one.id not in left]
    numbers = _numbers(going)
    years = tuple(range(first_year, first_year + term.years))
    activities = tuple(_carried(one, previous, years, numbers[one.id]) for one in going)
    done = _completed_targets(previous)
    goals = tuple(_next_goal(goal, previous, done) for goal in previous.goals)
    plan = _new_plan(previous, title, term, first_year, goals)
    return _result(previous, plan, activities, numbers, left)


def operational_from_strategic(
    plan: Plan, first_year: int, most_per_area: int, title: str | None = None
) -> CarriedForward:
    """Take the work of one year out of a plan of several.

    Everything is due that has begun by then and is neither completed nor cancelled. Of each area the most important
    are taken: duties under the IHR first, then by impact, feasibility and risk (what the team rated, else what the
    library says; what nobody has rated comes after what is rated), then the earlier, then the order of the plan.
    Numbers, days and progress stay, so that both plans speak of the same activity. Each goal is the level the plan
    means to have reached by the end of that year, one step a year.

    Args:
        plan: the strategic plan.
        first_year: the calendar year to plan.
        most_per_area: how many activities an area can take on in a year.
        title: the title of the new plan; that of the strategic plan when ``None``.

    Raises:
        NaphsError: the year is not one of the plan, or ``most_per_area`` is less than one.
    """
    _check_year(plan, first_year, most_per_area)
    left = _ended(plan.activities) | _later(plan.activities, first_year)
    due = [one for one in plan.activities if one.id not in left]
    left |= _without_room(due, most_per_area)
    taken = [one for one in due if one.id not in left]
    activities = tuple(in_one_year(one, plan.years, first_year) for one in taken)
    goals = tuple(_goal_of_year(goal, first_year - plan.first_year) for goal in plan.goals)
    new = _new_plan(plan, plan.title if title is None else title, Term.ONE_YEAR, first_year, goals)
    return _result(plan, new, activities, {one.id: one.id for one in taken}, left)


def importance(activity: Activity) -> tuple[int, ...]:
    """Give what activities are ordered by, the most important highest: duty, impact, feasibility, risk."""
    priority, details = activity.action.priority, activity.details
    impact = NOT_RATED if priority is None else RATED[priority.impact]
    feasibility = NOT_RATED if priority is None else RATED[priority.feasibility]
    return (
        int(priority is not None and priority.ihr_obligation),
        impact if details.impact is None else details.impact,
        feasibility if details.feasibility is None else details.feasibility,
        NOT_RATED if details.risk is None else details.risk,
    )


# --- who goes on --------------------------------------------------------------------------------------------------


def _ended(activities: Iterable[Activity]) -> dict[str, Sentence]:
    return {one.id: Sentence(ENDED[one.details.status]) for one in activities if one.details.status in ENDED}


def _later(activities: Iterable[Activity], year: int) -> dict[str, Sentence]:
    return {
        one.id: Sentence(BEGINS_LATER, {"year": str(one.first_year)})
        for one in activities
        if one.first_year > year and one.details.status not in ENDED
    }


def _without_room(due: Sequence[Activity], most: int) -> dict[str, Sentence]:
    ranked = sorted(due, key=lambda one: (*(-part for part in importance(one)), one.first_year))
    seen: Counter[str] = Counter()
    left = {}
    for one in ranked:
        if seen[one.area] >= most:
            left[one.id] = Sentence(NO_ROOM, {"count": str(most), "better": str(seen[one.area])})
        seen[one.area] += 1
    return left


def _check_year(plan: Plan, year: int, most_per_area: int) -> None:
    if year not in plan.years:
        message = f"{year} is not a year of the plan. Choose one from {plan.years[0]} to {plan.years[-1]}."
        raise NaphsError(message)
    if most_per_area < 1:
        message = f"An area must be able to take on at least one activity, not {most_per_area}."
        raise NaphsError(message)


# --- the activities -----------------------------------------------------------------------------------------------


def _numbers(activities: Iterable[Activity]) -> dict[str, str]:
    numbers: dict[str, str] = {}
    for one in activities:
        numbers[one.id] = new_number(one.area, set(numbers.values()))
    return numbers


def _carried(activity: Activity, previous: Plan, years: Sequence[int], number: str) -> Activity:
    begins = min(max(activity.first_year, years[0]), years[-1])
    again = moved(activity, previous.years, years, begins)
    details, notes = activity.details, dict(activity.notes)
    notes[CARRIED_FROM] = "; ".join((activity.id, *filter(None, (notes.get(CARRIED_FROM),))))
    if _is_before(details.starts, years[0]) or _is_before(details.ends, years[0]):
        notes[DAYS_BEFORE] = f"{details.starts or '…'} – {details.ends or '…'}"
        details = replace(details, starts=None, ends=None)
    details = replace(details, status=ActivityStatus.NOT_STARTED, percent_done=None)
    return replace(again, id=number, notes=notes, details=details)


def _is_before(day: str | None, year: int) -> bool:
    return day is not None and int(day[:4]) < year


def _released(
    activity: Activity, numbers: Mapping[str, str], left: Mapping[str, Sentence]
) -> tuple[Activity, tuple[Sentence, ...]]:
    """Let an activity wait only for what is in the new plan, and say what it no longer waits for."""
    after = tuple(numbers.get(number, number) for number in activity.details.after if number not in left)
    told = tuple(
        Sentence(NEED_IS_DONE, {"number": activity.id, "before": number, "reason": left[number]})
        for number in activity.details.after
        if number in left
    )
    return replace(activity, details=replace(activity.details, after=after)), told


# --- goals and plan -----------------------------------------------------------------------------------------------


def _next_goal(goal: Goal, plan: Plan, done: Collection[str]) -> Goal:
    worked_on = {one.action.target for one in plan.activities}
    targets = {gap.target for gap in plan.gaps if goal.indicator in gap.decided_by} & worked_on
    if goal.target is None or not targets or not targets <= set(done):
        return goal
    return replace(goal, target=min(goal.target + 1, HIGHEST_LEVEL), edited=False)


def _completed_targets(plan: Plan) -> set[str]:
    """Give the targets all of whose activities are completed."""
    states: dict[str, set[ActivityStatus]] = {}
    for one in plan.activities:
        states.setdefault(one.action.target, set()).add(one.details.status)
    return {target for target, found in states.items() if found == {ActivityStatus.COMPLETED}}


def _goal_of_year(goal: Goal, year: int) -> Goal:
    if goal.target is None or goal.current is None or goal.target <= goal.current:
        return goal
    return replace(goal, target=min(max(goal.current, LOWEST_LEVEL) + 1 + year, goal.target))


def _gap(gap: TargetGap, goals: Mapping[str, Goal]) -> TargetGap:
    """Give a gap up to the new goals of the indicators that decide it."""
    wanted = [goals[one].target for one in gap.decided_by if one in goals]
    known = [level for level in wanted if level is not None]
    return replace(gap, goal=max(known)) if known else gap


def _new_plan(plan: Plan, title: str, term: Term, first_year: int, goals: tuple[Goal, ...]) -> Plan:
    """Give the new plan without activities; notices, choice, money and reports were about the old one.

    What of money and reports goes along is said by ``funding.carrying`` and ``monitoring.carrying``.
    """
    by_indicator = {goal.indicator: goal for goal in goals}
    gaps = tuple(_gap(gap, by_indicator) for gap in plan.gaps)
    return replace(
        plan,
        title=title,
        term=term,
        first_year=first_year,
        goals=goals,
        gaps=gaps,
        activities=(),
        notices=(),
        choice=None,
        funding=None,
        follow_up=None,
    )


def _result(
    old: Plan, new: Plan, activities: Sequence[Activity], numbers: Mapping[str, str], left: Mapping[str, Sentence]
) -> CarriedForward:
    freed = [_released(one, numbers, left) for one in activities]
    return CarriedForward(
        replace(new, activities=tuple(one for one, _ in freed)),
        tuple(Carried(before, number) for before, number in numbers.items()),
        tuple(LeftBehind(one, left[one.id]) for one in old.activities if one.id in left),
        tuple(sentence for _, told in freed for sentence in told),
    )
