"""Create a plan: keep a drafted or imported plan of the domain as rows people can edit."""

from opennaphs.actions.writing import ROWS_AT_ONCE, writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.planning import Plan
from opennaphs.store.models import ActivityRecord, GoalRecord, PlanRecord, User
from opennaphs.store.plans import rows_of


def create_plan(
    *, plan: Plan, title: str, kind: str, previous: PlanRecord | None = None, why: str = "", by: User
) -> PlanRecord:
    """Keep a plan under a title; it begins as a draft.

    Args:
        plan: the plan, with at least its country, years, goals and activities.
        title: what people call it.
        kind: ``strategic`` or ``operational``.
        previous: the plan it continues.
        why: a sentence for the history.
        by: who creates it.

    Raises:
        NotAllowed: they may not create plans in this country.
    """
    record = PlanRecord(country=plan.country, kind=kind, previous=previous)
    with writing(Permission.EDIT_PLAN, country=plan.country, by=by) as change:
        record, goals, activities = rows_of(plan, record)
        record.title = title
        change.add(record, "create_plan", why or f"{len(activities)} activities, {len(goals)} goals")
        for row in (*goals, *activities):
            row.changed_by = str(by)
        GoalRecord.objects.bulk_create(goals, batch_size=ROWS_AT_ONCE)
        ActivityRecord.objects.bulk_create(activities, batch_size=ROWS_AT_ONCE)
    return record
