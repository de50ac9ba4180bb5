"""Where the cycle of a country stands, counted from its rows with a fixed number of queries."""

import calendar
import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, Sum
from django.db.models.fields.json import KT

from opennaphs.authorization.roles import SECRETARIAT_LEAD, SECRETARIAT_MEMBER
from opennaphs.catalogue.framework_files import load_framework
from opennaphs.domain.activity_details import ActivityStatus
from opennaphs.domain.coordination import Involvement
from opennaphs.domain.costing import CostState
from opennaphs.domain.cycle import CycleFacts, StageState
from opennaphs.domain.cycle import StageRecord as RecordedStage
from opennaphs.domain.cycle_stages import Stage
from opennaphs.domain.funding.supports import MoneyStage, SupportState
from opennaphs.domain.library import Sector
from opennaphs.domain.plan_states import PlanState
from opennaphs.domain.recommendations import SETTLED
from opennaphs.store.following import HELD, reviews_of
from opennaphs.store.funding import supports_of
from opennaphs.store.models import (
    ActionItem,
    AssessmentRecord,
    Comment,
    Meeting,
    PlanRecord,
    ProgressUpdateRecord,
    Recommendation,
    ReviewRound,
    RoleAssignment,
    StageRecord,
    StakeholderRecord,
    TransactionRecord,
)
from opennaphs.store.standings import words_of

SILENT_AFTER = datetime.timedelta(days=31)
SECRETARIAT = (SECRETARIAT_LEAD.key, SECRETARIAT_MEMBER.key)
EDITION = "jee-3"
ENDED = (ActivityStatus.COMPLETED, ActivityStatus.CANCELLED, ActivityStatus.CARRIED_FORWARD)
YEAR, MONTH = 4, 7
FIRM = tuple(one for one in MoneyStage if one is not MoneyStage.PLEDGE)


@dataclass(frozen=True)
class CycleRows:
    """What the secretariat recorded in the present cycle: its number, and the row of each recorded stage."""

    number: int
    rows: Mapping[Stage, StageRecord]

    @property
    def recorded(self) -> dict[Stage, RecordedStage]:
        """The records as the domain reads them."""
        return {stage: RecordedStage(StageState(row.state), row.note) for stage, row in self.rows.items()}


def cycle_rows(country: str) -> CycleRows:
    """Give what was recorded of the stages in the newest cycle of a country."""
    rows = list(StageRecord.objects.filter(country=country).order_by("-cycle"))
    number = rows[0].cycle if rows else 1
    return CycleRows(number, {Stage(row.stage): row for row in rows if row.cycle == number})


def present_plan(country: str) -> PlanRecord | None:
    """Give the plan the cycle is about: the newest that is not closed, or the newest when all are."""
    plans = PlanRecord.objects.filter(country=country, removed=False)
    return plans.exclude(state=PlanState.CLOSED).first() or plans.first()


def facts_of(country: str, plan: PlanRecord | None, today: datetime.date) -> CycleFacts:
    """Count everything the stages and tasks of a cycle are read from.

    Args:
        country: ISO 3166 alpha-3.
        plan: the plan the cycle is about, see :func:`present_plan`.
        today: the day of the question.
    """
    areas = _areas(plan)
    return CycleFacts(
        **_assessment_facts(country, today),
        **_people_facts(country, areas),
        **_recommendation_facts(country, today),
        **_plan_facts(plan, areas, today),
        **_meeting_facts(country, today),
    )


def _assessment_facts(country: str, today: datetime.date) -> dict[str, Any]:
    dates = AssessmentRecord.objects.filter(country=country, removed=False).values_list("date", flat=True)
    days = [min(last_day(date), today) for date in dates]
    return {"assessments": len(days), "latest_assessment": max(days, default=None)}


def last_day(date: str) -> datetime.date:
    """Give the last day a date may mean: ``2017`` is 31 December 2017, ``2017-06`` is 30 June."""
    if len(date) == YEAR:
        return datetime.date(int(date), 12, 31)
    if len(date) == MONTH:
        year, month = (int(part) for part in date.split("-"))
        return datetime.date(year, month, calendar.monthrange(year, month)[1])
    return datetime.date.fromisoformat(date)


def _people_facts(country: str, areas: tuple[str, ...]) -> dict[str, Any]:
    roster = RoleAssignment.objects.filter(country=country, role__in=SECRETARIAT, ended_at=None)
    register = StakeholderRecord.objects.filter(country=country, removed=False).values_list("sector", "parts")
    stakeholders = list(register)
    there = {sector for sector, _parts in stakeholders}
    accountable = {
        area for _sector, parts in stakeholders for area, part in parts.items() if part == Involvement.ACCOUNTABLE
    }
    return {
        "roster": roster.values("user").distinct().count(),
        "stakeholders": len(stakeholders),
        "sectors_missing": len({str(sector) for sector in Sector} - there),
        "areas_without_accountable": len(set(areas) - accountable),
    }


