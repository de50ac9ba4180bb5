"""Create an activity of the country's own."""

from collections.abc import Mapping
from typing import Any

from opennaphs.actions.activities.contents import check_editable, edited_content, plan_years
from opennaphs.actions.activities.positions import position_after
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.costing import ActivityCost, CostState
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.library import Action
from opennaphs.domain.plan_document import activity_document
from opennaphs.domain.planning import Activity
from opennaphs.domain.sector_packages import new_number
from opennaphs.store.activities import areas_in, numbers_taken
from opennaphs.store.models import ActivityRecord, PlanRecord, User

NOT_YET = ActivityCost(CostState.NOT_COSTED, "nobody has said yet what it costs")


def create_activity(
    *, plan: PlanRecord, area: str, text: str, fields: Mapping[str, Any], why: str = "", by: User
) -> ActivityRecord:
    """Add an activity that comes from no library; it stands behind the others of its area, with the next number.

    Args:
        plan: the plan.
        area: full id of one of its areas.
        text: what will be done.
        fields: what else is known, under the names of the plan document.
        why: a sentence for the history.
        by: who creates it.

    Raises:
        NotAllowed: they may not edit this area.
        EditRefused: the state of the plan does not let its activities be edited.
        NaphsError: the area is not in the plan, or a value cannot be.
    """
    if area not in areas_in(plan):
        message = f"“{area}” is not an area of the plan. Choose one of its areas."
        raise NaphsError(message)
    with writing(Permission.EDIT_ACTIVITIES, country=plan.country, area=area, by=by) as change:
        plan = change.locked(plan, None)
        check_editable(plan)
        number = new_number(area, numbers_taken(plan))
        action = Action(f"own.{number}", fields.get("target") or area, None, text.strip())
        activity = Activity(number, area, action, plan_years(plan)[0], None, NOT_YET)
        row = ActivityRecord(plan=plan, content=edited_content(plan, activity_document(activity), fields))
        last = plan.activities.filter(area=area).order_by("position", "pk").last()
        row.position = position_after(change, plan, last or plan.activities.order_by("position").last(), "make_room")
        change.add(row, "create_activity", why)
    return row
