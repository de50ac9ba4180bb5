"""Money of plans for tests of the workbench, made through the same actions as in life."""

from datetime import date
from decimal import Decimal

from opennaphs.actions.funding.add_source import add_source
from opennaphs.actions.funding.add_support import add_support
from opennaphs.actions.funding.record_transaction import record_transaction
from opennaphs.domain.funding.supports import MoneyStage, Portion
from opennaphs.domain.money import Money
from opennaphs.store.models import (
    FundingSourceRecord,
    PlanRecord,
    RoleAssignment,
    SupportRecord,
    TransactionRecord,
    User,
)
from tests.workbench import create_person

PORTION = Portion(share=Decimal(1))


def create_source(
    by: User, title: str = "Health budget", country: str = "UGA", **fields: object
) -> FundingSourceRecord:
    """Put a funding source into the list of a country."""
    told = {"title": title, "kind": "domestic budget line", **fields}
    return add_source(country=country, fields=told, by=by)


def create_support(
    plan: PlanRecord, source: FundingSourceRecord, by: User, title: str = "Surveillance line", **fields: object
) -> SupportRecord:
    """Add support of a source to a plan."""
    return add_support(plan=plan, source=source, fields={"title": title, **fields}, by=by)


def record_money(
    support: SupportRecord, by: User, amount: int | str = 1000, year: int = 2027, **about: object
) -> TransactionRecord:
    """Record money in the currency and price year of the plan's costs; a commitment unless said."""
    basis = support.plan.frame["cost_basis"] or {"currency": "USD", "price_year": 2027}
    money = Money(Decimal(amount), basis["currency"], basis["price_year"])
    told = {"stage": MoneyStage.COMMITMENT, "on": date(2027, 1, 15), "money": money, **about}
    return record_transaction(support=support, year=year, by=by, **told)  # type: ignore[arg-type]


def create_partner(organisation: str = "Global Health Fund", country: str = "UGA") -> User:
    """Make a partner who speaks for an organisation."""
    person = create_person("partner", country)
    RoleAssignment.objects.filter(user=person).update(organisation=organisation)
    return person
