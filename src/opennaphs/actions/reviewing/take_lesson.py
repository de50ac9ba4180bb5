"""Take a lesson of a progress review into the register of recommendations, so that the next plan can answer it."""

import datetime
from collections.abc import Mapping
from typing import Any

from opennaphs.actions.recommendations.create_recommendation import create_recommendation
from opennaphs.actions.reviewing.rows import check_there
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.recommendations import Origin
from opennaphs.store.models import ProgressReviewRecord, Recommendation, User

NO_SUCH = "This review has no such lesson any more. Look at it again."
TAKEN = "This lesson is in the register already."


def take_lesson(
    *,
    review: ProgressReviewRecord,
    lesson: int,
    area: str = "",
    owner: str = "",
    due: datetime.date | None = None,
    origin: str = Origin.PROGRESS_REVIEW,
    origin_title: str = "",
    version: int,
    why: str = "",
    by: User,
) -> Recommendation:
    """Enter a lesson as a recommendation; the lesson keeps its number, and the register names where it comes from.

    Args:
        review: the review that learned it.
        lesson: its place among the lessons, the first is 0.
        area: full id of the technical area; "" when it concerns several.
        owner: the role that answers for it.
        due: by when.
        origin: what it comes from: the review itself, or an exercise or event it looked at.
        origin_title: title of that exercise or event; that of the review when empty.
        version: the version of the review the person saw.
        why: a sentence for the history.
        by: who takes it.

    Raises:
        NotAllowed: they may not lead the follow-up, or not keep the register in the area.
        Stale: somebody else changed the review meanwhile.
        NaphsError: there is no such lesson, it is in the register already, or a value cannot be.
    """
    with writing(Permission.FOLLOW_UP, country=review.country_code, by=by) as change:
        row = change.locked(review, version)
        check_there(row)
        text = _text(row, lesson)
        told = {"origin": origin, "origin_title": origin_title.strip() or str(row), "text": text, "area": area}
        fields: Mapping[str, Any] = {**told, "date": row.held_on.isoformat(), "owner": owner, "due": due}
        entry = create_recommendation(country=row.country_code, fields=fields, why=why, by=by)
        taken = {"text": text, "area": area, "recommendation": entry.pk}
        row.lessons = [taken if place == lesson else one for place, one in enumerate(row.lessons)]
        change.save(row, "take_lesson", why)
    return entry


def _text(row: ProgressReviewRecord, lesson: int) -> str:
    if not 0 <= lesson < len(row.lessons):
        raise NaphsError(NO_SUCH)
    if row.lessons[lesson]["recommendation"] is not None:
        raise NaphsError(TAKEN)
    return str(row.lessons[lesson]["text"])
