"""What was reported about a plan, from the domain into rows that are not saved yet. Nothing is lost on the way."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from django.db import models

from opennaphs.actions.following.fitting import check_fits
from opennaphs.actions.following.updates import UpdateWay, update_row
from opennaphs.domain.monitoring.records import FollowUp
from opennaphs.store.following import HELD
from opennaphs.store.models import (
    ActivityRecord,
    MilestoneRecord,
    PlanRecord,
    ProgressReviewRecord,
    ProgressUpdateRecord,
    ResultIndicatorRecord,
    ResultValueRecord,
    User,
)

Row = TypeVar("Row", bound=models.Model)
Activities = Mapping[str, ActivityRecord]


def update_rows(follow_up: FollowUp, activities: Activities) -> list[ProgressUpdateRecord]:
    """Give the updates; who reported stays in words, for the account may be of another installation."""
    rows = (update_row(activities[one.activity], one, UpdateWay.IMPORT) for one in follow_up.updates)
    return _checked(_named(row, one.by) for row, one in zip(rows, follow_up.updates, strict=True))


def _named(row: ProgressUpdateRecord, by: str) -> ProgressUpdateRecord:
    row.by = by
    return row


def milestone_rows(follow_up: FollowUp, activities: Activities, by: User) -> list[MilestoneRecord]:
    """Give the milestones."""
    return _checked(
        MilestoneRecord(
            activity=activities[one.activity],
            text=one.text,
            due=one.due,
            done_on=one.done_on,
            evidence=one.evidence,
            changed_by=str(by),
        )
        for one in follow_up.milestones
    )


def indicator_rows(
    follow_up: FollowUp, plan: PlanRecord, activities: Activities, by: User
) -> list[ResultIndicatorRecord]:
    """Give the result indicators without their values, in their order."""
    return _checked(
        ResultIndicatorRecord(
            plan=plan,
            activity=None if one.activity is None else activities[one.activity],
            title=one.title,
            kind=str(one.kind),
            unit=one.unit,
            area=one.area or "",
            baseline=one.baseline,
            baseline_on=one.baseline_on,
            target=one.target,
            target_on=one.target_on,
            changed_by=str(by),
        )
        for one in follow_up.results
    )


def value_rows(follow_up: FollowUp, indicators: Iterable[ResultIndicatorRecord]) -> list[ResultValueRecord]:
    """Give the values of indicators that are saved, in the same order."""
    return _checked(
        ResultValueRecord(indicator=row, on=value.on, value=value.value, source=value.source)
        for row, one in zip(indicators, follow_up.results, strict=True)
        for value in one.values
    )


def review_rows(follow_up: FollowUp, plan: PlanRecord, by: User) -> list[ProgressReviewRecord]:
    """Give the reviews that were held."""
    return _checked(
        ProgressReviewRecord(
            plan=plan,
            kind=str(one.kind),
            held_on=one.held_on,
            title=one.title,
            state=HELD,
            summary=one.summary,
            lessons=[{"text": text, "area": "", "recommendation": None} for text in one.lessons],
            decisions=list(one.decisions),
            changed_by=str(by),
        )
        for one in follow_up.reviews
    )


def _checked(rows: Iterable[Row]) -> list[Row]:
    found = list(rows)
    for row in found:
        check_fits(row)
    return found
