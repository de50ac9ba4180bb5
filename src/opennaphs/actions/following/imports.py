"""Updates from a file on their way into rows: kept in a preview, held against what was reported already."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from opennaphs.actions.following.updates import check_update
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.monitoring.documents import follow_up_document, follow_up_of
from opennaphs.domain.monitoring.records import FollowUp, ProgressUpdate
from opennaphs.sources.progress_csv import ReportedProgress
from opennaphs.store.following import load_follow_up
from opennaphs.store.models import ActivityRecord, ImportPreview, PlanRecord

KIND = "progress"
TAKEN = "This file has been imported already. Upload it again if it holds something new."
WHAT = ("activity", "on", "status", "percent_done", "evidence", "blocker", "blocked_by", "next_step")


@dataclass(frozen=True)
class Incoming:
    """What a file would add: new updates, those that stand there word for word, and the activities of the new ones."""

    new: tuple[ProgressUpdate, ...]
    known: tuple[ProgressUpdate, ...]
    activities: Mapping[str, ActivityRecord]

    @property
    def areas(self) -> set[str]:
        """The areas the updates are of."""
        return {self.activities[one.activity].area for one in (*self.new, *self.known)}


def content_of_file(plan: PlanRecord, read: ReportedProgress) -> dict[str, Any]:
    """Give what was read as a preview keeps it."""
    updates = follow_up_document(FollowUp(read.updates))["updates"]
    return {
        "plan": plan.pk,
        "updates": updates,
        "warnings": [[str(one.where), one.what, one.remedy] for one in read.warnings],
    }


def updates_in(preview: ImportPreview) -> tuple[ProgressUpdate, ...]:
    """Give the updates a preview keeps."""
    empty: dict[str, Any] = {"milestones": [], "results": [], "reviews": []}
    return follow_up_of({**empty, "updates": preview.content["updates"]}).updates


def incoming(updates: Iterable[ProgressUpdate], plan: PlanRecord) -> Incoming:
    """Hold updates against a plan as it stands now.

    Raises:
        NaphsError: an activity is not in the plan any more, or an update cannot be kept.
    """
    activities = {row.number: row for row in plan.activities.filter(removed=False).select_related("plan")}
    there = load_follow_up(plan) or FollowUp()
    known = {_said(one) for one in there.updates}
    read = sorted(updates, key=lambda one: one.on)
    for one in read:
        if one.activity not in activities:
            message = f"{one.activity} is not in the plan any more. Take it out of the file and upload it again."
            raise NaphsError(message)
        check_update(one, activities[one.activity])
    new = tuple(one for one in read if _said(one) not in known)
    return Incoming(new, tuple(one for one in read if _said(one) in known), activities)


def _said(update: ProgressUpdate) -> tuple[object, ...]:
    return tuple(getattr(update, name) for name in WHAT)
