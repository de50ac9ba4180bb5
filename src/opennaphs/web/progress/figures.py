"""Where the activities of a stored plan stand today, with their money; kept until plan, money or reports change."""

import datetime
from collections.abc import Collection
from dataclasses import replace

from django.utils import timezone

from opennaphs.domain.funding.positions import activity_money, funding_position
from opennaphs.domain.monitoring.milestones import MilestoneStanding, milestone_standings
from opennaphs.domain.monitoring.records import FollowUp
from opennaphs.domain.monitoring.results import ResultStanding, result_standings
from opennaphs.domain.monitoring.standings import LEFT_THE_PLAN, ActivityStanding, standings
from opennaphs.domain.plan_document import plan_of
from opennaphs.domain.planning import Plan
from opennaphs.store.following import day_of, load_follow_up, milestone_of, milestones_of, results_of
from opennaphs.store.models import PlanRecord
from opennaphs.store.plans import planned_document
from opennaphs.web.plans.reckoning import kept


def standings_now(plan: PlanRecord) -> tuple[ActivityStanding, ...]:
    """Give where every activity stands today; as old as ``FIGURES_MAY_BE_OLD`` seconds at most."""
    today = _day(plan)
    return kept(plan, f"standings {today}", lambda read: _standings(read, today))


def fresh_standings(plan: PlanRecord, areas: Collection[str]) -> tuple[ActivityStanding, ...]:
    """Give the same for some areas as it is this very moment, without the money: for those who just reported."""
    read = replace(plan_of(planned_document(plan, areas)), follow_up=load_follow_up(plan))
    return standings(read, timezone.localdate())


def _standings(plan: Plan, today: datetime.date) -> tuple[ActivityStanding, ...]:
    position = funding_position(plan)
    money = {} if position is None else activity_money(plan, position)
    return standings(plan, today, money)


def milestones_now(plan: PlanRecord) -> tuple[MilestoneStanding, ...]:
    """Give where the milestones of a plan stand today, the earliest due first."""
    rows = milestones_of(plan)
    left = plan.activities.filter(removed=False, status__in=map(str, LEFT_THE_PLAN)).values_list("number", flat=True)
    return milestone_standings(FollowUp(milestones=tuple(map(milestone_of, rows))), _day(plan), set(left))


def results_now(plan: PlanRecord) -> tuple[ResultStanding, ...]:
    """Give where the result indicators of a plan stand today."""
    return result_standings(FollowUp(results=results_of(plan)), _day(plan))


def _day(plan: PlanRecord) -> datetime.date:
    return day_of(plan, timezone.localdate())
