"""Remove an action item; the row and its history stay."""

from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import ActionItem, User


def remove_action_item(*, item: ActionItem, version: int, why: str = "", by: User) -> ActionItem:
    """Take an action item off the lists; going back to an earlier version restores it.

    Args:
        item: which.
        version: the version the person saw.
        why: a sentence for the history.
        by: who removes it.

    Raises:
        NotAllowed: they may not keep stakeholders, committees and meetings.
        Stale: somebody else changed it meanwhile.
    """
    with writing(Permission.MANAGE_ENGAGEMENT, country=item.country, by=by) as change:
        row = change.locked(item, version)
        row.removed = True
        change.save(row, "remove_action_item", why)
    return row
