"""Import scores: write what a preview showed, in one transaction, or nothing."""

from django.utils import timezone

from opennaphs.actions.assessments.entries import (
    ScoreEntry,
    checked_entry,
    put_score,
    scores_by_indicator,
)
from opennaphs.actions.assessments.imports import Incoming, fingerprint, incoming
from opennaphs.actions.writing import Change, writing
from opennaphs.authorization.permissions import Permission
from opennaphs.catalogue.framework_files import load_framework
from opennaphs.domain.errors import NaphsError
from opennaphs.store.assessments import published_texts
from opennaphs.store.models import AssessmentRecord, CountryDesk, ImportPreview, User


def import_scores(*, preview: ImportPreview, seen: str, why: str = "", by: User) -> list[AssessmentRecord]:
    """Take over the scores of a preview. What the file does not speak of stays as it is.

    Args:
        preview: what the file holds.
        seen: the sign of the changes the person was shown (``imports.fingerprint``).
        why: a sentence for the history; the name of the file is kept anyway.
        by: who says yes.

    Returns:
        The assessments that were made or changed.

    Raises:
        NotAllowed: they may not import scores in this country.
        Gone: the preview was taken already.
        NaphsError: the scores changed since the preview was shown; look at it again.
    """
    with writing(Permission.ENTER_SCORES, country=preview.country, by=by) as change:
        _lock(preview.country)
        preview = ImportPreview.objects.select_for_update().get(pk=preview.pk)
        found = incoming(preview)
        if fingerprint(found) != seen:
            raise NaphsError("Somebody changed these scores after you saw the preview. Look at it again, then import.")
        reason = f"{preview.file_name}: {why.strip()}" if why.strip() else preview.file_name
        written = [_take(one, change, reason) for one in found if one.changes.any or one.record is None]
        preview.taken_at = timezone.now()
        preview.save(update_fields=["taken_at"])
    return written


def _lock(country: str) -> None:
    """Let nobody begin an assessment or enter a score between the look and the writing."""
    list(CountryDesk.objects.select_for_update().filter(country=country))
    list(AssessmentRecord.objects.select_for_update().filter(country=country))


def _take(one: Incoming, change: Change, why: str) -> AssessmentRecord:
    record = _record(one, change, why)
    framework, rows = load_framework(record.framework), scores_by_indicator(record)
    for found in (*one.changes.new, *one.changes.changed):
        row = rows.get(found.indicator)
        entry = ScoreEntry(found.indicator, found.after, note=row.note if row else "")
        put_score(change, record, row, checked_entry(entry, framework), "import_scores", why)
    return record


def _record(one: Incoming, change: Change, why: str) -> AssessmentRecord:
    brought = one.assessment
    if one.record is None:
        record = AssessmentRecord(country=brought.country, framework=brought.framework, date=brought.date)
        record.source, record.published = brought.source or why, published_texts(brought)
        return change.add(record, "import_scores", why)
    record = change.locked(one.record, None)
    record.published = {**record.published, **published_texts(brought)}
    change.save(record, "import_scores", why)
    return record
