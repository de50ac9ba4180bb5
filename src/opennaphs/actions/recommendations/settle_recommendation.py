"""Settle a recommendation, or take that back: in progress, done, rejected with a reason, open again."""

from opennaphs.actions.recommendations.register import as_domain, check_present, right_in
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.recommendations import RecommendationState
from opennaphs.store.models import Recommendation, User

BY_HAND = (
    RecommendationState.OPEN,
    RecommendationState.IN_PROGRESS,
    RecommendationState.DONE,
    RecommendationState.REJECTED,
)
"""What people say themselves. That an activity answers it follows from the links."""


def settle_recommendation(
    *, recommendation: Recommendation, state: str, version: int, why: str = "", by: User
) -> Recommendation:
    """Say what has become of a recommendation.

    Args:
        recommendation: which.
        state: ``open``, ``in progress``, ``done`` or ``rejected``; opened again, one with links counts as answered.
        version: the version the person saw.
        why: the reason; a rejection needs one and shows it in the register.
        by: who says so.

    Raises:
        NotAllowed: they may not keep the register in its area.
        Stale: somebody else changed it meanwhile.
        Gone: it was removed.
        NaphsError: there is no such state, or a rejection has no reason.
    """
    right = right_in(recommendation.area)
    with writing(Permission.MANAGE_RECOMMENDATIONS, country=recommendation.country, by=by, **right) as change:
        row = change.locked(recommendation, version)
        check_present(row)
        row.state = _state(state, linked=bool(row.answered_by))
        row.reason = why.strip() if row.state is RecommendationState.REJECTED else ""
        as_domain(row)
        change.save(row, "settle_recommendation", why.strip())
    return row


def _state(text: str, *, linked: bool) -> RecommendationState:
    if text not in BY_HAND:
        message = f"“{text}” is no state one can set. Write one of: {', '.join(BY_HAND)}."
        raise NaphsError(message)
    state = RecommendationState(text)
    return RecommendationState.ANSWERED if linked and state is RecommendationState.OPEN else state
