"""Enter a day of the budget calendar."""

from collections.abc import Mapping
from typing import Any

from opennaphs.actions.advocacy.checks import put_fields
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import BudgetMoment, User


def add_budget_moment(*, country: str, fields: Mapping[str, Any], why: str = "", by: User) -> BudgetMoment:
    """Enter a day of the budget calendar.

    Args:
        country: ISO 3166 alpha-3.
        fields: ``title``, ``day``, ``note``.
        why: a sentence for the history.
        by: who adds it.

    Raises:
        NotAllowed: they may not keep the money of the country.
        NaphsError: a value cannot be; the message says which.
    """
    with writing(Permission.MANAGE_FUNDING, country=country, by=by) as change:
        row = BudgetMoment(country=country)
        put_fields(row, fields)
        change.add(row, "add_budget_moment", why)
    return row
