"""Recommendations by their number in an address, always within the country of the page."""

from django.db.models import QuerySet
from django.http import Http404

from opennaphs.authorization.judge import areas_of, check_may
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import ActivityRecord, Recommendation
from opennaphs.web.access import SignedInRequest


def find_recommendation(iso3: str, recommendation_id: int) -> Recommendation:
    """Give a recommendation of the country, or 404."""
    row = Recommendation.objects.filter(country=iso3, pk=recommendation_id, removed=False).first()
    if row is None:
        raise Http404
    return row


def find_own_recommendation(request: SignedInRequest, recommendation_id: int) -> Recommendation:
    """Give a recommendation the person may change, before they fill in a form in vain.

    Raises:
        NotAllowed: they may not keep the register in its area.
    """
    row = find_recommendation(request.country.iso3, recommendation_id)
    permission = Permission.MANAGE_RECOMMENDATIONS
    check_may(request.user, permission, country=row.country, area=row.area_id)
    return row


def own_areas(request: SignedInRequest) -> frozenset[str] | None:
    """Give the areas in which the person may keep the register; ``None`` stands for all of them."""
    return areas_of(request.user, Permission.MANAGE_RECOMMENDATIONS, request.country.iso3)


def may_manage(request: SignedInRequest, area: str) -> bool:
    """Say whether the person may change recommendations of an area; "" needs the right in all of them."""
    areas = own_areas(request)
    return areas is None or area in areas


def activities_of(iso3: str, plan_id: int | None = None) -> QuerySet[ActivityRecord]:
    """Give the activities of the country's plans, or of one of them, with their plans."""
    rows = ActivityRecord.objects.filter(plan__country=iso3, plan__removed=False, removed=False)
    rows = rows.select_related("plan").defer("content", "plan__frame")
    return rows if plan_id is None else rows.filter(plan_id=plan_id)
