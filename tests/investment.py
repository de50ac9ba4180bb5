"""Plans with costs and money for tests of investment cases."""

import datetime
from dataclasses import replace
from decimal import Decimal

from opennaphs.domain.advocacy import HealthEvent
from opennaphs.domain.funding.earmarks import ANYTHING, Earmark
from opennaphs.domain.funding.sources import FundingSource, SourceKind
from opennaphs.domain.funding.supports import Funding, MoneyStage, Portion, Support, SupportRole, Transaction
from opennaphs.domain.library import EconomicType, Priority, Rating
from opennaphs.domain.money import Money
from tests.followed_plans import create_activity, create_followed_plan

DAY = datetime.date(2026, 5, 1)


def usd(amount):
    return Money(Decimal(str(amount)), "USD", 2024)


def create_priority(*, duty=False, impact=Rating.MEDIUM, feasibility=Rating.MEDIUM):
    return Priority(duty, impact, feasibility, "a test")


def create_case_activity(number, cost=(100,), kind=EconomicType.ONE_OFF, priority=None, level=2, **details):
    """One cost line of one economic type; ``cost`` by plan year."""
    one = create_activity(number, cost, **details)
    lines = tuple(replace(line, template=replace(line.template, economic_type=kind)) for line in one.cost.lines)
    action = replace(one.action, priority=priority, level=level, target=f"{one.area}.1")
    return replace(one, action=action, cost=replace(one.cost, lines=lines))


def create_support(support_id, source, amounts, *, stage=MoneyStage.COMMITMENT, role=SupportRole.SUPPORT, **more):
    """``amounts`` by calendar year; ``activity`` or ``areas`` tie the whole of it."""
    moves = tuple(
        Transaction(f"{support_id}-{year}", stage, DAY, year, usd(amount)) for year, amount in amounts.items()
    )
    tied = {name: more.pop(name) for name in ("activity", "areas", "regions", "economic_types") if name in more}
    portions = (Portion(share=Decimal(1), **tied),) if tied else ()
    return Support(
        support_id, source, f"Project {support_id}", role=role, portions=portions, transactions=moves, **more
    )


def create_source(source_id, kind=SourceKind.DONOR, earmark=ANYTHING):
    return FundingSource(source_id, f"Source {source_id}", kind, None, earmark)


def create_funded_plan(*activities, sources=(), supports=(), **changes):
    plan = create_followed_plan(*activities)
    return replace(plan, funding=Funding(tuple(sources), tuple(supports)), **changes)


def create_event(name="Cholera 2018", year=2018, **about):
    return HealthEvent(name, datetime.date(year, 2, 1), **about)


LABS_ONLY = Earmark(areas=("D1",), economic_types=(EconomicType.CAPITAL,))
