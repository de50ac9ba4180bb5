"""Audit events as the pages show them, narrowed by what people ask for."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from opennaphs.store.models import AuditEvent
from opennaphs.web.history.fields import field_word, value_text
from opennaphs.web.history.sentences import sentence_of, subject_word

MOST_CHANGES = 8


@dataclass(frozen=True)
class ShownChange:
    """One field before and after; ``None`` was empty."""

    label: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class ShownEvent:
    """One event as the page shows it; ``more`` counts changes left out."""

    number: int
    who: str
    when: datetime.datetime
    what: str
    why: str
    changes: tuple[ShownChange, ...]
    more: int
    subject: str
    version: int | None
    url: str
    hash: str


def narrowed(country: str, wanted: dict[str, Any]) -> QuerySet[AuditEvent]:
    """Give the events of a country that answer a filter, the newest first."""
    rows = AuditEvent.objects.filter(country=country).order_by("-number")
    for name, lookup in LOOKUPS.items():
        if wanted.get(name):
            rows = rows.filter(**{lookup: wanted[name]})
    if wanted.get("since"):
        rows = rows.filter(at__gte=_start(wanted["since"]))
    if wanted.get("until"):
        rows = rows.filter(at__lt=_start(wanted["until"] + datetime.timedelta(days=1)))
    return rows


LOOKUPS = {
    "who": "by_name__icontains",
    "what": "action",
    "subject": "subject",
    "subject_id": "subject_id",
    "text": "label__icontains",
}


def _start(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def shown(events: Iterable[AuditEvent], *, most: int | None = MOST_CHANGES) -> list[ShownEvent]:
    """Give events as a page shows them, with at most so many changes each."""
    return [_shown(event, most) for event in events]


def _shown(event: AuditEvent, most: int | None) -> ShownEvent:
    """Show an event; in a list, what something began with is left to its own page."""
    began = most is not None and all("before" not in one for one in event.changes)
    changes = () if began else tuple(changes_of(event.changes[:most]))
    return ShownEvent(
        number=event.number,
        who=event.by_name,
        when=event.at,
        what=sentence_of(event.action, event.label),
        why=event.why,
        changes=changes,
        more=0 if began else len(event.changes) - len(changes),
        subject=subject_word(event.subject),
        version=event.version,
        url=_row_url(event),
        hash=event.hash,
    )


def changes_of(changes: Iterable[dict[str, Any]]) -> Iterable[ShownChange]:
    """Give changes in words."""
    for one in changes:
        yield ShownChange(field_word(one["path"]), value_text(one.get("before")), value_text(one.get("after")))


def _row_url(event: AuditEvent) -> str:
    if event.version is None or not event.country:
        return ""
    return reverse("row_history", args=[event.country, event.subject, event.subject_id])
