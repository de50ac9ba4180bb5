"""Where a task of the cycle leads: the page of the work, when it is there; the page of the stage otherwise."""

from collections.abc import Mapping

from django.urls import NoReverseMatch, reverse

from opennaphs.domain.cycle_stages import Stage
from opennaphs.domain.cycle_tasks import Page
from opennaphs.store.models import PlanRecord

OF_COUNTRY: Mapping[Page, str] = {
    Page.ASSESSMENTS: "assessments",
    Page.ROSTER: "people",
    Page.DOCUMENTS: "recommendations",
    Page.STAKEHOLDERS: "stakeholders",
    Page.RECOMMENDATIONS: "recommendations",
    Page.ACTION_ITEMS: "action_items",
    Page.MEETINGS: "committees",
}
OF_PLAN: Mapping[Page, str] = {
    Page.PRIORITIES: "priorities",
    Page.ACTIVITIES: "activities",
    Page.COSTS: "costs",
    Page.FUNDING: "funding",
    Page.REVIEW: "reviews",
    Page.STATE: "plan",
    Page.PROGRESS: "progress",
    Page.COMMENTS: "talk",
}


def slug_of(stage: Stage) -> str:
    """Give a stage as it stands in an address."""
    return stage.value.replace(" ", "-")


def stage_of(slug: str) -> Stage | None:
    """Give the stage an address names."""
    return next((stage for stage in Stage if slug_of(stage) == slug), None)


def address_of(page: Page, stage: Stage, iso3: str, plan: PlanRecord | None) -> str:
    """Give the address of the page where a task is done."""
    found = _address(OF_COUNTRY[page], iso3) if page in OF_COUNTRY else ""
    if not found and page in OF_PLAN:
        found = _address("plans", iso3) if plan is None else _address(OF_PLAN[page], iso3, plan.pk)
    return found or reverse("stage", args=[iso3, slug_of(stage)])


def _address(name: str, *parts: object) -> str:
    try:
        return reverse(name, args=parts)
    except NoReverseMatch:
        return ""
