"""Edit a progress review: its day while it is planned, its record once it was held."""

from collections.abc import Mapping
from typing import Any

from opennaphs.actions.reviewing.rows import HELD_FIELDS, PLANNED_FIELDS, check_there, put_fields
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.following import HELD
from opennaphs.store.models import ProgressReviewRecord, User


def edit_progress_review(
    *, review: ProgressReviewRecord, fields: Mapping[str, Any], version: int, why: str = "", by: User
) -> ProgressReviewRecord:
    """Change fields of a progress review. What was known on its day is never changed.

    Args:
        review: which.
        fields: new values by the name of the field: ``kind``, ``held_on`` and ``title`` while it is planned; ``title``,
            ``summary``, ``attendance``, ``decisions`` and ``lessons`` (texts) once it was held. Others stay.
        version: the version the person saw.
        why: a sentence for the history.
        by: who changes it.

    Raises:
        NotAllowed: they may not lead the follow-up.
        Stale: somebody else changed it meanwhile.
        Gone: it was removed.
        NaphsError: a value cannot be, or a lesson that is in the register would go.
    """
    with writing(Permission.FOLLOW_UP, country=review.country_code, by=by) as change:
        row = change.locked(review, version)
        check_there(row)
        put_fields(row, fields, HELD_FIELDS if row.state == HELD else PLANNED_FIELDS)
        change.save(row, "edit_progress_review", why)
    return row
