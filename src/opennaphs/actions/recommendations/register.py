"""Recommendations on their way into the register: checked as the domain knows them, and whose right they need."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from opennaphs.actions.writing import Gone
from opennaphs.catalogue.framework_files import load_frameworks
from opennaphs.domain.assessments import Assessment
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.recommendations import Origin, RecommendationState
from opennaphs.domain.recommendations import Recommendation as DomainRecommendation
from opennaphs.store.models import ActivityRecord, Recommendation

FIELDS = ("origin", "origin_title", "date", "area", "text", "owner", "due")


def check_fields(fields: Mapping[str, Any]) -> None:
    """Raise unless the given fields can be those of a recommendation.

    Raises:
        NaphsError: a field nobody knows, an unknown origin or area, a date that is none, or no text.
    """
    unknown = [name for name in fields if name not in FIELDS]
    if unknown:
        message = f"These fields of a recommendation cannot be set: {', '.join(unknown)}."
        raise NaphsError(message)
    if "text" in fields and not str(fields["text"]).strip():
        raise NaphsError("Write what is recommended.")
    if fields.get("date"):
        Assessment("", "", fields["date"], "", {})
    _check_origin(fields.get("origin", Origin.OTHER))
    _check_area(fields.get("area", ""))
    _check_day(fields.get("due"))


def _check_origin(origin: str) -> None:
    if origin not in set(Origin):
        message = f"“{origin}” is no origin. Write one of: {', '.join(Origin)}."
        raise NaphsError(message)


def _check_area(area: str) -> None:
    if area and all(area != one.id for framework in load_frameworks().values() for one in framework.areas):
        message = f"“{area}” is no technical area. Write its id with the edition, for example jee-3.D1."
        raise NaphsError(message)


def _check_day(due: object) -> None:
    if due is not None and not isinstance(due, datetime.date):
        message = f"“{due}” is no day."
        raise NaphsError(message)


def put_fields(row: Recommendation, fields: Mapping[str, Any]) -> None:
    """Set fields of a row, texts without blanks around them."""
    for name, value in fields.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)


def right_in(*areas: str) -> dict[str, Any]:
    """Give for ``writing`` the areas a right is needed in; what has no area needs it in all of them."""
    return {"areas": sorted(set(areas))} if areas and all(areas) else {"area": None}


def check_present(row: Recommendation) -> None:
    """Raise when a recommendation was removed.

    Raises:
        Gone: it was.
    """
    if row.removed:
        message = f"“{row}” was removed from the register."
        raise Gone(message)


def check_activities(country: str, activities: Iterable[int]) -> list[int]:
    """Give the numbers of activities, each once, that stand in plans of the country.

    Raises:
        NaphsError: one of them does not.
    """
    wanted = sorted(set(activities))
    known = ActivityRecord.objects.filter(pk__in=wanted, plan__country=country, plan__removed=False, removed=False)
    if len(found := sorted(known.values_list("pk", flat=True))) != len(wanted):
        raise NaphsError("An activity you chose is in no plan of this country any more. Choose again.")
    return found


def as_domain(row: Recommendation) -> DomainRecommendation:
    """Give a row as the domain knows it; its id is what lists call it.

    Raises:
        NaphsError: it is rejected without a reason.
    """
    state = RecommendationState(row.state)
    return DomainRecommendation(
        name_of(row), row.text, Origin(row.origin), row.area, row.owner, row.due, state, row.reason
    )


def name_of(row: Recommendation) -> str:
    """Give what lists call a recommendation."""
    return f"R{row.pk}"
