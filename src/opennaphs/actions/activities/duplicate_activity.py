"""Duplicate an activity: the same work once more, under a number of its own."""

from copy import deepcopy

from opennaphs.actions.activities.contents import PROGRESS, changed_content, check_editable
from opennaphs.actions.activities.positions import position_after
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.activity_details import NO_DETAILS, details_document
from opennaphs.domain.sector_packages import new_number
from opennaphs.store.activities import numbers_taken
from opennaphs.store.models import ActivityRecord, User


def duplicate_activity(*, activity: ActivityRecord, why: str = "", by: User) -> ActivityRecord:
    """Add a copy right behind an activity, with its words, costs and ratings but without its progress.

    Args:
        activity: which.
        why: a sentence for the history.
        by: who duplicates it.

    Raises:
        NotAllowed: they may not edit this area.
        EditRefused: the state of the plan does not let its activities be edited.
    """
    with writing(Permission.EDIT_ACTIVITIES, country=activity.country_code, area=activity.area, by=by) as change:
        plan = change.locked(activity.plan, None)
        check_editable(plan)
        row = change.locked(activity, None)
        content = {**deepcopy(row.content), "id": new_number(row.area, numbers_taken(plan))}
        unsaid = details_document(NO_DETAILS)
        content = changed_content(content, {"details": {name: unsaid[name] for name in PROGRESS}})
        position = position_after(change, plan, row, "make_room")
        copy = ActivityRecord(plan=plan, content=content, position=position)
        change.add(copy, "duplicate_activity", why or row.number)
    return copy
