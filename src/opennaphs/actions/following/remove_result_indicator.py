"""Remove a result indicator: the plan is not measured by it any more."""

from opennaphs.actions.activities.contents import check_editable
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import ResultIndicatorRecord, User


def remove_result_indicator(
    *, indicator: ResultIndicatorRecord, version: int, why: str = "", by: User
) -> ResultIndicatorRecord:
    """Take a result indicator off the lists; its values and history stay.

    Raises:
        NotAllowed: they may not lead the follow-up.
        EditRefused: the state of the plan does not let it be followed.
        Stale: somebody else changed it meanwhile.
    """
    with writing(Permission.FOLLOW_UP, country=indicator.country_code, by=by) as change:
        row = change.locked(indicator, version)
        check_editable(row.plan, progress_only=True)
        row.removed = True
        change.save(row, "remove_result_indicator", why)
    return row
