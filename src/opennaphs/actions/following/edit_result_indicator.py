"""Edit a result indicator: its words, its baseline, its target."""

from collections.abc import Mapping
from typing import Any

from opennaphs.actions.following.indicators import put_indicator
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import ResultIndicatorRecord, User


def edit_result_indicator(
    *, indicator: ResultIndicatorRecord, fields: Mapping[str, Any], version: int, why: str = "", by: User
) -> ResultIndicatorRecord:
    """Change fields of a result indicator; what is left out stays, values that were measured too.

    Raises:
        NotAllowed: they may not lead the follow-up.
        EditRefused: the state of the plan does not let it be followed.
        Stale: somebody else changed it meanwhile.
        NaphsError: a value cannot be; the message says which and what to write.
    """
    with writing(Permission.FOLLOW_UP, country=indicator.country_code, by=by) as change:
        row = change.locked(indicator, version)
        put_indicator(row, fields)
        change.save(row, "edit_result_indicator", why)
    return row
