"""Rows of plans by their number in an address, always within the country of the page."""

from uuid import UUID

from django.http import Http404

from opennaphs.actions.plans.preview_plan import KIND
from opennaphs.store.models import GoalRecord, ImportPreview, User


def find_goal(iso3: str, plan_id: int, goal_id: int) -> GoalRecord:
    """Give a goal of a plan of the country, or 404."""
    row = (
        GoalRecord.objects.select_related("plan")
        .filter(plan__country=iso3, plan__removed=False, plan_id=plan_id, pk=goal_id)
        .first()
    )
    if row is None:
        raise Http404
    return row


def find_preview(iso3: str, preview_id: UUID, person: User) -> ImportPreview:
    """Give what a person uploaded in the country, or 404."""
    row = ImportPreview.objects.filter(country=iso3, kind=KIND, owner=person, pk=preview_id).first()
    if row is None:
        raise Http404
    return row
