"""Remove a piece of support with its transactions; the rows and their history stay."""

from opennaphs.actions.funding.rights import check_open, check_theirs
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import SupportRecord, User


def remove_support(*, support: SupportRecord, version: int, why: str = "", by: User) -> SupportRecord:
    """Take a piece of support out of a plan; its money is counted no more.

    Args:
        support: which.
        version: the version the person saw.
        why: a sentence for the history.
        by: who removes it.

    Raises:
        NotAllowed: it is not theirs.
        EditRefused: the plan is closed.
        Stale: somebody else changed it meanwhile.
    """
    with writing(Permission.REPORT_SUPPORT, country=support.country_code, by=by) as change:
        row = change.locked(support, version)
        check_theirs(by, row)
        check_open(row.plan)
        row.removed = True
        change.save(row, "remove_support", why)
    return row
