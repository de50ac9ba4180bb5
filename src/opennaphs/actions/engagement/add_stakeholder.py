"""Add somebody with a stake to the register."""

from collections.abc import Mapping
from typing import Any

from opennaphs.actions.engagement.checks import put_fields
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import StakeholderRecord, User


def add_stakeholder(*, country: str, fields: Mapping[str, Any], why: str = "", by: User) -> StakeholderRecord:
    """Add somebody with a stake to the register.

    Args:
        country: ISO 3166 alpha-3.
        fields: ``name``, ``organisation``, ``sector``, ``mandate``, ``contact``, and ``influence`` and
            ``interest`` (1 to 5, or ``None`` while nobody has said).
        why: a sentence for the history.
        by: who adds it.

    Raises:
        NotAllowed: they may not keep stakeholders, committees and meetings.
        NaphsError: a value cannot be; the message says which.
    """
    with writing(Permission.MANAGE_ENGAGEMENT, country=country, by=by) as change:
        row = StakeholderRecord(country=country)
        put_fields(row, fields)
        change.add(row, "add_stakeholder", why)
    return row
