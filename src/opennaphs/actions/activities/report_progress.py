"""Report progress: how far the work on an activity has come."""

from opennaphs.actions.activities.contents import changed_content, check_editable
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.activity_details import ActivityStatus
from opennaphs.store.models import ActivityRecord, User


def report_progress(
    *, activity: ActivityRecord, status: ActivityStatus, percent_done: int | None, version: int, why: str = "", by: User
) -> ActivityRecord:
    """Set status and percent done of an activity; this is possible also once the plan is launched.

    Args:
        activity: which.
        status: how far it has come.
        percent_done: 0 to 100; ``None`` is not said, which is not 0.
        version: the version the person saw.
        why: a sentence for the history.
        by: who reports.

    Raises:
        NotAllowed: they may not report progress in this area.
        EditRefused: the state of the plan does not let progress be reported.
        Stale: somebody else changed it meanwhile.
        NaphsError: the percentage cannot be.
    """
    with writing(Permission.REPORT_PROGRESS, country=activity.country_code, area=activity.area, by=by) as change:
        row = change.locked(activity, version)
        check_editable(row.plan, progress_only=True)
        told = {"status": str(status), "percent_done": percent_done}
        row.content = changed_content(row.content, {"details": told})
        change.save(row, "report_progress", why)
    return row
