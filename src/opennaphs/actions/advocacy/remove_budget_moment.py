"""Remove an entry of the budget calendar; the row and its history stay."""

from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import BudgetMoment, User


def remove_budget_moment(*, moment: BudgetMoment, version: int, why: str = "", by: User) -> BudgetMoment:
    """Take an entry of the budget calendar off the lists; going back to an earlier version restores it.

    Args:
        moment: which.
        version: the version the person saw.
        why: a sentence for the history.
        by: who removes it.

    Raises:
        NotAllowed: they may not keep the money of the country.
        Stale: somebody else changed it meanwhile.
    """
    with writing(Permission.MANAGE_FUNDING, country=moment.country, by=by) as change:
        row = change.locked(moment, version)
        row.removed = True
        change.save(row, "remove_budget_moment", why)
    return row
