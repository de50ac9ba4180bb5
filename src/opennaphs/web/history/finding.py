"""Rows by the kind and number their audit events name, always within the country of the page."""

from django.http import Http404

from opennaphs.actions.history.revertible import REVERTIBLE
from opennaphs.store.models import AuditEvent, GoalRecord, ReviewRound, Versioned

SHOWN: tuple[type[Versioned], ...] = (*REVERTIBLE, GoalRecord, ReviewRound)
KINDS = {model._meta.model_name or "": model for model in SHOWN}  # noqa: SLF001 - Django's public word for it

WAYS = {
    "country": "country",
    "plan": "plan__country",
    "assessment": "assessment__country",
    "activity": "activity__plan__country",
}
"""From a field a row may have to its country."""


def find_row(iso3: str, subject: str, subject_id: str) -> Versioned:
    """Give a row of the country, removed or not, or 404."""
    model = KINDS.get(subject)
    row = model._default_manager.filter(pk=subject_id).first() if model and subject_id.isdigit() else None  # noqa: SLF001
    if row is None or row.country_code != iso3:
        raise Http404
    return row


def removed_rows(iso3: str) -> list[Versioned]:
    """Give what was removed in the country, the last first."""
    found: list[Versioned] = []
    for model in REVERTIBLE:
        names = {field.name for field in model._meta.fields}  # noqa: SLF001
        if "removed" in names:
            path = next(way for name, way in WAYS.items() if name in names)
            found += model._default_manager.filter(**{path: iso3, "removed": True})  # noqa: SLF001
    return sorted(found, key=lambda row: row.changed_at, reverse=True)


def events_of_row(row: Versioned, subject: str) -> list[AuditEvent]:
    """Give everything that was done to a row in its country, the newest first."""
    events = AuditEvent.objects.filter(country=row.country_code, subject=subject, subject_id=str(row.pk))
    return list(events.order_by("-number"))
