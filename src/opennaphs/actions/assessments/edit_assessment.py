"""Edit an assessment: its date and its source. The edition stays, because the scores are levels of that edition."""

from opennaphs.actions.assessments.entries import check_assessment, check_present, check_single
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import AssessmentRecord, User


def edit_assessment(
    *, assessment: AssessmentRecord, date: str, source: str, version: int, why: str = "", by: User
) -> AssessmentRecord:
    """Change date and source of an assessment.

    Args:
        assessment: which.
        date: ISO 8601, a year, a month or a day.
        source: where the scores come from.
        version: the version the person saw.
        why: a sentence for the history.
        by: who changes it.

    Raises:
        NotAllowed: they may not enter scores in this country.
        Stale: somebody else changed it meanwhile.
        Gone: it was removed.
        NaphsError: the date cannot be, the source is missing, or another assessment has that date.
    """
    with writing(Permission.ENTER_SCORES, country=assessment.country, by=by) as change:
        check_assessment(assessment.country, assessment.framework, date, source)
        check_single(assessment.country, assessment.framework, date, but=assessment)
        row = change.locked(assessment, version)
        check_present(row)
        row.date, row.source = date, source.strip()
        change.save(row, "edit_assessment", why)
    return row
