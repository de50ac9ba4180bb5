"""Answer a recommendation: say which activities of the country's plans do what it asks for."""

from collections.abc import Iterable

from opennaphs.actions.recommendations.register import check_activities, check_present, right_in
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.recommendations import RecommendationState
from opennaphs.store.models import Recommendation, User


def answer_recommendation(
    *, recommendation: Recommendation, activities: Iterable[int], version: int, why: str = "", by: User
) -> Recommendation:
    """Link a recommendation to exactly these activities; an open one becomes answered, and open again without any.

    Args:
        recommendation: which.
        activities: numbers of rows of activities; each must stand in a plan of the country.
        version: the version the person saw.
        why: a sentence for the history.
        by: who links.

    Raises:
        NotAllowed: they may not keep the register in its area.
        Stale: somebody else changed it meanwhile.
        Gone: it was removed.
        NaphsError: an activity is in no plan of this country.
    """
    right = right_in(recommendation.area)
    with writing(Permission.MANAGE_RECOMMENDATIONS, country=recommendation.country, by=by, **right) as change:
        row = change.locked(recommendation, version)
        check_present(row)
        row.answered_by = check_activities(row.country, activities)
        row.state = _state(RecommendationState(row.state), linked=bool(row.answered_by))
        change.save(row, "answer_recommendation", why)
    return row


def _state(state: RecommendationState, *, linked: bool) -> RecommendationState:
    if linked and state is RecommendationState.OPEN:
        return RecommendationState.ANSWERED
    return RecommendationState.OPEN if not linked and state is RecommendationState.ANSWERED else state
