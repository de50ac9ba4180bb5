"""Remove a recommendation that was entered by mistake. What the country will not do is rejected instead."""

from opennaphs.actions.recommendations.register import right_in
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import Recommendation, User


def remove_recommendation(*, recommendation: Recommendation, version: int, why: str, by: User) -> Recommendation:
    """Take a recommendation out of the register.

    Args:
        recommendation: which.
        version: the version the person saw.
        why: the reason; it stays in the history.
        by: who removes it.

    Raises:
        NotAllowed: they may not keep the register in its area.
        Stale: somebody else changed it meanwhile.
        NaphsError: no reason is given.
    """
    right = right_in(recommendation.area)
    with writing(Permission.MANAGE_RECOMMENDATIONS, country=recommendation.country, by=by, **right) as change:
        if not why.strip():
            raise NaphsError("Say why it is removed; the reason stays in the history.")
        row = change.locked(recommendation, version)
        row.removed = True
        change.save(row, "remove_recommendation", why.strip())
    return row
