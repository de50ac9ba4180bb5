"""What speaks for plans: rows of health events, the budget calendar and advocacy steps as the domain knows them."""

from django.db.models import QuerySet

from opennaphs.domain import advocacy
from opennaphs.domain.advocacy import HealthEvent
from opennaphs.domain.money import Money
from opennaphs.store.models import AdvocacyStep, BudgetMoment, HealthEventRecord, PlanRecord


def events_of(country: str) -> "QuerySet[HealthEventRecord]":
    """Give the health events of a country, the newest first."""
    return HealthEventRecord.objects.filter(country=country, removed=False)


def moments_of(country: str) -> "QuerySet[BudgetMoment]":
    """Give the budget calendar of a country, in the order of the days."""
    return BudgetMoment.objects.filter(country=country, removed=False)


def steps_of(plan: PlanRecord) -> "QuerySet[AdvocacyStep]":
    """Give the advocacy steps of a plan with their budget moments, what is due first comes first."""
    return AdvocacyStep.objects.filter(plan=plan, removed=False).select_related("moment", "plan")


def event_of(row: HealthEventRecord) -> HealthEvent:
    """Give a health event as the domain knows it.

    Raises:
        NaphsError: a value cannot be; the message says which.
    """
    return HealthEvent(
        name=row.name,
        began=row.began,
        ended=row.ended,
        hazard=row.hazard,
        cases=row.cases,
        deaths=row.deaths,
        cost=None if row.cost is None else Money(row.cost, row.currency, row.price_year or 0),
        source=row.source,
        areas=tuple(row.areas),
        what_failed=row.what_failed,
    )


def moment_of(row: BudgetMoment) -> advocacy.BudgetMoment:
    """Give an entry of the budget calendar as the domain knows it."""
    return advocacy.BudgetMoment(str(row.pk), row.title, row.day, row.note)


def step_of(row: AdvocacyStep) -> advocacy.AdvocacyStep:
    """Give an advocacy step as the domain knows it; a budget moment that was removed counts as none."""
    there = row.moment is not None and not row.moment.removed
    return advocacy.AdvocacyStep(
        id=str(row.pk),
        audience=row.audience,
        message=row.message,
        due=row.due,
        moment=str(row.moment_id) if there else None,
        owner=row.owner,
        done_on=row.done_on,
        outcome=row.outcome,
    )
