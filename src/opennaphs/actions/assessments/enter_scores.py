"""Enter scores: any number of indicators of one assessment, each locked for itself."""

from collections.abc import Sequence

from opennaphs.actions.assessments.entries import (
    ScoreEntry,
    ScoresTaken,
    check_present,
    checked_entry,
    put_score,
    scores_by_indicator,
    taken,
)
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.catalogue.framework_files import load_framework
from opennaphs.store.models import AssessmentRecord, User


def enter_scores(*, assessment: AssessmentRecord, entries: Sequence[ScoreEntry], why: str = "", by: User) -> int:
    """Write the given scores and leave all others as they are; all of them or none.

    People who enter different indicators of one assessment at the same time do not meet.

    Args:
        assessment: which.
        entries: what is wanted, with the version of each score the person saw.
        why: a sentence for the history.
        by: who enters them.

    Returns:
        How many scores changed.

    Raises:
        NotAllowed: they may not enter scores in this country.
        ScoresTaken: somebody else changed some of the same scores meanwhile.
        NotALevel: a number is no level of the edition.
        Gone: the assessment was removed.
    """
    with writing(Permission.ENTER_SCORES, country=assessment.country, by=by) as change:
        record = change.locked(assessment, None)
        check_present(record)
        framework, rows = load_framework(record.framework), scores_by_indicator(record)
        wanted = [checked_entry(entry, framework) for entry in entries]
        if met := taken(wanted, rows):
            raise ScoresTaken(met)
        return sum(put_score(change, record, rows.get(one.indicator), one, "enter_scores", why) for one in wanted)
