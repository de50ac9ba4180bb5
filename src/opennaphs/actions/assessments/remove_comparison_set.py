"""Remove a comparison set."""

from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import ComparisonSet, User


def remove_comparison_set(*, comparison_set: ComparisonSet, version: int, why: str = "", by: User) -> ComparisonSet:
    """Take a comparison set out of the list.

    Args:
        comparison_set: which.
        version: the version the person saw.
        why: a sentence for the history.
        by: who removes it.

    Raises:
        NotAllowed: they may not import scores in this country.
        Stale: somebody else changed it meanwhile.
    """
    with writing(Permission.ENTER_SCORES, country=comparison_set.country, by=by) as change:
        row = change.locked(comparison_set, version)
        row.removed = True
        change.save(row, "remove_comparison_set", why)
    return row
