"""What was reported about plans under way: rows as the domain knows them, and back."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Max, QuerySet, Sum

from opennaphs.domain.activity_details import ActivityStatus
from opennaphs.domain.goals import Term
from opennaphs.domain.monitoring.records import (
    Blocker,
    FollowUp,
    Milestone,
    ProgressReview,
    ProgressUpdate,
    ResultIndicator,
    ResultKind,
    ResultValue,
    ReviewKind,
)
from opennaphs.domain.plan_states import PlanState
from opennaphs.store.models import (
    MilestoneRecord,
    PlanRecord,
    ProgressReviewRecord,
    ProgressUpdateRecord,
    ResultIndicatorRecord,
    ResultValueRecord,
)

HELD = "held"


def load_follow_up(plan: PlanRecord) -> FollowUp | None:
    """Give everything reported about a plan with a fixed number of queries; ``None`` when nobody has reported."""
    found = FollowUp(
        tuple(_update(row) for row in _updates(plan).values_list(*_COLUMNS).iterator()),
        tuple(milestone_of(row) for row in milestones_of(plan)),
        results_of(plan),
        tuple(review_of(row) for row in reviews_of(plan).filter(state=HELD).order_by("held_on", "pk")),
    )
    return None if found == FollowUp() else found


def day_of(plan: PlanRecord, today: datetime.date) -> datetime.date:
    """Give the day a plan is looked at: today, or for a closed plan the day its year of work had been reviewed.

    Nothing is reported on a closed plan any more, so every later day would only make its work look later.
    """
    if plan.state != PlanState.CLOSED:
        return today
    ended = datetime.date(plan.first_year + Term(plan.term).years - 1, 12, 31)
    return min(today, max(ended, plan.reviewed_on or ended))


def _updates(plan: PlanRecord) -> "QuerySet[ProgressUpdateRecord]":
    return ProgressUpdateRecord.objects.filter(plan=plan, activity__removed=False).order_by("on", "pk")


def milestones_of(plan: PlanRecord) -> "QuerySet[MilestoneRecord]":
    """Give the milestones of a plan, what is due first comes first."""
    found = MilestoneRecord.objects.filter(activity__plan=plan, activity__removed=False, removed=False)
    return found.select_related("activity", "activity__plan")


def reviews_of(plan: PlanRecord) -> "QuerySet[ProgressReviewRecord]":
    """Give the progress reviews of a plan, planned and held, the newest first."""
    return ProgressReviewRecord.objects.filter(plan=plan, removed=False)


def indicators_of(plan: PlanRecord) -> "QuerySet[ResultIndicatorRecord]":
    """Give the result indicators of a plan."""
    return ResultIndicatorRecord.objects.filter(plan=plan, removed=False).select_related("activity")


def results_of(plan: PlanRecord) -> tuple[ResultIndicator, ...]:
    """Give the result indicators of a plan with their values."""
    rows = list(indicators_of(plan))
    values: dict[int, list[ResultValue]] = {row.pk: [] for row in rows}
    for one in ResultValueRecord.objects.filter(indicator__in=values) if rows else ():
        values[one.indicator_id].append(ResultValue(one.on, one.value.normalize() + 0, one.source))
    return tuple(result_of(row, values[row.pk]) for row in rows)


def milestone_of(row: MilestoneRecord) -> Milestone:
    """Give a milestone as the domain knows it."""
    return Milestone(str(row.pk), row.activity.number, row.text, row.due, row.done_on, row.evidence)


def review_of(row: ProgressReviewRecord) -> ProgressReview:
    """Give a review as the domain knows it."""
    lessons = tuple(one["text"] for one in row.lessons)
    kind, decisions = ReviewKind(row.kind), tuple(row.decisions)
    return ProgressReview(str(row.pk), kind, row.held_on, row.title, row.summary, lessons, decisions)


def result_of(row: ResultIndicatorRecord, values: Iterable[ResultValue]) -> ResultIndicator:
    """Give a result indicator as the domain knows it."""
    return ResultIndicator(
        id=str(row.pk),
        title=row.title,
        kind=ResultKind(row.kind),
        unit=row.unit,
        area=row.area or None,
        activity=None if row.activity is None else row.activity.number,
        baseline=_plain(row.baseline),
        baseline_on=row.baseline_on,
        target=_plain(row.target),
        target_on=row.target_on,
        values=tuple(values),
    )


def follow_up_mark(plan: PlanRecord) -> str:
    """Give a mark that changes whenever anything reported about a plan does."""
    told = {"rows": Count("pk"), "versions": Sum("version")}
    milestones = MilestoneRecord.objects.filter(activity__plan=plan).aggregate(**told)
    indicators = ResultIndicatorRecord.objects.filter(plan=plan).aggregate(**told)
    reviews = ProgressReviewRecord.objects.filter(plan=plan).aggregate(**told)
    values = ResultValueRecord.objects.filter(indicator__plan=plan).aggregate(last=Max("pk"))
    updates = ProgressUpdateRecord.objects.filter(plan=plan).aggregate(rows=Count("pk"), last=Max("pk"))
    found = (milestones, indicators, reviews, values, updates)
    return "-".join(str(value) for row in found for value in row.values())


_COLUMNS = (
    "activity__number",
    "on",
    "status",
    "percent_done",
    "evidence",
    "blocker",
    "blocked_by",
    "next_step",
    "by",
)


def _update(row: tuple[Any, ...]) -> ProgressUpdate:
    number, on, status, percent, evidence, blocker, blocked_by, next_step, by = row
    named = Blocker(blocker) if blocker else None
    return ProgressUpdate(number, on, ActivityStatus(status), percent, evidence, named, blocked_by, next_step, by)


def _plain(value: Any) -> Any:
    """Give a number without the zeros that its column adds."""
    return None if value is None else value.normalize() + 0
