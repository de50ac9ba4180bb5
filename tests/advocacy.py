"""Health events, the budget calendar and advocacy steps for tests, made through the same actions as in life."""

from datetime import date

from opennaphs.actions.advocacy.add_advocacy_step import add_advocacy_step
from opennaphs.actions.advocacy.add_budget_moment import add_budget_moment
from opennaphs.actions.advocacy.add_health_event import add_health_event
from opennaphs.store.models import AdvocacyStep, BudgetMoment, HealthEventRecord, PlanRecord, User


def create_health_event(by: User, country: str = "UGA", **fields: object) -> HealthEventRecord:
    """Enter an outbreak of which the deaths are known and nothing else."""
    told = {"name": "Cholera 2018", "began": date(2018, 2, 1), "deaths": 80, "areas": ["jee-3.D1"], **fields}
    return add_health_event(country=country, fields=told, by=by)


def create_budget_moment(by: User, country: str = "UGA", **fields: object) -> BudgetMoment:
    """Enter the day of the budget call."""
    told = {"title": "Budget call", "day": date(2027, 1, 15), **fields}
    return add_budget_moment(country=country, fields=told, by=by)


def create_advocacy_step(plan: PlanRecord, by: User, **fields: object) -> AdvocacyStep:
    """Plan what the budget committee shall hear."""
    told = {"audience": "Budget committee", "message": "One line for sample transport", **fields}
    return add_advocacy_step(plan=plan, fields=told, by=by)
