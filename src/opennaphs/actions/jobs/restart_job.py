"""Start a job again that failed or whose worker died: as a new job, so that the old one can do no more harm."""

from opennaphs.actions.jobs.kinds import kind_of
from opennaphs.actions.jobs.running import JobState, state_of
from opennaphs.actions.jobs.start_job import start_job
from opennaphs.actions.writing import writing
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import Job, User

NOT_BROKEN = "“{job}” is {state}. Only what failed or stopped is started again."


def restart_job(*, job: Job, by: User) -> Job:
    """Do what a job wanted once more.

    Args:
        job: one of their own that failed or stopped.
        by: its owner.

    Raises:
        NaphsError: it is somebody else's, or it neither failed nor stopped.
        NotAllowed: they may not start this kind any more.
    """
    state = state_of(job)
    if job.owner_id != by.pk or state not in {JobState.FAILED, JobState.STOPPED}:
        raise NaphsError(NOT_BROKEN.format(job=job, state=state))
    if state is JobState.STOPPED:
        _give_up(job, by)
    return start_job(
        kind=job.kind, title=job.title, country=job.country, wanted=job.wanted, area=job.wanted.get("area"), by=by
    )


def _give_up(job: Job, by: User) -> None:
    with writing(kind_of(job.kind).permission, country=job.country, area=job.wanted.get("area"), by=by) as change:
        Job.objects.filter(pk=job.pk, state=job.state).update(state=JobState.FAILED)
        change.note(job, "give_up_job")
