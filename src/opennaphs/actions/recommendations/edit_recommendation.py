"""Edit a recommendation: where it comes from, its area, text, owner and day."""

from collections.abc import Mapping
from typing import Any

from opennaphs.actions.recommendations.register import check_fields, check_present, put_fields, right_in
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import Recommendation, User


def edit_recommendation(
    *, recommendation: Recommendation, fields: Mapping[str, Any], version: int, why: str = "", by: User
) -> Recommendation:
    """Change fields of a recommendation.

    Args:
        recommendation: which.
        fields: new values, as for ``create_recommendation``.
        version: the version the person saw.
        why: a sentence for the history.
        by: who changes it.

    Raises:
        NotAllowed: they may not keep the register in its area, or in the area it is moved to.
        Stale: somebody else changed it meanwhile.
        Gone: it was removed.
        NaphsError: a value cannot be.
    """
    right = right_in(recommendation.area, fields.get("area", recommendation.area))
    with writing(Permission.MANAGE_RECOMMENDATIONS, country=recommendation.country, by=by, **right) as change:
        check_fields(fields)
        row = change.locked(recommendation, version)
        check_present(row)
        put_fields(row, fields)
        change.save(row, "edit_recommendation", why)
    return row
