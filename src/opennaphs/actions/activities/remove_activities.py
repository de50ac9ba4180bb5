"""Remove activities from a plan. Their rows, numbers and history stay, so that they can be restored."""

from collections.abc import Sequence

from opennaphs.actions.activities.contents import check_editable
from opennaphs.actions.activities.row_changes import Outcome, RowChange, areas_of_rows, lock_unchanged, save_each
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import PlanRecord, User


def remove_activities(
    *, plan: PlanRecord, changes: Sequence[RowChange], leave_changed: bool = False, why: str, by: User
) -> Outcome:
    """Take activities out of a plan in one transaction.

    Args:
        plan: the plan they are in.
        changes: which, with the version the person saw.
        leave_changed: the person has seen which were changed by others and wants the rest removed without them.
        why: the reason, for the history; it is required.
        by: who removes them.

    Raises:
        NotAllowed: they may not edit one of the areas.
        EditRefused: the state of the plan does not let its activities be edited.
        ChangedMeanwhile: others changed some of them; nothing was removed.
        NaphsError: no reason is given, or nothing is chosen.
    """
    if not why.strip():
        raise NaphsError("Say in a sentence why this is removed: those who look for it will read it.")
    with writing(Permission.EDIT_ACTIVITIES, country=plan.country, areas=areas_of_rows(plan, changes), by=by) as change:
        check_editable(plan)
        locked, left = lock_unchanged(change, plan, changes, leave_changed=leave_changed)
        for row, _ in locked:
            row.removed = True
        removed = save_each(change, [row for row, _ in locked], "remove_activities", why.strip())
    return Outcome(tuple(removed), tuple(left))
