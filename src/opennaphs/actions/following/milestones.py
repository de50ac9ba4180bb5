"""Milestones on their way into rows: their fields checked, and whether the plan lets them be kept now."""

import datetime
from collections.abc import Mapping
from typing import Any, cast

from django.utils import timezone

from opennaphs.actions.activities.contents import check_editable
from opennaphs.actions.following.fitting import check_fits
from opennaphs.actions.following.proofs import check_evidence
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import MilestoneRecord, Versioned

FIELDS = ("text", "due", "evidence")


def put_milestone(row: MilestoneRecord, fields: Mapping[str, Any]) -> None:
    """Set fields of a milestone and hold it against the rules.

    Raises:
        EditRefused: the state of the plan does not let it be followed.
        NaphsError: a field nobody knows, no text, or a value that cannot be.
    """
    unknown = [name for name in fields if name not in FIELDS]
    if unknown:
        message = f"These fields of a milestone cannot be set: {', '.join(unknown)}."
        raise NaphsError(message)
    for name, value in fields.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    check_milestone(row)


def check_milestone(row: Versioned) -> None:
    """Raise unless a milestone can stand: also one that comes back from its history.

    Raises:
        EditRefused: the state of the plan does not let it be followed.
        NaphsError: it has no text or no day, was passed on a day to come, or its evidence cannot be opened.
    """
    milestone = cast("MilestoneRecord", row)
    check_editable(milestone.activity.plan, progress_only=True)
    if not milestone.text:
        raise NaphsError("A milestone needs a text: say in a few words what is reached then.")
    if not isinstance(milestone.due, datetime.date):
        raise NaphsError("A milestone needs a day until which it is to be passed.")
    if milestone.done_on is not None and milestone.done_on > timezone.localdate():
        message = f"A milestone cannot be passed on {milestone.done_on}, which is still to come."
        raise NaphsError(message)
    check_evidence(milestone.evidence)
    check_fits(milestone)
