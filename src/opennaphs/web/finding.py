"""Rows by their number in an address, always within the country of the page: another country's rows do not exist."""

from django.http import Http404

from opennaphs.store.models import ActivityRecord, PlanRecord


def find_plan(iso3: str, plan_id: int) -> PlanRecord:
    """Give a plan of the country, or 404."""
    plan = PlanRecord.objects.filter(country=iso3, pk=plan_id, removed=False).first()
    if plan is None:
        raise Http404
    return plan


def find_activity(iso3: str, plan_id: int, activity_id: int) -> ActivityRecord:
    """Give an activity of a plan of the country, or 404."""
    row = (
        ActivityRecord.objects.select_related("plan")
        .filter(plan__country=iso3, plan__removed=False, plan_id=plan_id, pk=activity_id, removed=False)
        .first()
    )
    if row is None:
        raise Http404
    return row
