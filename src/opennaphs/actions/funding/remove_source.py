"""Remove a funding source on which no support hangs; the row and its history stay."""

from opennaphs.actions.funding.checks import check_removable
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import FundingSourceRecord, User


def remove_source(*, source: FundingSourceRecord, version: int, why: str = "", by: User) -> FundingSourceRecord:
    """Take a funding source off the list.

    Args:
        source: which.
        version: the version the person saw.
        why: a sentence for the history.
        by: who removes it.

    Raises:
        NotAllowed: they may not keep funding sources.
        Stale: somebody else changed it meanwhile.
        Refused: support hangs on it.
    """
    with writing(Permission.MANAGE_FUNDING, country=source.country, by=by) as change:
        row = change.locked(source, version)
        check_removable(row)
        row.removed = True
        change.save(row, "remove_source", why)
    return row
