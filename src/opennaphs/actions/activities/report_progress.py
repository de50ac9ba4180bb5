"""Report progress: how far the work on an activity has come, what keeps it from moving, and what happens next."""

import datetime

from django.utils import timezone

from opennaphs.actions.activities.contents import changed_content, check_editable
from opennaphs.actions.following.updates import UpdateWay, check_update, keep_update, later_update
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.activity_details import ActivityStatus
from opennaphs.domain.monitoring.records import Blocker, ProgressUpdate
from opennaphs.store.models import ActivityRecord, User


def report_progress(
    *,
    activity: ActivityRecord,
    status: ActivityStatus,
    percent_done: int | None,
    evidence: str = "",
    blocker: Blocker | None = None,
    blocked_by: str = "",
    next_step: str = "",
    on: datetime.date | None = None,
    version: int | None,
    way: UpdateWay = UpdateWay.PAGE,
    why: str = "",
    by: User,
) -> ActivityRecord:
    """Keep an update beside the earlier ones, and let the activity say what it says; also once the plan is launched.

    An update of a day before the last one is kept as history and changes nothing of where the activity stands
    (``updates.later_update`` tells beforehand).

    Args:
        activity: which.
        status: how far it has come.
        percent_done: 0 to 100; ``None`` is not said, which is not 0.
        evidence: an address on the web or the name of a document.
        blocker: what keeps it from moving; ``None`` = nothing is named.
        blocked_by: the same in words.
        next_step: what happens next.
        on: the day of which it speaks, today when left out; never a day to come.
        version: the version of the activity the person saw; ``None`` where none was seen, because an update
            overwrites no other update.
        way: how it came in.
        why: a sentence for the history.
        by: who reports.

    Raises:
        NotAllowed: they may not report progress in this area.
        EditRefused: the state of the plan does not let progress be reported.
        Stale: somebody else changed the activity meanwhile.
        NaphsError: the percentage, the day or the evidence cannot be.
    """
    with writing(Permission.REPORT_PROGRESS, country=activity.country_code, area=activity.area, by=by) as change:
        row = change.locked(activity, version)
        check_editable(row.plan, progress_only=True)
        day = timezone.localdate() if on is None else on
        update = ProgressUpdate(
            row.number, day, status, percent_done, evidence, blocker, blocked_by, next_step, by=str(by)
        )
        check_update(update, row)
        if later_update(row, day) is None:
            told = {"status": str(status), "percent_done": percent_done}
            row.content = changed_content(row.content, {"details": told})
            change.save(row, "report_progress", why)
        keep_update(change, row, update, way, why)
    return row
