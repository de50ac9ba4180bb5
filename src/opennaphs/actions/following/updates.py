"""Progress updates on their way into rows: checked as the domain knows them, and told from what a plan already says."""

import datetime
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from opennaphs.actions.following.fitting import check_fits
from opennaphs.actions.following.proofs import check_evidence
from opennaphs.actions.writing import ROWS_AT_ONCE, Change
from opennaphs.domain.activity_details import MOST_PERCENT, ActivityStatus
from opennaphs.domain.differences import differences
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.monitoring.records import ProgressUpdate
from opennaphs.store.models import ActivityRecord, ProgressUpdateRecord

ACTION = "report_progress"
LONGEST_AGO = datetime.timedelta(days=366)
Progress = tuple[str, int | None]


class UpdateWay(StrEnum):
    """How an update came in."""

    PAGE = "page"
    LINK = "link"
    IMPORT = "import"
    API = "API"


def check_update(update: ProgressUpdate, activity: ActivityRecord) -> None:
    """Raise unless an update can be kept: its day, its evidence, its words.

    Raises:
        NaphsError: the day is to come or long before the plan, or the evidence is an address that nobody should open.
    """
    today = timezone.localdate()
    first = min(datetime.date(activity.plan.first_year, 1, 1), today - LONGEST_AGO)
    if update.on > today:
        message = f"The update is of {update.on}, which is still to come. Report what is, on a day up to today."
        raise NaphsError(message)
    if update.on < first:
        message = f"The update is of {update.on}, long before the plan. Write a day from {first} on."
        raise NaphsError(message)
    check_evidence(update.evidence)


def later_update(activity: ActivityRecord, on: datetime.date) -> ProgressUpdateRecord | None:
    """Give the latest update of an activity when it speaks of a later day than ``on``: then one of ``on`` is late."""
    return updates_of(activity).filter(on__gt=on).first()


def updates_of(activity: ActivityRecord) -> "QuerySet[ProgressUpdateRecord]":
    """Give the updates of an activity, the latest day first."""
    return ProgressUpdateRecord.objects.filter(activity=activity)


def keep_update(
    change: Change, activity: ActivityRecord, update: ProgressUpdate, way: UpdateWay, why: str = ""
) -> None:
    """Save an update beside the earlier ones, with its audit event."""
    keep_updates(change, [(activity, update)], way, why)


def keep_updates(
    change: Change, updates: Iterable[tuple[ActivityRecord, ProgressUpdate]], way: UpdateWay, why: str = ""
) -> None:
    """Save many updates, each with its own audit event."""
    rows = [update_row(activity, update, way) for activity, update in updates]
    for row in rows:
        row.author = change.by
        check_fits(row)
    for row in ProgressUpdateRecord.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE):
        change.note(row, ACTION, differences({}, _told(row)), why)


def update_row(activity: ActivityRecord, update: ProgressUpdate, way: UpdateWay) -> ProgressUpdateRecord:
    """Give an update as a row, not yet saved."""
    return ProgressUpdateRecord(
        plan_id=activity.plan_id,
        activity=activity,
        on=update.on,
        status=str(update.status),
        percent_done=update.percent_done,
        evidence=update.evidence.strip(),
        blocker="" if update.blocker is None else str(update.blocker),
        blocked_by=update.blocked_by.strip(),
        next_step=update.next_step.strip(),
        by=update.by,
        way=str(way),
    )


def _told(row: ProgressUpdateRecord) -> dict[str, Any]:
    """Give what the trail keeps of an update; what was not said is left out."""
    names = ("status", "percent_done", "evidence", "blocker", "blocked_by", "next_step", "way")
    said = {name: getattr(row, name) for name in names}
    kept = {name: value for name, value in said.items() if value is not None and value != ""}
    return {"activity": row.activity.number, "on": row.on.isoformat(), **kept}


def progress_in(content: Mapping[str, Any]) -> Progress:
    """Give status and percentage that the content of an activity says."""
    details = content.get("details", {})
    return details.get("status", str(ActivityStatus.NOT_STARTED)), details.get("percent_done")


def whole_when_completed(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Give changes of an activity in which “completed” without a percentage means all of it, as the word does."""
    details = fields.get("details", {})
    if details.get("status") != ActivityStatus.COMPLETED or "percent_done" in details:
        return dict(fields)
    return {**fields, "details": {**details, "percent_done": MOST_PERCENT}}


def keep_changed_progress(
    change: Change,
    rows: Iterable[ActivityRecord],
    before: Mapping[int, Progress],
    why: str = "",
    way: UpdateWay = UpdateWay.PAGE,
) -> None:
    """Leave an update of today for every activity whose progress an edit of it changed, so that no report is missing.

    Args:
        change: the transaction.
        rows: the activities as they are saved now.
        before: by their keys, what they said before.
        why: a sentence for the history.
        way: how the edit came in.
    """
    changed = [row for row in rows if progress_in(row.content) != before[row.pk]]
    keep_updates(change, [(row, _of_today(row, change)) for row in changed], way, why)


def _of_today(row: ActivityRecord, change: Change) -> ProgressUpdate:
    status, percent = progress_in(row.content)
    return ProgressUpdate(row.number, timezone.localdate(), ActivityStatus(status), percent, by=str(change.by))
