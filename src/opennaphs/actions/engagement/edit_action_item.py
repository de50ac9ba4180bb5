"""Edit an action item."""

from collections.abc import Mapping
from typing import Any

from opennaphs.actions.engagement.checks import put_fields
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import ActionItem, User


def edit_action_item(
    *, item: ActionItem, fields: Mapping[str, Any], version: int, why: str = "", by: User
) -> ActionItem:
    """Change fields of an action item.

    Args:
        item: which.
        fields: new values by the name of the field; fields that are not named stay.
        version: the version the person saw.
        why: a sentence for the history.
        by: who changes it.

    Raises:
        NotAllowed: they may not keep stakeholders, committees and meetings.
        Stale: somebody else changed it meanwhile.
        NaphsError: a value cannot be; the message says which.
    """
    with writing(Permission.MANAGE_ENGAGEMENT, country=item.country, by=by) as change:
        row = change.locked(item, version)
        put_fields(row, fields)
        change.save(row, "edit_action_item", why)
    return row
