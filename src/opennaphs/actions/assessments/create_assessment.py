"""Create an assessment: edition, date and source; its scores come after."""

from opennaphs.actions.assessments.entries import check_assessment, check_single
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import AssessmentRecord, User


def create_assessment(
    *, country: str, framework: str, date: str, source: str, why: str = "", by: User
) -> AssessmentRecord:
    """Begin an assessment without scores.

    Args:
        country: ISO 3166 alpha-3.
        framework: id of the edition, for example ``jee-3``.
        date: ISO 8601, as exact as it is known: a year, a month or a day.
        source: where the scores come from, as a citation.
        why: a sentence for the history.
        by: who creates it.

    Raises:
        NotAllowed: they may not enter scores in this country.
        NaphsError: edition or date cannot be, the source is missing, or there is such an assessment already.
    """
    with writing(Permission.ENTER_SCORES, country=country, by=by) as change:
        check_assessment(country, framework, date, source)
        check_single(country, framework, date)
        record = AssessmentRecord(country=country, framework=framework, date=date, source=source.strip())
        return change.add(record, "create_assessment", why)
