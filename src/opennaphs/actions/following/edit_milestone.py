"""Edit a milestone: its words, its day, where it can be seen."""

from collections.abc import Mapping
from typing import Any

from opennaphs.actions.following.milestones import put_milestone
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import MilestoneRecord, User


def edit_milestone(
    *, milestone: MilestoneRecord, fields: Mapping[str, Any], version: int, why: str = "", by: User
) -> MilestoneRecord:
    """Change fields of a milestone; what is left out stays.

    Raises:
        NotAllowed: they may not report progress in this area.
        EditRefused: the state of the plan does not let it be followed.
        Stale: somebody else changed it meanwhile.
        NaphsError: a value cannot be; the message says which and what to write.
    """
    with writing(Permission.REPORT_PROGRESS, country=milestone.country_code, area=milestone.area_id, by=by) as change:
        row = change.locked(milestone, version)
        put_milestone(row, fields)
        change.save(row, "edit_milestone", why)
    return row
