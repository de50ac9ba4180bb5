"""People, countries and plans of the workbench for tests, made through the same actions as in life."""

from itertools import count
from pathlib import Path

from django.test import Client

from opennaphs.actions.people.give_role import give_role
from opennaphs.actions.people.open_country import open_country
from opennaphs.actions.plans.create_plan import create_plan as create_plan_record
from opennaphs.authorization.roles import ADMINISTRATOR, ROLES, SECRETARIAT_LEAD, Scope
from opennaphs.catalogue.framework_files import load_framework
from opennaphs.catalogue.loading import load_material
from opennaphs.catalogue.price_files import read_default_prices
from opennaphs.domain.drafting import Costs, Request, draft_plan
from opennaphs.domain.goals import Term
from opennaphs.domain.planning import Plan
from opennaphs.sources.profile_yaml import load_profile
from opennaphs.store.models import ActivityRecord, PlanRecord, RoleAssignment, User

_number = count(1)
ROOT = Path(__file__).parent.parent
PASSWORD = "correct horse battery staple"  # noqa: S105


def create_person(role: str = "", country: str = "", area: str = "", name: str = "") -> User:
    """Make a person who can sign in, holding a role; roles are given by an administrator's rights."""
    number = next(_number)
    person = User.objects.create_user(f"person{number}@example.org", name or f"Person {number}", PASSWORD)
    if role:
        RoleAssignment.objects.create(
            user=person,
            role=role,
            country="" if ROLES[role].scope is Scope.EVERYWHERE else country,
            area=area if ROLES[role].scope is Scope.AREA else "",
        )
    return person


def create_country(iso3: str = "UGA") -> User:
    """Open a country with its secretariat lead, who is returned."""
    administrator = create_person(ADMINISTRATOR.key)
    open_country(country=iso3, by=administrator)
    lead = create_person(name=f"Lead of {iso3}")
    give_role(person=lead, role=SECRETARIAT_LEAD.key, country=iso3, by=administrator)
    return lead


def draft(
    country: str = "UGA",
    areas: tuple[str, ...] = ("jee-3.D1", "jee-3.P1"),
    term: Term = Term.ONE_YEAR,
    *,
    costed: bool = False,
) -> Plan:
    """Draft a small plan of the domain without an assessment; costed with the counts of an example country."""
    request = Request(country, country, term, 2027, areas=areas, goal_edits={"jee-3.D1.1": 2, "jee-3.P1.1": 2})
    costs = Costs(load_profile(ROOT / "examples/uganda/profile.yaml"), read_default_prices()) if costed else None
    return draft_plan(request, load_material(), load_framework("jee-3"), costs=costs)


def create_plan(by: User, country: str = "UGA", title: str = "Plan 2027", **about: object) -> PlanRecord:
    """Keep a small drafted plan."""
    return create_plan_record(plan=draft(country, **about), title=title, kind="operational", by=by)  # type: ignore[arg-type]


def first_activity(plan: PlanRecord) -> ActivityRecord:
    """Give the first activity of a plan."""
    return plan.activities.filter(removed=False)[0]


def signed_in(person: User, language: str = "en") -> Client:
    """Give a browser in which a person is signed in."""
    client = Client(headers={"accept-language": language})
    client.force_login(person)
    return client
