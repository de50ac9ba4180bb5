"""What a worker does with a job: claim it, run it with the rights of its owner, keep what came out or why it failed."""

import logging
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from opennaphs.actions.jobs.kinds import Outcome, kind_of
from opennaphs.actions.jobs.progress import Progress, beating
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import Job

STOPPED_AFTER = timedelta(seconds=90)
FORGOTTEN_AFTER = timedelta(minutes=15)  # a worker that died between taking a job and saying so
GIVEN_UP = "The job was started again meanwhile."
logger = logging.getLogger(__name__)


class JobState(StrEnum):
    """Where a job stands. ``STOPPED`` is seen, not stored: nobody has given a sign of life for too long."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True)
class _Failure:
    text: str


def state_of(job: Job) -> JobState:
    """Give where a job stands now."""
    state = JobState(job.state)
    silent_since = job.beat_at or job.created_at
    patience = {JobState.RUNNING: STOPPED_AFTER, JobState.WAITING: FORGOTTEN_AFTER}.get(state)
    if patience is not None and timezone.now() - silent_since > patience:
        return JobState.STOPPED
    return state


@task
def run_job(job_id: str) -> None:
    """Run a job that waits; one that another worker has taken is left alone."""
    claimed = Job.objects.filter(pk=job_id, state=JobState.WAITING)
    if claimed.update(state=JobState.RUNNING, beat_at=timezone.now()):
        job = Job.objects.select_related("owner").get(pk=job_id)
        with translation.override(job.language):
            _end(job, _done(job))


def _done(job: Job) -> Outcome | _Failure:
    """Do the work; whatever goes wrong becomes a sentence for the owner, and for faults of ours a line in the log."""
    try:
        with beating(job.pk):
            return kind_of(job.kind).run(job, Progress(job.pk))
    except NaphsError as error:
        return _Failure(str(error))
    except Exception:
        logger.exception("The job %s of the kind %s broke off.", job.pk, job.kind)
        return _Failure(_("Something went wrong on our side. Nothing was half done; please start it again."))


def _end(job: Job, ended: Outcome | _Failure) -> None:
    if isinstance(ended, Outcome):
        ended = _kept(job, ended)
    if isinstance(ended, _Failure):
        _write_end(job, state=JobState.FAILED, message=ended.text)


def _kept(job: Job, ended: Outcome) -> Outcome | _Failure:
    """Write what came out and that the job is done, together or not at all."""
    try:
        with transaction.atomic():
            more = {} if ended.keep is None else ended.keep()
            result = {**ended.result, **more}
            _write_end(
                job, state=JobState.DONE, message=ended.text, result=result, file=ended.file, file_name=ended.file_name
            )
    except NaphsError as error:
        return _Failure(str(error))
    return ended


def _write_end(job: Job, **fields: Any) -> None:
    """End a job that still runs; one that was given up meanwhile writes nothing at all.

    Raises:
        NaphsError: it was given up.
    """
    running = Job.objects.filter(pk=job.pk, state=JobState.RUNNING)
    if not running.update(finished_at=timezone.now(), **fields) and fields["state"] is JobState.DONE:
        raise NaphsError(GIVEN_UP)
