"""Edit a piece of support."""

from collections.abc import Mapping
from typing import Any

from opennaphs.actions.funding.checks import put_support
from opennaphs.actions.funding.rights import check_open, check_theirs, state_after
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import SupportRecord, User


def edit_support(
    *, support: SupportRecord, fields: Mapping[str, Any], version: int, why: str = "", by: User
) -> SupportRecord:
    """Change fields of a piece of support; what a partner changes has to be validated (again).

    Args:
        support: which.
        fields: new values as for adding one; fields that are not named stay.
        version: the version the person saw.
        why: a sentence for the history.
        by: who changes it.

    Raises:
        NotAllowed: it is not theirs.
        EditRefused: the plan is closed.
        Stale: somebody else changed it meanwhile.
        NaphsError: a value cannot be; the message says which.
    """
    with writing(Permission.REPORT_SUPPORT, country=support.country_code, by=by) as change:
        row = change.locked(support, version)
        check_theirs(by, row)
        check_open(row.plan)
        before = row.document()
        put_support(row, fields)
        if row.document() != before:
            row.state = str(state_after(by, row))
        change.save(row, "edit_support", why)
    return row
