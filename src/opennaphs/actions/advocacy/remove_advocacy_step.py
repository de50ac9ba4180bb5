"""Remove an advocacy step; the row and its history stay."""

from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import AdvocacyStep, User


def remove_advocacy_step(*, step: AdvocacyStep, version: int, why: str = "", by: User) -> AdvocacyStep:
    """Take an advocacy step off the lists; going back to an earlier version restores it.

    Args:
        step: which.
        version: the version the person saw.
        why: a sentence for the history.
        by: who removes it.

    Raises:
        NotAllowed: they may not keep the money of the country.
        Stale: somebody else changed it meanwhile.
    """
    with writing(Permission.MANAGE_FUNDING, country=step.country, by=by) as change:
        row = change.locked(step, version)
        row.removed = True
        change.save(row, "remove_advocacy_step", why)
    return row
