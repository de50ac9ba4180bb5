"""A country with a large plan and sixty people who are signed in: what a load run needs, made through the actions."""

import json
import sys
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402 - the models need the settings first
from django.test import Client  # noqa: E402

from opennaphs.actions.people.give_role import give_role  # noqa: E402
from opennaphs.actions.people.open_country import open_country  # noqa: E402
from opennaphs.actions.plans.create_plan import create_plan  # noqa: E402
from opennaphs.actions.plans.drafting import costs_of  # noqa: E402
from opennaphs.authorization.roles import ADMINISTRATOR  # noqa: E402
from opennaphs.catalogue.framework_files import load_framework  # noqa: E402
from opennaphs.catalogue.loading import load_material  # noqa: E402
from opennaphs.domain.drafting import Request, draft_plan  # noqa: E402
from opennaphs.domain.goals import Term  # noqa: E402
from opennaphs.domain.planning import Activity, Plan  # noqa: E402
from opennaphs.store.models import RoleAssignment, User  # noqa: E402

ROOT = Path(__file__).parents[2]
ACTIVITIES, LINES, PEOPLE = 1000, 5000, 60


def large_plan() -> Plan:
    """Draft a plan of every area, then repeat its activities until there are a thousand, with five cost lines each."""
    profile = (ROOT / "examples/uganda/profile.yaml").read_text(encoding="utf-8")
    request = Request("UGA", "Uganda", Term.FIVE_YEARS, 2027)
    plan = draft_plan(request, load_material(), load_framework("jee-3"), None, costs_of(profile, "UGA"))
    costed = [one for one in plan.activities if one.cost.lines]
    copies = islice(cycle(costed), ACTIVITIES)
    return replace(plan, activities=tuple(grown(one, number) for number, one in enumerate(copies, start=1)))


def grown(activity: Activity, number: int) -> Activity:
    """Give an activity under a number of its own with five cost lines."""
    lines = tuple(islice(cycle(activity.cost.lines), LINES // ACTIVITIES))
    return replace(activity, id=f"L.{number}", cost=replace(activity.cost, lines=lines))


def main() -> None:
    """Fill the installation of the environment; print what the visitors need to know."""
    operator = User.objects.create_user("operator@example.org", "Operator")
    RoleAssignment.objects.create(user=operator, role=ADMINISTRATOR.key)
    open_country(country="UGA", by=operator)
    people = [User.objects.create_user(f"person{number}@example.org", f"Person {number}") for number in range(PEOPLE)]
    for number, person in enumerate(people):
        give_role(person=person, role="secretariat-lead" if number == 0 else "secretariat-member", country="UGA",
                  by=operator if number == 0 else people[0])  # fmt: skip
    plan = create_plan(plan=large_plan(), title="A large plan", kind="strategic", by=people[0])
    lines = sum(len(one["cost"]["lines"]) for one in plan.activities.values_list("content", flat=True))
    about = {
        "plan": plan.pk,
        "activities": list(plan.activities.values_list("pk", flat=True)),
        "lines": lines,
        "areas": sorted(set(plan.activities.values_list("area", flat=True))),
        "sessions": [session_of(person) for person in people],
    }
    json.dump(about, sys.stdout)


def session_of(person: User) -> str:
    """Sign somebody in; sixty password hashes are not what is measured here."""
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


if __name__ == "__main__":
    main()
