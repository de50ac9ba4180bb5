"""Edit an entry of the budget calendar."""

from collections.abc import Mapping
from typing import Any

from opennaphs.actions.advocacy.checks import put_fields
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import BudgetMoment, User


def edit_budget_moment(
    *, moment: BudgetMoment, fields: Mapping[str, Any], version: int, why: str = "", by: User
) -> BudgetMoment:
    """Change fields of an entry of the budget calendar.

    Args:
        moment: which.
        fields: new values by the name of the field; fields that are not named stay.
        version: the version the person saw.
        why: a sentence for the history.
        by: who changes it.

    Raises:
        NotAllowed: they may not keep the money of the country.
        Stale: somebody else changed it meanwhile.
        NaphsError: a value cannot be; the message says which.
    """
    with writing(Permission.MANAGE_FUNDING, country=moment.country, by=by) as change:
        row = change.locked(moment, version)
        put_fields(row, fields)
        change.save(row, "edit_budget_moment", why)
    return row
