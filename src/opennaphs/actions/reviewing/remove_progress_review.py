"""Remove a progress review; the row and its history stay."""

from opennaphs.actions.reviewing.rows import check_not_held, check_there
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import ProgressReviewRecord, User


def remove_progress_review(
    *, review: ProgressReviewRecord, version: int, why: str = "", by: User
) -> ProgressReviewRecord:
    """Take a planned progress review off the list. One that was held stays: it is part of the record of the plan.

    Args:
        review: which.
        version: the version the person saw.
        why: a sentence for the history.
        by: who removes it.

    Raises:
        NotAllowed: they may not lead the follow-up.
        Stale: somebody else changed it meanwhile.
        Gone: it was removed.
        NaphsError: it was held.
    """
    with writing(Permission.FOLLOW_UP, country=review.country_code, by=by) as change:
        row = change.locked(review, version)
        check_there(row)
        check_not_held(row)
        row.removed = True
        change.save(row, "remove_progress_review", why)
    return row
