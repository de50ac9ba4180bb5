"""Move an activity to another place in the order of its plan."""

from opennaphs.actions.activities.contents import check_editable
from opennaphs.actions.activities.positions import position_after
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import ActivityRecord, User


def move_activity(
    *, activity: ActivityRecord, after: ActivityRecord | None, version: int | None = None, why: str = "", by: User
) -> ActivityRecord:
    """Put an activity right behind another one, or before all others.

    Args:
        activity: which.
        after: the one it shall follow; ``None`` = it becomes the first.
        version: the version the person saw; ``None`` when its place alone matters.
        why: a sentence for the history.
        by: who moves it.

    Raises:
        NotAllowed: they may not set the order of plans.
        EditRefused: the state of the plan does not let its activities be edited.
        Stale: somebody else changed it meanwhile.
        NaphsError: the other one is not in the same plan, or is the activity itself.
    """
    if after is not None and (after.plan_id != activity.plan_id or after.pk == activity.pk):
        raise NaphsError("An activity can only be put behind another one of the same plan.")
    with writing(Permission.EDIT_PLAN, country=activity.country_code, by=by) as change:
        plan = change.locked(activity.plan, None)
        check_editable(plan)
        change.locked(activity, version)
        position = position_after(change, plan, after, "move_activity")
        row = change.locked(activity, None)
        row.position = position
        change.save(row, "move_activity", why)
    return row
