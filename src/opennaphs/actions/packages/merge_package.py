"""Merge a package: write what a person takes over of a sector's workbook, in one transaction, or nothing."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils import timezone

from opennaphs.actions.activities.contents import check_editable
from opennaphs.actions.activities.positions import position_after
from opennaphs.actions.following.updates import UpdateWay, keep_changed_progress, progress_in
from opennaphs.actions.packages.comparing import Comparison, compare, fingerprint, narrowed, only_progress
from opennaphs.actions.writing import Change, writing
from opennaphs.authorization.judge import areas_of
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.plan_document import activity_document
from opennaphs.domain.planning import Activity
from opennaphs.domain.sector_packages import PackageMerge, with_package
from opennaphs.store.models import ActivityRecord, ImportPreview, PlanRecord, SectorPackageRecord, User

ACTION = "merge_package"


@dataclass(frozen=True)
class Taken:
    """What was written: the activities that were changed, added and removed."""

    changed: tuple[ActivityRecord, ...]
    added: tuple[ActivityRecord, ...]
    removed: tuple[ActivityRecord, ...]


class PlanMoved(NaphsError):  # noqa: N818 - it reads as what happened
    """The plan was changed since the person saw the comparison; nothing was written."""


def merge_package(
    *,
    preview: ImportPreview,
    seen: str,
    accepted: Collection[str],
    decisions: Mapping[str, Mapping[str, str]],
    removals: Collection[str] = (),
    why: str = "",
    by: User,
) -> Taken:
    """Take over a returned package, or a part of it.

    Args:
        preview: the returned workbook, as ``receive_package`` kept it.
        seen: the sign of the comparison the person was shown (``comparing.fingerprint``).
        accepted: numbers of the changed and new activities to take over.
        decisions: per accepted number and field in conflict ``"mine"`` (the workbook) or ``"theirs"`` (the plan).
        removals: numbers of the requested removals that the person agrees to.
        why: a sentence for the history; package and file are named anyway.
        by: who takes over.

    Raises:
        NotAllowed: they may edit activities in no area.
        EditRefused: the state of the plan does not let this be changed.
        PlanMoved: somebody changed the plan since the comparison was shown.
        Gone: it was taken over already.
        NaphsError: a conflict is not decided, an area is not theirs, or something must come after a removed activity.
    """
    areas = areas_of(by, Permission.EDIT_ACTIVITIES, preview.country)
    with writing(Permission.EDIT_ACTIVITIES, country=preview.country, areas=areas or (), by=by) as change:
        preview = ImportPreview.objects.select_for_update().get(pk=preview.pk)
        found = _locked_comparison(preview, change)
        if fingerprint(found) != seen:
            raise PlanMoved("The plan was changed after you saw the comparison. Nothing was written; look again.")
        merge = narrowed(found, accepted, removals, by)
        check_editable(found.package.plan, progress_only=only_progress(merge, removals))
        mine = {number: decisions.get(number, {}) for number in accepted}
        plan = with_package(found.plan, merge, mine, removals)
        reason = _reason(found, preview, why)
        taken = _write(change, found.package.plan, merge, {one.id: one for one in plan.activities}, removals, reason)
        _remember(change, found.package, merge, reason)
        preview.taken_at = timezone.now()
        preview.save(update_fields=["taken_at"])
    return taken


def _locked_comparison(preview: ImportPreview, change: Change) -> Comparison:
    """Compare with everything locked that the comparison reads."""
    package = SectorPackageRecord.objects.select_for_update().filter(pk=preview.content["package"]).first()
    if package is not None:
        change.locked(package.plan, None)
        rows = ActivityRecord.objects.select_for_update().filter(plan=package.plan).order_by("pk")
        list(rows.values_list("pk", flat=True))
    return compare(preview)


def _reason(found: Comparison, preview: ImportPreview, why: str) -> str:
    told = f"package {found.package.pk} of {found.package.sector}: {preview.file_name}"
    return f"{told}. {why.strip()}" if why.strip() else told


def _write(
    change: Change,
    plan: PlanRecord,
    merge: PackageMerge,
    wanted: Mapping[str, Activity],
    removals: Collection[str],
    why: str,
) -> Taken:
    rows = {row.number: row for row in plan.activities.filter(removed=False)}
    changed = [change.locked(rows[one.number], None) for one in merge.changes]
    before = {row.pk: progress_in(row.content) for row in changed}
    for row in changed:
        row.content = activity_document(wanted[row.number])
    removed = [change.locked(rows[number], None) for number in sorted(removals)]
    for row in removed:
        row.removed = True
    written = change.save_all(changed, ACTION, why)
    keep_changed_progress(change, written, before, why, UpdateWay.IMPORT)
    change.save_all(removed, ACTION, why)
    added = [_add(change, plan, one, why) for one in merge.added]
    return Taken(tuple(written), tuple(added), tuple(removed))


def _add(change: Change, plan: PlanRecord, activity: Activity, why: str) -> ActivityRecord:
    """Put a new activity behind the last of its area."""
    row = ActivityRecord(plan=plan, content=activity_document(activity))
    ordered = plan.activities.order_by("position", "pk")
    last = ordered.filter(area=activity.area).last() or ordered.last()
    row.position = position_after(change, plan, last, ACTION)
    return change.add(row, ACTION, why)


def _remember(change: Change, package: SectorPackageRecord, merge: PackageMerge, why: str) -> None:
    """Note what was added, so that the same workbook does not add it again when it comes back once more."""
    marks = {new: old for old, new in merge.numbers}
    new = [{"mark": marks[one.id], "number": one.id, "document": activity_document(one)} for one in merge.added]
    package.base = {**package.base, "taken": [*package.base.get("taken", []), *new]}
    package.merged_at = timezone.now()
    package.save(update_fields=["base", "merged_at"])
    change.note(package, ACTION, why=why)