def _recommendation_facts(country: str, today: datetime.date) -> dict[str, Any]:
    register = Recommendation.objects.filter(country=country, removed=False)
    rows = list(register.values_list("origin", "origin_title", "owner", "due", "state", "answered_by"))
    open_ones = [(owner, due, answers) for _o, _t, owner, due, state, answers in rows if state not in SETTLED]
    return {
        "documents": len({(origin, title) for origin, title, *_rest in rows if title}),
        "recommendations": len(rows),
        "recommendations_without_owner": sum(not owner.strip() for owner, _due, _answers in open_ones),
        "recommendations_unanswered": sum(not answers for _owner, _due, answers in open_ones),
        "recommendations_overdue": sum(due is not None and due < today for _owner, due, _answers in open_ones),
    }


def _areas(plan: PlanRecord | None) -> tuple[str, ...]:
    if plan is None:
        return tuple(area.id for area in load_framework(EDITION).areas)
    rows = plan.activities.filter(removed=False).order_by("area")
    return tuple(rows.values_list("area", flat=True).distinct())


def _plan_facts(plan: PlanRecord | None, areas: tuple[str, ...], today: datetime.date) -> dict[str, Any]:
    """Count what the plan holds."""
    if plan is None:
        return dict.fromkeys((*COUNTS, "goals_without_target", "comments_open", "areas_not_signed_off"), 0) | {
            "plan": None,
            "review_open": False,
            "funding_sources": 0,
            "activities_without_money": 0,
            "last_review": None,
        }
    counts = _activity_counts(plan, today)
    return counts | {
        "plan": PlanState(plan.state),
        "goals_without_target": plan.goals.filter(target=None, edited=False).count(),
        **_money_facts(plan),
        "comments_open": Comment.objects.filter(plan=plan, settled_at=None, withdrawn_at=None).count(),
        **_review_facts(plan, areas),
    }


def _money_facts(plan: PlanRecord) -> dict[str, int]:
    """Count who supports the plan, and the costed activities that no counted money is tied to.

    Counted is validated support with money committed or further on; it is tied to an activity that one of its portions
    names, or whose area one names. What it leaves over after that is worked out on the page of the gap, not here.
    """
    supports = list(supports_of(plan).defer("plan__frame", "source__earmark"))
    firm = TransactionRecord.objects.filter(support__in=supports, stage__in=FIRM).order_by()
    moved = dict(firm.values_list("support").annotate(all=Sum("amount")))
    tied = [
        portion
        for row in supports
        if row.state == SupportState.VALIDATED and moved.get(row.pk, 0) > 0
        for portion in row.portions
    ]
    numbers, areas = {one["activity"] for one in tied}, {area for one in tied for area in one["areas"]}
    costed = plan.activities.filter(removed=False, cost_state=CostState.COSTED).values_list("number", "area")
    return {
        "funding_sources": len({row.source_id for row in supports}),
        "activities_without_money": sum(number not in numbers and area not in areas for number, area in costed),
    }


def _activity_counts(plan: PlanRecord, today: datetime.date) -> dict[str, int]:
    recent = ProgressUpdateRecord.objects.filter(activity=OuterRef("pk"), on__gte=today - SILENT_AFTER)
    kept = plan.activities.filter(removed=False)
    rows = kept.annotate(end_day=KT("content__details__ends"), heard=Exists(recent))
    unrated = Q(impact=None) | Q(feasibility=None) | Q(risk=None)
    late = Q(end_day__lt=today.isoformat()) & ~Q(status__in=ENDED)
    # “Nothing changed” is a report that changes no row, so both the row and the reports are asked.
    silent = Q(status=ActivityStatus.IN_PROGRESS, changed_at__date__lt=today - SILENT_AFTER, heard=False)
    conditions = dict(
        zip(COUNTS[1:], (Q(owner=""), unrated, Q(cost_state=CostState.NOT_COSTED), late, silent), strict=True)
    )
    wanted = {name: Count("pk", filter=condition) for name, condition in conditions.items()}
    found: dict[str, int] = rows.order_by().aggregate(activities=Count("pk"), **wanted)
    return found


COUNTS = (
    "activities",
    "activities_without_owner",
    "activities_unrated",
    "activities_uncosted",
    "activities_late",
    "activities_silent",
)


def _review_facts(plan: PlanRecord, areas: tuple[str, ...]) -> dict[str, Any]:
    """Say what the latest round still waits for; a review was held when its round is closed or its day recorded."""
    rounds = list(ReviewRound.objects.filter(plan=plan).select_related("plan"))
    closed = [one.closed_at.date() for one in rounds if one.closed_at is not None]
    held = reviews_of(plan).filter(state=HELD).order_by().aggregate(last=Max("held_on"))["last"]
    days = [day for day in (plan.reviewed_on, held, *closed) if day is not None]
    is_open = bool(rounds) and rounds[0].closed_at is None
    answered = words_of(rounds[0]) if is_open else {}
    return {
        "review_open": is_open,
        "areas_not_signed_off": len(set(areas) - set(answered)) if is_open else 0,
        "last_review": max(days, default=None),
    }


def _meeting_facts(country: str, today: datetime.date) -> dict[str, Any]:
    items = ActionItem.objects.filter(country=country, removed=False, meeting__removed=False, done_on=None)
    return {
        "meetings": Meeting.objects.filter(country=country, removed=False, held_on__lte=today).count(),
        "action_items_overdue": items.filter(due__lt=today).count(),
    }
