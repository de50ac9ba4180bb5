"""Sector packages: one ministry's part of a plan, edited elsewhere and merged back, field by field.

A package holds what the ministry leads and what it supports, for both are its work: it may change all of it. Whoever
merges sees of each change whether the ministry leads the activity or only supports it. An activity without a lead and
without the ministry among its supporters is in no package (:func:`activities_of_no_sector` names those of nobody).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from opennaphs.domain.differences import Document, same
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.library import Sector
from opennaphs.domain.merging import Conflict, Merged, merge_activity, resolve
from opennaphs.domain.plan_document import activity_document, activity_of
from opennaphs.domain.planning import Activity, Plan
from opennaphs.domain.sentences import Sentence

OWN_ACTION = "own."

REMOVED_MEANWHILE = (
    "{number} was removed from the plan after the package was made. What was written about it is kept aside: add it as "
    "a new activity, or leave it."
)
CHANGED_BEFORE_REMOVAL = (
    "The package removes {number}, which others have changed since it was made. Look at their changes first."
)
TWICE = "The number {number} stands twice in the package. The second was kept aside: give it as a new activity."
UNKNOWN_AREA = "{number} is of the area “{area}”, which the plan does not have. It was kept aside: correct its area."
RENUMBERED = "{number} is a number the package did not hold, so the activity is new; it is now {new}."
COMES_AFTER_NOTHING = "{number} must come after {missing}, which the plan does not have. Correct it or leave it away."
SENTENCES = (REMOVED_MEANWHILE, CHANGED_BEFORE_REMOVAL, TWICE, UNKNOWN_AREA, RENUMBERED, COMES_AFTER_NOTHING)


@dataclass(frozen=True)
class SectorPackage:
    """The part of a plan that concerns one sector, in the order of the plan."""

    sector: Sector
    activities: tuple[Activity, ...]

    @property
    def led(self) -> tuple[Activity, ...]:
        """The activities the sector leads."""
        return tuple(one for one in self.activities if one.action.lead is self.sector)

    @property
    def supported(self) -> tuple[Activity, ...]:
        """The activities another sector leads, or nobody, and this one supports."""
        return tuple(one for one in self.activities if one.action.lead is not self.sector)


@dataclass(frozen=True)
class PackageChange:
    """What a package changes in one activity of the plan; ``before`` is how the plan has it today."""

    number: str
    before: Document
    merged: Merged


@dataclass(frozen=True)
class PackageMerge:
    """What merging a package would do; nothing is done yet.

    Attributes:
        changes: per changed activity, both sides' changes put together, with the conflicts left.
        added: new activities, under numbers the plan has never used.
        numbers: per new activity, the number or mark it had in the package and the one it has now.
        removal_requested: numbers the package no longer holds; a person decides.
        kept_aside: what has no place in the plan, with its sentence among ``problems``; nothing of it is lost.
        problems: what a person should know before merging.
    """

    changes: tuple[PackageChange, ...]
    added: tuple[Activity, ...]
    numbers: tuple[tuple[str, str], ...]
    removal_requested: tuple[str, ...]
    kept_aside: tuple[Activity, ...]
    problems: tuple[Sentence, ...]

    @property
    def conflicts(self) -> tuple[tuple[str, Conflict], ...]:
        """Every field somebody has to decide, with the number of its activity."""
        return tuple((change.number, conflict) for change in self.changes for conflict in change.merged.conflicts)


def package_of(plan: Plan, sector: Sector) -> SectorPackage:
    """Give the activities of a plan that a sector leads or supports."""
    ours = (one for one in plan.activities if one.action.lead is sector or sector in one.action.supporting)
    return SectorPackage(sector, tuple(ours))


def activities_of_no_sector(plan: Plan) -> tuple[Activity, ...]:
    """Give the activities that are in nobody's package, because nobody leads or supports them."""
    return tuple(one for one in plan.activities if one.action.lead is None and not one.action.supporting)


def merge_package(base: Sequence[Activity], current: Plan, edited: Sequence[Activity]) -> PackageMerge:
    """Hold an edited package against the plan as it is today.

    Args:
        base: the activities of the package as they were when it was made.
        current: the plan as it is today.
        edited: the activities of the package as they came back; one whose number the package did not hold is new.
    """
    return _Merging(base, current, edited).result()


def with_package(
    plan: Plan,
    merge: PackageMerge,
    decisions: Mapping[str, Mapping[str, str]],
    removals: Collection[str] = (),
) -> Plan:
    """Give the plan with a package merged in.

    Args:
        plan: the plan the package was held against.
        merge: what :func:`merge_package` gave.
        decisions: per number and field in conflict, ``"mine"`` (the package) or ``"theirs"`` (the plan).
        removals: the requested removals that a person agreed to.

    Raises:
        NaphsError: a conflict is not decided, the plan was changed again since, a removal was not requested, or
            another activity must come after a removed one.
    """
    _check_removals(merge, removals)
    changed = {one.number: _decided(plan, one, decisions.get(one.number, {})) for one in merge.changes}
    kept = (changed.get(one.id, one) for one in plan.activities if one.id not in removals)
    activities = (*kept, *merge.added)
    _check_order(activities, removals)
    return replace(plan, activities=activities)


