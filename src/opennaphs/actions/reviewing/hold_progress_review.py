"""Hold a progress review: record what it found, who came, what it decided and learned, and the figures of its day."""

import datetime
from collections.abc import Mapping
from typing import Any

from opennaphs.actions.reviewing.rows import HELD_FIELDS, check_not_held, check_there, put_fields
from opennaphs.actions.writing import Change, writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.monitoring.records import ReviewKind
from opennaphs.domain.review_figures import digest_on, figures_of
from opennaphs.store.following import HELD
from opennaphs.store.models import ProgressReviewRecord, User
from opennaphs.store.plans import load_plan

TO_COME = "The review takes place on {day}. Record it on that day or later, or correct its day."
NOT_WHOLE = "Only a yearly review can be the review of the whole plan."


def hold_progress_review(
    *,
    review: ProgressReviewRecord,
    held_on: datetime.date,
    fields: Mapping[str, Any],
    whole_plan: bool = False,
    version: int,
    today: datetime.date,
    why: str = "",
    by: User,
) -> ProgressReviewRecord:
    """Record a progress review that took place. The figures of its day are kept, whatever is reported later.

    Args:
        review: the planned review.
        held_on: the day it took place.
        fields: ``summary``, ``attendance`` (people by sector), ``decisions`` and ``lessons`` (texts), ``title``.
        whole_plan: a yearly review that was the review of the whole plan; its day is written into the plan.
        version: the version the person saw.
        today: the day of the record.
        why: a sentence for the history.
        by: who records it.

    Raises:
        NotAllowed: they may not lead the follow-up.
        Stale: somebody else changed it meanwhile.
        Gone: it was removed.
        NaphsError: it was held already or is still to come, or a value cannot be.
    """
    if held_on > today:
        raise NaphsError(TO_COME.format(day=held_on))
    with writing(Permission.FOLLOW_UP, country=review.country_code, by=by) as change:
        row = change.locked(review, version)
        check_there(row)
        check_not_held(row)
        if whole_plan:
            _reviewed(change, row, held_on, why)
        row.held_on, row.state = held_on, HELD
        put_fields(row, fields, HELD_FIELDS)
        row.figures = figures_of(digest_on(load_plan(row.plan), held_on))
        change.save(row, "hold_progress_review", why)
    return row


def _reviewed(change: Change, row: ProgressReviewRecord, held_on: datetime.date, why: str) -> None:
    """Write the day of the review into the plan; an earlier one than is there stays."""
    if row.kind != ReviewKind.YEARLY:
        raise NaphsError(NOT_WHOLE)
    plan = change.locked(row.plan, None)
    plan.reviewed_on = max(held_on, plan.reviewed_on or held_on)
    change.save(plan, "hold_progress_review", why)
