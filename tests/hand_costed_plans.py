"""Plans with costs written by hand and money, small enough to be checked by hand."""

import datetime
from dataclasses import replace
from decimal import Decimal

from opennaphs.domain.activity_details import ActivityDetails
from opennaphs.domain.costing import ActivityCost, CostLine, CostState
from opennaphs.domain.exchange import ExchangeRate, Inflator, Rates
from opennaphs.domain.funding.earmarks import Earmark
from opennaphs.domain.funding.sources import FundingSource, SourceKind
from opennaphs.domain.funding.supports import Funding, MoneyStage, Portion, Support, Transaction
from opennaphs.domain.library import AdministrativeLevel, Builder, EconomicType, Sector
from opennaphs.domain.money import Money
from tests.factories import create_costed_plan, create_template

FIRST_YEAR = 2027
RATES = Rates(
    (ExchangeRate("USD", "UGX", Decimal(4000), "2026-06-30", "a bank"),),
    (Inflator("USD", 2020, 2024, Decimal("1.25"), "a bank"),),
)


def money(amount, currency="USD", year=2024):
    return Money(Decimal(str(amount)), currency, year)


def cost_line(kind, *amounts):
    template = create_template(kind=kind)
    padded = (*amounts, *([0] * (5 - len(amounts))))
    by_year = tuple(money(amount) for amount in padded)
    return CostLine(template, "A thing", Builder.PROCUREMENT, "piece", Decimal(1), money(1), by_year)


def create_activity(number, area="A", places=(), lead=Sector.HEALTH, level=AdministrativeLevel.NATIONAL, **costs):
    """Costs as keywords, by year: ``one_off=(100,)``, ``recurrent=(10, 20)``."""
    base = create_costed_plan().activities[0]
    lines = tuple(cost_line(EconomicType(kind.replace("_", "-")), *amounts) for kind, amounts in costs.items())
    cost = ActivityCost(CostState.COSTED if lines else CostState.NOT_COSTED, None if lines else "not known", lines)
    action = replace(base.action, lead=lead, administrative_level=level)
    details = ActivityDetails(places=tuple(places))
    return replace(base, id=number, area=area, action=action, cost=cost, details=details)


def create_source(source_id, kind=SourceKind.DONOR, **earmark):
    return FundingSource(source_id, source_id.capitalize(), kind, None, Earmark(**earmark))


def create_transaction(
    number, amount, year=FIRST_YEAR, stage=MoneyStage.COMMITMENT, on=None, currency="USD", price=2024
):
    day = on or datetime.date(year, 1, 15)
    return Transaction(number, stage, day, year, money(amount, currency, price))


def create_support(support_id, source, *transactions, **more):
    """Amounts that are plain numbers are commitments of the first year."""
    made = tuple(
        one if isinstance(one, Transaction) else create_transaction(f"{support_id}-{place}", one)
        for place, one in enumerate(transactions)
    )
    return Support(support_id, source, more.pop("title", support_id), transactions=made, **more)


def create_funded_plan(activities, sources=(), supports=(), rates=RATES):
    """Five years from 2027 in USD of 2024."""
    funding = Funding(tuple(sources), tuple(supports), rates)
    areas = tuple(dict.fromkeys(activity.area for activity in activities))
    return replace(create_costed_plan(), activities=tuple(activities), areas=areas, area_titles={}, funding=funding)


def share(of, **ties):
    return Portion(share=Decimal(str(of)), **ties)


def amount(of, currency="USD", **ties):
    return Portion(amount=money(of, currency), **ties)
