"""What would follow from a plan: worked out without writing, and recognised again when somebody says yes to it."""

import json
from enum import StrEnum
from hashlib import sha256

from opennaphs.domain.carrying_forward import CarriedForward, carry_forward, operational_from_strategic
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.goals import Term
from opennaphs.store.models import PlanRecord
from opennaphs.store.plans import document_of, load_plan

CHANGED = "The plan has changed since you looked at what would be carried. Look at the new list before you say yes."


class Way(StrEnum):
    """How a plan follows from another."""

    NEXT = "next"
    OPERATIONAL = "operational"


class PlanChanged(NaphsError):  # noqa: N818 - it reads as what happened
    """What a person said yes to is no longer what would be done; nothing was written."""


def carried(previous: PlanRecord, *, way: Way, title: str, first_year: int, most_per_area: int) -> CarriedForward:
    """Give what would follow from a plan, without writing anything.

    Raises:
        NaphsError: the year or the number cannot be; the message says what to write.
    """
    plan = load_plan(previous)
    if way is Way.OPERATIONAL:
        return operational_from_strategic(plan, first_year, most_per_area, title)
    return carry_forward(plan, title, Term(previous.term), first_year)


def print_of(plan: PlanRecord) -> str:
    """Give the fingerprint of a plan as it stands, so that a yes can be held against what was seen."""
    return sha256(json.dumps(document_of(plan), sort_keys=True).encode()).hexdigest()
