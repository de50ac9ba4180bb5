"""Edit a health event."""

from collections.abc import Mapping
from typing import Any

from opennaphs.actions.advocacy.checks import put_fields
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import HealthEventRecord, User


def edit_health_event(
    *, event: HealthEventRecord, fields: Mapping[str, Any], version: int, why: str = "", by: User
) -> HealthEventRecord:
    """Change fields of a health event.

    Args:
        event: which.
        fields: new values by the name of the field; fields that are not named stay.
        version: the version the person saw.
        why: a sentence for the history.
        by: who changes it.

    Raises:
        NotAllowed: they may not keep the money of the country.
        Stale: somebody else changed it meanwhile.
        NaphsError: a value cannot be; the message says which.
    """
    with writing(Permission.MANAGE_FUNDING, country=event.country, by=by) as change:
        row = change.locked(event, version)
        put_fields(row, fields)
        change.save(row, "edit_health_event", why)
    return row
