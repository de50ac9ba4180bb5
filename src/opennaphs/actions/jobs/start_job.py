"""Start a job: its row and its place in the queue in one transaction, so that neither can be without the other."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language

from opennaphs.actions.jobs.kinds import kind_of
from opennaphs.actions.jobs.running import STOPPED_AFTER, JobState, run_job
from opennaphs.actions.writing import writing
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import Job, User

MOST_AT_ONCE = 8
ENOUGH = "{count} jobs of yours are going on. Wait until one of them is done, so that others get their turn."


def start_job(
    *, kind: str, title: str, country: str, wanted: Mapping[str, Any], area: str | None = None, why: str = "", by: User
) -> Job:
    """Have something done in the background.

    Args:
        kind: one of :data:`~opennaphs.actions.jobs.kinds.KINDS`.
        title: what people see in their list of jobs, in the language of the person.
        country: ISO 3166 alpha-3.
        wanted: what the work needs to know, as plain data.
        area: full area id, for kinds whose permission is by area; ``None`` asks for all areas.
        why: a sentence for the history.
        by: who starts it; only they see it, and it is done with their rights.

    Raises:
        NotAllowed: they may not start this kind there.
        NaphsError: there is no such kind, or enough of their work is going on already.
    """
    permission = kind_of(kind).permission
    _check_room(by)
    with transaction.atomic():
        with writing(permission, country=country, area=area, by=by) as change:
            job = Job.objects.create(
                kind=kind,
                title=title,
                country=country,
                wanted=dict(wanted),
                language=get_language() or "en",
                owner=by,
            )
            change.note(job, "start_job", why=why)
        run_job.enqueue(str(job.pk))
    job.refresh_from_db()
    return job


def _check_room(by: User) -> None:
    """Let nobody fill the queue alone; what has stopped does not count."""
    alive = Q(state=JobState.RUNNING, beat_at__gt=timezone.now() - STOPPED_AFTER)
    count = Job.objects.filter(Q(state=JobState.WAITING) | alive, owner=by).count()
    if count >= MOST_AT_ONCE:
        raise NaphsError(ENOUGH.format(count=count))
