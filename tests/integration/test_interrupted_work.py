"""The machine may go dark at any moment: what was confirmed is there afterwards, and nothing is half there."""

import json
import os
import random
import threading
import time
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path

import pytest
from bench.load.visitor import Visitor

from tests.installations import (
    PYTHON,
    Installation,
    SocketConnection,
    kill,
    new_installation,
    server_command,
    wait_for,
)

pytestmark = [pytest.mark.database, pytest.mark.slow]
ROUNDS = int(os.environ.get("POWER_CUTS", "2"))  # by hand, more: POWER_CUTS=30 pytest …
WRITERS = 4
WORKER = (PYTHON, "-m", "opennaphs.config", "db_worker", "--interval", "0.2", "--no-startup-delay")

PREPARE = """
import json
from django.conf import settings
from django.test import Client
from opennaphs.domain.goals import Term
from tests.workbench import create_country, create_plan
lead = create_country("UGA")
plan = create_plan(lead, term=Term.ONE_YEAR)
client = Client()
client.force_login(lead)
print(json.dumps({
    "session": client.cookies[settings.SESSION_COOKIE_NAME].value,
    "activities": [f"/c/UGA/plans/{plan.pk}/activities/{pk}/" for pk in plan.activities.values_list("pk", flat=True)],
}))
"""
START_JOBS = """
from opennaphs.actions.jobs.start_job import start_job
from opennaphs.store.models import User
lead = User.objects.get(name="Lead of UGA")
wanted = {"title": "A draft", "kind": "strategic", "term": "5y", "first_year": 2027, "language": "en",
          "areas": [], "hazards": [], "assessment": None, "profile": None}
for _ in range(2):
    start_job(kind="draft-plan", title="A draft", country="UGA", wanted=wanted, by=lead)
"""
LOOK = """
import json
from collections import Counter
from django.apps import apps
from django.db import connection
from opennaphs.actions.chain import verify
from opennaphs.domain.plan_document import document, plan_of
from opennaphs.store.models import (
    ActivityRecord, AssessmentRecord, AuditEvent, ChainHead, ImportPreview, Job, PlanRecord, Versioned,
)
from opennaphs.store.plans import document_of
from opennaphs.store.versions import document_at

connection.check_constraints()
broken = [str(one) for head in ChainHead.objects.all() for one in verify(head.country)]
events = Counter(
    AuditEvent.objects.filter(version__gt=1).values_list("subject", "subject_id")
)
uneven = []
for model in apps.get_models():
    if issubclass(model, Versioned):
        for row in model.objects.all():
            if row.version - 1 != events[model._meta.model_name, str(row.pk)]:
                uneven.append(f"{row!r}: version {row.version}")
            elif row.version > 1:
                document_at(row, 1)
plans = []
for plan in PlanRecord.objects.all():
    found = document_of(plan)
    assert document(plan_of(found))["activities"] == found["activities"]
    created = AuditEvent.objects.get(subject="planrecord", subject_id=str(plan.pk), action="create_plan")
    plans.append([created.why, f"{plan.activities.count()} activities, {plan.goals.count()} goals"])
print(json.dumps({
    "broken": broken, "uneven": uneven, "plans": plans,
    "assessments": [one.scores.count() for one in AssessmentRecord.objects.all()],
    "imported": ImportPreview.objects.exclude(taken_at=None).count(),
    "jobs": list(Job.objects.values_list("state", flat=True)),
    "comments": {f"/c/UGA/plans/{row.plan_id}/activities/{row.pk}/": row.content["notes"].get("comments", "")
                 for row in ActivityRecord.objects.select_related("plan") if row.content["notes"].get("comments")},
    "written": [change["after"] for event in AuditEvent.objects.filter(action="edit_activity")
                for change in event.changes if change["path"] == "/content/notes/comments"],
}))
"""
IMPORT = """
import sys
from pathlib import Path
from opennaphs.actions.assessments.import_scores import import_scores
from opennaphs.actions.assessments.imports import fingerprint, incoming
from opennaphs.actions.assessments.preview_scores import preview_scores
from opennaphs.store.models import User
lead = User.objects.get(name="Lead of UGA")
scores = Path("examples/uganda/scores.csv").read_text(encoding="utf-8")
for day in range(1, 29):
    content = scores.replace("2017-06-26", f"20{sys.argv[1]:0>2}-02-{day:02}").encode()
    preview = preview_scores(country="UGA", file_name="scores.csv", content=content, by=lead)
    import_scores(preview=preview, seen=fingerprint(incoming(preview)), by=lead)
    Path(sys.argv[2]).touch()
"""
SEE_STOPPED = """
from datetime import timedelta
from django.utils import timezone
from opennaphs.actions.jobs.restart_job import restart_job
from opennaphs.actions.jobs.running import STOPPED_AFTER, JobState, state_of
from opennaphs.store.models import Job
late = timezone.now() - STOPPED_AFTER - timedelta(seconds=1)
stuck = list(Job.objects.filter(state="running"))
for job in stuck:
    assert state_of(job) is JobState.RUNNING
    job.beat_at = late  # as the clock will have it in a minute and a half
    assert state_of(job) is JobState.STOPPED
    Job.objects.filter(pk=job.pk).update(beat_at=late)
    job.refresh_from_db()
    again = restart_job(job=job, by=job.owner)
    job.refresh_from_db()
    assert (job.state, again.state, again.wanted) == ("failed", "waiting", job.wanted)
print(len(stuck))
"""


