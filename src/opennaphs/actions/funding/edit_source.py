"""Edit a funding source."""

from collections.abc import Mapping
from typing import Any

from opennaphs.actions.funding.checks import put_source
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import FundingSourceRecord, User


def edit_source(
    *, source: FundingSourceRecord, fields: Mapping[str, Any], version: int, why: str = "", by: User
) -> FundingSourceRecord:
    """Change fields of a funding source; the figures of every plan it supports follow.

    Args:
        source: which.
        fields: new values as for adding one; fields that are not named stay.
        version: the version the person saw.
        why: a sentence for the history.
        by: who changes it.

    Raises:
        NotAllowed: they may not keep funding sources.
        Stale: somebody else changed it meanwhile.
        NaphsError: a value cannot be; the message says which.
    """
    with writing(Permission.MANAGE_FUNDING, country=source.country, by=by) as change:
        row = change.locked(source, version)
        put_source(row, fields)
        change.save(row, "edit_source", why)
    return row
