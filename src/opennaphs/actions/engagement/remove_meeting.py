"""Remove a meeting; the row and its history stay."""

from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import Meeting, User


def remove_meeting(*, meeting: Meeting, version: int, why: str = "", by: User) -> Meeting:
    """Take a meeting off the lists with its action items; going back to an earlier version restores it.

    Args:
        meeting: which.
        version: the version the person saw.
        why: a sentence for the history.
        by: who removes it.

    Raises:
        NotAllowed: they may not keep stakeholders, committees and meetings.
        Stale: somebody else changed it meanwhile.
    """
    with writing(Permission.MANAGE_ENGAGEMENT, country=meeting.country, by=by) as change:
        row = change.locked(meeting, version)
        row.removed = True
        change.save(row, "remove_meeting", why)
    return row
