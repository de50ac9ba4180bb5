"""The plans of the demo country: a costed strategic plan, and an operational plan for two areas that is under way."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from opennaphs.actions.plans.create_plan import create_plan
from opennaphs.catalogue.country_files import country_name
from opennaphs.catalogue.framework_files import load_framework
from opennaphs.catalogue.loading import load_material
from opennaphs.catalogue.price_files import read_default_prices
from opennaphs.domain.activity_details import ActivityDetails
from opennaphs.domain.assessments import Assessment
from opennaphs.domain.drafting import Costs, Request, draft_plan
from opennaphs.domain.goals import Term
from opennaphs.domain.planning import Activity, Plan
from opennaphs.sources.profile_yaml import load_profile
from opennaphs.store.models import PlanRecord, User
from opennaphs.web.management.demo.people import COUNTRY, INVENTED, LABORATORIES, SURVEILLANCE

OWNERS: Mapping[str, str] = {
    "P1": "Legal adviser of the ministry of health",
    "P3": "IHR focal point",
    "P4": "Coordinator against antimicrobial resistance",
    "P5": "One Health coordinator",
    "D1": "Head of the national laboratory services",
    "D2": "Head of surveillance",
    "D3": "Head of health workforce planning",
    "R1": "Manager of the emergency operations centre",
    "PoE": "Head of border health",
}
PLAN_TITLE = "National action plan for health security"
UNOWNED_EVERY = 9  # some activities are left without an owner, so that the cycle page has something to ask for


def create_plans(assessment: Assessment, profile: Path, first_year: int, lead: User) -> tuple[PlanRecord, PlanRecord]:
    """Draft and keep both plans; give strategic and operational."""
    costs = Costs(load_profile(profile), read_default_prices())
    strategic = _draft(Request(COUNTRY, country_name(COUNTRY), Term.FIVE_YEARS, first_year), assessment, costs)
    year = Request(COUNTRY, country_name(COUNTRY), Term.ONE_YEAR, first_year, areas=(LABORATORIES, SURVEILLANCE))
    operational = _draft(year, assessment, costs)
    years = f"{first_year}–{first_year + 4}"
    first = create_plan(plan=strategic, title=f"{PLAN_TITLE} {years}", kind="strategic", why=INVENTED, by=lead)
    title = f"Operational plan {first_year}: laboratories and surveillance"
    second = create_plan(plan=operational, title=title, kind="operational", previous=first, why=INVENTED, by=lead)
    return first, second


def _draft(request: Request, assessment: Assessment, costs: Costs) -> Plan:
    plan = draft_plan(request, load_material(), load_framework(assessment.framework), assessment, costs)
    activities = tuple(_staffed(number, one) for number, one in enumerate(plan.activities))
    return replace(plan, activities=activities)


def _staffed(number: int, activity: Activity) -> Activity:
    """Give an activity an owner role and ratings, as a workshop would; a pattern, not a judgement."""
    owner = OWNERS.get(activity.area.rpartition(".")[2], "Director of public health services")
    ratings = ActivityDetails(impact=2 + number % 4, feasibility=1 + number * 7 % 5, risk=1 + number * 3 % 4)
    return replace(activity, owner=None if number % UNOWNED_EVERY == UNOWNED_EVERY - 1 else owner, details=ratings)
