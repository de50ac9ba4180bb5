"""Where the end of a job leads: its file, or the page of what it made."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from opennaphs.store.models import Job


@dataclass(frozen=True)
class Leads:
    """A place to go from a finished job: its address and the words of the link."""

    url: str
    label: str | Promise


def _to_plan(job: Job) -> Leads:
    return Leads(reverse("plan", args=[job.country, job.result["plan"]]), _("Open the plan"))


def _to_costs(job: Job) -> Leads:
    return Leads(reverse("costs", args=[job.country, job.result["plan"]]), _("See the costs"))


def _to_choice(job: Job) -> Leads:
    return Leads(reverse("choice", args=[job.country, job.result["plan"], job.pk]), _("See what is chosen"))


PAGES: dict[str, Callable[[Job], Leads]] = {
    "draft-plan": _to_plan,
    "recost-plan": _to_costs,
    "choose": _to_choice,
}


def leads_of(job: Job) -> Leads | None:
    """Give where a finished job leads; ``None`` when its sentence says it all."""
    if job.kind in PAGES:
        return PAGES[job.kind](job)
    if job.file_name:
        return Leads(reverse("job-file", args=[job.country, job.pk]), _("Download the file"))
    return None
