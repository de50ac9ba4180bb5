"""Pages of jobs. A job is seen by its owner only, and only in its country."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from opennaphs.actions.jobs.restart_job import restart_job
from opennaphs.actions.jobs.running import JobState, state_of
from opennaphs.store.models import Job
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.jobs.files import download
from opennaphs.web.jobs.results import Leads, back_of, leads_of

ON_A_PAGE = 50
STATES: dict[JobState, tuple[str | Promise, str]] = {
    JobState.WAITING: (gettext_lazy("waiting"), "neutral"),
    JobState.RUNNING: (gettext_lazy("running"), "info"),
    JobState.DONE: (gettext_lazy("done"), "done"),
    JobState.FAILED: (gettext_lazy("failed"), "error"),
    JobState.STOPPED: (gettext_lazy("stopped"), "warn"),
}


@dataclass(frozen=True)
class Shown:
    """A job as a page and components/progress.html show it."""

    row: Job
    state: JobState
    leads: Leads | None

    @property
    def id(self) -> str:
        """Its number, as an id of the page."""
        return str(self.row.pk)

    @property
    def title(self) -> str:
        """What people call it."""
        return self.row.title

    @property
    def text(self) -> str:
        """What is done now, or how it ended."""
        if self.state is JobState.STOPPED:
            return _("The work stopped in the middle: the server was restarted, or ran out of memory. Start it again.")
        if self.state is JobState.WAITING:
            return _("Waiting for its turn …")
        return self.row.message or _("Working …")

    @property
    def tag(self) -> dict[str, Any]:
        """Its state as a tag."""
        words, kind = STATES[self.state]
        return {"text": words, "kind": kind}

    @property
    def done(self) -> int:
        """How much is done."""
        return self.row.done

    @property
    def total(self) -> int | None:
        """Of how much; ``None`` when nobody knows."""
        return self.row.total

    @property
    def finished(self) -> bool:
        """Whether it ended well."""
        return self.state is JobState.DONE

    @property
    def failed(self) -> bool:
        """Whether it came to nothing, and may be started again."""
        return self.state in {JobState.FAILED, JobState.STOPPED}

    @property
    def going_on(self) -> bool:
        """Whether there is something to wait for."""
        return self.state in {JobState.WAITING, JobState.RUNNING}

    @property
    def url(self) -> str:
        """Address of the piece that says how far it is."""
        return reverse("job-progress", args=[self.row.country, self.row.pk])

    @property
    def page_url(self) -> str:
        """Address of its page."""
        return reverse("job", args=[self.row.country, self.row.pk])

    @property
    def result_url(self) -> str:
        """Where it leads."""
        return self.leads.url if self.leads else ""

    @property
    def result_label(self) -> str | Promise:
        """The words of that link."""
        return self.leads.label if self.leads else ""

    @property
    def back(self) -> Leads | None:
        """Where it was started; for its own page, lists leave out what it was started with."""
        return back_of(self.row)


def shown(row: Job) -> Shown:
    """Give a job as pages show it."""
    state = state_of(row)
    return Shown(row, state, leads_of(row) if state is JobState.DONE else None)


def find_job(request: SignedInRequest, iso3: str, job_id: UUID) -> Job:
    """Give a job of the person in the country, or 404."""
    row = Job.objects.defer("file").filter(pk=job_id, country=iso3, owner=request.user).first()
    if row is None:
        raise Http404
    return row


@country_page()
@require_GET
def jobs(request: SignedInRequest, iso3: str) -> HttpResponse:
    """List what a person has started."""
    rows = Job.objects.defer("file", "wanted").filter(country=iso3, owner=request.user)
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "jobs/list.html", {"page": page, "jobs": [shown(row) for row in page]})


@country_page()
@require_GET
def job(request: SignedInRequest, iso3: str, job_id: UUID) -> HttpResponse:
    """Show how far a job is and what came out; without scripts, the page asks again by itself."""
    return render(request, "jobs/job.html", {"job": shown(find_job(request, iso3, job_id))})


@country_page()
@require_GET
def progress(request: SignedInRequest, iso3: str, job_id: UUID) -> HttpResponse:
    """Give the piece of the page that says how far a job is; a finished one makes the page load anew."""
    found = shown(find_job(request, iso3, job_id))
    response = render(request, "components/progress.html", {"job": found})
    if not found.going_on:
        response["HX-Refresh"] = "true"
    return response


@country_page()
@require_GET
def file(request: HttpRequest, iso3: str, job_id: UUID) -> HttpResponse:
    """Hand out the file a job made."""
    row = Job.objects.filter(pk=job_id, country=iso3, owner=request.user, state=JobState.DONE).first()  # type: ignore[misc]
    if row is None or row.file is None:
        raise Http404
    return download(bytes(row.file), row.file_name)


@country_page()
@require_POST
def again(request: SignedInRequest, iso3: str, job_id: UUID) -> HttpResponse:
    """Start a job again that failed or stopped."""
    return redirect("job", iso3, restart_job(job=find_job(request, iso3, job_id), by=request.user).pk)
