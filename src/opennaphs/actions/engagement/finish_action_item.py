"""Finish an action item."""

from datetime import date

from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import ActionItem, User


def finish_action_item(*, item: ActionItem, done_on: date | None, version: int, why: str = "", by: User) -> ActionItem:
    """Say on which day an action item was done, or with ``None`` that it is not done after all.

    Args:
        item: which.
        done_on: the day.
        version: the version the person saw.
        why: a sentence for the history.
        by: who says so.

    Raises:
        NotAllowed: they may not keep stakeholders, committees and meetings.
        Stale: somebody else changed it meanwhile.
    """
    with writing(Permission.MANAGE_ENGAGEMENT, country=item.country, by=by) as change:
        row = change.locked(item, version)
        row.done_on = done_on
        change.save(row, "finish_action_item", why)
    return row
