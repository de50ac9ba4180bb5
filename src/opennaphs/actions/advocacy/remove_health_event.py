"""Remove a health event; the row and its history stay."""

from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import HealthEventRecord, User


def remove_health_event(*, event: HealthEventRecord, version: int, why: str = "", by: User) -> HealthEventRecord:
    """Take a health event off the lists; going back to an earlier version restores it.

    Args:
        event: which.
        version: the version the person saw.
        why: a sentence for the history.
        by: who removes it.

    Raises:
        NotAllowed: they may not keep the money of the country.
        Stale: somebody else changed it meanwhile.
    """
    with writing(Permission.MANAGE_FUNDING, country=event.country, by=by) as change:
        row = change.locked(event, version)
        row.removed = True
        change.save(row, "remove_health_event", why)
    return row
