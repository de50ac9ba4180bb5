"""Remove an assessment, with a reason. It can be brought back with all its scores."""

from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import AssessmentRecord, User


def remove_assessment(*, assessment: AssessmentRecord, version: int, why: str, by: User) -> AssessmentRecord:
    """Take an assessment out of every list, trend and draft.

    Args:
        assessment: which.
        version: the version the person saw.
        why: the reason; it stays in the history.
        by: who removes it.

    Raises:
        NotAllowed: they may not enter scores in this country.
        Stale: somebody else changed it meanwhile.
        NaphsError: no reason is given.
    """
    with writing(Permission.ENTER_SCORES, country=assessment.country, by=by) as change:
        if not why.strip():
            raise NaphsError("Say why the assessment is removed; the reason stays in the history.")
        row = change.locked(assessment, version)
        row.removed = True
        change.save(row, "remove_assessment", why.strip())
    return row
