"""Add a result indicator: an output or outcome the plan wants to be measured by."""

from collections.abc import Mapping
from typing import Any

from opennaphs.actions.following.indicators import put_indicator
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import ActivityRecord, PlanRecord, ResultIndicatorRecord, User


def add_result_indicator(
    *,
    plan: PlanRecord,
    fields: Mapping[str, Any],
    activity: ActivityRecord | None = None,
    why: str = "",
    by: User,
) -> ResultIndicatorRecord:
    """Give a plan something to be measured by.

    Args:
        plan: whose.
        fields: ``title``, ``kind``, ``unit``; also ``area`` ("" = the whole plan), ``baseline``, ``baseline_on``,
            ``target``, ``target_on``, as far as they are known.
        activity: the activity it belongs to, if it is of one.
        why: a sentence for the history.
        by: who adds it.

    Raises:
        NotAllowed: they may not lead the follow-up.
        EditRefused: the state of the plan does not let it be followed.
        NaphsError: a value cannot be; the message says which and what to write.
    """
    with writing(Permission.FOLLOW_UP, country=plan.country, by=by) as change:
        if activity is not None and activity.plan_id != plan.pk:
            raise NaphsError("The activity is not in this plan. Choose one of its own.")
        row = ResultIndicatorRecord(plan=plan, activity=activity)
        put_indicator(row, fields)
        change.add(row, "add_result_indicator", why)
    return row
