"""Restore an activity that was removed from its plan."""

from opennaphs.actions.activities.contents import check_editable
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import ActivityRecord, User


def restore_activity(*, activity: ActivityRecord, version: int, why: str = "", by: User) -> ActivityRecord:
    """Put a removed activity back into its plan, with its number, as it was.

    Args:
        activity: which.
        version: the version the person saw.
        why: a sentence for the history.
        by: who restores it.

    Raises:
        NotAllowed: they may not edit this area.
        EditRefused: the state of the plan does not let its activities be edited.
        Stale: somebody else changed it meanwhile.
    """
    with writing(Permission.EDIT_ACTIVITIES, country=activity.country_code, area=activity.area, by=by) as change:
        row = change.locked(activity, version)
        check_editable(row.plan)
        row.removed = False
        change.save(row, "restore_activity", why)
    return row
