"""What speaks for the demo plan: events of the country, the budget calendar, what is said to whom; all invented."""

import datetime
from decimal import Decimal

from opennaphs.actions.advocacy.add_advocacy_step import add_advocacy_step
from opennaphs.actions.advocacy.add_budget_moment import add_budget_moment
from opennaphs.actions.advocacy.add_health_event import add_health_event
from opennaphs.store.models import BudgetMoment, PlanRecord, User
from opennaphs.web.management.demo.people import COUNTRY, INVENTED, LABORATORIES, SURVEILLANCE

MOMENTS = (("The budget call opens", 10, 1), ("Ceilings are set", 2, 15), ("Parliament debates the budget", 5, 10))
STEPS = (
    ("Ministry of finance", "Laboratory reagents stop every second quarter: release the line in January.", 0),
    ("Health committee of parliament", "Three outbreaks cost more than the whole plan of a year.", 2),
)


def build_advocacy(plan: PlanRecord, today: datetime.date, finance: User) -> None:
    """Enter two events, the budget calendar of the next twelve months, and what is said to whom."""
    _event("Outbreak of fever in two districts", today.year - 2, 164, 39, Decimal(2_100_000), finance)
    _event("Cholera on the lake", today.year - 1, 410, None, None, finance)
    moments = [_moment(title, _next(today, month, day), finance) for title, month, day in MOMENTS]
    for audience, message, place in STEPS:
        due = moments[place].day - datetime.timedelta(days=14)
        fields = {"audience": audience, "message": message, "due": due, "owner": "Head of planning"}
        add_advocacy_step(plan=plan, fields=fields | {"moment": moments[place].pk}, why=INVENTED, by=finance)


def _event(name: str, year: int, cases: int, deaths: int | None, cost: Decimal | None, finance: User) -> None:
    fields = {
        "name": name,
        "hazard": "infectious disease",
        "began": datetime.date(year, 8, 3),
        "ended": datetime.date(year, 11, 20),
        "cases": cases,
        "deaths": deaths,
        "cost": cost,
        "currency": "" if cost is None else "USD",
        "price_year": None if cost is None else year,
        "source": INVENTED,
        "areas": [LABORATORIES, SURVEILLANCE],
        "what_failed": "Nine days passed from the first sample to a result.",
    }
    add_health_event(country=COUNTRY, fields=fields, why=INVENTED, by=finance)


def _moment(title: str, day: datetime.date, finance: User) -> BudgetMoment:
    return add_budget_moment(country=COUNTRY, fields={"title": title, "day": day, "note": INVENTED}, by=finance)


def _next(today: datetime.date, month: int, day: int) -> datetime.date:
    this_year = datetime.date(today.year, month, day)
    return this_year if this_year > today else datetime.date(today.year + 1, month, day)
