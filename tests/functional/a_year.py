"""A small plan of this year with its people, brought by actions to where a journey begins; and the ways around it."""

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from opennaphs.actions.plans.create_plan import create_plan
from opennaphs.actions.plans.move_plan import move_plan
from opennaphs.actions.reviews.close_review_round import close_review_round
from opennaphs.actions.reviews.open_review_round import open_review_round
from opennaphs.actions.reviews.sign_off_area import sign_off_area
from opennaphs.authorization.roles import FINANCE_OFFICER, TECHNICAL_LEAD
from opennaphs.catalogue.framework_files import load_framework
from opennaphs.catalogue.loading import load_material
from opennaphs.catalogue.price_files import read_default_prices
from opennaphs.domain.activity_details import ActivityDetails
from opennaphs.domain.drafting import Costs, Request, draft_plan
from opennaphs.domain.goals import Term
from opennaphs.domain.library import Driver
from opennaphs.domain.plan_states import PlanState
from opennaphs.domain.planning import Plan
from opennaphs.domain.profiles import Count, CountryProfile
from opennaphs.store.models import PlanRecord, User
from tests.functional.visitors import follow
from tests.funded_plans import create_partner
from tests.workbench import create_country, create_person

LABORATORIES, LEGAL = "jee-3.D1", "jee-3.P1"
TITLE, PARTNER = "Plan of this year", "Global Health Fund"
REGIONS = ("Central", "Northern")


@dataclass(frozen=True)
class Crew:
    """The people who carry the plan."""

    lead: User
    finance: User
    partner: User
    rose: User
    peter: User


def create_crew() -> Crew:
    """Open a country with its secretariat, finance, a partner and a technical lead for each of two areas."""
    return Crew(
        lead=create_country("UGA"),
        finance=create_person(FINANCE_OFFICER.key, "UGA", name="Finance officer"),
        partner=create_partner(PARTNER),
        rose=create_person(TECHNICAL_LEAD.key, "UGA", LABORATORIES, name="Rose Nakato"),
        peter=create_person(TECHNICAL_LEAD.key, "UGA", LEGAL, name="Peter Okot"),
    )


def create_plan_of_this_year(crew: Crew) -> PlanRecord:
    """Keep a costed draft of two areas whose activities run all year, each with an owner and a place."""
    year = timezone.localdate().year
    counts = {one: Count(Decimal(10), year - 2, "test") for one in Driver if one is not Driver.NATION}
    goals = {f"{LABORATORIES}.1": 2, f"{LEGAL}.1": 2}
    request = Request("UGA", "Uganda", Term.ONE_YEAR, year, areas=(LABORATORIES, LEGAL), goal_edits=goals)
    costs = Costs(CountryProfile("UGA", counts), read_default_prices())
    plan = draft_plan(request, load_material(), load_framework("jee-3"), costs=costs)
    return create_plan(plan=_owned(plan, year), title=TITLE, kind="operational", by=crew.lead)


def _owned(plan: Plan, year: int) -> Plan:
    details = [
        ActivityDetails(
            starts=f"{year}-01-01", ends=f"{year}-12-31", places=(REGIONS[place % 2],), impact=3, feasibility=3, risk=3
        )
        for place in range(len(plan.activities))
    ]
    found = zip(plan.activities, details, strict=True)
    return replace(plan, activities=tuple(replace(one, owner="Head of the unit", details=told) for one, told in found))


def agree(plan: PlanRecord, crew: Crew) -> PlanRecord:
    """Bring a draft through its review to “costed”: nothing stands against its validation any more."""
    _move(plan, PlanState.IN_REVIEW, crew)
    review = open_review_round(plan=plan, title="First reading", by=crew.lead)
    sign_off_area(review=review, area=LABORATORIES, agreed=True, by=crew.rose)
    sign_off_area(review=review, area=LEGAL, agreed=True, by=crew.peter)
    close_review_round(review=review, version=review.version, by=crew.lead)
    _move(plan, PlanState.COSTED, crew)
    return plan


def launch(plan: PlanRecord, crew: Crew, on: date | None = None) -> PlanRecord:
    """Validate, endorse and launch an agreed plan, on the first day of its year unless another day is given."""
    day = on or date(plan.first_year, 1, 1)
    _move(plan, PlanState.VALIDATED, crew, validated_on=day)
    _move(plan, PlanState.ENDORSED, crew, endorsed_by="The cabinet", endorsed_on=day)
    _move(plan, PlanState.LAUNCHED, crew, launched_on=day)
    return plan


def _move(plan: PlanRecord, to: PlanState, crew: Crew, **facts: Any) -> None:
    plan.refresh_from_db()
    move_plan(plan=plan, to=to, version=plan.version, today=timezone.localdate(), facts=facts, by=crew.lead)
    plan.refresh_from_db()


def opens_the_plan(page: Any, group: str, view: str) -> None:
    """Go from the first page of the country to a view of the plan, by links alone."""
    page.goto("/c/UGA/")
    page.locator("nav.sidebar").get_by_role("link", name="Plans", exact=True).click()
    follow(page, TITLE, exact=True)
    looks_at(page, group, view)


def looks_at(page: Any, group: str, view: str) -> None:
    """Go from one view of the plan to another."""
    page.locator(".tab-groups").get_by_role("link", name=group, exact=True).click()
    page.get_by_role("navigation", name="Views of the plan").get_by_role("link", name=view, exact=True).click()
    assert page.locator("h1").inner_text()


def figures(page: Any) -> dict[str, str]:
    """Give the figures in boxes, by their words."""
    boxes = page.locator("dl.figures > div")
    return {box.locator("dt").inner_text(): box.locator("dd").inner_text() for box in boxes.all()}


def amount(text: str) -> Decimal:
    """Read the first amount of a text."""
    return Decimal(re.findall(r"[\d,]+", text)[0].replace(",", ""))