class Writer(threading.Thread):
    """Somebody who edits one activity after the other, and notes what the workbench confirmed."""

    def __init__(self, name: str, path: Path, session: str, addresses: list[str], stop: threading.Event) -> None:
        super().__init__(name=name, daemon=True)
        self.visitor = Visitor(lambda: SocketConnection(path, 10), {"sessionid": session})
        self.addresses, self.stop = addresses, stop
        self.confirmed: list[str] = []
        self.tried = 0
        self.refusals: list[int] = []

    def run(self) -> None:
        chance = random.Random(self.name)
        while not self.stop.is_set():
            with suppress(OSError, HTTPException):
                self.edit(chance.choice(self.addresses))

    def edit(self, address: str) -> None:
        page = self.visitor.get(address)
        if page.status != 200:
            self.refusals.append(page.status)
            return
        self.tried += 1
        mark = f"{self.name}-{self.tried}"
        answer = self.visitor.post(address, page.form("version").filled(comments=mark))
        if answer.status == 302:
            self.confirmed.append(mark)
        elif answer.status != 409:
            self.refusals.append(answer.status)


@pytest.fixture
def installation(tmp_path):
    with new_installation(tmp_path / "installation") as one:
        yield one.make()


def one_round(one: Installation, number: int, session: str, addresses: list[str]) -> tuple[list[str], list[int]]:
    """Let people and a worker work, then take the power away; give what had been confirmed and what went wrong."""
    path = one.folder / f"socket{number}"
    server, worker = one.started(*server_command(path)), one.started(*WORKER)
    imported = one.folder / f"imported{number}"
    importer = one.started_script(IMPORT, number + 1, imported)
    stop = threading.Event()
    writers = [Writer(f"w{number}-{place}", path, session, addresses, stop) for place in range(WRITERS)]
    try:
        wait_for(path)
        for writer in writers:
            writer.start()
        until = time.monotonic() + 40
        while not (imported.exists() and any(one.confirmed for one in writers)) and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(random.Random(number).uniform(0.3, 2.0))
    finally:
        kill(server, worker, importer)
        stop.set()
        for writer in writers:
            if writer.is_alive():
                writer.join(15)
            writer.visitor.close()
    return [mark for one in writers for mark in one.confirmed], [status for one in writers for status in one.refusals]


def test_after_every_power_cut_all_that_was_confirmed_is_there_and_nothing_is_half_there(installation):
    prepared = json.loads(installation.script(PREPARE + START_JOBS))
    confirmed: list[str] = []
    for number in range(ROUNDS):
        marks, refusals = one_round(installation, number, prepared["session"], prepared["activities"])
        assert refusals == [], (installation.folder / "words.txt").read_text()[-3000:]
        assert marks, "nothing was written before the power went"
        confirmed += marks
        found = json.loads(installation.script(LOOK + (START_JOBS if number + 1 < ROUNDS else "")))
        assert found["broken"] == []
        assert found["uneven"] == []
        assert [one for one in found["plans"] if one[0] != one[1]] == []
        assert set(found["assessments"]) <= {48}
        assert len(found["assessments"]) == found["imported"]
        assert set(confirmed) <= set(found["written"])
        assert len(found["written"]) == len(set(found["written"]))
        assert set(found["comments"].values()) <= set(found["written"])
    assert found["imported"], "no file was taken over before the power went"
    installation.script(SEE_STOPPED)
    assert installation.command("db_worker", "--batch", "--no-startup-delay").returncode == 0
    found = json.loads(installation.script(LOOK))
    assert set(found["jobs"]) <= {"done", "failed"}, found["jobs"]
    assert found["jobs"].count("done") >= 2 * ROUNDS - found["jobs"].count("failed")
    assert [one for one in found["plans"] if one[0] != one[1]] == []
    assert (found["broken"], found["uneven"]) == ([], [])
