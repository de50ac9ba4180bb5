"""What nobody comes back for goes; what people may still want stays."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from opennaphs.actions.chain import verify
from opennaphs.actions.jobs.clear_leftovers import KEPT_FOR, clear_leftovers
from opennaphs.authorization.judge import NotAllowed
from opennaphs.store.models import AuditEvent, ImportPreview, Job
from tests.workbench import create_country

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    lead = create_country("UGA")
    for days in (1, 40):
        then = timezone.now() - timedelta(days=days)
        preview = ImportPreview.objects.create(country="UGA", kind="scores", file_name="a.csv", content={}, owner=lead)
        ImportPreview.objects.filter(pk=preview.pk).update(created_at=then)
        Job.objects.create(
            country="UGA",
            kind="export-plan",
            title=f"{days} days ago",
            owner=lead,
            state="done",
            file=b"x",
            finished_at=then,
        )
    return lead


def test_old_previews_and_files_go_and_new_ones_stay(lead, capsys):
    call_command("tidy")
    assert "1 previews of imports and 1 files of jobs" in capsys.readouterr().out
    assert ImportPreview.objects.get().created_at > timezone.now() - KEPT_FOR
    assert {job.title: job.file is not None for job in Job.objects.all()} == {"1 days ago": True, "40 days ago": False}
    assert AuditEvent.objects.get(action="clear_leftovers").why == "1 previews, 1 files"
    assert list(verify("")) == []


def test_clearing_what_is_clear_leaves_no_trace(lead):
    call_command("tidy")
    call_command("tidy")
    assert AuditEvent.objects.filter(action="clear_leftovers").count() == 1


def test_only_who_runs_the_installation_clears(lead):
    with pytest.raises(NotAllowed):
        clear_leftovers(by=lead)
    assert ImportPreview.objects.count() == 2
