"""Plans with cost lines for tests of the workbench."""

from decimal import Decimal

from opennaphs.actions.plans.create_plan import create_plan
from opennaphs.catalogue.framework_files import load_framework
from opennaphs.catalogue.loading import load_material
from opennaphs.catalogue.price_files import read_default_prices
from opennaphs.domain.drafting import Costs, Request, draft_plan
from opennaphs.domain.goals import Term
from opennaphs.domain.library import Driver
from opennaphs.domain.profiles import Count, CountryProfile
from opennaphs.store.models import ActivityRecord, PlanRecord, User


def create_costed_plan(by: User, country: str = "UGA", first_year: int = 2027) -> PlanRecord:
    """Keep a five-year plan of two areas, with the lines of our library and ten of every cost driver."""
    counts = {one: Count(Decimal(10), 2024, "test") for one in Driver if one is not Driver.NATION}
    request = Request(
        country,
        country,
        Term.FIVE_YEARS,
        first_year,
        areas=("jee-3.D1", "jee-3.P1"),
        goal_edits={"jee-3.D1.1": 3, "jee-3.P1.1": 2},
    )
    costs = Costs(CountryProfile(country, counts), read_default_prices())
    plan = draft_plan(request, load_material(), load_framework("jee-3"), costs=costs)
    return create_plan(plan=plan, title="Costed plan", kind="strategic", by=by)


def with_lines(plan: PlanRecord) -> ActivityRecord:
    """Give the first activity that has cost lines."""
    return next(row for row in plan.activities.filter(removed=False) if row.content["cost"]["lines"])
