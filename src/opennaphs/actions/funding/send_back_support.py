"""Send a piece of support back to those who reported it."""

from opennaphs.actions.funding.rights import check_open
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.funding.supports import SupportState
from opennaphs.domain.sentences import Refused
from opennaphs.store.models import SupportRecord, User

NO_REASON = "Say what is wrong with it: those who reported it will read that."
TEXTS = (NO_REASON,)


def send_back_support(*, support: SupportRecord, reason: str, version: int, by: User) -> SupportRecord:
    """Send support back with a reason; it does not count until it is corrected and validated.

    Args:
        support: which.
        reason: what is wrong with it; those who reported it read it.
        version: the version the person saw.
        by: who sends it back.

    Raises:
        NotAllowed: they do not keep the money of the country.
        EditRefused: the plan is closed.
        Refused: no reason is given.
        Stale: somebody changed it meanwhile.
    """
    with writing(Permission.MANAGE_FUNDING, country=support.country_code, by=by) as change:
        row = change.locked(support, version)
        check_open(row.plan)
        if not reason.strip():
            raise Refused(NO_REASON)
        row.state, row.state_note = str(SupportState.SENT_BACK), reason.strip()
        change.save(row, "send_back_support", reason.strip())
    return row
