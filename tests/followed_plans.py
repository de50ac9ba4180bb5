"""Plans under way for tests: activities with a cost, days and reports, made through the real constructors."""

import datetime
from dataclasses import replace
from decimal import Decimal

from opennaphs.domain.activity_details import ActivityDetails, ActivityStatus
from opennaphs.domain.costing import NOT_ASKED, ActivityCost, CostLine, CostState
from opennaphs.domain.funding.positions import ActivityMoney
from opennaphs.domain.funding.supports import Funding
from opennaphs.domain.library import Builder, Sector
from opennaphs.domain.money import Money
from opennaphs.domain.monitoring.records import Blocker, FollowUp, ProgressUpdate
from opennaphs.domain.planning import Activity
from tests.factories import create_action, create_costed_plan, create_template

FIRST_YEAR = 2027


def day(text):
    return None if text in ("-", "", None) else datetime.date.fromisoformat(text)


def usd(amount):
    return Money(Decimal(str(amount)), "USD", 2024)


def create_cost(by_year):
    """``None`` = not costed, ``()`` = no extra cost, else the amount of each plan year, zeros filled up."""
    if by_year is None:
        return NOT_ASKED
    if not by_year:
        return ActivityCost(CostState.NO_EXTRA_COST, "done by those in post")
    amounts = tuple(usd(one) for one in (*by_year, *(0,) * (5 - len(by_year))))
    line = CostLine(create_template(), "A thing", Builder.PROCUREMENT, "piece", Decimal(1), usd(by_year[0]), amounts)
    return ActivityCost(CostState.COSTED, None, (line,))


def create_activity(number, cost=(100,), area=None, owner=None, lead=Sector.HEALTH, first_year=FIRST_YEAR, **details):
    action = replace(create_action(f"action-{number}", "A.1", 2), lead=lead)
    said = ActivityDetails(**{"status": ActivityStatus.NOT_STARTED, **details})
    return Activity(number, area or number.partition("-")[0], action, first_year, owner, create_cost(cost), {}, said)


def create_update(activity, on, status="in progress", percent=None, blocker=None, **more):
    kind = None if blocker is None else Blocker(blocker)
    return ProgressUpdate(activity, day(on), ActivityStatus(status), percent, blocker=kind, **more)


def create_followed_plan(*activities, updates=(), milestones=(), results=(), reviews=()):
    """Five years from 2027, in dollars of 2024."""
    follow_up = FollowUp(tuple(updates), tuple(milestones), tuple(results), tuple(reviews))
    areas = tuple(dict.fromkeys(one.area for one in activities))
    titles = {area: f"Area {area}" for area in areas}
    plan = create_costed_plan()
    parts = {"activities": tuple(activities), "areas": areas, "area_titles": titles}
    return replace(plan, **parts, funding=Funding(), follow_up=follow_up)


def create_money(cost, counted=None, spent=None):
    amounts = [None if one is None else usd(one) for one in (cost, counted, spent)]
    return ActivityMoney(
        cost=amounts[0], counted=amounts[1], pledged=None, committed=None, allocated=None, disbursed=None,
        spent=amounts[2],
    )  # fmt: skip
