"""Validate a piece of support that somebody reported."""

from opennaphs.actions.funding.rights import check_open
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.funding.supports import SupportState
from opennaphs.domain.sentences import Refused
from opennaphs.store.models import SupportRecord, User

MORE_MONEY = "Money was entered for this support while you were reading it. Look at its transactions, then validate it."
TEXTS = (MORE_MONEY,)


def validate_support(
    *, support: SupportRecord, version: int, seen: int | None = None, note: str = "", why: str = "", by: User
) -> SupportRecord:
    """Say that support is as it was reported; from now on it counts.

    Args:
        support: which.
        version: the version the person saw: nobody validates what they have not read.
        seen: how many transactions the person saw; ``None`` when they cannot tell.
        note: what was checked.
        why: a sentence for the history.
        by: who validates it.

    Raises:
        NotAllowed: they do not keep the money of the country.
        EditRefused: the plan is closed.
        Stale: somebody changed it meanwhile.
        Refused: there are more transactions than they saw.
    """
    with writing(Permission.MANAGE_FUNDING, country=support.country_code, by=by) as change:
        row = change.locked(support, version)
        check_open(row.plan)
        if seen is not None and row.transactions.count() != seen:
            raise Refused(MORE_MONEY)
        row.state, row.state_note = str(SupportState.VALIDATED), note.strip()
        change.save(row, "validate_support", why)
    return row
