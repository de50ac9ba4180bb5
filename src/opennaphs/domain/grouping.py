"""Activities of different areas that are really one piece of work: found with a reason, merged by a person.

Two signs are looked for, both of which anyone can check by eye: the same functional group of the library; or the same
type of work at the same level of the country in overlapping years with similar words. Words are similar when at least
three of five of all the words of both texts are in both.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from typing import TypeVar

from opennaphs.domain.activity_details import ActivityStatus
from opennaphs.domain.costing import ActivityCost, CostLine, CostState
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.library import Action, CostTemplate, Priority, Sector
from opennaphs.domain.money import Money
from opennaphs.domain.moved_years import times_due
from opennaphs.domain.planning import Activity, Plan
from opennaphs.domain.sentences import Sentence

Item = TypeVar("Item")

SIMILAR_WORDS = Fraction(3, 5)
MONTHS_A_YEAR = 12
MERGED_FROM = "merged from"

SAME_GROUP = "{count} activities of {areas} areas belong to the functional group “{group}”."
SAME_WORDS = (
    "{count} activities of {areas} areas do work of the same type ({type}) at the same level ({level}) in the same "
    "years, in words that agree to {percent} % at least."
)
COST_UNKNOWN = "What {number} costs was not known, so the cost of {keep} does not include it."
BEGINS_EARLIER = "{number} was to begin in {year}; it now begins with {keep} in {kept_year}."
SENTENCES = (SAME_GROUP, SAME_WORDS, COST_UNKNOWN, BEGINS_EARLIER)


@dataclass(frozen=True)
class Group:
    """Activities that may be one piece of work (numbers in the order of the plan), and why we think so."""

    activities: tuple[str, ...]
    group: str | None
    reason: Sentence


@dataclass(frozen=True)
class MergedActivities:
    """A plan in which several activities became one.

    Attributes:
        plan: the plan with the kept activity and without the others.
        removed: the merged activities as they were.
        saved: what is no longer paid for because it is paid once; ``None`` when the plan has no costs.
        remarks: what a person should know.
    """

    plan: Plan
    removed: tuple[Activity, ...]
    saved: Money | None
    remarks: tuple[Sentence, ...]


# --- finding ------------------------------------------------------------------------------------------------------


def duplicate_groups(plan: Plan) -> tuple[Group, ...]:
    """Find activities of different areas that may be one piece of work, in the order of the plan.

    Work that is completed or cancelled is left aside. An activity is in one group at most: the functional group says
    more than the words.
    """
    alive = [one for one in plan.activities if one.details.status not in _ENDED]
    known = tuple(_functional_groups(alive))
    taken = {number for group in known for number in group.activities}
    found = (*known, *_similar_groups([one for one in alive if one.id not in taken]))
    order = {one.id: place for place, one in enumerate(plan.activities)}
    return tuple(sorted(found, key=lambda group: order[group.activities[0]]))


_ENDED = {ActivityStatus.COMPLETED, ActivityStatus.CANCELLED}


def similarity(one: str, other: str) -> Fraction:
    """Give the share of all the words of two texts that are in both; capitals and order are nothing.

    Texts in a script that writes without spaces are similar only where whole phrases agree.
    """
    return _overlap(_words(one), _words(other))


def _functional_groups(activities: Sequence[Activity]) -> Iterator[Group]:
    groups: dict[str, list[Activity]] = {}
    for one in activities:
        if one.action.group is not None:
            groups.setdefault(one.action.group, []).append(one)
    for group, members in groups.items():
        if _areas(members) > 1:
            values = {"count": str(len(members)), "areas": str(_areas(members)), "group": group}
            yield Group(tuple(one.id for one in members), group, Sentence(SAME_GROUP, values))


def _similar_groups(activities: Sequence[Activity]) -> Iterator[Group]:
    words = {one.id: _words(one.action.text) for one in activities}
    taken: set[str] = set()
    for first in activities:
        if first.id in taken:
            continue
        members = [first]
        for other in activities:
            if other.id not in taken and all(_alike(one, other, words) for one in members):
                members.append(other)
        if len(members) > 1:
            taken.update(one.id for one in members)
            yield _similar_group(members, words)


def _similar_group(members: list[Activity], words: dict[str, frozenset[str]]) -> Group:
    least = min(_overlap(words[one.id], words[other.id]) for one, other in combinations(members, 2))
    kinds = [kind for kind in members[0].action.types if all(kind in one.action.types for one in members)]
    values: dict[str, str | int | Sentence] = {
        "count": str(len(members)),
        "areas": str(_areas(members)),
        "type": Sentence(str(kinds[0] if kinds else members[0].action.types[0])),
        "level": Sentence(str(members[0].action.administrative_level)),
        "percent": str(int(least * 100)),
    }
    return Group(tuple(one.id for one in members), None, Sentence(SAME_WORDS, values))


def _alike(one: Activity, other: Activity, words: dict[str, frozenset[str]]) -> bool:
    level = one.action.administrative_level
    return (
        one.area != other.area
        and level is not None
        and level is other.action.administrative_level
        and bool(set(one.action.types) & set(other.action.types))
        and _years_meet(one, other)
        and _overlap(words[one.id], words[other.id]) >= SIMILAR_WORDS
    )


def _years_meet(one: Activity, other: Activity) -> bool:
    return one.first_year <= _last_year(other) and other.first_year <= _last_year(one)


def _last_year(activity: Activity) -> int:
    """Give the year in which the work ends; work that does not say how long it takes ends in its first year."""
    months = MONTHS_A_YEAR if activity.action.months is None else activity.action.months
    return activity.first_year + max(0, months - 1) // MONTHS_A_YEAR


def _areas(activities: Iterable[Activity]) -> int:
    return len({one.area for one in activities})


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold()))


def _overlap(one: frozenset[str], other: frozenset[str]) -> Fraction:
    every = one | other
    return Fraction(len(one & other), len(every)) if every else Fraction(0)


# --- merging ------------------------------------------------------------------------------------------------------


def merge_activities(plan: Plan, keep: str, merged: Collection[str], *, paid_once: bool) -> MergedActivities:
    """Make one activity of several; the kept one serves all their areas and the others leave the plan.

    The kept activity has its own words, year, days, ratings and progress, and takes over what the others must wait for,
    where they are done, what they need, which sectors lead or support them and their own measures. Whatever waited for
    one of the others, or needed its action, waits for the kept one. Numbers and texts of the others stay in its note
    “merged from”.

    Args:
        plan: the plan.
        keep: the number of the activity that stays.
        merged: the numbers of the others.
        paid_once: the work is paid once, so that the costs of the others are saved; otherwise their cost lines move to
            the kept activity and nothing is saved.

    Raises:
        NaphsError: a number is not in the plan, there is nothing to merge, the plan was chosen by a budget, the kept
            activity has no cost while one of the others has (and all is paid once), or the merged activity would have
            to come before itself.
    """
    kept, others = _members(plan, keep, merged)
    _check_costs(kept, others, paid_once=paid_once)
    numbers = {one.id: keep for one in others}
    joined = _joined(plan, kept, others, paid_once=paid_once)
    there = [joined if one.id == keep else one for one in plan.activities if one.id not in numbers]
    actions = _gone_actions(there, kept, others)
    activities = tuple(_pointed(one, numbers, actions) for one in there)
    _check_no_circle(activities, keep)
    remarks = tuple(_remarks(kept, others))
    return MergedActivities(replace(plan, activities=activities), others, _saved(plan, others, paid_once), remarks)


def _members(plan: Plan, keep: str, merged: Collection[str]) -> tuple[Activity, tuple[Activity, ...]]:
    known = {one.id: one for one in plan.activities}
    strange = [number for number in (keep, *merged) if number not in known]
    if strange:
        message = f"The plan has no activity {', '.join(strange)}. Choose among those it has."
        raise NaphsError(message)
    if plan.choice is not None:
        raise NaphsError("A budget has chosen among these activities. Take the choice back before merging them.")
    others = tuple(one for one in plan.activities if one.id in merged)
    if not others or keep in merged:
        raise NaphsError("Choose one activity to keep and at least one other to merge into it.")
    return known[keep], others


def _check_costs(kept: Activity, others: Sequence[Activity], *, paid_once: bool) -> None:
    costed = [one.id for one in others if one.cost.state is CostState.COSTED]
    if paid_once and costed and kept.cost.state is not CostState.COSTED:
        message = f"{kept.id} has no cost lines, {costed[0]} has. Keep {costed[0]}, or move the cost lines over."
        raise NaphsError(message)


def _joined(plan: Plan, kept: Activity, others: Sequence[Activity], *, paid_once: bool) -> Activity:
    every, gone = (kept, *others), {kept.id, *(one.id for one in others)}
    details = replace(
        kept.details,
        serves=_union(((one.area, *one.details.serves) for one in every), but={kept.area}),
        places=_union(one.details.places for one in every),
        after=_union((one.details.after for one in every), but=gone),
        indicators=_union(one.details.indicators for one in every),
    )
    told = (f"{one.id}: {one.action.text}" for one in others)
    notes = {**kept.notes, MERGED_FROM: "\n".join((*filter(None, (kept.notes.get(MERGED_FROM),)), *told))}
    action = _joined_action(kept, others, paid_once=paid_once)
    cost = kept.cost if paid_once else _joined_cost(plan, kept, others)
    return replace(kept, action=action, details=details, notes=notes, cost=cost)


def _joined_action(kept: Activity, others: Sequence[Activity], *, paid_once: bool) -> Action:
    action, actions = kept.action, [one.action for one in others]
    leads = (one.lead for one in actions if one.lead is not None)
    sectors: Iterable[Iterable[Sector]] = (action.supporting, leads, *(one.supporting for one in actions))
    costs = action.costs if paid_once else _templates(action, actions)
    return replace(
        action,
        supporting=_union(sectors, but=set() if action.lead is None else {action.lead}),
        needs=_union((one.needs for one in (action, *actions)), but={one.id for one in (action, *actions)}),
        hazards=_union(one.hazards for one in (action, *actions)),
        priority=_priority(action, actions),
        costs=costs,
        no_cost_because=None if costs else action.no_cost_because,
    )


def _templates(action: Action, others: Iterable[Action]) -> tuple[CostTemplate, ...] | None:
    if action.costs is None:
        return None
    return (*action.costs, *(template for one in others for template in one.costs or ()))


def _priority(action: Action, others: Sequence[Action]) -> Priority | None:
    """Give the priority of the kept action, or the first that is known; the duty of any of them is a duty."""
    known = [one.priority for one in (action, *others) if one.priority is not None]
    return replace(known[0], ihr_obligation=any(one.ihr_obligation for one in known)) if known else None


def _union(lists: Iterable[Iterable[Item]], but: Collection[Item] = ()) -> tuple[Item, ...]:
    return tuple(item for item in dict.fromkeys(item for items in lists for item in items) if item not in but)


# --- money --------------------------------------------------------------------------------------------------------


def _joined_cost(plan: Plan, kept: Activity, others: Sequence[Activity]) -> ActivityCost:
    moved = (_in_its_years(line, one, kept, plan) for one in others for line in one.cost.lines)
    lines = (*kept.cost.lines, *moved)
    return ActivityCost(CostState.COSTED if lines else kept.cost.state, kept.cost.reason, lines)


def _in_its_years(line: CostLine, activity: Activity, kept: Activity, plan: Plan) -> CostLine:
    """Keep a line in the years it was due in, although the activity that has it now begins in another."""
    if activity.first_year == kept.first_year:
        return line
    return replace(line, schedule=times_due(line, activity.first_year - plan.first_year, plan.term.years))


def _saved(plan: Plan, others: Iterable[Activity], paid_once: bool) -> Money | None:  # noqa: FBT001 - passed on
    basis = plan.cost_basis
    if basis is None:
        return None
    return basis.total(line.total for one in others for line in one.cost.lines if paid_once)


# --- what pointed at the others -----------------------------------------------------------------------------------


def _gone_actions(there: Iterable[Activity], kept: Activity, others: Iterable[Activity]) -> dict[str, str]:
    """Give the actions that no activity of the plan stands for any more, with the one that stands for them now."""
    left = {one.action.id for one in there}
    return {one.action.id: kept.action.id for one in others if one.action.id not in left}


def _pointed(activity: Activity, numbers: Mapping[str, str], actions: Mapping[str, str]) -> Activity:
    after = _union([[numbers.get(number, number) for number in activity.details.after]])
    needs = _union([[actions.get(need, need) for need in activity.action.needs]])
    details, action = replace(activity.details, after=after), replace(activity.action, needs=needs)
    return replace(activity, details=details, action=action)


def _check_no_circle(activities: Iterable[Activity], keep: str) -> None:
    after = {one.id: one.details.after for one in activities}
    waiting, seen = list(after[keep]), set()
    while waiting:
        number = waiting.pop()
        if number == keep:
            message = f"Merged, {keep} would have to come before itself. Take one of the others out of the merge."
            raise NaphsError(message)
        if number not in seen:
            seen.add(number)
            waiting.extend(after.get(number, ()))


def _remarks(kept: Activity, others: Sequence[Activity]) -> Iterator[Sentence]:
    every = (kept, *others)
    some_cost = any(one.cost.state is CostState.COSTED for one in every)
    for one in every:
        if some_cost and one.cost.state is CostState.NOT_COSTED:
            yield Sentence(COST_UNKNOWN, {"number": one.id, "keep": kept.id})
        if one.first_year < kept.first_year:
            years = {"year": str(one.first_year), "kept_year": str(kept.first_year)}
            yield Sentence(BEGINS_EARLIER, {"number": one.id, "keep": kept.id, **years})
