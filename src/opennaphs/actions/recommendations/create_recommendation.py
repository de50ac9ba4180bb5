"""Create a recommendation in the register."""

from collections.abc import Mapping
from typing import Any

from opennaphs.actions.recommendations.register import check_fields, put_fields, right_in
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import Recommendation, User


def create_recommendation(*, country: str, fields: Mapping[str, Any], why: str = "", by: User) -> Recommendation:
    """Enter a recommendation; it begins open.

    Args:
        country: ISO 3166 alpha-3.
        fields: ``origin`` and ``text``, and as far as known ``origin_title``, ``date``, ``area`` (full id),
            ``owner`` (a role) and ``due`` (a day).
        why: a sentence for the history.
        by: who enters it.

    Raises:
        NotAllowed: they may not keep the register in this area; without an area, in all areas.
        NaphsError: a value cannot be; the message says which and what to write.
    """
    with writing(
        Permission.MANAGE_RECOMMENDATIONS, country=country, by=by, **right_in(fields.get("area", ""))
    ) as change:
        if "origin" not in fields or "text" not in fields:
            raise NaphsError("A recommendation has at least an origin and a text.")
        check_fields(fields)
        row = Recommendation(country=country)
        put_fields(row, fields)
        return change.add(row, "create_recommendation", why)
