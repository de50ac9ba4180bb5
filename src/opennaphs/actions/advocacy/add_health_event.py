"""Enter a health event of the country."""

from collections.abc import Mapping
from typing import Any

from opennaphs.actions.advocacy.checks import put_fields
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import HealthEventRecord, User


def add_health_event(*, country: str, fields: Mapping[str, Any], why: str = "", by: User) -> HealthEventRecord:
    """Enter a health event of the country.

    Args:
        country: ISO 3166 alpha-3.
        fields: ``name``, ``hazard``, ``began``, ``ended``, ``cases``, ``deaths``, ``cost`` with ``currency`` and
            ``price_year`` (``None`` = not known), ``source``, ``areas`` and ``what_failed``.
        why: a sentence for the history.
        by: who adds it.

    Raises:
        NotAllowed: they may not keep the money of the country.
        NaphsError: a value cannot be; the message says which.
    """
    with writing(Permission.MANAGE_FUNDING, country=country, by=by) as change:
        row = HealthEventRecord(country=country)
        put_fields(row, fields)
        change.add(row, "add_health_event", why)
    return row
