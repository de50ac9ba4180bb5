"""Add a milestone: a point an activity passes on its way."""

from collections.abc import Mapping
from typing import Any

from opennaphs.actions.following.milestones import put_milestone
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import ActivityRecord, MilestoneRecord, User


def add_milestone(*, activity: ActivityRecord, fields: Mapping[str, Any], why: str = "", by: User) -> MilestoneRecord:
    """Give an activity a milestone.

    Args:
        activity: whose.
        fields: ``text``, ``due`` and, when there is something to see already, ``evidence``.
        why: a sentence for the history.
        by: who adds it.

    Raises:
        NotAllowed: they may not report progress in this area.
        EditRefused: the state of the plan does not let it be followed.
        NaphsError: a value cannot be; the message says which and what to write.
    """
    with writing(Permission.REPORT_PROGRESS, country=activity.country_code, area=activity.area, by=by) as change:
        row = MilestoneRecord(activity=activity)
        put_milestone(row, fields)
        change.add(row, "add_milestone", why)
    return row
