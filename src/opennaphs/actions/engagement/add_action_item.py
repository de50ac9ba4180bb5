"""Add something a meeting asked a role to do."""

from collections.abc import Mapping
from typing import Any

from opennaphs.actions.engagement.checks import put_fields
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import ActionItem, Meeting, User


def add_action_item(*, meeting: Meeting, fields: Mapping[str, Any], why: str = "", by: User) -> ActionItem:
    """Add something a meeting asked a role to do.

    Args:
        meeting: the one that asked for it.
        fields: ``text``, ``owner`` (a role), ``due``, ``done_on``, ``note``.
        why: a sentence for the history.
        by: who adds it.

    Raises:
        NotAllowed: they may not keep stakeholders, committees and meetings.
        NaphsError: a value cannot be; the message says which.
    """
    with writing(Permission.MANAGE_ENGAGEMENT, country=meeting.country, by=by) as change:
        row = ActionItem(country=meeting.country, meeting=meeting)
        put_fields(row, fields)
        change.add(row, "add_action_item", why)
    return row
