"""Change many activities at once: all of them, or none."""

from collections.abc import Sequence

from opennaphs.actions.activities.contents import check_editable, edited_content, permissions_for
from opennaphs.actions.activities.row_changes import Outcome, RowChange, areas_of_rows, lock_unchanged, save_each
from opennaphs.actions.following.updates import keep_changed_progress, progress_in, whole_when_completed
from opennaphs.actions.writing import writing
from opennaphs.authorization.judge import check_may
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import PlanRecord, User


def change_activities(
    *, plan: PlanRecord, changes: Sequence[RowChange], leave_changed: bool = False, why: str = "", by: User
) -> Outcome:
    """Set fields of many activities in one transaction; changed progress is also kept as an update of today.

    Args:
        plan: the plan they are in.
        changes: what is wanted of each, with the version the person saw.
        leave_changed: the person has seen which were changed by others and wants the rest written without them.
        why: a sentence for the history of each.
        by: who changes them.

    Raises:
        NotAllowed: they lack a right for these fields in one of the areas.
        EditRefused: the state of the plan does not let this be changed.
        ChangedMeanwhile: others changed some of them; nothing was written.
        NaphsError: nothing is chosen, or a value cannot be.
    """
    areas = areas_of_rows(plan, changes)
    needed = frozenset().union(*(permissions_for(one.fields) for one in changes))
    first, *more = sorted(needed)
    with writing(first, country=plan.country, areas=areas, by=by) as change:
        for permission in more:
            for area in areas:
                check_may(by, permission, country=plan.country, area=area)
        check_editable(plan, progress_only=needed == {Permission.REPORT_PROGRESS})
        locked, left = lock_unchanged(change, plan, changes, leave_changed=leave_changed)
        before = {row.pk: progress_in(row.content) for row, _ in locked}
        for row, wanted in locked:
            row.content = edited_content(plan, row.content, whole_when_completed(wanted.fields))
        changed = save_each(change, [row for row, _ in locked], "change_activities", why)
        keep_changed_progress(change, changed, before, why)
    return Outcome(tuple(changed), tuple(left))
