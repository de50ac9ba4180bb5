"""What a worker does with a job: claim it, run it with the rights of its owner, keep what came out or why it failed."""

import logging
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from opennaphs.actions.jobs.kinds import Outcome, kind_of
from opennaphs.actions.jobs.progress import Progress, beating
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import Job

STOPPED_AFTER = timedelta(seconds=90)
logger = logging.getLogger(__name__)


class JobState(StrEnum):
    """Where a job stands. ``STOPPED`` is seen, not stored: it says it runs, but its worker gives no sign of life."""

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
    if state is JobState.RUNNING and timezone.now() - silent_since > STOPPED_AFTER:
        return JobState.STOPPED
    return state


@task
def run_job(job_id: str) -> None:
    """Run a job that waits; one that another worker has taken is left alone."""
    claimed = Job.objects.filter(pk=job_id, state=JobState.WAITING)
    if claimed.update(state=JobState.RUNNING, beat_at=timezone.now()):
        job = Job.objects.select_related("owner").get(pk=job_id)
        with translation.override(job.language):
            _end(job.pk, _done(job))


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


def _end(job_id: UUID, ended: Outcome | _Failure) -> None:
    fields: dict[str, Any] = {"message": ended.text, "finished_at": timezone.now(), "state": JobState.FAILED}
    if isinstance(ended, Outcome):
        fields |= {"state": JobState.DONE, "result": dict(ended.result)}
        fields |= {"file": ended.file, "file_name": ended.file_name}
    Job.objects.filter(pk=job_id, state=JobState.RUNNING).update(**fields)
