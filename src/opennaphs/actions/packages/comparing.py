"""A package that came back beside the plan as it stands now: what it would change, and what was taken over before."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from opennaphs.actions.writing import Gone
from opennaphs.authorization.judge import may
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.activity_details import NO_DETAILS, details_document
from opennaphs.domain.differences import Document, same
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.plan_document import activity_document, activity_of
from opennaphs.domain.planning import Activity, Plan
from opennaphs.domain.sector_packages import PackageMerge, merge_package
from opennaphs.domain.sentences import Sentence
from opennaphs.store.models import ActivityRecord, ImportPreview, PlanRecord, SectorPackageRecord, User
from opennaphs.store.plans import load_plan

KIND = "sector-package"
SAME_ROW = (
    "A new activity of the workbook ({number}) stands in a row that was taken over earlier as {earlier}. If it is the "
    "same activity, leave it out here and change {earlier} itself."
)
PROGRESS = ("status", "percent_done")
MARKS = ("id", "action_id")


@dataclass(frozen=True)
class Comparison:
    """What a package would do to its plan now.

    ``taken_before`` are numbers of the new activities of this package that were taken over on an earlier return;
    ``remarks`` are sentences beside those of the merge.
    """

    package: SectorPackageRecord
    plan: Plan
    merge: PackageMerge
    taken_before: tuple[str, ...]
    remarks: tuple[Sentence, ...]

    @property
    def changes_anything(self) -> bool:
        """Whether there is anything a person could take over."""
        return bool(self.merge.changes or self.merge.added or self.merge.removal_requested)


def plan_sign(package: SectorPackageRecord) -> str:
    """Give the sign a workbook carries, by which it finds its way back to the package it is."""
    return f"{package.plan.country}/{package.plan_id}/{package.pk}"


def base_of(package: SectorPackageRecord) -> tuple[Activity, ...]:
    """Give the activities of a package as they were when it left."""
    return tuple(map(activity_of, package.base["activities"]))


def compare(preview: ImportPreview) -> Comparison:
    """Hold a returned package against the plan as it stands now.

    Raises:
        Gone: it was taken over already, or its plan was removed.
    """
    if preview.taken_at is not None:
        message = f"“{preview.file_name}” was taken over already. Bring it again to see what is still new in it."
        raise Gone(message)
    package = SectorPackageRecord.objects.select_related("plan").filter(pk=preview.content["package"]).first()
    if package is None or package.plan.removed:
        raise Gone("The plan this package belongs to was removed.")
    plan, base = load_plan(package.plan), base_of(package)
    edited, before, remarks = _not_taken_yet(package, list(map(activity_of, preview.content["edited"])))
    merge = merge_package((*base, *_removed_others(package.plan, base)), plan, edited)
    told = tuple(_same_row(old, new, package) for old, new in merge.numbers if old in remarks)
    return Comparison(package, plan, merge, before, told)


def _removed_others(plan: PlanRecord, base: Sequence[Activity]) -> list[Activity]:
    """Give the removed activities of a plan that the package did not hold: their numbers are never given again."""
    own = {one.id for one in base}
    contents = ActivityRecord.objects.filter(plan=plan, removed=True).exclude(number__in=own)
    return [activity_of(row.content) for row in contents.only("content")]


def _not_taken_yet(
    package: SectorPackageRecord, edited: list[Activity]
) -> tuple[list[Activity], tuple[str, ...], set[str]]:
    """Leave out new activities that were taken over on an earlier return.

    Also gives the numbers they have, and the marks of rows that were taken over then and say something else now.
    """
    known = {one["id"] for one in package.base["activities"]}
    taken = list(package.base.get("taken", []))
    left, before = [], []
    for one in edited:
        match = None if one.id in known else next((past for past in taken if _alike(past["document"], one)), None)
        if match is None:
            left.append(one)
        else:
            taken.remove(match)
            before.append(match["number"])
    return left, tuple(before), {past["mark"] for past in taken} & {one.id for one in left}


def _alike(document: Document, activity: Activity) -> bool:
    one, other = (
        {key: value for key, value in each.items() if key not in MARKS}
        for each in (document, activity_document(activity))
    )
    return same(one, other)


def _same_row(mark: str, number: str, package: SectorPackageRecord) -> Sentence:
    earlier = next(past["number"] for past in package.base["taken"] if past["mark"] == mark)
    return Sentence(SAME_ROW, {"number": number, "earlier": earlier})


def fingerprint(found: Comparison) -> str:
    """Give a sign of what a person was shown, so that nothing else is written when they say yes."""
    merge = found.merge
    shown = [
        [[one.number, one.before, one.merged.document, repr(one.merged.conflicts)] for one in merge.changes],
        [activity_document(one) for one in merge.added],
        merge.removal_requested,
    ]
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()


def area_of(found: Comparison, number: str) -> str:
    """Give the area of an activity a package changes, adds or wants removed."""
    everything = (*found.plan.activities, *found.merge.added)
    return next(one.area for one in everything if one.id == number)


def may_take(person: User, found: Comparison, number: str) -> bool:
    """Say whether a person may take over what a package says of an activity."""
    country = found.package.plan.country
    return may(person, Permission.EDIT_ACTIVITIES, country=country, area=area_of(found, number))


def narrowed(found: Comparison, accepted: Collection[str], removals: Collection[str], person: User) -> PackageMerge:
    """Give the part of a merge that a person takes over.

    Raises:
        NaphsError: the package says nothing about one of the numbers, or they may not edit its area.
    """
    merge = found.merge
    offered = {*(one.number for one in merge.changes), *(one.id for one in merge.added), *merge.removal_requested}
    for number in (*accepted, *removals):
        if number not in offered:
            message = f"The package says nothing about {number}. Open the comparison again."
            raise NaphsError(message)
        if not may_take(person, found, number):
            message = f"You may not edit the area of {number}. Leave it to its technical lead."
            raise NaphsError(message)
    return replace(
        merge,
        changes=tuple(one for one in merge.changes if one.number in accepted),
        added=tuple(one for one in merge.added if one.id in accepted),
        numbers=tuple(pair for pair in merge.numbers if pair[1] in accepted),
    )


def only_progress(merge: PackageMerge, removals: Collection[str]) -> bool:
    """Say whether a package reports nothing but progress: that is welcome also once a plan is launched."""
    if merge.added or removals or not merge.changes:
        return False
    return all(
        same(_without_progress(one.before), _without_progress(one.merged.document))
        and all(conflict.field.removeprefix("details.") in PROGRESS for conflict in one.merged.conflicts)
        for one in merge.changes
    )


def _without_progress(document: Mapping[str, Any]) -> Document:
    details = {**details_document(NO_DETAILS), **document.get("details", {})}
    return {**document, "details": {key: value for key, value in details.items() if key not in PROGRESS}}
