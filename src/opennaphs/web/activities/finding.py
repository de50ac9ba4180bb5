"""Plans and activities by their numbers in an address, with what the person may do to them."""

from typing import Any

from django.http import Http404
from django.urls import reverse

from opennaphs.store.models import ActivityRecord, PlanRecord
from opennaphs.web.access import SignedInRequest
from opennaphs.web.activities.rights import Rights


def find_removed(iso3: str, plan_id: int, activity_id: int) -> ActivityRecord:
    """Give an activity that was removed from a plan of the country, or 404."""
    rows = ActivityRecord.objects.select_related("plan")
    row = rows.filter(plan__country=iso3, plan__removed=False, plan_id=plan_id, pk=activity_id, removed=True).first()
    if row is None:
        raise Http404
    return row


def frame(request: SignedInRequest, plan: PlanRecord, **more: Any) -> dict[str, Any]:
    """Give what every page here shows: the plan, and what the person may do in it."""
    return {"plan": plan, "rights": Rights(request.user, plan), **more}


def address(name: str, row: ActivityRecord, *more: object) -> str:
    """Give the address of a page of an activity."""
    return reverse(name, args=[row.plan.country, row.plan_id, row.pk, *more])


def list_address(plan: PlanRecord, query: str = "") -> str:
    """Give the address of the table, narrowed as before."""
    return reverse("activities", args=[plan.country, plan.pk]) + (f"?{query}" if query else "")


def whole_number(text: object) -> int | None:
    """Read a number out of an address or form; ``None`` when it is none."""
    return int(text) if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 10 else None  # noqa: PLR2004
