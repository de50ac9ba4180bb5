"""Jobs in the browser: seen by their owner, followed with and without scripts, their file taken away safely."""

from datetime import timedelta

import pytest
from django.utils import timezone

from opennaphs.actions.jobs import kinds
from opennaphs.actions.jobs.kinds import Kind, Outcome
from opennaphs.actions.jobs.running import STOPPED_AFTER
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import Job
from opennaphs.web.jobs.results import BACK
from tests.workbench import create_country, create_person, signed_in

pytestmark = pytest.mark.django_db


def work(job, progress) -> Outcome:
    return Outcome("Done again.")


@pytest.fixture
def lead():
    return create_country("UGA")


@pytest.fixture(autouse=True)
def kind(monkeypatch):
    monkeypatch.setitem(kinds.KINDS, "work", Kind(Permission.EDIT_PLAN, f"{__name__}.work"))


def a_job(owner, state="running", **about) -> Job:
    about = {"title": "A long work", "kind": "work", "country": "UGA", "beat_at": timezone.now(), **about}
    return Job.objects.create(owner=owner, state=state, **about)


def at(job, *parts, country="UGA") -> str:
    return "/".join((f"/c/{country}/jobs/{job.pk}", *parts, ""))


def words(response) -> str:
    return response.content.decode()


def test_a_running_job_says_how_far_it_is_and_asks_again(lead):
    job = a_job(lead, message="Half way", done=1, total=2)
    page = words(signed_in(lead).get(at(job)))
    assert "Half way" in page
    assert f'hx-get="{at(job, "progress")}"' in page
    assert '<noscript><meta http-equiv="refresh"' in page


def test_a_finished_job_asks_no_more_and_leads_to_its_file(lead):
    job = a_job(lead, "done", message="Ready", file=b"x,y", file_name="list.csv")
    page = words(signed_in(lead).get(at(job)))
    assert "hx-get" not in page.replace("hx-headers", "")
    assert "refresh" not in page.partition("</head>")[0].replace("refreshOnHistoryMiss", "")
    assert at(job, "file") in page


@pytest.mark.parametrize(
    ("kind", "wanted", "place", "words_of_it"),
    [
        ("review-pack", {"plan": 7, "review": 9}, "/c/UGA/plans/7/progress-reviews/9/", "Back to the review"),
        ("export-plan", {"plan": 7, "format": "docx"}, "/c/UGA/plans/7/", "Back to the plan"),
    ],
)
@pytest.mark.parametrize("state", ["done", "failed"])
def test_the_page_of_an_ended_job_leads_back_to_where_it_was_started(lead, state, kind, wanted, place, words_of_it):
    job = a_job(lead, state, message="Ready", kind=kind, wanted=wanted, file=b"x", file_name="pack.docx")
    assert f'<a href="{place}">{words_of_it}</a>' in words(signed_in(lead).get(at(job)))


def test_every_kind_of_work_of_the_workbench_leads_back(lead):
    assert set(BACK) == set(kinds.KINDS) - {"work"}


def test_the_piece_for_scripts_reloads_the_page_at_the_end(lead):
    browser = signed_in(lead)
    assert "HX-Refresh" not in browser.get(at(a_job(lead), "progress"))
    assert browser.get(at(a_job(lead, "done"), "progress"))["HX-Refresh"] == "true"


def test_a_file_is_a_download_whatever_it_holds(lead):
    job = a_job(lead, "done", file=b"<script>alert(1)</script>", file_name="évil.html")
    response = signed_in(lead).get(at(job, "file"))
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response.content == b"<script>alert(1)</script>"


@pytest.mark.parametrize("part", ["", "progress", "file"])
def test_nobody_else_sees_a_job(lead, part):
    job = a_job(lead, "done", file=b"x", file_name="x.csv")
    other = signed_in(create_person("secretariat-lead", "UGA"))
    assert other.get(at(job, *filter(None, [part]))).status_code == 404


def test_a_job_is_not_seen_from_another_country_of_its_owner(lead):
    create_country("KEN")
    from opennaphs.store.models import RoleAssignment

    RoleAssignment.objects.create(user=lead, role="viewer", country="KEN")
    job = a_job(lead, "done", file=b"x", file_name="x.csv")
    browser = signed_in(lead)
    assert browser.get(at(job, country="KEN")).status_code == 404
    assert browser.get(at(job, "file", country="KEN")).status_code == 404
    assert "A long work" not in words(browser.get("/c/KEN/jobs/"))


def test_a_job_without_a_file_has_none_to_take(lead):
    assert signed_in(lead).get(at(a_job(lead, "done"), "file")).status_code == 404


def test_a_job_whose_worker_died_is_shown_as_stopped_and_started_again(lead):
    job = a_job(lead, beat_at=timezone.now() - STOPPED_AFTER - timedelta(minutes=1))
    browser = signed_in(lead)
    page = words(browser.get(at(job)))
    assert "The work stopped in the middle" in page
    assert "hx-trigger" not in page
    response = browser.post(at(job, "again"), follow=True)
    assert "Done again." in words(response)
    assert Job.objects.count() == 2


def test_a_job_that_runs_is_not_started_again(lead):
    assert signed_in(lead).post(at(a_job(lead), "again")).status_code == 422
    assert Job.objects.count() == 1


def test_the_list_shows_ones_own_with_their_states(lead):
    a_job(lead, "done", title="Mine")
    a_job(create_person("secretariat-lead", "UGA"), "done", title="Not mine")
    page = words(signed_in(lead).get("/c/UGA/jobs/"))
    assert ("Mine" in page, "Not mine" in page) == (True, False)


def test_the_list_does_not_read_the_files(lead, django_assert_max_num_queries):
    for _number in range(20):
        a_job(lead, "done", file=b"x" * 1000, file_name="x.csv")
    browser = signed_in(lead)
    with django_assert_max_num_queries(12) as asked:
        browser.get("/c/UGA/jobs/")
    assert not any('"store_job"."file",' in query["sql"] for query in asked.captured_queries)
