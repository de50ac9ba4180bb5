"""Open a review round: from now on the areas of a plan are read and signed off."""

import datetime

from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.lifecycle import Editing, check_editing
from opennaphs.domain.plan_states import PlanState
from opennaphs.store.models import PlanRecord, ReviewRound, User

STILL_OPEN = "Round {number} is still open. Close it before you open another."


def open_review_round(
    *, plan: PlanRecord, title: str = "", closes_on: datetime.date | None = None, why: str = "", by: User
) -> ReviewRound:
    """Open the next round of a plan.

    Args:
        plan: which; one that may still be edited.
        title: what people call the round.
        closes_on: until when the areas should answer; nothing closes by itself.
        why: a sentence for the history.
        by: who opens it.

    Raises:
        NotAllowed: they may not move plans.
        EditRefused: the plan stands as agreed, so there is nothing to review.
        NaphsError: a round is still open.
    """
    with writing(Permission.MOVE_PLAN, country=plan.country, by=by) as change:
        locked = change.locked(plan, None)
        check_editing(PlanState(locked.state), Editing.ALL)
        latest = plan.review_rounds.first()
        if latest is not None and latest.closed_at is None:
            raise NaphsError(STILL_OPEN.format(number=latest.number))
        number = 1 if latest is None else latest.number + 1
        row = ReviewRound(plan=locked, number=number, title=title.strip(), closes_on=closes_on)
        change.add(row, "open_review_round", why)
    return row
