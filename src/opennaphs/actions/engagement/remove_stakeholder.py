"""Remove a stakeholder; the row and its history stay."""

from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import StakeholderRecord, User


def remove_stakeholder(*, stakeholder: StakeholderRecord, version: int, why: str = "", by: User) -> StakeholderRecord:
    """Take a stakeholder off the lists and out of their areas; going back to an earlier version restores it.

    Args:
        stakeholder: which.
        version: the version the person saw.
        why: a sentence for the history.
        by: who removes it.

    Raises:
        NotAllowed: they may not keep stakeholders, committees and meetings.
        Stale: somebody else changed it meanwhile.
    """
    with writing(Permission.MANAGE_ENGAGEMENT, country=stakeholder.country, by=by) as change:
        row = change.locked(stakeholder, version)
        row.removed = True
        change.save(row, "remove_stakeholder", why)
    return row
