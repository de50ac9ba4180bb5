"""The hash chain of the audit trail: each event carries the hash of the one before; nothing can be taken out unseen."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from opennaphs.store.models import AuditEvent, ChainHead

EVENTS_AT_ONCE = 500
HASHED = (
    "country", "number", "by_id", "by_name", "action", "subject", "subject_id", "label", "version", "changes", "why",
    "previous_hash",
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """What an audit event says, before it has its place in the chain."""

    action: str
    subject: str
    subject_id: str
    label: str
    version: int | None
    changes: tuple[dict[str, Any], ...]
    why: str


@dataclass(frozen=True)
class Break:
    """A place where a chain does not hold: which event, and what is wrong with it."""

    country: str
    number: int
    what: str


def hash_of(event: AuditEvent) -> str:
    """Give the SHA-256 of everything an event says, its place and its time included, as 64 hexadecimal digits."""
    content = {name: getattr(event, name) for name in HASHED} | {"at": event.at.isoformat()}
    written = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def append(country: str, entries: Sequence[Entry], *, by_id: int | None, by_name: str) -> None:
    """Add events to the chain of a country, inside the transaction of what they tell of."""
    if not entries:
        return
    ChainHead.objects.get_or_create(country=country)
    head = ChainHead.objects.select_for_update().get(country=country)
    events = list(_linked(head, entries, by_id, by_name))
    AuditEvent.objects.bulk_create(events, batch_size=EVENTS_AT_ONCE)
    head.save()


def _linked(head: ChainHead, entries: Iterable[Entry], by_id: int | None, by_name: str) -> Iterator[AuditEvent]:
    for entry in entries:
        event = AuditEvent(
            country=head.country,
            number=head.number + 1,
            at=timezone.now(),
            by_id=by_id,
            by_name=by_name,
            action=entry.action,
            subject=entry.subject,
            subject_id=entry.subject_id,
            label=entry.label,
            version=entry.version,
            changes=list(entry.changes),
            why=entry.why,
            previous_hash=head.hash,
        )
        event.hash = hash_of(event)
        head.number, head.hash = event.number, event.hash
        yield event


def verify(country: str) -> Iterator[Break]:
    """Find every place where the chain of a country does not hold; none means that nothing was changed or taken out.

    The end of the chain is held against its head, so that events missing at the end are found too.
    """
    previous, number = "", 0
    for event in AuditEvent.objects.filter(country=country).order_by("number").iterator(chunk_size=EVENTS_AT_ONCE):
        if event.number != number + 1:
            yield Break(country, event.number, f"events {number + 1} to {event.number - 1} are missing")
        if event.previous_hash != previous:
            yield Break(country, event.number, "it does not follow the event before it")
        if event.hash != hash_of(event):
            yield Break(country, event.number, "what it says was changed after it was written")
        previous, number = event.hash, event.number
    head = ChainHead.objects.filter(country=country).first()
    if (head.number, head.hash) != (number, previous) if head else number > 0:
        yield Break(country, number, "the end of the chain is not the one that was recorded")
