"""Plans: the activities that close the gaps between assessed levels and goals, and what to know about them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from opennaphs.domain.activity_details import NO_DETAILS, ActivityDetails
from opennaphs.domain.costing import NOT_ASKED, ActivityCost, CostBasis
from opennaphs.domain.frameworks import LOWEST_LEVEL
from opennaphs.domain.funding.supports import Funding
from opennaphs.domain.goals import Goal, TargetGap, Term
from opennaphs.domain.library import Action, ActionLibrary
from opennaphs.domain.monitoring.records import FollowUp
from opennaphs.domain.notices import Notice, NoticeCode

if TYPE_CHECKING:  # a record holds activities, so each of the two modules knows the other
    from opennaphs.domain.choice_records import ChoiceRecord


@dataclass(frozen=True)
class Activity:
    """What a country's plan will do: an action of a library in the plan's own numbering, year and wording.

    ``id`` is unique in the plan (``D1-003``); ``action.text`` may be reworded locally without touching the library.
    ``owner`` is a role, not a name. ``first_year`` is the calendar year in which the work begins. ``notes`` are further
    texts of a planning matrix (comments, related plans, existing budget …), under the name of their column.
    ``details`` is what the team has said about doing it (dates, places, order, ratings, progress).
    """

    id: str
    area: str
    action: Action
    first_year: int
    owner: str | None = None
    cost: ActivityCost = NOT_ASKED
    notes: Mapping[str, str] = field(default_factory=dict)
    details: ActivityDetails = NO_DETAILS


@dataclass(frozen=True)
class Evidence:
    """What a plan starts from: the assessment and the library it was drafted with."""

    framework: str | None
    date: str | None
    source: str | None
    library: str
    library_version: str
    library_framework: str | None


@dataclass(frozen=True)
class Plan:
    """A draft national action plan: goals, gaps, activities, and everything a reader must know about them.

    ``choice`` is the record of the choice that left the plan with these activities; ``None`` when nobody has chosen.
    ``funding`` is its money and ``follow_up`` what was reported about it; ``None`` while nobody has entered any.
    """

    country: str
    country_name: str
    title: str
    term: Term
    first_year: int
    language: str
    evidence: Evidence
    hazards: tuple[str, ...]
    areas: tuple[str, ...]
    area_titles: Mapping[str, str]
    goals: tuple[Goal, ...]
    gaps: tuple[TargetGap, ...]
    activities: tuple[Activity, ...]
    notices: tuple[Notice, ...]
    cost_basis: CostBasis | None = None
    choice: "ChoiceRecord | None" = None
    funding: Funding | None = None
    follow_up: FollowUp | None = None

    @property
    def years(self) -> tuple[int, ...]:
        """The calendar years the plan covers."""
        return tuple(range(self.first_year, self.first_year + self.term.years))


@dataclass(frozen=True)
class PlanningRules:
    """Thresholds a draft is held against; dated and cited in the catalogue."""

    one_year_actions_per_area: int
    pile_up: Mapping[str, tuple[int, ...]]


def select_actions(
    library: ActionLibrary, gaps: Iterable[TargetGap], hazards: Iterable[str] = ()
) -> tuple[tuple[Action, TargetGap], ...]:
    """Choose the actions of a library that close the gaps, each once, in the order of the library.

    An action is chosen when current < level <= goal for its target. An overlay action (one that names hazards) is
    chosen only when one of its hazards is a national priority; without a level it applies wherever its target is
    in the plan.
    """
    by_target = {gap.target: gap for gap in gaps}
    priorities = set(hazards)
    chosen: dict[str, tuple[Action, TargetGap]] = {}
    for action in library.actions:
        gap = by_target.get(action.target)
        wanted = not action.hazards or bool(priorities & set(action.hazards))
        if gap is not None and wanted and gap.asks_for(action.level):
            chosen.setdefault(action.id, (action, gap))
    return tuple(chosen.values())


def first_year_of(level: int | None, gap: TargetGap, term: Term, first_year: int) -> int:
    """Give the year in which work on a step begins: one step a year from the current level, within the plan."""
    if level is None:
        return first_year
    steps_before = level - max(gap.current, LOWEST_LEVEL) - 1
    return first_year + min(steps_before, term.years - 1)


def number_activities(
    chosen: Iterable[tuple[Action, TargetGap]], library: ActionLibrary, term: Term, first_year: int
) -> tuple[Activity, ...]:
    """Turn chosen actions into activities with a number of their own in each area (``D1-001``, ``D1-002`` …)."""
    count: Counter[str] = Counter()
    activities = []
    for action, gap in chosen:
        area = library.area(action.target)
        count[area] += 1
        number = f"{area.rpartition('.')[2]}-{count[area]:03d}"
        activities.append(Activity(number, area, action, first_year_of(action.level, gap, term, first_year)))
    return tuple(activities)


def notices_of(
    goals: Iterable[Goal], gaps: Iterable[TargetGap], activities: Iterable[Activity], term: Term, rules: PlanningRules
) -> tuple[Notice, ...]:
    """Say what a planner should know about a draft: open indicators, empty steps, crowded areas, piled-up types."""
    activities = tuple(activities)
    found = [*_goal_notices(goals), *_empty_steps(gaps, activities)]
    if term is Term.ONE_YEAR:
        found += _crowded_areas(activities, rules.one_year_actions_per_area)
    return (*found, *_pile_ups(activities, rules.pile_up))


def _goal_notices(goals: Iterable[Goal]) -> list[Notice]:
    found = []
    for goal in goals:
        if goal.target is None:
            found.append(Notice(NoticeCode.NOT_ASSESSED, {"indicator": goal.indicator}))
        elif goal.current == 0:
            found.append(Notice(NoticeCode.STARTS_AT_ZERO, {"indicator": goal.indicator, "goal": str(goal.target)}))
        elif goal.current is not None and goal.target <= goal.current:
            found.append(Notice(NoticeCode.ALREADY_REACHED, {"indicator": goal.indicator, "goal": str(goal.target)}))
    return found


def _empty_steps(gaps: Iterable[TargetGap], activities: tuple[Activity, ...]) -> list[Notice]:
    there = {(activity.action.target, activity.action.level) for activity in activities}
    return [
        Notice(NoticeCode.NO_ACTIONS, {"target": gap.target, "level": str(level)})
        for gap in gaps
        for level in range(max(gap.current, LOWEST_LEVEL) + 1, gap.goal + 1)
        if (gap.target, level) not in there
    ]


def _crowded_areas(activities: tuple[Activity, ...], limit: int) -> list[Notice]:
    counts = Counter(activity.area for activity in activities)
    return [
        Notice(NoticeCode.CROWDED_AREA, {"area": area, "count": str(count), "limit": str(limit)})
        for area, count in counts.items()
        if count > limit
    ]


def _pile_ups(activities: tuple[Activity, ...], thresholds: Mapping[str, tuple[int, ...]]) -> list[Notice]:
    counts = Counter(kind for activity in activities for kind in activity.action.types)
    areas: dict[str, set[str]] = {}
    for activity in activities:
        for kind in activity.action.types:
            areas.setdefault(kind, set()).add(activity.area)
    return [
        Notice(NoticeCode.PILED_UP_TYPE, {"type": kind, "count": str(count), "areas": str(len(areas[kind]))})
        for kind, count in sorted(counts.items())
        if kind in thresholds and count >= thresholds[kind][0] and len(areas[kind]) > 1
    ]
