"""Edit an activity: any of its fields but its costs, as one new version."""

from collections.abc import Mapping
from typing import Any

from opennaphs.actions.activities.contents import check_editable, edited_content
from opennaphs.actions.following.updates import keep_changed_progress, progress_in, whole_when_completed
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import ActivityRecord, User


def edit_activity(
    *, activity: ActivityRecord, fields: Mapping[str, Any], version: int, why: str = "", by: User
) -> ActivityRecord:
    """Change fields of an activity. Its costs follow it into another year; changed progress is kept as an update.

    Args:
        activity: which.
        fields: new values under the names of the plan document; ``details`` and ``notes`` may be given in part.
        version: the version the person saw.
        why: a sentence for the history.
        by: who changes it.

    Raises:
        NotAllowed: they may not edit this area.
        EditRefused: the state of the plan does not let its activities be edited.
        Stale: somebody else changed it meanwhile.
        NaphsError: a value cannot be; the message says which and what to write.
    """
    with writing(Permission.EDIT_ACTIVITIES, country=activity.country_code, area=activity.area, by=by) as change:
        row = change.locked(activity, version)
        check_editable(row.plan)
        before = {row.pk: progress_in(row.content)}
        row.content = edited_content(row.plan, row.content, whole_when_completed(fields))
        change.save(row, "edit_activity", why)
        keep_changed_progress(change, [row], before, why)
    return row
