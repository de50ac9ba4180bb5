"""Add a meeting, past or to come, to a committee."""

from collections.abc import Mapping
from typing import Any

from opennaphs.actions.engagement.checks import put_fields
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import Committee, Meeting, User


def add_meeting(*, committee: Committee, fields: Mapping[str, Any], why: str = "", by: User) -> Meeting:
    """Add a meeting, past or to come, to a committee.

    Args:
        committee: whose meeting it is.
        fields: ``held_on``, ``title``, ``place``, ``agenda``, ``minutes``, ``attendance`` (people by sector) and
            ``decisions``.
        why: a sentence for the history.
        by: who adds it.

    Raises:
        NotAllowed: they may not keep stakeholders, committees and meetings.
        NaphsError: a value cannot be; the message says which.
    """
    with writing(Permission.MANAGE_ENGAGEMENT, country=committee.country, by=by) as change:
        row = Meeting(country=committee.country, committee=committee)
        put_fields(row, fields)
        change.add(row, "add_meeting", why)
    return row
