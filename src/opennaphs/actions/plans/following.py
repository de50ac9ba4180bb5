"""What would follow from a plan: worked out without writing, and recognised again when somebody says yes to it."""

import json
from dataclasses import replace
from enum import StrEnum
from hashlib import sha256

from opennaphs.actions.plans.relevelling import LevelsFrom, levels_content, with_new_levels
from opennaphs.domain.carrying_forward import CarriedForward, carry_forward, operational_from_strategic
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.funding.carrying import carry_funding
from opennaphs.domain.goals import Term
from opennaphs.domain.monitoring.carrying import carry_follow_up
from opennaphs.domain.monitoring.records import FollowUp
from opennaphs.domain.planning import Plan
from opennaphs.domain.sentences import Sentence
from opennaphs.store.following import load_follow_up
from opennaphs.store.funding import load_funding
from opennaphs.store.models import PlanRecord
from opennaphs.store.plans import document_of, load_plan

CHANGED = "The plan has changed since you looked at what would be carried. Look at the new list before you say yes."


class Way(StrEnum):
    """How a plan follows from another."""

    NEXT = "next"
    OPERATIONAL = "operational"


class PlanChanged(NaphsError):  # noqa: N818 - it reads as what happened
    """What a person said yes to is no longer what would be done; nothing was written."""


def carried(
    previous: PlanRecord,
    *,
    way: Way,
    title: str,
    first_year: int,
    most_per_area: int,
    levels: LevelsFrom | None = None,
) -> CarriedForward:
    """Give what would follow from a plan and its money, without writing anything.

    ``levels`` names a newer assessment whose levels the new plan starts from; without one it keeps the old levels.

    Raises:
        NaphsError: the year, the number or the assessment cannot be; the message says what to write.
    """
    plan = load_plan(previous)
    if way is Way.OPERATIONAL:
        new = operational_from_strategic(plan, first_year, most_per_area, title)
    else:
        new = carry_forward(plan, title, Term(previous.term), first_year)
    if levels is not None:
        new = with_new_levels(previous.country, plan, new, levels)
    return _with_follow_up(plan, _with_money(plan, new))


def _with_money(plan: Plan, new: CarriedForward) -> CarriedForward:
    if plan.funding is None:
        return new
    numbers = {one.before: one.number for one in new.carried}
    funding, _told = carry_funding(plan.funding, numbers, new.plan.years)
    return replace(new, plan=replace(new.plan, funding=funding))


def money_left_behind(previous: PlanRecord, new: CarriedForward) -> tuple[Sentence, ...]:
    """Say what of the money of a plan does not go into the one that follows, and why."""
    funding = load_funding(previous)
    numbers = {one.before: one.number for one in new.carried}
    return () if funding is None else carry_funding(funding, numbers, new.plan.years)[1]


def _with_follow_up(plan: Plan, new: CarriedForward) -> CarriedForward:
    if plan.follow_up is None:
        return new
    numbers = {one.before: one.number for one in new.carried}
    follow_up = carry_follow_up(plan.follow_up, numbers, new.plan.years).follow_up
    return replace(new, plan=replace(new.plan, follow_up=None if follow_up == FollowUp() else follow_up))


def reports_left_behind(previous: PlanRecord, new: CarriedForward) -> tuple[Sentence, ...]:
    """Say what of the reports about a plan does not go into the one that follows, and which days need a look."""
    follow_up = load_follow_up(previous)
    numbers = {one.before: one.number for one in new.carried}
    return () if follow_up is None else carry_follow_up(follow_up, numbers, new.plan.years).told


def print_of(plan: PlanRecord, levels: LevelsFrom | None = None) -> str:
    """Give the fingerprint of a plan, and of the assessment it takes levels from, as they stand now.

    So a yes can be held against what was seen.
    """
    seen = [document_of(plan), *([] if levels is None else [levels_content(plan.country, levels)])]
    return sha256(json.dumps(seen if levels else seen[0], sort_keys=True).encode()).hexdigest()
