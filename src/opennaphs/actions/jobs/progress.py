"""Signs of life and progress of a running job, written to its row from inside the work and from a thread beside it."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection
from django.utils import timezone

from opennaphs.store.models import Job

SECONDS_BETWEEN_BEATS = 10
SECONDS_BETWEEN_WORDS = 0.5


class Progress:
    """How far a job is, for those who wait. Written at most twice a second, whatever the work calls."""

    def __init__(self, job_id: UUID) -> None:
        """Begin at nothing."""
        self.job_id, self._told = job_id, 0.0

    def tell(self, message: str, done: int = 0, total: int | None = None) -> None:
        """Say what is done now, and how much of how much; ``total`` is ``None`` when nobody knows."""
        if monotonic() - self._told >= SECONDS_BETWEEN_WORDS:
            self._told = monotonic()
            _write(self.job_id, message=message, done=done, total=total)


def _write(job_id: UUID, **fields: Any) -> None:
    Job.objects.filter(pk=job_id, state="running").update(beat_at=timezone.now(), **fields)


@contextmanager
def beating(job_id: UUID) -> Iterator[None]:
    """Show every few seconds that the worker lives, also while a solver or a writer of files works in one piece."""
    over = Event()
    thread = Thread(target=_beat, args=(job_id, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _beat(job_id: UUID, over: Event) -> None:
    try:
        while not over.wait(SECONDS_BETWEEN_BEATS):
            _try_to_write(job_id)
    finally:
        connection.close()


def _try_to_write(job_id: UUID) -> None:
    """Beat unless the database is busy: the next beat will do, and people wait for several before they worry."""
    try:
        _write(job_id)
    except DatabaseError:
        connection.close()