def new_number(area: str, taken: Collection[str]) -> str:
    """Give the next number of an area (``D1-004``): one more than the highest ever taken there."""
    code = area.rpartition(".")[2]
    ends = (number.removeprefix(f"{code}-") for number in taken if number.startswith(f"{code}-"))
    highest = max((int(end) for end in ends if end.isascii() and end.isdigit()), default=0)
    return f"{code}-{highest + 1:03d}"


class _Merging:
    """One package held against one plan; collects what is found on the way."""

    def __init__(self, base: Sequence[Activity], current: Plan, edited: Sequence[Activity]) -> None:
        self.base, self.plan = {one.id: one for one in base}, current
        self.current = {one.id: one for one in current.activities}
        self.problems: list[Sentence] = []
        self.aside: list[Activity] = []
        self.edited = self._first_of_each(edited)

    def result(self) -> PackageMerge:
        numbers = self._numbers()
        edited = {old: self._renamed(one, numbers) for old, one in self.edited.items()}
        changes = tuple(change for one in edited.values() if (change := self._change(one)))
        added = tuple(_numbered(edited[old], new) for old, new in numbers.items())
        removals = tuple(number for number in self.base if number in self.current and number not in self.edited)
        for number in removals:
            if self.base[number] != self.current[number]:
                self._say(CHANGED_BEFORE_REMOVAL, number=number)
        changed = (activity_of(one.merged.document) for one in changes)
        self._check_after((*changed, *added), {*self.current, *numbers.values()})
        aside, problems = tuple(self.aside), tuple(self.problems)
        return PackageMerge(changes, added, tuple(numbers.items()), removals, aside, problems)

    def _say(self, template: str, **values: str) -> None:
        self.problems.append(Sentence(template, values))

    def _keep_aside(self, activity: Activity, template: str, **values: str) -> None:
        self.aside.append(activity)
        self._say(template, number=activity.id, **values)

    def _first_of_each(self, edited: Sequence[Activity]) -> dict[str, Activity]:
        found: dict[str, Activity] = {}
        for one in edited:
            if found.setdefault(one.id, one) is not one:
                self._keep_aside(one, TWICE)
        return found

    def _change(self, edited: Activity) -> PackageChange | None:
        before = self.base.get(edited.id)
        if before is None or same(activity_document(before), activity_document(edited)):
            return None
        if edited.id not in self.current:
            self._keep_aside(edited, REMOVED_MEANWHILE)
            return None
        base, mine, theirs = map(activity_document, (before, edited, self.current[edited.id]))
        merged = merge_activity(base, mine, theirs)
        return (
            None if not merged.conflicts and same(merged.document, theirs) else PackageChange(edited.id, theirs, merged)
        )

    def _numbers(self) -> dict[str, str]:
        """Give each new activity a number that neither plan, package nor an earlier choice has ever used."""
        taken = {*self.base, *self.current, *self.edited, *_numbers_of_choice(self.plan)}
        numbers: dict[str, str] = {}
        for old, one in self.edited.items():
            if old in self.base:
                continue
            if one.area not in {*self.plan.areas, *self.plan.area_titles}:
                self._keep_aside(one, UNKNOWN_AREA, area=one.area)
                continue
            numbers[old] = new_number(one.area, taken)
            taken.add(numbers[old])
            if old in self.current:
                self._say(RENUMBERED, number=old, new=numbers[old])
        return numbers

    def _renamed(self, activity: Activity, numbers: Mapping[str, str]) -> Activity:
        """Let an activity come after new ones under their new numbers; a number of the plan means the plan's own."""
        names = {old: new for old, new in numbers.items() if old not in self.current}
        after = tuple(dict.fromkeys(names.get(number, number) for number in activity.details.after))
        return replace(activity, details=replace(activity.details, after=after))

    def _check_after(self, activities: Iterable[Activity], known: Collection[str]) -> None:
        for one in activities:
            for missing in one.details.after:
                if missing not in known:
                    self._say(COMES_AFTER_NOTHING, number=one.id, missing=missing)


def _numbered(activity: Activity, number: str) -> Activity:
    """Give an activity its number; an action nobody took from a library is named after it."""
    own = activity.action.id == activity.id
    action = replace(activity.action, id=f"{OWN_ACTION}{number}") if own else activity.action
    return replace(activity, id=number, action=action)


def _numbers_of_choice(plan: Plan) -> tuple[str, ...]:
    record = plan.choice
    return () if record is None else (*record.order, *(one.id for one in record.left_out))


def _decided(plan: Plan, change: PackageChange, choices: Mapping[str, str]) -> Activity:
    today = next((one for one in plan.activities if one.id == change.number), None)
    if today is None or not same(activity_document(today), change.before):
        message = f"{change.number} was changed again since the package was compared. Compare it anew."
        raise NaphsError(message)
    return activity_of(resolve(change.merged, choices))


def _check_removals(merge: PackageMerge, removals: Collection[str]) -> None:
    strange = sorted(set(removals) - set(merge.removal_requested))
    if strange:
        message = f"The package does not ask to remove {', '.join(strange)}. Agree only to what it asks for."
        raise NaphsError(message)


def _check_order(activities: Sequence[Activity], removals: Collection[str]) -> None:
    held = [(one.id, number) for one in activities for number in one.details.after if number in removals]
    if held:
        number, before = held[0]
        message = f"{before} cannot be removed: {number} must come after it. Change that first."
        raise NaphsError(message)
