"""Progress reviews by their number in an address, always within the country and plan of the page."""

from django.http import Http404

from opennaphs.authorization.judge import may_somewhere
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import ProgressReviewRecord, User


def find_review(iso3: str, plan_id: int, review_id: int) -> ProgressReviewRecord:
    """Give a progress review of a plan of the country, or 404."""
    rows = ProgressReviewRecord.objects.select_related("plan").filter(plan__country=iso3, plan__removed=False)
    row = rows.filter(plan_id=plan_id, pk=review_id, removed=False).first()
    if row is None:
        raise Http404
    return row


def may_lead(person: User, iso3: str) -> bool:
    """Say whether a person leads the follow-up here."""
    return may_somewhere(person, Permission.FOLLOW_UP, country=iso3)
