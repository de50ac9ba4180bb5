"""What was reported about a plan as plain data, and back: its part of the plan document."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from opennaphs.domain.activity_details import ActivityStatus
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

Document = dict[str, Any]


def follow_up_document(follow_up: FollowUp) -> Document:
    """Give all reports as plain data, ready for JSON; :func:`follow_up_of` is the exact inverse."""
    return {
        "updates": [_update(one) for one in follow_up.updates],
        "milestones": [_milestone(one) for one in follow_up.milestones],
        "results": [_result(one) for one in follow_up.results],
        "reviews": [_review(one) for one in follow_up.reviews],
    }


def follow_up_of(content: Mapping[str, Any]) -> FollowUp:
    """Give the reports that plain data, already held against its schema, describes.

    Raises:
        NaphsError: a value cannot be; the message says which.
    """
    return FollowUp(
        tuple(_update_of(one) for one in content["updates"]),
        tuple(_milestone_of(one) for one in content["milestones"]),
        tuple(_result_of(one) for one in content["results"]),
        tuple(_review_of(one) for one in content["reviews"]),
    )


def _update(one: ProgressUpdate) -> Document:
    return {
        "activity": one.activity,
        "on": one.on.isoformat(),
        "status": str(one.status),
        "percent_done": one.percent_done,
        "evidence": one.evidence,
        "blocker": None if one.blocker is None else str(one.blocker),
        "blocked_by": one.blocked_by,
        "next_step": one.next_step,
        "by": one.by,
    }


def _update_of(content: Mapping[str, Any]) -> ProgressUpdate:
    return ProgressUpdate(
        activity=content["activity"],
        on=_day(content["on"]),
        status=ActivityStatus(content["status"]),
        percent_done=content["percent_done"],
        evidence=content["evidence"],
        blocker=None if content["blocker"] is None else Blocker(content["blocker"]),
        blocked_by=content["blocked_by"],
        next_step=content["next_step"],
        by=content["by"],
    )


def _milestone(one: Milestone) -> Document:
    return {
        "id": one.id,
        "activity": one.activity,
        "text": one.text,
        "due": one.due.isoformat(),
        "done_on": _text(one.done_on),
        "evidence": one.evidence,
    }


def _milestone_of(content: Mapping[str, Any]) -> Milestone:
    due, done = _day(content["due"]), _maybe_day(content["done_on"])
    return Milestone(content["id"], content["activity"], content["text"], due, done, content["evidence"])


def _result(one: ResultIndicator) -> Document:
    return {
        "id": one.id,
        "title": one.title,
        "kind": str(one.kind),
        "unit": one.unit,
        "area": one.area,
        "activity": one.activity,
        "baseline": _number(one.baseline),
        "baseline_on": _text(one.baseline_on),
        "target": _number(one.target),
        "target_on": _text(one.target_on),
        "values": [{"on": v.on.isoformat(), "value": str(v.value), "source": v.source} for v in one.values],
    }


def _result_of(content: Mapping[str, Any]) -> ResultIndicator:
    return ResultIndicator(
        id=content["id"],
        title=content["title"],
        kind=ResultKind(content["kind"]),
        unit=content["unit"],
        area=content["area"],
        activity=content["activity"],
        baseline=_decimal(content["baseline"]),
        baseline_on=_maybe_day(content["baseline_on"]),
        target=_decimal(content["target"]),
        target_on=_maybe_day(content["target_on"]),
        values=tuple(ResultValue(_day(v["on"]), Decimal(v["value"]), v["source"]) for v in content["values"]),
    )


def _review(one: ProgressReview) -> Document:
    return {
        "id": one.id,
        "kind": str(one.kind),
        "held_on": one.held_on.isoformat(),
        "title": one.title,
        "summary": one.summary,
        "lessons": list(one.lessons),
        "decisions": list(one.decisions),
    }


def _review_of(content: Mapping[str, Any]) -> ProgressReview:
    kind, held_on = ReviewKind(content["kind"]), _day(content["held_on"])
    lessons, decisions = tuple(content["lessons"]), tuple(content["decisions"])
    return ProgressReview(content["id"], kind, held_on, content["title"], content["summary"], lessons, decisions)


def _day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def _maybe_day(text: str | None) -> datetime.date | None:
    return None if text is None else _day(text)


def _text(day: datetime.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _number(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
