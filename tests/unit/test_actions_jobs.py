"""Jobs: started with a right, done with the rights of their owner, ended with a result or a sentence."""

from datetime import timedelta

import pytest
from django.utils import timezone

from opennaphs.actions.chain import verify
from opennaphs.actions.jobs import kinds, progress, running
from opennaphs.actions.jobs.kinds import Kind, Outcome, kind_of
from opennaphs.actions.jobs.progress import Progress, beating
from opennaphs.actions.jobs.restart_job import restart_job
from opennaphs.actions.jobs.running import STOPPED_AFTER, JobState, run_job, state_of
from opennaphs.actions.jobs.start_job import MOST_AT_ONCE, start_job
from opennaphs.authorization.judge import NotAllowed
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import AuditEvent, Job, PlanRecord
from tests.workbench import create_country, create_person

pytestmark = pytest.mark.django_db
ran: list[str] = []


def work(job: Job, progress: Progress) -> Outcome:
    ran.append(str(job.pk))
    progress.tell("Half way", 1, 2)
    how = job.wanted.get("how", "well")
    if how == "refused":
        raise NaphsError("The file names no activity. Add one.")
    if how == "broken":
        raise ZeroDivisionError("secret inner things")
    return Outcome("All done.", {"answer": 42}, b"bytes", "answer.csv")


@pytest.fixture
def lead():
    return create_country("UGA")


@pytest.fixture(autouse=True)
def kind(monkeypatch):
    ran.clear()
    monkeypatch.setitem(kinds.KINDS, "work", Kind(Permission.EDIT_PLAN, f"{__name__}.work"))


def start(by, **wanted):
    return start_job(kind="work", title="A work", country="UGA", wanted=wanted, by=by)


def test_a_job_ends_with_its_sentence_its_result_and_its_file(lead):
    job = start(lead)
    assert (job.state, job.message, job.result, bytes(job.file), job.file_name) == (
        "done",
        "All done.",
        {"answer": 42},
        b"bytes",
        "answer.csv",
    )
    assert job.finished_at is not None


def test_starting_a_job_leaves_a_trace(lead):
    job = start(lead)
    event = AuditEvent.objects.get(action="start_job")
    assert (event.subject_id, event.by_name, list(verify("UGA"))) == (str(job.pk), str(lead), [])


def test_somebody_without_the_right_starts_nothing(lead):
    with pytest.raises(NotAllowed):
        start(create_person("viewer", "UGA"))
    assert not Job.objects.exists()
    assert ran == []


def test_an_unknown_kind_is_refused(lead):
    with pytest.raises(NaphsError, match="no work of the kind"):
        start_job(kind="dig", title="x", country="UGA", wanted={}, by=lead)


def test_what_was_refused_is_said_as_it_is(lead):
    job = start(lead, how="refused")
    assert (job.state, job.message, job.file) == ("failed", "The file names no activity. Add one.", None)


def test_a_fault_of_ours_is_not_shown_but_logged(lead, caplog):
    job = start(lead, how="broken")
    assert job.state == "failed"
    assert "secret" not in job.message
    assert "start it again" in job.message
    assert "secret inner things" in caplog.text


def test_a_job_is_done_once_however_often_it_is_handed_out(lead):
    job = start(lead)
    run_job.enqueue(str(job.pk))
    assert ran == [str(job.pk)]


@pytest.mark.parametrize(
    ("state", "silent", "seen"),
    [
        ("running", STOPPED_AFTER + timedelta(seconds=1), JobState.STOPPED),
        ("running", STOPPED_AFTER - timedelta(seconds=5), JobState.RUNNING),
        ("done", STOPPED_AFTER * 100, JobState.DONE),
        ("waiting", running.FORGOTTEN_AFTER - timedelta(seconds=5), JobState.WAITING),
    ],
)
def test_a_job_whose_worker_died_is_seen_as_stopped(lead, state, silent, seen):
    job = Job(kind="work", country="UGA", owner=lead, state=state, beat_at=timezone.now() - silent)
    assert state_of(job) is seen


def stopped(by) -> Job:
    long_ago = timezone.now() - 2 * STOPPED_AFTER
    return Job.objects.create(kind="work", country="UGA", owner=by, state="running", beat_at=long_ago, title="Died")


def test_a_stopped_job_is_done_anew_and_the_old_one_can_no_longer_end(lead):
    old = stopped(lead)
    new = restart_job(job=old, by=lead)
    old.refresh_from_db()
    assert (new.state, new.title, old.state) == ("done", "Died", "failed")
    assert new.pk != old.pk


def test_a_job_that_is_well_is_not_started_again(lead):
    with pytest.raises(NaphsError, match="failed or stopped"):
        restart_job(job=start(lead), by=lead)


def test_nobody_starts_the_job_of_somebody_else_again(lead):
    other = create_person("secretariat-lead", "UGA")
    with pytest.raises(NaphsError):
        restart_job(job=stopped(lead), by=other)


def test_a_worker_shows_that_it_lives_while_it_works_in_one_piece(lead, monkeypatch):
    beats = []
    monkeypatch.setattr(progress, "SECONDS_BETWEEN_BEATS", 0.01)
    monkeypatch.setattr(progress, "_write", beats.append)
    job = stopped(lead)
    with beating(job.pk):
        timezone.now()
        while len(beats) < 2:
            pass
    assert beats[:2] == [job.pk, job.pk]


def test_nobody_fills_the_queue_alone(lead):
    for _number in range(MOST_AT_ONCE):
        Job.objects.create(kind="work", country="UGA", owner=lead, title="Waits")
    with pytest.raises(NaphsError, match="jobs of yours are going on"):
        start(lead)
    assert start(create_person("secretariat-lead", "UGA")).state == "done"
    Job.objects.filter(owner=lead).first().delete()
    assert start(lead).state == "done"


def test_every_kind_of_work_can_be_found():
    from django.utils.module_loading import import_string

    for name, one in kinds.KINDS.items():
        assert callable(import_string(one.address)), name
    assert kind_of("choose").permission is Permission.EXPORT


def test_a_draft_that_was_broken_off_and_started_again_is_kept_once():
    lead = create_country("UGA")
    wanted = {
        "title": "Plan", "kind": "operational", "term": "1y", "first_year": 2027, "areas": ["jee-3.P1"],
        "hazards": [], "language": "en", "assessment": None, "profile": None,
    }  # fmt: skip
    job = start_job(kind="draft-plan", title="A draft", country="UGA", wanted=wanted, by=lead)
    assert PlanRecord.objects.count() == 1
    late = kind_of("draft-plan").run(job, Progress(job.pk))
    Job.objects.filter(pk=job.pk).update(state=JobState.FAILED)  # given up meanwhile; the late worker comes to its end
    assert isinstance(running._kept(job, late), running._Failure)
    assert PlanRecord.objects.count() == 1


def test_a_job_that_nobody_takes_for_a_quarter_of_an_hour_can_be_started_again():
    lead = create_country("UGA")
    job = Job.objects.create(kind="draft-plan", title="Forgotten", country="UGA", owner=lead)
    assert state_of(job) is JobState.WAITING
    job.created_at -= running.FORGOTTEN_AFTER + timedelta(seconds=1)
    assert state_of(job) is JobState.STOPPED
