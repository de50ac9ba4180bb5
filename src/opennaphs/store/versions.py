"""Earlier versions of a row, worked out from its audit events: nothing is stored twice."""

from typing import Any

from opennaphs.domain.differences import difference_of, revert
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import AuditEvent, Versioned


def events_of(row: Versioned) -> list[AuditEvent]:
    """Give everything that was done to a row, the newest first."""
    return list(
        AuditEvent.objects.filter(subject=row._meta.model_name, subject_id=str(row.pk)).order_by("-number")  # noqa: SLF001
    )


def document_at(row: Versioned, version: int) -> dict[str, Any]:
    """Give the kept fields of a row as they were at a version.

    Raises:
        NaphsError: there never was such a version, or its trace does not lead back to it.
    """
    if not 1 <= version <= row.version:
        message = f"“{row}” has no version {version}; it has versions 1 to {row.version}."
        raise NaphsError(message)
    document: dict[str, Any] = row.document()
    for event in events_of(row):
        if event.version is not None and event.version > version and event.changes:
            document = revert(document, [difference_of(change) for change in event.changes])
    return document
