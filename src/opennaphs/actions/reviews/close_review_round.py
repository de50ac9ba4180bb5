"""Close a review round: what was said stands, nobody signs off any more."""

from django.utils import timezone

from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import ReviewRound, User

IS_CLOSED = "Round {number} is closed already."


def close_review_round(*, review: ReviewRound, version: int, why: str = "", by: User) -> ReviewRound:
    """Close a round.

    Args:
        review: which.
        version: the version the person saw.
        why: a sentence for the history.
        by: who closes it.

    Raises:
        NotAllowed: they may not move plans.
        Stale: somebody else changed it meanwhile.
        NaphsError: it is closed already.
    """
    with writing(Permission.MOVE_PLAN, country=review.country_code, by=by) as change:
        row = change.locked(review, version)
        if row.closed_at is not None:
            raise NaphsError(IS_CLOSED.format(number=row.number))
        row.closed_at = timezone.now()
        change.save(row, "close_review_round", why)
    return row
