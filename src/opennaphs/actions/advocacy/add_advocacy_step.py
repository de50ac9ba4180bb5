"""Plan what is said to whom, until when, by which role."""

from collections.abc import Mapping
from typing import Any

from opennaphs.actions.advocacy.checks import put_fields
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import AdvocacyStep, PlanRecord, User


def add_advocacy_step(*, plan: PlanRecord, fields: Mapping[str, Any], why: str = "", by: User) -> AdvocacyStep:
    """Plan what is said to whom, until when, by which role.

    Args:
        plan: the plan it speaks for.
        fields: ``audience``, ``message``, ``due``, ``owner``, ``outcome``, and ``moment``, the number of the budget
            moment (``None`` = for none).
        why: a sentence for the history.
        by: who adds it.

    Raises:
        NotAllowed: they may not keep the money of the country.
        NaphsError: a value cannot be; the message says which.
    """
    with writing(Permission.MANAGE_FUNDING, country=plan.country, by=by) as change:
        row = AdvocacyStep(country=plan.country, plan=plan)
        put_fields(row, fields)
        change.add(row, "add_advocacy_step", why)
    return row
