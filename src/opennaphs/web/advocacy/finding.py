"""Rows of advocacy by their number in an address, always within the country (and plan) of the page."""

from django.http import Http404

from opennaphs.authorization.judge import may_somewhere
from opennaphs.authorization.permissions import Permission
from opennaphs.store.advocacy import events_of, moments_of, steps_of
from opennaphs.store.models import AdvocacyStep, BudgetMoment, HealthEventRecord, PlanRecord, User


def may_keep(person: User, iso3: str) -> bool:
    """Say whether a person may write here."""
    return may_somewhere(person, Permission.MANAGE_FUNDING, country=iso3)


def find_event(iso3: str, event_id: int) -> HealthEventRecord:
    """Give a health event of the country, or 404."""
    row = events_of(iso3).filter(pk=event_id).first()
    if row is None:
        raise Http404
    return row


def find_moment(iso3: str, moment_id: int) -> BudgetMoment:
    """Give an entry of the budget calendar of the country, or 404."""
    row = moments_of(iso3).filter(pk=moment_id).first()
    if row is None:
        raise Http404
    return row


def find_step(plan: PlanRecord, step_id: int) -> AdvocacyStep:
    """Give an advocacy step of a plan, or 404."""
    row = steps_of(plan).filter(pk=step_id).first()
    if row is None:
        raise Http404
    return row
