"""Import progress: keep the updates that a preview showed, in one transaction, or none."""

from collections.abc import Iterable
from dataclasses import replace

from django.utils import timezone

from opennaphs.actions.activities.contents import changed_content, check_editable
from opennaphs.actions.following.imports import TAKEN, Incoming, incoming, updates_in
from opennaphs.actions.following.updates import UpdateWay, keep_updates, updates_of
from opennaphs.actions.writing import Change, writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.monitoring.records import ProgressUpdate
from opennaphs.store.models import ActivityRecord, ImportPreview, PlanRecord, User

ACTION = "import_progress"


def import_progress(*, preview: ImportPreview, why: str = "", by: User) -> tuple[ProgressUpdate, ...]:
    """Keep the updates of a preview that nobody has reported yet; each activity then says its latest one.

    Args:
        preview: what the table holds.
        why: a sentence for the history; the name of the file is kept anyway.
        by: who says yes.

    Raises:
        NotAllowed: they may not report progress in one of the areas.
        EditRefused: the state of the plan does not let progress be reported.
        NaphsError: it was taken already, or an activity is not in the plan any more.
    """
    plan = PlanRecord.objects.get(pk=preview.content["plan"])
    found = incoming(updates_in(preview), plan)
    with writing(Permission.REPORT_PROGRESS, country=plan.country, areas=found.areas, by=by) as change:
        row = ImportPreview.objects.select_for_update().get(pk=preview.pk)
        if row.taken_at is not None:
            raise NaphsError(TAKEN)
        check_editable(change.locked(plan, None), progress_only=True)
        reason = f"{row.file_name}: {why.strip()}" if why.strip() else row.file_name
        _keep(change, found, reason, str(by))
        row.taken_at = timezone.now()
        row.save(update_fields=["taken_at"])
    return found.new


def _keep(change: Change, found: Incoming, reason: str, by: str) -> None:
    rows = {number: change.locked(found.activities[number], None) for number in sorted(_numbers(found.new))}
    told = [(rows[one.activity], replace(one, by=one.by or by)) for one in found.new]
    keep_updates(change, told, UpdateWay.IMPORT, reason)
    for row in rows.values():
        row.content = changed_content(row.content, {"details": _latest(row)})
        change.save(row, ACTION, reason)


def _numbers(updates: Iterable[ProgressUpdate]) -> set[str]:
    return {one.activity for one in updates}


def _latest(row: ActivityRecord) -> dict[str, object]:
    latest = updates_of(row)[0]
    return {"status": latest.status, "percent_done": latest.percent_done}
