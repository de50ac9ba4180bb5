"""Remove a committee; the row and its history stay."""

from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import Committee, User


def remove_committee(*, committee: Committee, version: int, why: str = "", by: User) -> Committee:
    """Take a committee off the lists with its meetings and action items; going back to an earlier version restores it.

    Args:
        committee: which.
        version: the version the person saw.
        why: a sentence for the history.
        by: who removes it.

    Raises:
        NotAllowed: they may not keep stakeholders, committees and meetings.
        Stale: somebody else changed it meanwhile.
    """
    with writing(Permission.MANAGE_ENGAGEMENT, country=committee.country, by=by) as change:
        row = change.locked(committee, version)
        row.removed = True
        change.save(row, "remove_committee", why)
    return row
