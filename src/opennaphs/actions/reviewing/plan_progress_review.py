"""Plan a progress review: what kind, on which day."""

import datetime

from opennaphs.actions.reviewing.rows import PLANNED_FIELDS, put_fields
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import PlanRecord, ProgressReviewRecord, User


def plan_progress_review(
    *, plan: PlanRecord, kind: str, day: datetime.date, title: str, why: str = "", by: User
) -> ProgressReviewRecord:
    """Put a progress review on the calendar. It may also be one that took place already and is entered late.

    Args:
        plan: the plan it looks at.
        kind: ``quarterly technical review``, ``interministerial brief`` or ``yearly review``.
        day: when it takes place.
        title: what people call it.
        why: a sentence for the history.
        by: who plans it.

    Raises:
        NotAllowed: they may not lead the follow-up.
        NaphsError: no such kind, or no title.
    """
    with writing(Permission.FOLLOW_UP, country=plan.country, by=by) as change:
        row = ProgressReviewRecord(plan=plan)
        put_fields(row, {"kind": kind, "held_on": day, "title": title}, PLANNED_FIELDS)
        return change.add(row, "plan_progress_review", why)
