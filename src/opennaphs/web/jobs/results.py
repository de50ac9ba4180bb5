"""Where the end of a job leads: its file, or the page of what it made; and the way back to where it was started."""

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


def _back_to_plan(job: Job) -> Leads:
    return Leads(reverse("plan", args=[job.country, job.wanted["plan"]]), _("Back to the plan"))


def _back_to_plans(job: Job) -> Leads:
    return Leads(reverse("plans", args=[job.country]), _("Back to the plans"))


def _back_to_costs(job: Job) -> Leads:
    return Leads(reverse("costs", args=[job.country, job.wanted["plan"]]), _("Back to the costs"))


def _back_to_review(job: Job) -> Leads:
    wanted = job.wanted
    place = reverse("progress-review", args=[job.country, wanted["plan"], wanted["review"]])
    return Leads(place, _("Back to the review"))


BACK: dict[str, Callable[[Job], Leads]] = {
    "draft-plan": _back_to_plans,
    "export-plan": _back_to_plan,
    "recost-plan": _back_to_costs,
    "choose": _back_to_costs,
    "review-pack": _back_to_review,
}


def back_of(job: Job) -> Leads | None:
    """Give where a job was started; ``None`` when its kind does not say."""
    return BACK[job.kind](job) if job.kind in BACK else None


def leads_of(job: Job) -> Leads | None:
    """Give where a finished job leads; ``None`` when its sentence says it all."""
    if job.kind in PAGES:
        return PAGES[job.kind](job)
    if job.file_name:
        return Leads(reverse("job-file", args=[job.country, job.pk]), _("Download the file"))
    return None
