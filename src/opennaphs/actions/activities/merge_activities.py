"""Merge activities of a plan that are one piece of work."""

from collections.abc import Mapping, Sequence

from opennaphs.actions.activities.contents import check_editable
from opennaphs.actions.activities.row_changes import save_each
from opennaphs.actions.writing import Change, writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain import grouping
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.grouping import MergedActivities
from opennaphs.domain.plan_document import activity_document
from opennaphs.store.models import ActivityRecord, PlanRecord, User
from opennaphs.store.plans import load_plan


def merge_activities(
    *,
    plan: PlanRecord,
    keep: str,
    merged: Sequence[str],
    paid_once: bool,
    versions: Mapping[str, int],
    why: str = "",
    by: User,
) -> MergedActivities:
    """Make one activity of several; the others leave the plan and can be found among the removed.

    Args:
        plan: the plan.
        keep: number of the activity that stays.
        merged: numbers of the others.
        paid_once: the costs of the others are saved; otherwise their lines move to the kept activity.
        versions: by number, the version of each of them the person saw.
        why: a sentence for the history.
        by: who merges.

    Raises:
        NotAllowed: they may not set the groups of plans.
        EditRefused: the state of the plan does not let its activities be edited.
        Stale: somebody else changed one of them meanwhile.
        NaphsError: they cannot be merged; the message says why.
    """
    with writing(Permission.EDIT_PLAN, country=plan.country, by=by) as change:
        record = change.locked(plan, None)
        check_editable(record)
        rows = {row.number: row for row in record.activities.filter(removed=False)}
        _check_versions((keep, *merged), rows, versions)
        seen = {number: change.locked(rows[number], versions[number]) for number in (keep, *merged)}
        result = grouping.merge_activities(load_plan(record), keep, merged, paid_once=paid_once)
        _save(change, rows, seen, result, why or f"{keep} ← {', '.join(merged)}")
    return result


def _check_versions(numbers: Sequence[str], rows: Mapping[str, ActivityRecord], versions: Mapping[str, int]) -> None:
    missing = [number for number in numbers if number not in rows or number not in versions]
    if missing:
        message = f"{', '.join(missing)} is not in the plan any more. Look at the groups again."
        raise NaphsError(message)


def _save(
    change: Change,
    rows: Mapping[str, ActivityRecord],
    seen: Mapping[str, ActivityRecord],
    result: MergedActivities,
    why: str,
) -> None:
    """Write what the merge changed: the kept one, the others, and whatever waited for one of them."""
    removed = [seen[gone.id] for gone in result.removed]
    for row in removed:
        row.removed = True
    there = [one for one in result.plan.activities if one.id in seen or activity_document(one) != rows[one.id].content]
    changed = [seen.get(one.id) or change.locked(rows[one.id], None) for one in there]
    for row, activity in zip(changed, there, strict=True):
        row.content = activity_document(activity)
    save_each(change, [*changed, *removed], "merge_activities", why)
