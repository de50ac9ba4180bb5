"""The way back from the register of recommendations to the progress review that learned a lesson."""

from opennaphs.domain.recommendations import Origin
from opennaphs.store.models import ProgressReviewRecord, Recommendation

NOT_LEARNED = frozenset({Origin.JEE, Origin.SPAR, Origin.PVS})
"""What these recommend was never a lesson of a review."""


def review_behind(entry: Recommendation) -> ProgressReviewRecord | None:
    """Give the progress review whose lesson became an entry of the register; ``None`` when it came otherwise."""
    if entry.origin in NOT_LEARNED:
        return None
    rows = ProgressReviewRecord.objects.filter(plan__country=entry.country, plan__removed=False, removed=False)
    for row in rows.select_related("plan").defer("figures"):
        if any(one["recommendation"] == entry.pk for one in row.lessons):
            return row
    return None
