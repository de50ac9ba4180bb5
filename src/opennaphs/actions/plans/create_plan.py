"""Create a plan: keep a drafted or imported plan of the domain as rows people can edit."""

from django.db import transaction

from opennaphs.actions.following.keep_follow_up import keep_follow_up
from opennaphs.actions.funding.keep_funding import keep_funding
from opennaphs.actions.writing import ROWS_AT_ONCE, writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.planning import Plan
from opennaphs.store.models import ActivityRecord, GoalRecord, PlanRecord, User
from opennaphs.store.plans import rows_of


def create_plan(
    *, plan: Plan, title: str, kind: str, previous: PlanRecord | None = None, why: str = "", by: User
) -> PlanRecord:
    """Keep a plan under a title; it begins as a draft.

    Its money and what was reported about it are kept with it: all or nothing.

    Args:
        plan: the plan, with at least its country, years, goals and activities.
        title: what people call it.
        kind: ``strategic`` or ``operational``.
        previous: the plan it continues.
        why: a sentence for the history.
        by: who creates it.

    Raises:
        NotAllowed: they may not create plans in this country.
        NaphsError: something of its money or its reports cannot be kept as it is.
    """
    record = PlanRecord(country=plan.country, kind=kind, previous=previous)
    with transaction.atomic():
        _create(plan, record, title, why, by)
        if plan.funding is not None:
            keep_funding(plan=record, funding=plan.funding, why=why, by=by)
        if plan.follow_up is not None:
            keep_follow_up(plan=record, follow_up=plan.follow_up, why=why, by=by)
    return record


def _create(plan: Plan, record: PlanRecord, title: str, why: str, by: User) -> None:
    with writing(Permission.EDIT_PLAN, country=plan.country, by=by) as change:
        record, goals, activities = rows_of(plan, record)
        record.title = title
        change.add(record, "create_plan", why or f"{len(activities)} activities, {len(goals)} goals")
        for row in (*goals, *activities):
            row.changed_by = str(by)
        GoalRecord.objects.bulk_create(goals, batch_size=ROWS_AT_ONCE)
        ActivityRecord.objects.bulk_create(activities, batch_size=ROWS_AT_ONCE)
