"""Remove a milestone: it is not followed any more."""

from opennaphs.actions.activities.contents import check_editable
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import MilestoneRecord, User


def remove_milestone(*, milestone: MilestoneRecord, version: int, why: str = "", by: User) -> MilestoneRecord:
    """Take a milestone off the lists; its history stays.

    Raises:
        NotAllowed: they may not report progress in this area.
        EditRefused: the state of the plan does not let it be followed.
        Stale: somebody else changed it meanwhile.
    """
    with writing(Permission.REPORT_PROGRESS, country=milestone.country_code, area=milestone.area_id, by=by) as change:
        row = change.locked(milestone, version)
        check_editable(row.activity.plan, progress_only=True)
        row.removed = True
        change.save(row, "remove_milestone", why)
    return row
