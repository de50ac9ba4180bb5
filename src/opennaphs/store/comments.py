"""What is still open in the discussion of a plan: comments nobody has settled."""

from collections import Counter

from django.db.models import Q, QuerySet

from opennaphs.store.models import Comment, PlanRecord


def unsettled_comments(plan: PlanRecord) -> "QuerySet[Comment]":
    """Give the comments of a plan that are neither settled nor withdrawn; those on removed activities do not count."""
    return Comment.objects.filter(plan=plan, settled_at=None, withdrawn_at=None).exclude(
        Q(activity__isnull=False) & Q(activity__removed=True)
    )


def unsettled_by_area(plan: PlanRecord) -> dict[str, int]:
    """Count the unsettled comments by the area of their activity; "" holds those on the plan as a whole."""
    return dict(Counter(area or "" for area in unsettled_comments(plan).values_list("activity__area", flat=True)))


def unsettled_by_activity(plan: PlanRecord) -> dict[int, int]:
    """Count the unsettled comments by activity (its pk)."""
    on_activities = unsettled_comments(plan).filter(activity__isnull=False)
    return dict(Counter(on_activities.values_list("activity_id", flat=True)))
