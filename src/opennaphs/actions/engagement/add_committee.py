"""Add a committee."""

from collections.abc import Mapping
from typing import Any

from opennaphs.actions.engagement.checks import put_fields
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import Committee, User


def add_committee(*, country: str, fields: Mapping[str, Any], why: str = "", by: User) -> Committee:
    """Add a committee.

    Args:
        country: ISO 3166 alpha-3.
        fields: ``name``, ``mandate``, ``cadence``, ``sectors`` (those expected at its meetings).
        why: a sentence for the history.
        by: who adds it.

    Raises:
        NotAllowed: they may not keep stakeholders, committees and meetings.
        NaphsError: a value cannot be; the message says which.
    """
    with writing(Permission.MANAGE_ENGAGEMENT, country=country, by=by) as change:
        row = Committee(country=country)
        put_fields(row, fields)
        change.add(row, "add_committee", why)
    return row
