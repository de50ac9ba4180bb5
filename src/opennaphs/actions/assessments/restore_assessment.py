"""Bring a removed assessment back, with all its scores."""

from opennaphs.actions.assessments.entries import check_single
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import AssessmentRecord, User


def restore_assessment(*, assessment: AssessmentRecord, version: int, why: str = "", by: User) -> AssessmentRecord:
    """Bring an assessment back as it was when it was removed.

    Args:
        assessment: which.
        version: the version the person saw.
        why: a sentence for the history.
        by: who brings it back.

    Raises:
        NotAllowed: they may not enter scores in this country.
        Stale: somebody else changed it meanwhile.
        NaphsError: another assessment of the same edition and date has taken its place.
    """
    with writing(Permission.ENTER_SCORES, country=assessment.country, by=by) as change:
        check_single(assessment.country, assessment.framework, assessment.date, but=assessment)
        row = change.locked(assessment, version)
        row.removed = False
        change.save(row, "restore_assessment", why)
    return row
